"""TLP 2.0: labels, order, colours, and who is cleared for what."""

import pytest

from alerts.marking import BY_RULE, Marking, cleared, proposed, strictest

# FIRST, Traffic Light Protocol 2.0: labels and colours as the standard prints them.
STANDARD = [
    ("TLP:CLEAR", "#FFFFFF", False),
    ("TLP:GREEN", "#33FF00", False),
    ("TLP:AMBER", "#FFC000", True),
    ("TLP:AMBER+STRICT", "#FFC000", True),
    ("TLP:RED", "#FF2B2B", True),
]
IN_ORDER = [Marking(label) for label, _, _ in STANDARD]


@pytest.mark.parametrize(("label", "colour", "guarded"), STANDARD)
def test_a_label_is_as_the_standard_has_it(label: str, colour: str, *, guarded: bool) -> None:
    marking = Marking(label)
    assert (str(marking), marking.colour, marking.guarded) == (label, colour, guarded)


def test_the_order_is_from_clear_to_red() -> None:
    assert sorted(Marking, key=lambda marking: marking.rank) == IN_ORDER


def test_a_report_is_amber_by_rule() -> None:
    assert BY_RULE is Marking.AMBER


@pytest.mark.parametrize(
    ("parts", "strict"),
    [
        (["TLP:AMBER"], "TLP:AMBER"),
        (["TLP:CLEAR", "TLP:GREEN"], "TLP:GREEN"),
        (["TLP:AMBER+STRICT", "TLP:AMBER"], "TLP:AMBER+STRICT"),
        (["TLP:GREEN", "TLP:RED", "TLP:AMBER+STRICT"], "TLP:RED"),
    ],
)
def test_the_strictest_label_wins(parts: list[str], strict: str) -> None:
    assert strictest(Marking(part) for part in parts) is Marking(strict)


def test_there_is_no_strictest_of_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        strictest([])


@pytest.mark.parametrize("marking", IN_ORDER)
@pytest.mark.parametrize("clearance", IN_ORDER)
def test_somebody_is_cleared_up_to_their_clearance(clearance: Marking, marking: Marking) -> None:
    assert cleared(clearance, marking) is (IN_ORDER.index(marking) <= IN_ORDER.index(clearance))


@pytest.mark.parametrize(
    ("method", "marking"),
    [("TIPOFF", "TLP:AMBER+STRICT"), ("CONTROLLED-DEL", "TLP:AMBER+STRICT"), ("RISK", "TLP:AMBER"), ("", "TLP:AMBER")],
)
def test_behind_a_tip_off_or_a_controlled_delivery_the_marking_begins_stricter(method: str, marking: str) -> None:
    assert proposed(method) is Marking(marking)
