"""May it leave? Every line of may_send_table.txt, and what holds for all lines alike."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from alerts.marking import Marking
from alerts.permit import (
    Carrier,
    Facts,
    GroupFacts,
    Item,
    ItemKind,
    Permit,
    Purpose,
    Recipient,
    Refusal,
    may_send,
)

NOW = datetime(2026, 11, 13, 12, tzinfo=UTC)
COLUMNS = 7

MARKINGS = {
    "C": Marking.CLEAR,
    "G": Marking.GREEN,
    "A": Marking.AMBER,
    "S": Marking.AMBER_STRICT,
    "R": Marking.RED,
}
PERSON_BY = {"web": Carrier.WEB, "mail": Carrier.MAIL, "messenger": Carrier.MESSENGER}
GROUPS = {  # private, a broadcast, every member cleared
    "closed": [(True, False, True)],
    "private": [(True, False, False), (True, True, True), (True, True, False)],
    "open": [(False, *others) for others in product((False, True), (False, True))],
}
STANDINGS = {
    "subscriber": Facts(in_audience=True, subscribed=True),
    "audience": Facts(in_audience=True),
    "wish": Facts(subscribed=True),
    "received": Facts(received=True),
    "reviewer": Facts(reviews=True),
    "reporter": Facts(reporter=True),
    "colleague": Facts(colleague=True),
    "stranger": Facts(),
}
WORDS = (
    [kind.value for kind in ItemKind],
    list(MARKINGS),
    [*PERSON_BY, *GROUPS],
    list(MARKINGS),
    [purpose.value for purpose in Purpose],
    list(STANDINGS),
)
Combination = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the words of each column and the answer."""

    number: int
    columns: tuple[tuple[str, ...], ...]
    answer: str

    def expand(self) -> Iterator[Combination]:
        return product(*self.columns)


def read_table() -> list[Line]:
    lines = []
    text = Path(__file__).with_name("may_send_table.txt").read_text(encoding="utf-8")
    for number, raw in enumerate(text.splitlines(), start=1):
        cells = raw.split()
        if not cells or raw.startswith("#"):
            continue
        assert len(cells) == COLUMNS, f"line {number} has {len(cells)} columns"
        *words, answer = cells
        columns = tuple(
            tuple(known) if cell == "*" else tuple(cell.split(",")) for cell, known in zip(words, WORDS, strict=True)
        )
        lines.append(Line(number, columns, answer))
    return lines


TABLE = read_table()


def recipients(name: str, limit: Marking) -> Iterator[tuple[Recipient, Carrier]]:
    if name in PERSON_BY:
        yield Recipient(clearance=limit), PERSON_BY[name]
        return
    for (private, broadcast, all_cleared), carrier in product(GROUPS[name], (Carrier.MESSENGER, Carrier.MAIL)):
        group = GroupFacts(ceiling=limit, private=private, broadcast=broadcast, all_cleared=all_cleared)
        yield Recipient(group=group), carrier


def answers(combination: Combination) -> Iterator[str]:
    kind, marking, name, limit, purpose, standing = combination
    item = Item(kind=ItemKind(kind), id=1, marking=MARKINGS[marking], expires=NOW + timedelta(days=1))
    for recipient, carrier in recipients(name, MARKINGS[limit]):
        answer = may_send(item, recipient, carrier, Purpose(purpose), STANDINGS[standing], NOW)
        yield "yes" if isinstance(answer, Permit) else answer.value


def test_every_combination_stands_on_exactly_one_line() -> None:
    counted = Counter(combination for line in TABLE for combination in line.expand())
    assert set(counted) == set(product(*WORDS))
    assert [combination for combination, times in counted.items() if times > 1] == []


def test_the_table_knows_no_refusal_that_does_not_exist() -> None:
    assert {line.answer for line in TABLE} <= {"yes", "no"} | {refusal.value for refusal in Refusal}


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"line {line.number}")
def test_may_send_answers_as_the_table_says(line: Line) -> None:
    wrong = [
        (combination, answer)
        for combination in line.expand()
        for answer in answers(combination)
        if (answer == "yes" if line.answer == "no" else answer != line.answer)
    ]
    assert wrong == []


# What holds whatever the table says: each case starts from a clear yes.

ALERT = Item(kind=ItemKind.ALERT, id=7, marking=Marking.AMBER, expires=NOW + timedelta(days=7))
CARD = Item(kind=ItemKind.CARD, id=8, marking=Marking.AMBER)
REPORT = Item(kind=ItemKind.REPORT, id=8, marking=Marking.AMBER)
OUTCOME = Item(kind=ItemKind.OUTCOME, id=8, marking=Marking.AMBER)
PERSON = Recipient(clearance=Marking.AMBER)
GROUP = Recipient(group=GroupFacts(ceiling=Marking.AMBER, private=True, broadcast=False, all_cleared=True))
SUBSCRIBER = STANDINGS["subscriber"]

YES = {
    "alert to a person": (ALERT, PERSON, Purpose.DISSEMINATE, SUBSCRIBER),
    "alert to a group": (ALERT, GROUP, Purpose.DISSEMINATE, SUBSCRIBER),
    "alert read by a person": (ALERT, PERSON, Purpose.READ, STANDINGS["received"]),
    "card to a reviewer": (CARD, PERSON, Purpose.REVIEW, STANDINGS["reviewer"]),
    "report to its reporter": (REPORT, PERSON, Purpose.ACCOUNT, STANDINGS["reporter"]),
    "outcome to the reporter": (OUTCOME, PERSON, Purpose.ACCOUNT, STANDINGS["reporter"]),
}
ALERTS = [name for name in YES if name.startswith("alert")]


def ask(item: Item, recipient: Recipient, purpose: Purpose, facts: Facts) -> Permit | Refusal:
    return may_send(item, recipient, Carrier.MESSENGER, purpose, facts, NOW)


@pytest.mark.parametrize("name", YES)
def test_each_case_below_starts_from_a_yes(name: str) -> None:
    assert isinstance(ask(*YES[name]), Permit)


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_that_is_not_released_stays(name: str) -> None:
    item, recipient, purpose, facts = YES[name]
    assert ask(replace(item, live=False), recipient, purpose, facts) is Refusal.NOT_RELEASED


@pytest.mark.parametrize("name", ALERTS)
@pytest.mark.parametrize(
    ("left", "answer"),
    [(timedelta(seconds=1), None), (timedelta(), Refusal.EXPIRED), (timedelta(days=-1), Refusal.EXPIRED)],
)
def test_an_alert_leaves_until_the_moment_it_expires(name: str, left: timedelta, answer: Refusal | None) -> None:
    item, recipient, purpose, facts = YES[name]
    given = ask(replace(item, expires=NOW + left), recipient, purpose, facts)
    assert (None if isinstance(given, Permit) else given) is answer


@pytest.mark.parametrize("name", [name for name in YES if name != "alert to a group"])
def test_a_person_who_is_not_active_gets_nothing(name: str) -> None:
    item, recipient, purpose, facts = YES[name]
    assert ask(item, replace(recipient, active=False), purpose, facts) is Refusal.PERSON_NOT_ACTIVE


@pytest.mark.parametrize("name", YES)
def test_an_address_that_is_not_active_gets_nothing(name: str) -> None:
    item, recipient, purpose, facts = YES[name]
    assert ask(item, replace(recipient, address_active=False), purpose, facts) is Refusal.ADDRESS_NOT_ACTIVE


@pytest.mark.parametrize(
    ("name", "goes_on"),
    [
        ("alert to a person", False),
        ("alert to a group", False),
        ("alert read by a person", False),
        ("outcome to the reporter", False),
        ("card to a reviewer", True),
        ("report to its reporter", True),
    ],
)
def test_a_hold_keeps_alerts_and_outcomes_and_lets_cards_and_reports_go_on(name: str, *, goes_on: bool) -> None:
    item, recipient, purpose, facts = YES[name]
    given = ask(item, recipient, purpose, replace(facts, held=True))
    assert isinstance(given, Permit) if goes_on else given is Refusal.HELD


def test_a_group_is_not_asked_whether_a_person_is_active() -> None:
    assert isinstance(ask(ALERT, replace(GROUP, active=False), Purpose.DISSEMINATE, SUBSCRIBER), Permit)


# The Permit


def test_a_permit_cannot_be_made_outside() -> None:
    with pytest.raises(TypeError, match="may_send only"):
        Permit(item=ALERT, purpose=Purpose.READ, seal=object())


def permit() -> Permit:
    given = ask(*YES["alert to a person"])
    assert isinstance(given, Permit)
    return given


def test_a_permit_cannot_be_turned_into_one_for_something_else() -> None:
    with pytest.raises(FrozenInstanceError):
        permit().item = REPORT  # type: ignore[misc]


def test_a_permit_cannot_be_copied_with_another_item() -> None:
    with pytest.raises(ValueError, match="seal"):
        replace(permit(), item=REPORT)  # type: ignore[call-arg]


def test_a_permit_opens_the_item_it_is_for() -> None:
    permit().require(ItemKind.ALERT, 7)


@pytest.mark.parametrize(
    ("kind", "item_id"), [(ItemKind.ALERT, 8), (ItemKind.REPORT, 7), (ItemKind.PICTURE, 7), (ItemKind.CARD, 8)]
)
def test_a_permit_opens_nothing_else(kind: ItemKind, item_id: int) -> None:
    with pytest.raises(PermissionError):
        permit().require(kind, item_id)
