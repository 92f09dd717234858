"""Finding listed things by what people type: other spellings, accents left out, letters swapped."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

MOST = 6
"""How many candidates are shown."""

CLOSE = 82.0
"""From this similarity (rapidfuzz WRatio, 0 to 100) on a name is shown as a candidate."""

SHORTEST = 3
"""Shorter words are compared exactly only: "hash" may be misspelt, "ice" may not."""


def plain(text: str) -> str:
    """For comparing: small letters, no accents, single blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


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
            found = index.setdefault(plain(spelling), [])
            if code not in found:
                found.append(code)
    exact = index.get(wanted, [])
    if len(exact) == 1:
        return Found(exact[0], ())
    if exact:
        return Found(None, tuple(exact[:most]))
    if len(wanted) < SHORTEST:
        return Found(None, ())
    close = process.extract(wanted, list(index), scorer=fuzz.WRatio, score_cutoff=CLOSE, limit=most * 3)
    return Found(None, _first(codes for name, _, _ in close for codes in [index[name]])[:most])


def _first(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for group in groups for code in group))
