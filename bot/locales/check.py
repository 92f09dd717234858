"""Whether every catalogue is complete, up to date with the source and well written: `python -m bot.locales.check` prints
one line for each finding, and fails if there is one. It changes nothing; `python -m bot.locales.extract` does.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter

from babel.messages.catalog import Catalog, Message

from bot.language import DOMAINS, LANGUAGES, SOURCE
from bot.locales.extract import path_of, read, templates, unmarked
from bot.locales.same import SAME

Key = tuple[str | None, tuple[str, ...]]
"""Context and English text, which name a message."""

_LABEL = re.compile(r"TLP:[A-Z]+(?:\+[A-Z]+)*")
_COMMAND = re.compile(r"(?<![\w/])/[a-z]+")
_ENDS = {"…": "…", ".": ".", "?": "?", "!": "!", ":": ":", ",": ",", "؟": "?", "。": "."}
"""What a text can end with, and which ending of English it stands for."""

_OPENING, _CLOSING = "“«„", "”»“"
_SPACE = "\u202f"
"""Narrow and not to be broken: before two-part signs and inside the quotes of French."""

_WRITING: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "fr": (
        (
            re.compile(rf"[^{_SPACE}\d/:]:(?!//)(?![A-Z])|[^{_SPACE}][;?!»]|[ \u00a0][:;?!»]"),
            "a narrow space is missing",
        ),
        (re.compile(rf"«[^{_SPACE}]"), "a narrow space is missing after «"),
        (re.compile(r"[“”\"]"), "quotes are « and »"),
    )
}
"""How a language is written, and what is said where it is not."""


def findings(language: str, template: Catalog, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue of a language, one sentence each."""
    wanted, there = _keys(template), _keys(catalogue)
    yield from (f"{_named(key)}: not in the catalogue; run python -m bot.locales.extract" for key in wanted - there)
    yield from (f"{_named(key)}: not in the source any more" for key in there - wanted)
    yield from (f"{message.id}: obsolete" for message in catalogue.obsolete.values())
    for message in catalogue:
        if message.id and _key(message) in wanted:
            yield from (f"{_named(_key(message))}: {what}" for what in _wrong(language, message))
    same = {_texts(message.id)[0] for message in catalogue if message.id and message.string == message.id}
    listed = {_texts(message.id)[0] for message in template if message.id} & set(SAME.get(language, {}))
    yield from (f"{text!r}: on the list of same texts, but not the same" for text in listed - same)


def _wrong(language: str, message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    english, spoken = _texts(message.id), _texts(message.string)
    if message.fuzzy:
        yield "unsure (fuzzy)"
    if not all(spoken) or len(spoken) != (1 if len(english) == 1 else _forms(language)):
        yield "not translated"
        return
    if english == spoken and english[0] not in SAME.get(language, {}):
        yield "the same as in English"
    for text in spoken:
        # The last English form has every placeholder; a language's first form may stand for none as well as for one.
        yield from _differs(english[-1], text)
        yield from (what for rule, what in _WRITING.get(language, ()) if rule.search(text))
        if "'" in text:
            yield "a straight apostrophe"


def _differs(source: str, text: str) -> Iterator[str]:
    """What a translation must have in common with its English."""
    try:
        if _fields(source) != _fields(text):
            yield f"placeholders {sorted(_fields(text))} instead of {sorted(_fields(source))}"
    except ValueError:
        yield "a brace stands alone"
    if sorted(_LABEL.findall(source)) != sorted(_LABEL.findall(text)):
        yield "TLP labels are never translated"
    if sorted(_COMMAND.findall(source)) != sorted(_COMMAND.findall(text)):
        yield "commands are never translated"
    if source[:1].isspace() != text[:1].isspace() or source[-1:].isspace() != text[-1:].isspace():
        yield "blanks at its ends differ"
    if _ending(source) != _ending(text):
        yield "the punctuation at its end differs"
    if (source[0] in _OPENING) != (text[0] in _OPENING):
        yield "the quote at its beginning differs"
    if source.count("\n") != text.count("\n"):
        yield "the number of lines differs"


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def _ending(text: str) -> str:
    last = text.rstrip()[-1:]
    return "”" if last in _CLOSING else _ENDS.get(last, "")


def _forms(language: str) -> int:
    return Catalog(locale=language).num_plurals


def _keys(catalogue: Catalog) -> set[Key]:
    return {_key(message) for message in catalogue if message.id}


def _key(message: Message) -> Key:
    return message.context, _texts(message.id)


def _texts(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text, or its forms, as Babel has them."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _named(key: Key) -> str:
    context, texts = key
    return f"{context} {texts[0]!r}" if context else repr(texts[0])


def main() -> int:
    """All catalogues; 1 when something was found."""
    found = unmarked()
    for domain, template in templates().items():
        for language in LANGUAGES:
            if language != SOURCE:
                catalogue = read(path_of(language, domain), language)
                found += sorted(f"{language}/{domain}.po: {what}" for what in findings(language, template, catalogue))
    sys.stdout.writelines(f"{line}\n" for line in found)
    if not found:
        sys.stdout.write(f"Catalogues of {', '.join(LANGUAGES)} ({', '.join(DOMAINS)}): complete.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
