"""A sentence as words that can be used once each: what a day was read from is no quantity any more."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.reading.names import plain
from bot.reading.numbers import western

LONGEST_PHRASE = 7
_WORD = re.compile(r"\d+|[^\W\d_]+")
_INSIDE = re.compile(r"\s*|[\s.]*[-'’/]?\s*")
"""What may stand between two words of one name: O.R. Tambo, Garoua-Boulai, huile d'olive."""

_BREAK = re.compile(r"[,;:()\n!?]|[.]\s|\s[-–—]\s|→|>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word or one row of digits, where it stands."""

    plain: str
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words from `first` to before `after` that mean something: its codes."""

    first: int
    after: int
    codes: frozenset[str]


class Sentence:
    """The words of a text, and which of them were used."""

    def __init__(self, text: str) -> None:
        self.text = western(text)
        self.words = tuple(
            Word(plain=plain(found[0]), said=found[0], start=found.start(), end=found.end())
            for found in _WORD.finditer(self.text)
        )
        self.loud = self.text.isupper()
        """Written in capitals throughout: then capitals say nothing."""
        self._used: set[int] = set()

    def use(self, first: int, after: int) -> None:
        self._used.update(range(first, after))

    def use_span(self, start: int, end: int) -> tuple[int, int]:
        """Uses the words within these characters, and says which they are."""
        inside = [number for number, word in enumerate(self.words) if word.start < end and word.end > start]
        first, after = (inside[0], inside[-1] + 1) if inside else (0, 0)
        self.use(first, after)
        return first, after

    def is_free(self, first: int, after: int) -> bool:
        return not any(number in self._used for number in range(first, after))

    def is_free_span(self, start: int, end: int) -> bool:
        return not any(
            number in self._used for number, word in enumerate(self.words) if word.start < end and word.end > start
        )

    def plain(self, number: int) -> str:
        """One word for comparing; nothing before the first and behind the last."""
        return self.words[number].plain if 0 <= number < len(self.words) else ""

    def gap(self, number: int) -> str:
        """What stands between a word and the next one."""
        if not 0 <= number < len(self.words) - 1:
            return ""
        return self.text[self.words[number].end : self.words[number + 1].start]

    def breaks_after(self, number: int) -> bool:
        """Whether a comma, a bracket or the end of a sentence stands behind a word."""
        if number >= len(self.words) - 1:
            return True
        gap = self.gap(number)
        if gap in {",", "."} and self.words[number].said.isdigit() and self.words[number + 1].said.isdigit():
            return False  # 2,000
        return _BREAK.search(gap) is not None

    def joined(self, first: int, after: int) -> bool:
        """Whether these words can be one name."""
        return all(_INSIDE.fullmatch(self.gap(number)) for number in range(first, after - 1))

    def phrase(self, first: int, after: int) -> str:
        return " ".join(word.plain for word in self.words[first:after])

    def said(self, first: int, after: int) -> str:
        return self.text[self.words[first].start : self.words[after - 1].end]

    def longest(self, first: int, names: Mapping[str, frozenset[str]]) -> Piece | None:
        """The longest name that begins at this word, of free words only."""
        for after in range(min(first + LONGEST_PHRASE, len(self.words)), first, -1):
            if not self.joined(first, after) or not self.is_free(first, after):
                continue
            codes = names.get(self.phrase(first, after))
            if codes:
                return Piece(first=first, after=after, codes=codes)
        return None

    def every(self, names: Mapping[str, frozenset[str]]) -> list[Piece]:
        """All names, from left to right, the longest at each place."""
        found: list[Piece] = []
        number = 0
        while number < len(self.words):
            piece = self.longest(number, names)
            if piece is not None:
                found.append(piece)
            number = piece.after if piece is not None else number + 1
        return found

    def before(self, number: int, *, most: int) -> tuple[str, ...]:
        """The words just before one, back to the last break."""
        first = number
        while first > 0 and number - first < most and not self.breaks_after(first - 1):
            first -= 1
        return tuple(word.plain for word in self.words[first:number])


def index(names: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Names by how they are compared: pairs of a name and its code."""
    found: dict[str, frozenset[str]] = {}
    for name, code in names:
        if key := _compared(name):
            found[key] = found[key] | {code} if key in found else frozenset({code})
    return found


@lru_cache(maxsize=16_384)
def _compared(name: str) -> str:
    """A name as words of a sentence are joined, remembered: those of the reference data are few."""
    return " ".join(_WORD.findall(plain(name)))


def words_of(text: str) -> frozenset[str]:
    """A set of plain words, written with blanks between them."""
    return frozenset(text.split())


def names_of(text: str) -> frozenset[str]:
    """A set of names, written with commas between them, as they are compared."""
    return frozenset(plain(name) for name in text.split(","))
