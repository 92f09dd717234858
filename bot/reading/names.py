"""Finding listed things by what people type: other spellings, accents left out, letters swapped."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

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
def plain_name(name: str) -> str:
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
            found = index.setdefault(plain_name(spelling), [])
            if code not in found:
                found.append(code)
    exact = index.get(wanted, [])
    if len(exact) == 1:
        return Found(exact[0], ())
    if exact:
        return Found(None, tuple(exact[:most]))
    if not SHORTEST <= len(wanted) <= LONGEST or not any(letter.isalpha() for letter in wanted):
        return Found(None, ())  # a number that is nearly another one is another one
    scores = _scores(wanted, [name for name in index if len(name) > SHORTEST])  # codes are compared exactly only
    close = sorted(scores, key=lambda name: (-scores[name], len(name)))
    return Found(None, tuple(dict.fromkeys(code for name in close for code in index[name]))[:most])


def _scores(wanted: str, names: Sequence[str]) -> Mapping[str, float]:
    """How much a text may mean each name, where it may: misspelt as a whole, a part of it, or more words than it."""
    whole = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=None)
    scores = {name: score for name, score, _ in whole}
    with_word: dict[str, list[str]] = {}
    for name in names:
        for word in name.split():
            with_word.setdefault(word, []).append(name)
    said = wanted.split()
    for word in said:
        for name in with_word.get(word, ()):
            if f" {name} " in f" {wanted} ":
                scores[name] = max(scores.get(name, 0), INSIDE)
    words = [word for word in said if word not in _SMALL] or said
    parts = _with(words[0], with_word)
    for word in words[1:]:
        more = _with(word, with_word)
        parts = {name: min(score, more[name]) for name, score in parts.items() if name in more}
    for name, score in parts.items():
        scores[name] = max(scores.get(name, 0), score * PART)
    return {name: score for name, score in scores.items() if score >= CLOSE}


def _with(word: str, with_word: Mapping[str, Sequence[str]]) -> Mapping[str, float]:
    """The names that have a word, a word that begins so, or one misspelt."""
    if len(word) < SHORTEST:
        return dict.fromkeys(with_word.get(word, ()), 100.0)
    close = {
        other: score
        for other, score, _ in process.extract(word, list(with_word), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=None)
        if score >= CLOSE_SHORT or len(other) >= LONG
    }
    close |= dict.fromkeys((other for other in with_word if other.startswith(word)), 100.0)
    found: dict[str, float] = {}
    for other, score in close.items():
        for name in with_word[other]:
            found[name] = max(found.get(name, 0), score)
    return found
