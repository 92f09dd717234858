"""What the page is told of its reader's zone."""

import pytest

from channels.web.shell import zone_names


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        ("Africa/Nairobi", {"GMT+03:00": "EAT"}),
        ("Europe/Paris", {"GMT+01:00": "CET", "GMT+02:00": "CEST"}),
        ("Africa/Abidjan", {"GMT": "GMT"}),
        ("America/Sao_Paulo", {"GMT-03:00": "UTC-03"}),
        ("Asia/Kathmandu", {"GMT+05:45": "UTC+0545"}),
        ("UTC", {"GMT": "UTC"}),
        ("No/Where", {}),
        ("../etc/passwd", {}),
    ],
)
def test_a_zone_is_named_as_texts_name_it_in_winter_and_summer(zone: str, names: dict[str, str]) -> None:
    assert zone_names(zone, 2026) == names
