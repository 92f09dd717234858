"""Every catalogue is complete and well written, and the check that says so finds what it should."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from alerts.permit import Refusal
from alerts.review import MoveRefusal
from bot.dialog import Several, Step
from bot.dialogs.register import DIALOGS
from bot.http.texts import chat_texts, site_texts
from bot.language import DOMAINS, LANGUAGES, SOURCE, words
from bot.locales.check import findings
from bot.locales.extract import PACKAGES, ROOT, path_of, read, templates, unmarked, updated, write
from bot.locales.extract_reference import messages
from bot.locales.same import SAME
from bot.scene import Scene
from bot.views.links import mailbox_link, sign_in_link
from bot.views.refusals import move_refused, sending_refused
from storage.reference import load
from tests.bot.stage import Stage

OTHERS = [language for language in LANGUAGES if language != SOURCE]
TEMPLATES = templates()
PAGES = sorted(path.relative_to(ROOT).as_posix() for package in PACKAGES for path in package.rglob("*.html"))

# Words of English that no other language of ours has; "office" and "or" are French as well.
ENGLISH = {"the", "and", "with", "your", "you", "please", "this", "that", "which", "report", "is", "by", "from"}


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_nothing_to_complain_about(language: str, domain: str) -> None:
    assert list(findings(language, TEMPLATES[domain], read(path_of(language, domain), language))) == []


def test_every_text_that_is_spoken_is_marked() -> None:
    assert unmarked() == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_a_translation(language: str, domain: str) -> None:
    left = {
        text: sorted(found)
        for message in read(path_of(language, domain), language)
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string or ())
        if (found := ENGLISH & set(_plain_words(text)))
    }
    assert left == {}


@pytest.mark.parametrize("language", OTHERS)
def test_every_label_of_the_reference_data_is_translated(language: str) -> None:
    spoken = words(language)
    left = {text for context, text in messages(load()) if spoken.name(context, text) == text}
    assert left <= set(SAME[language])


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("dialog", DIALOGS)
def test_every_word_of_a_dialog_is_translated(dialog: str, language: str) -> None:
    spoken = words(language)
    left = {text for text in _texts_of(dialog) if spoken.text(text) == text}
    assert left <= set(SAME[language])


@pytest.mark.parametrize("language", OTHERS)
async def test_every_refusal_is_translated(language: str, stage: Stage) -> None:
    there, english = _scene(stage, language), _scene(stage, SOURCE)
    assert [why for why in MoveRefusal if move_refused(why, there) == move_refused(why, english)] == []
    assert [why for why in Refusal if sending_refused(why, there) == sending_refused(why, english)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_of_the_pages_is_translated(language: str) -> None:
    here, english = _page_texts(language), _page_texts(SOURCE)
    assert {text for name, text in here.items() if text == english[name]} <= set(SAME[language])


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("mail", [mailbox_link, sign_in_link])
def test_the_mails_with_a_link_are_translated(mail: object, language: str) -> None:
    assert callable(mail)
    here, english = mail("-", words(language), demo=True), mail("-", words(SOURCE), demo=True)
    assert set(here.text.split("\n")) & set(english.text.split("\n")) == {"", "-"}
    assert here.mention.startswith("DÉMO\u202f: ")
    assert english.mention.startswith("DEMO: ")
    assert here.title != english.title


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_words_of_its_own(page: str) -> None:
    """They would be seen in English by everybody."""
    shown = (ROOT / page).read_text(encoding="utf-8")
    for left_out in (
        r"\{#.*?#\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"<style.*?</style>",
        r"<!--.*?-->",
        r"<[^>]*>",
        r"&\w+;",
    ):
        shown = re.sub(left_out, " ", shown, flags=re.DOTALL)
    assert [word for word in shown.split() if any(letter.isalpha() for letter in word)] == []


def test_the_bot_says_the_language_that_it_changed_to() -> None:
    assert "français" in words("fr").text("From now on I write in English.")


@pytest.mark.parametrize(
    ("english", "french", "complaint"),
    [
        ("Cancel", "", "not translated"),
        ("Cancel", "Cancel", "the same as in English"),
        ("Report {number}", "Rapport {numero}", "placeholders ['numero'] instead of ['number']"),
        ("Report {number}", "Rapport", "placeholders [] instead of ['number']"),
        ("Report {number}", "Rapport {number", "a brace stands alone"),
        ("Usual is TLP:AMBER.", "D’habitude TLP:ORANGE.", "TLP labels are never translated"),
        ("Usual is TLP:AMBER.", "D’habitude orange.", "TLP labels are never translated"),
        ("Write /help.", "Écrivez /aide.", "commands are never translated"),
        ("Thank you.", "Merci", "the punctuation at its end differs"),
        ("Which marking?", "Quel marquage.", "the punctuation at its end differs"),
        ("Thank you.", "Merci. ", "blanks at its ends differ"),
        ("“{said}”, as I wrote it", "{said}, tel que je l’ai écrit", "the quote at its beginning differs"),
        ("More", "Plus\nloin", "the number of lines differs"),
        ("It is kept.", "C'est gardé.", "a straight apostrophe"),
        ("Which marking?", "Quel marquage ?", "a narrow space is missing"),
        ("Which marking?", "Quel marquage?", "a narrow space is missing"),
        ("Units: {units}.", "Unités: {units}.", "a narrow space is missing"),
        ("“{said}” is long.", "« {said}\u202f» est long.", "a narrow space is missing after «"),
        ("Change “Valid until”.", "Modifiez “Fin de validité”.", "quotes are « and »"),
    ],
)
def test_a_wrong_translation_is_found(english: str, french: str, complaint: str) -> None:
    template, catalogue = Catalog(), Catalog(locale="fr")
    template.add(english)
    catalogue.add(english, french)
    assert f"{english!r}: {complaint}" in list(findings("fr", template, catalogue))


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("From {when}: {report}", "Du {when}\u202f: {report}"),
        ("Which marking?", "Quel marquage\u202f?"),
        ("“{said}” at 14:02", "«\u202f{said}\u202f» à 14:02"),
        ("Loading …", "Chargement…"),
        ("Usual is TLP:AMBER+STRICT.", "D’habitude TLP:AMBER+STRICT."),
        ("See https://example.org.", "Voyez https://example.org."),
        ("Source", "Source"),
    ],
)
def test_a_right_translation_is_left_alone(english: str, french: str) -> None:
    template, catalogue = Catalog(), Catalog(locale="fr")
    template.add(english)
    catalogue.add(english, french)
    assert list(findings("fr", template, catalogue)) == []


@pytest.mark.parametrize(
    ("forms", "complaint"),
    [
        (("{number} pays", "{number} pays"), None),
        (("un pays", "{number} pays"), "placeholders [] instead of ['number']"),
        (("{number} pays", ""), "not translated"),
        (("{number} pays",), "not translated"),
    ],
)
def test_every_plural_form_is_there_and_has_the_number(forms: tuple[str, ...], complaint: str | None) -> None:
    """In French the first form stands for none and for one, so it cannot leave the number out."""
    template, catalogue = Catalog(), Catalog(locale="fr")
    template.add(("{number} country", "{number} countries"))
    catalogue.add(("{number} country", "{number} countries"), forms)
    found = list(findings("fr", template, catalogue))
    assert found == ([f"'{{number}} country': {complaint}"] if complaint else [])


def test_an_unsure_translation_is_found() -> None:
    template, catalogue = Catalog(), Catalog(locale="fr")
    template.add("Cancel")
    catalogue.add("Cancel", "Annuler", flags=["fuzzy"])
    assert list(findings("fr", template, catalogue)) == ["'Cancel': unsure (fuzzy)"]


def test_a_catalogue_behind_the_source_is_found() -> None:
    template, catalogue = Catalog(), Catalog(locale="fr")
    template.add("Skip")
    catalogue.add("Cancel", "Annuler")
    assert list(findings("fr", template, catalogue)) == [
        "'Skip': not in the catalogue; run python -m bot.locales.extract",
        "'Cancel': not in the source any more",
    ]


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_taken_out_of_the_file_is_missed(domain: str, tmp_path: Path) -> None:
    catalogue = read(path_of("fr", domain), "fr")
    victim = next(message for message in catalogue if message.id and isinstance(message.id, str))
    victim.string = ""
    write(tmp_path / "fr.po", catalogue, "fr")
    before = set(findings("fr", TEMPLATES[domain], read(path_of("fr", domain), "fr")))
    (found,) = set(findings("fr", TEMPLATES[domain], read(tmp_path / "fr.po", "fr"))) - before
    assert found.endswith(f"{victim.id!r}: not translated")


def test_a_catalogue_that_is_written_reads_back_the_same(tmp_path: Path) -> None:
    """So running the extraction again changes nothing."""
    for domain, template in TEMPLATES.items():
        path = path_of("fr", domain)
        write(tmp_path / domain, updated(read(path, "fr"), template), "fr")
        again = {(message.context, message.id): message.string for message in read(tmp_path / domain, "fr")}
        assert again == {(message.context, message.id): message.string for message in read(path, "fr")}


def _plain_words(text: str) -> list[str]:
    """The words of a text without its placeholders and commands."""
    bare = re.sub(r"\{\w+\}|/\w+", " ", text)
    return "".join(letter if letter.isalpha() else " " for letter in bare).casefold().split()


def _texts_of(dialog: str) -> Iterator[str]:
    shown = DIALOGS[dialog]
    yield from (text for text in (shown.title, shown.submit, shown.enough) if text)
    for step in shown.steps:
        yield from _texts_of_step(step)


def _texts_of_step(step: Step | Several) -> Iterator[str]:
    yield step.label
    if isinstance(step, Several):
        yield from (step.ask, step.another)
        for inner in step.steps:
            yield from _texts_of_step(inner)
    else:
        ask = getattr(step, "ask", "")
        assert ask, f"{step.key} asks nothing"
        yield ask


def _scene(stage: Stage, language: str) -> Scene:
    return stage.world.scene(words(language), zone="UTC", country="KE", office=None)


def _page_texts(language: str) -> Mapping[str, str]:
    """The words of the chat and of all other pages, by name."""
    say = words(language).text
    return {**asdict(chat_texts(say)), **{f"site, {name}": text for name, text in site_texts(say).items()}}
