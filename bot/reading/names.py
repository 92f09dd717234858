"""Finding listed things by what people type: other spellings, accents left out, letters swapped."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

MOST = 6
"""How many candidates are shown."""

CLOSE = 75.0
"""From this similarity (rapidfuzz, 0 to 100) on a name is shown as a candidate: "kenia" for Kenya is 80."""

CLOSE_SHORT, LONG = 85.0, 5
"""Within a longer name a word of fewer letters than LONG has to be closer: "rail" is 80 like "brasil"."""

INSIDE = 90.0
"""The similarity of a name that stands among other words: "by camel"."""

PART = 0.95
"""A part of a name ("mombasa" for Mombasa port) counts a little less than the whole misspelt."""

SHORTEST = 3
"""Shorter words are compared exactly only: "hash" may be misspelt, "ic" may not."""

LONGEST = 80
"""Longer texts are compared exactly only: no name is that long, and comparing takes time."""

_NOTHING = frozenset({
    "no", "none", "nothing", "nil", "n a", "no thanks", "nothing else", "no more", "skip",
    "non", "aucun", "aucune", "rien", "neant", "non merci", "rien d autre", "passer",
})  # fmt: skip

_SMALL = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "by",
        "in",
        "of",
        "on",
        "the",
        "au",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
    }
)


def plain(text: str) -> str:
    """For comparing: small letters, no accents, single blanks."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def spoken(label: str) -> str:
    """A label as people type it: any blank is a blank, any apostrophe an apostrophe, and case does not matter. Unlike
    `plain` it keeps points and commas: 1.5 is not 15.
    """
    return " ".join(label.casefold().replace("’", "'").split())


@lru_cache(maxsize=16_384)
def _plain_name(name: str) -> str:
    """As `plain`, remembered: the names of the reference data are few and compared at every search."""
    return plain(name)


def is_nothing(text: str) -> bool:
    """Whether somebody says that there is nothing to say: "no", "none", "-"."""
    return len(text) <= LONGEST and (plain(text) in _NOTHING or not text.strip(" -–—."))


@dataclass(frozen=True, slots=True)
class Found:
    """What a text may mean: `sure` when exactly one thing bears this very name."""

    sure: str | None
    likely: tuple[str, ...]


def find(text: str, names: Mapping[str, Sequence[str]], *, most: int = MOST) -> Found:
    """Looks for a text among the names of things (code to its names, the usual one first)."""
    wanted = plain(text)
    if not wanted:
        return Found(None, ())
    index: dict[str, list[str]] = {}
    for code, spellings in names.items():
        for spelling in spellings:
            found = index.setdefault(_plain_name(spelling), [])
            if code not in found:
                found.append(code)
    exact = index.get(wanted, [])
    if len(exact) == 1:
        return Found(exact[0], ())
    if exact:
        return Found(None, tuple(exact[:most]))
    if not SHORTEST <= len(wanted) <= LONGEST:
        return Found(None, ())
    scores = {name: _alike(wanted, name) for name in index}
    close = sorted((name for name in index if scores[name] >= CLOSE), key=lambda name: (-scores[name], len(name)))
    return Found(None, tuple(dict.fromkeys(code for name in close for code in index[name]))[:most])


def _alike(wanted: str, name: str) -> float:
    """How much a text may mean a name, 0 to 100: misspelt as a whole, a part of it, or more words than it."""
    if len(name) <= SHORTEST:  # a code: compared exactly only
        return 0
    if f" {name} " in f" {wanted} ":
        return INSIDE
    words = [word for word in wanted.split() if word not in _SMALL] or wanted.split()
    parts = min(_best(word, name.split()) for word in words)
    return max(fuzz.ratio(wanted, name, score_cutoff=CLOSE), parts * PART)


def _best(word: str, words: Sequence[str]) -> float:
    """How well a word fits the best of some words, or the beginning of one."""
    if len(word) < SHORTEST:
        return 100 if word in words else 0
    return max(
        100
        if other.startswith(word)
        else fuzz.ratio(word, other, score_cutoff=CLOSE_SHORT if len(other) < LONG else CLOSE)
        for other in words
    )
