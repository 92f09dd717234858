"""Texts are found in the source wherever they stand, and catalogues follow it without a guess."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.locales.extract import of_source, unmarked, updated


def test_updating_keeps_what_is_translated_and_guesses_nothing() -> None:
    template, catalogue = Catalog(), Catalog(locale="fr")
    template.add("Cancel")
    template.add("Go on now")
    catalogue.add("Cancel", "Annuler")
    catalogue.add("Go on", "Continuer")
    new = updated(catalogue, template)
    assert {message.id: message.string for message in new if message.id} == {"Cancel": "Annuler", "Go on now": None}
    assert not new.obsolete
    assert not any(message.fuzzy for message in new if message.id)


def test_texts_are_found_wherever_python_has_them(tmp_path: Path) -> None:
    _module(
        tmp_path,
        "greet.py",
        """
label = N_("Plain")
line = f"{say(N_('In an f-string'))} · {number}"
text = say(N_("One") if first else N_("Other"))
whole = _("In two " "parts")
many = words.count("{number} day", "{number} days", len(days)).format(number=len(days))
not_ours = "a.b".count(".") + wire.count(slot, 0, 9)
""",
    )
    found = {message.id: message.locations for message in of_source([tmp_path / "ours"], tmp_path) if message.id}
    assert list(found) == [
        "Plain",
        "In an f-string",
        "One",
        "Other",
        "In two parts",
        ("{number} day", "{number} days"),
    ]
    assert found["Plain"] == [("ours/greet.py", 2)]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("turn.words.text('Hello')", "ours/said.py, line 1: this text is not marked with N_"),
        ("say('Hello' if kind else N_('Goodbye'))", "ours/said.py, line 1: this text is not marked with N_"),
        ("N_(label)", "ours/said.py, line 1: only a text can be marked for translation"),
        ("N_(f'Hello {name}')", "ours/said.py, line 1: only a text can be marked for translation"),
    ],
)
def test_a_text_the_extraction_would_miss_is_found(tmp_path: Path, line: str, complaint: str) -> None:
    _module(tmp_path, "said.py", line)
    assert unmarked([tmp_path / "ours"], tmp_path) == [complaint]


def _module(folder: Path, name: str, source: str) -> None:
    (folder / "ours").mkdir()
    (folder / "ours" / name).write_text(source, encoding="utf-8")
