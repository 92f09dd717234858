"""Text in two weights, measured as Telegram measures it, cut where a reader expects it, and written as its HTML."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_BORDERS = (re.compile(r"\n[ \t]*\n\s*"), re.compile(r"\n+"), re.compile(r"(?<=[.!?…؟。])\s+"), re.compile(r"\s+"))
"""Where a text may be cut, the best kind first: paragraphs, lines, sentences, words."""

_LEAST = 3
"""A border in the first third of what would fit does not count: the part would be a scrap."""

_JOINER = "\u200d"

_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}")
"""What Telegram takes for the name of a user, who would be told. Within <code> it looks for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text, and from where to where it is bold."""

    text: str
    bold: tuple[tuple[int, int], ...] = ()


def units(text: str) -> int:
    """Length in UTF-16 code units. Telegram counts entities in them; by characters a text is never longer."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def join(pieces: Sequence[tuple[str, bool]]) -> Words:
    """Pieces one after the other, each bold or not."""
    at, bold = 0, []
    for text, heavy in pieces:
        if heavy and text:
            bold.append((at, at + len(text)))
        at += len(text)
    return Words(text="".join(text for text, _ in pieces), bold=tuple(bold))


def cut(words: Words, start: int, end: int) -> Words:
    """From `start` to `end`."""
    clipped = ((max(first, start) - start, min(last, end) - start) for first, last in words.bold)
    return Words(text=words.text[start:end], bold=tuple((first, last) for first, last in clipped if first < last))


def split(words: Words, most: int) -> tuple[Words, ...]:
    """Pieces of at most `most` units, cut at the best border there is; blanks at a cut are left out."""
    pieces, start, text = list[Words](), 0, words.text
    while start < len(text):
        fits = _fitting(text, start, most)
        if fits == len(text):
            pieces.append(cut(words, start, fits))
            break
        end, following = _border(text, start, fits)
        pieces.append(cut(words, start, end))
        start = following
    return tuple(pieces)


def html(words: Words) -> str:
    """As Telegram's HTML: nothing in the text is taken for markup, nothing is nested."""
    return "".join(_tagged(escape(text), tag) for text, tag in _runs(words))


def _runs(words: Words) -> Iterator[tuple[str, str]]:
    at = 0
    for first, last in (*words.bold, (len(words.text), len(words.text))):
        yield from _named(words.text[at:first], "")
        yield from _named(words.text[first:last], "b")
        at = last


def _named(text: str, tag: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in _MENTION.finditer(text):
        yield text[at : found.start()], tag
        yield found[0], "code"
        at = found.end()
    yield text[at:], tag


def _tagged(text: str, tag: str) -> str:
    return f"<{tag}>{text}</{tag}>" if tag and text else text


def _fitting(text: str, start: int, most: int) -> int:
    """The furthest end of a piece that begins at `start`."""
    end = min(start + most, len(text))
    over = units(text[start:end]) - most
    while over > 0:
        # Each letter taken away makes it shorter by one unit or two.
        end -= (over + 1) // 2
        over = units(text[start:end]) - most
    while end < len(text) and units(text[start : end + 1]) <= most:
        end += 1
    return end


def _border(text: str, start: int, fits: int) -> tuple[int, int]:
    """Where to end a piece of which no more than up to `fits` fits, and where the next begins."""
    least = start + (fits - start) // _LEAST
    for border in _BORDERS:
        for found in reversed(list(border.finditer(text, least, fits + 1))):
            if least < found.start() <= fits:
                following = found.end()
                while following < len(text) and text[following].isspace():
                    following += 1
                return found.start(), following
    end = fits
    while end > least and (
        text[end - 1] == _JOINER or text[end] == _JOINER or unicodedata.category(text[end])[0] == "M"
    ):
        end -= 1
    return end, end
