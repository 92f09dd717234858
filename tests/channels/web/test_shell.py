"""What the page is told of its reader: their zone, and their name, which is theirs to choose."""

import json
from html import unescape

import pytest

from channels.web.shell import Reader, page, zone_names
from tests.channels.web.mailbox import NOON
from tests.channels.web.words import WORDS


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


def test_a_name_is_shown_as_it_is_written_and_adds_nothing_to_the_page() -> None:
    name = '"><script>alert(1)</script><b>Ann</b> &amp; {{ 7*7 }}'
    menu = ((name, name),)
    shown = page("ann", Reader(language="en", zone="UTC", name=name, menu=menu), WORDS, NOON, demo=False)
    assert shown.count("<script") == 1  # the page's own
    assert "<b>" not in shown
    assert name in unescape(shown)
    data = shown.partition('data-page="')[2].partition('"')[0]
    assert json.loads(unescape(data))["menu"] == [{"label": name, "says": name}]
