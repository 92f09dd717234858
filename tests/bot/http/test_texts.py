"""Words are chosen by what a browser asks for, and every page has all of its words."""

import re
from pathlib import Path

import pytest

import bot.http
from bot.http.texts import Texts

TEXTS = Texts(lambda language: lambda text: f"{language}:{text}", ["en", "fr"])
PAGES = Path(bot.http.__file__).parent / "pages"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CH, en;q=0.9", "fr"),
        ("en;q=0.5, fr;q=0.8", "fr"),
        ("de, fr;q=0.3", "fr"),
        ("fr;q=0", "en"),
        ("de", "en"),
        ("*", "en"),
        ("fr;q=x", "en"),
        ("," * 1000, "en"),
    ],
)
def test_the_language_a_browser_prefers_is_chosen(accepted: str, language: str) -> None:
    assert TEXTS.choose(accepted) == language


def test_a_language_there_is_no_catalogue_for_is_answered_in_the_first() -> None:
    assert TEXTS.chat("xx").send == "en:Send"
    assert TEXTS.site("xx")["sign_in"] == "en:Sign in"


@pytest.mark.parametrize("page", sorted(page.name for page in PAGES.glob("*.html")))
def test_every_word_a_page_names_is_there(page: str) -> None:
    named = set(re.findall(r"\bt\.(\w+)", (PAGES / page).read_text(encoding="utf-8")))
    assert named - set(TEXTS.site("en")) == set()
