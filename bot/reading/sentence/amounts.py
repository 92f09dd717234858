"""The quantities in a sentence: a number with what it counts, and how sure that is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.reading.sentence.words import Sentence, words_of
from bot.reading.units import unit_words
from storage.reference import Reference

_NUMBER = re.compile(
    r"(?<![\w./-])(?<!\d,)(\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)(?![\d/]|[.,]\d)"
    r"(\s*(?:million|millions)\b(?:\s+(?:of|de|d['’]))?)?",
    re.IGNORECASE,
)
_ABOUT = words_of(
    "about around approx approximately almost nearly over than roughly circa some estimated environ presque pres quasiment estime "
    "estimes under least most moins maximum"
)
_COUNTED_THINGS = words_of(
    "terminal gate quay pier dock berth hall lot bay quai porte poste hangar container conteneur truck camion no nr numero number "
    "zone post box room bus flight vol le the du on page article km unit post pk section"
)
"""Behind these a number is a name: "terminal 2 400 kg" is not 2,400 kg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number and its unit, if any, as the step for quantities reads them."""

    first: int
    after: int
    said: str
    unit: bool
    sure: bool
    """Not "about", nor a number that may be two."""
    alone: bool
    """Nothing follows that it could be the size of: a truck of 20 t, tins of 18 litres."""


def amounts(sentence: Sentence, reference: Reference) -> Iterator[Amount]:
    """Every number that was not used for anything else."""
    units = unit_words(reference)
    for match in _NUMBER.finditer(sentence.text):
        inside = [one for one, word in enumerate(sentence.words) if match.start() <= word.start < match.end()]
        first, after = inside[0], inside[-1] + 1
        if not sentence.is_free(first, after):
            continue
        number = _times_million(match[1]) if match[2] else match[1]
        gap = sentence.gap(after - 1) if not match[2] else " "
        unit = after < len(sentence.words) and sentence.plain(after) in units and gap.strip() in {"", "'"}
        if gap.strip().startswith("-") and sentence.plain(after) in units:
            sentence.use(first, after + 1)  # "18-litre tins" are a size
            continue
        if number is None:
            continue
        before = sentence.before(first, most=2)
        grouped = any(blank in match[1] for blank in " \u00a0\u202f")
        end = after + (1 if unit else 0)
        yield Amount(
            first=first,
            after=end,
            said=f"{number} {sentence.words[after].said}" if unit else number,
            unit=unit,
            sure=not _ABOUT & {*before} and not (grouped and before and before[-1] in _COUNTED_THINGS),
            alone=end >= len(sentence.words)
            or sentence.breaks_after(end - 1)
            or not sentence.is_free(end, end + 1)
            or sentence.plain(end) in _AFTER,
        )


_AFTER = words_of(
    "in at on from hidden concealed found seized was were by and with of de d dans a au et sur cache caches cachee saisi saisis"
)


def _times_million(number: str) -> str | None:
    """Ten or 10.2 million in figures; None where the number may be two."""
    whole, point, rest = number.replace(",", ".").partition(".")
    if " " in number or len(rest) > 2 or not whole.isdigit():  # noqa: PLR2004 - 1.500 million may be 1,500 million
        return None
    return f"{int(whole)}{rest.ljust(6, '0')}" if point or rest else f"{int(whole)}000000"
