"""The species that ship with the product: those often seized, not the lists of CITES."""

from collections.abc import Collection
from dataclasses import dataclass

from storage.reference_rows import Row

SPECIES_COLUMNS = "code name appendix check english french other_names"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeciesEntry:
    """A species, genus or family that is often seized, with its CITES appendix: general knowledge of the field, not the
    binding lists (checklist.cites.org); `check` says what is to be looked up, such as a split listing.
    """

    code: str
    name: str
    """The scientific name."""
    appendix: str
    check: str
    english: str
    french: str
    other_names: tuple[str, ...]


def species_of(row: Row, appendices: Collection[str]) -> SpeciesEntry:
    return SpeciesEntry(
        code=row.matching("code", "[A-Z-]+"),
        name=row.text("name"),
        appendix=row.one_of("appendix", appendices),
        check=row.optional("check"),
        english=row.text("english"),
        french=row.text("french"),
        other_names=row.many("other_names"),
    )
