"""Every text of the source as a gettext catalogue, and the catalogues of all languages brought up to date with it:
`python -m bot.locales.extract`. What is translated stays; nothing is guessed from a similar text.

The source is read as Python reads it, because texts also stand inside f-strings, where Babel's own reader does not look.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import bot
import channels
from bot.language import DOMAINS, LANGUAGES, SOURCE
from bot.locales.extract_reference import template as of_reference
from storage.reference import load

MARKS = frozenset({"_", "N_"})
"""Calls whose argument is a text."""

COUNT = "count"
"""Words.count: its first two arguments are the forms of a text, its third the number."""

SPEAKERS = frozenset({"text", "say"})
"""Calls that translate what they are given: a text written down right there has to be marked."""

ROOT = Path(bot.__file__).parent.parent
PACKAGES = tuple(Path(str(package.__file__)).parent for package in (bot, channels))


def of_source(packages: Sequence[Path] = PACKAGES, root: Path = ROOT) -> Catalog:
    """The texts of Python files, in the order of the files, without translations."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for file in _files(packages):
        calls = sorted(_calls(file), key=lambda call: (call.lineno, call.col_offset))
        for call in calls:
            if text := _text(call):
                catalog.add(text, locations=[(file.relative_to(root).as_posix(), call.lineno)])
    return catalog


def templates() -> Mapping[str, Catalog]:
    """What there is to translate, by domain."""
    return dict(zip(DOMAINS, (of_source(), of_reference(load())), strict=True))


def unmarked(packages: Sequence[Path] = PACKAGES, root: Path = ROOT) -> list[str]:
    """Texts that would be spoken but not extracted, and marks around what is no text: one line each."""
    return [
        f"{file.relative_to(root).as_posix()}, line {call.lineno}: {what}"
        for file in _files(packages)
        for call in _calls(file)
        for what in _wrong_mark(call)
    ]


def path_of(language: str, domain: str) -> Path:
    """The file of a catalogue."""
    return Path(bot.__file__).parent / "locales" / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, language: str) -> Catalog:
    """A catalogue as it is written; an empty one where there is no file."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as lines:
        return read_po(lines, locale=language)


def write(path: Path, catalogue: Catalog, language: str) -> None:
    """Writes a catalogue as it is reviewed: one line a text, no dates and no line numbers, which change by themselves."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        out.write(_HEADER.format(language=language, plurals=catalogue.plural_forms).encode())
        write_po(out, catalogue, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)


def updated(catalogue: Catalog, template: Catalog) -> Catalog:
    """The catalogue with every text of the template and no other, in its order; new ones are empty."""
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


_HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Liaison\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def _files(packages: Sequence[Path]) -> Iterator[Path]:
    for package in packages:
        yield from sorted(package.rglob("*.py"))


def _calls(file: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Call) and node.args)


def _text(call: ast.Call) -> str | tuple[str, str] | None:
    """What a call has to be translated: a text, or its forms for one and for many."""
    first = _literal(call.args[0])
    if _name(call) in MARKS:
        return first
    if _name(call) == COUNT and len(call.args) == 3:  # noqa: PLR2004 - see COUNT; str.count has one or two of its own
        second = _literal(call.args[1])
        return (first, second) if first and second else None
    return None


def _wrong_mark(call: ast.Call) -> Iterator[str]:
    first = call.args[0]
    spoken = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    if _name(call) in SPEAKERS and any(_literal(one) for one in spoken):
        yield "this text is not marked with N_"
    if _name(call) in MARKS and _literal(first) is None:
        yield "only a text can be marked for translation"


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def main() -> None:
    """Brings the catalogues of every language up to date."""
    for domain, template in templates().items():
        for language in LANGUAGES:
            if language != SOURCE:
                path = path_of(language, domain)
                write(path, updated(read(path, language), template), language)


if __name__ == "__main__":
    main()
