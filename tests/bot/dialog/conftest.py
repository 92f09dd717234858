"""Who is asked: plain values, no database."""

from datetime import date

import pytest

from alerts.geography import Country, Geography, Office
from bot.language import words
from bot.scene import Scene
from storage.reference import load

FRIDAY = date(2026, 11, 13)


def geography() -> Geography:
    """Offices and links as the reference data has them."""
    reference = load()
    return Geography(
        offices={
            row.code: Office(
                code=row.code,
                name=row.name,
                region=row.region,
                host_country=row.host_country,
                languages=row.languages,
                zone=row.zone,
            )
            for row in reference.offices
        },
        links=tuple(
            Country(
                code=row.code, office=row.office, region=row.region, valid_from=row.valid_from, valid_to=row.valid_to
            )
            for row in reference.countries
        ),
    )


@pytest.fixture(scope="session")
def scene() -> Scene:
    """An officer of Kenya, in English, on a Friday."""
    return Scene(
        words=words("en"), reference=load(), geography=geography(), today=FRIDAY, country="KE", office=None, usual={}
    )


@pytest.fixture(scope="session")
def french() -> Scene:
    """An officer of Senegal, in French, on the same day."""
    return Scene(
        words=words("fr"), reference=load(), geography=geography(), today=FRIDAY, country="SN", office=None, usual={}
    )
