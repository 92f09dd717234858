"""The labels of the reference data as gettext messages: the template of reference.po (bot/locales/extract.py).

They stand in CSV files, where Babel's extraction of the source does not see them. Place names and synonyms are not
among them: a place is called what it is called, and the words officers say have their language beside them.
"""

from collections.abc import Iterator

from babel.messages.catalog import Catalog

from storage.reference import Reference


def messages(reference: Reference) -> Iterator[tuple[str, str]]:
    """Every (context, text) a catalogue must translate, in the order of the files; a pair comes once.

    The context is the list's name: office, region, category, commodity, unit, unit_symbol (what follows a number),
    transport_mode, concealment, place_kind.
    """
    seen = dict.fromkeys(_labels(reference))
    yield from seen


def template(reference: Reference) -> Catalog:
    """The same as a Babel catalogue without translations."""
    catalog = Catalog(project="liaison", charset="utf-8", fuzzy=False)
    for context, text in messages(reference):
        catalog.add(text, context=context)
    return catalog


def _labels(reference: Reference) -> Iterator[tuple[str, str]]:
    yield from (("office", office.name) for office in reference.offices)
    yield from (("region", region.label) for region in reference.regions)
    yield from (("category", category.label) for category in reference.categories)
    yield from (("commodity", commodity.label) for commodity in reference.commodities.values())
    yield from (("unit", unit.label) for unit in reference.units.values())
    yield from (("unit_symbol", unit.symbol) for unit in reference.units.values() if unit.symbol)
    for name, entries in reference.lists.items():
        yield from ((name, entry.label) for entry in entries)
