"""Finding listed things by what people type: other spellings, accents left out, letters swapped."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

MOST = 6
"""How many candidates are shown."""

CLOSE = 82.0
"""From this similarity (rapidfuzz WRatio, 0 to 100) on a name is shown as a candidate."""

SHORTEST = 3
"""Shorter words are compared exactly only: "hash" may be misspelt, "ic" may not."""

LONGEST = 80
"""Longer texts are compared exactly only: no name is that long, and comparing takes time."""

_NOTHING = frozenset({
    "no", "none", "nothing", "nil", "n a", "no thanks", "nothing else", "no more", "skip",
    "non", "aucun", "aucune", "rien", "neant", "non merci", "rien d autre", "passer",
})  # fmt: skip


def plain(text: str) -> str:
    """For comparing: small letters, no accents, single blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


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
    close = process.extract(wanted, list(index), scorer=fuzz.WRatio, score_cutoff=CLOSE, limit=most * 3)
    return Found(None, _first(codes for name, _, _ in close for codes in [index[name]])[:most])


def _first(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for group in groups for code in group))
