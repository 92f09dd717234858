"""What goes out is what was approved, and no content leaves without a Permit."""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

import bot.views
from alerts.alert import Approval, Grade, Revision, Texts, alert_from, digest
from alerts.audience import Audience
from alerts.marking import Marking
from alerts.permit import Carrier, Facts, Item, ItemKind, Permit, Purpose, Recipient, may_send
from alerts.precedence import Precedence
from alerts.report import Report, Status
from alerts.review import Decision, Move
from alerts.seizure import Concealment, Good, Identifier, PartialDate, Place, Quantity, Route, Seizure, Stop
from bot.language import words
from bot.scene import Scene
from bot.views.alerts import alert_card, alert_full, alert_preview
from bot.views.cards import CardFacts, card_details, closed_card, past_card, review_card, withdrawn_card
from bot.views.preview import released
from bot.views.queue import queue_list
from bot.views.reports import added, ask_withdraw, outcome, own_reports, receipt
from bot.views.subscriptions import alert_list
from channels.message import Message
from storage.alerts import KeptAlert
from storage.board import Waiting
from storage.recipients import Reach
from tests.bot.client import CHAT, MAIL, Client
from tests.bot.outbox import Outbox, approves, files, previews, subscribes
from tests.bot.rows import rows, write
from tests.bot.shown import as_text
from tests.bot.stage import FRIDAY, Stage

# What is sent is what was approved (S-30)


async def approved(stage: Stage) -> tuple[KeptAlert, Revision]:
    """The one alert there is, and what was approved."""
    [report] = await stage.reports()
    async with stage.database.reading() as unit:
        alert = await unit.alerts.of_report(report.id)
        assert alert is not None
        return alert, await unit.alerts.revision(alert.id, alert.revision)


def permit_for(alert: KeptAlert) -> Permit:
    item = Item(kind=ItemKind.ALERT, id=alert.id, marking=alert.marking, expires=alert.expires)
    facts = Facts(in_audience=True, subscribed=True)
    given = may_send(item, Recipient(clearance=Marking.RED), Carrier.WEB, Purpose.DISSEMINATE, facts, FRIDAY)
    assert isinstance(given, Permit)
    return given


@pytest.fixture
async def member(stage: Stage) -> Client:
    """A member in chat and mail, with a subscription to everything by both."""
    client = await stage.member()
    mailbox = await client.moves_to("member@customs.example", channel=MAIL)
    del mailbox
    await subscribes(client, mail=True)
    return client


async def test_what_stands_at_a_member_is_the_rendering_of_the_approved_revision(
    stage: Stage, officer: Client, reviewer: Client, member: Client, box: Outbox
) -> None:
    await files(officer)
    await approves(reviewer, box)
    alert, revision = await approved(stage)
    scene = stage.world.scene(words("en"), zone="Africa/Nairobi", country=None, office=None)
    assert box.at(member) == [alert_card(permit_for(alert), alert.id, alert.public_id, revision, scene)]
    assert box.mails("member@customs.example") == [
        alert_full(permit_for(alert), alert.id, revision, "Africa/Nairobi", scene)
    ]


async def test_the_approval_names_the_digest_of_what_was_sent(
    stage: Stage, officer: Client, reviewer: Client, member: Client, box: Outbox
) -> None:
    del member
    await files(officer)
    await approves(reviewer, box)
    _, revision = await approved(stage)
    named = rows(
        stage,
        "SELECT json_extract(d.details, '$.digest') FROM audit a JOIN audit_detail d ON d.audit_id = a.id "
        "WHERE a.verb = 'alert.release'",
    )
    assert named == rows(stage, "SELECT digest FROM alert_revision") == [(digest(revision),)]


async def test_the_preview_is_the_full_text_that_members_get(
    stage: Stage, officer: Client, reviewer: Client, member: Client, box: Outbox
) -> None:
    del member
    await files(officer)
    await previews(reviewer, box)
    shown = reviewer.last[0]
    stage.clock.passes(timedelta(0))
    await reviewer.presses("Release")
    await box.deliver()
    [mail] = box.mails("member@customs.example")
    assert replace(shown, pictures=()) == replace(mail, pictures=())


TAMPERED = {
    "text": "UPDATE alert_revision SET body = replace(body, 'Cocaine', 'Sugar')",
    "marking of the revision": "UPDATE alert_revision SET body = replace(body, 'TLP:AMBER', 'TLP:CLEAR')",
    "marking of the alert": "UPDATE alert SET marking = 0",
    "expiry of the alert": "UPDATE alert SET expires = '2036-01-01 00:00:00.000000'",
    "digest": "UPDATE alert_revision SET digest = 'x'",
    "no revision": "DELETE FROM alert_revision",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
async def test_what_was_changed_after_the_approval_is_not_sent(
    stage: Stage, officer: Client, reviewer: Client, member: Client, box: Outbox, statement: str
) -> None:
    await files(officer)
    await previews(reviewer, box)
    await reviewer.presses("Release")
    before = rows(stage, "SELECT body, digest, marking, a.expires FROM alert a LEFT JOIN alert_revision r")
    write(stage, statement)
    assert rows(stage, "SELECT body, digest, marking, a.expires FROM alert a LEFT JOIN alert_revision r") != before
    await box.deliver()
    assert (box.at(member), box.mails("member@customs.example")) == ([], [])
    assert rows(stage, "SELECT DISTINCT state, reason FROM delivery WHERE kind = 'alert'") == [
        ("queued", "not rendered")
    ]


async def test_an_alert_that_cannot_be_rendered_holds_up_no_other(
    stage: Stage, officer: Client, reviewer: Client, member: Client, box: Outbox
) -> None:
    for number in (1, 2):
        await files(officer)
        await previews(reviewer, box)
        await reviewer.presses("Release")
        if number == 1:
            write(stage, "UPDATE alert_revision SET digest = 'x'")
    await box.deliver()
    assert ["ESA-2026-0002" in as_text(message) for message in box.at(member)] == [True]


async def test_a_card_that_cannot_be_rendered_holds_up_no_other(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    first = await files(officer)
    await files(officer)
    write(stage, "UPDATE report_revision SET facts = '{}' WHERE report_id = ?", first.id)
    await box.deliver()
    assert ["KE-2026-000002" in as_text(message) for message in box.at(reviewer)] == [True]
    [(state, reason)] = rows(stage, "SELECT state, reason FROM delivery WHERE subject_id = ?", first.id)
    assert (state, reason) == ("queued", "not rendered")
    write(
        stage, "UPDATE report_revision SET facts = (SELECT facts FROM report_revision WHERE report_id <> ?)", first.id
    )


async def test_one_message_names_one_recipient_and_nobody_else(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    mailboxes = [f"member{number}@customs.example" for number in range(3)]
    for mailbox in mailboxes:
        client = await stage.member(name=f"Demo Member at {mailbox}")
        await client.moves_to(mailbox, channel=MAIL)
        await subscribes(client, mail=True)
    await files(officer)
    await approves(reviewer, box)
    sent = [kept for kept in stage.channels[MAIL].sent if kept.to.id in mailboxes]
    assert sorted(kept.to.id for kept in sent) == mailboxes
    for kept in (*sent, *stage.channels[CHAT].sent):
        told = f"{as_text(kept.message)} {kept.message.mention} {kept.slots!r}"
        assert not [mailbox for mailbox in mailboxes if mailbox in told and mailbox != kept.to.id]
        assert "Demo Member" not in told


# No content without a Permit

SECRET = "Umbrella"
"""Stands in every text of the case; no view may show it without a Permit."""

CASE = Seizure(
    goods=(Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal("12.4"), "KGM"), description=SECRET),),
    place=Place(country="KE", name=SECRET),
    day=PartialDate(2026, 11, 13),
    transport="SEA",
    identifiers=(Identifier(kind="other", number=SECRET),),
    concealment=Concealment(code="PACKAGING", text=SECRET),
    route=Route(departure=Stop("BR", SECRET), destination=Stop("UG", SECRET)),
    pictures=("ab" * 32,),
    narrative=SECRET,
)
REPORT = Report(
    id=70017,
    public_id="r3p0rt000001",
    number="KE-2026-000123",
    country="KE",
    office="ESA",
    author=80018,
    status=Status.REJECTED,
    version=2,
    revision=1,
    seizure=CASE,
    marking=Marking.AMBER,
    precedence=Precedence.PRIORITY,
    submitted_at=FRIDAY,
)
REVISION = alert_from(
    REPORT,
    Approval(
        number="ESA-2026-0031",
        texts={"en": Texts(title=SECRET, why=SECRET, look_for=SECRET, please=SECRET)},
        grade=Grade(),
        marking=Marking.AMBER,
        precedence=Precedence.PRIORITY,
        audience=Audience(countries=frozenset({"UG"})),
        issued=FRIDAY,
        expires=FRIDAY + timedelta(days=30),
    ),
)
ALERT = KeptAlert(
    id=90019,
    public_id="a1ert0000001",
    number="ESA-2026-0031",
    office="ESA",
    report=REPORT.id,
    status=REPORT.status,  # type: ignore[arg-type]  # does not count here
    revision=1,
    marking=Marking.AMBER,
    released_at=FRIDAY,
    expires=FRIDAY + timedelta(days=30),
)
WAITING = Waiting(report=REPORT, since=FRIDAY, span=timedelta(hours=24))
DECISION = Decision(by=1, move=Move.REJECT, at=FRIDAY, note=SECRET, revision=1)
FACTS = CardFacts(filed=1, approved=0, decision=DECISION, decider="Demo Reviewer")
REACH = Reach(people=3, groups=0, countries=1, digest="x")

View = Callable[[Permit, Scene], Message]

WITH_PERMIT: dict[str, View] = {
    "alert_card": lambda permit, scene: alert_card(permit, ALERT.id, ALERT.public_id, REVISION, scene),
    "alert_full": lambda permit, scene: alert_full(permit, ALERT.id, REVISION, "UTC", scene),
    "alert_list": lambda permit, scene: alert_list([(permit, ALERT, REVISION)], scene),
    "alert_preview": lambda permit, scene: alert_preview(permit, REPORT.id, REVISION, "UTC", scene),
    "review_card": lambda permit, scene: review_card(permit, REPORT, FACTS, None, "UTC", scene),
    "past_card": lambda permit, scene: past_card(permit, REPORT, FACTS, "UTC", scene),
    "card_details": lambda permit, scene: card_details(permit, REPORT, FACTS, "UTC", scene),
    "outcome": lambda permit, scene: outcome(permit, REPORT, DECISION, "", (0, 0), scene),
    "own_reports": lambda permit, scene: own_reports([(permit, REPORT)], (), (), scene),
    "queue_list": lambda permit, scene: queue_list({REPORT.id: permit}, [WAITING], {}, "UTC", FRIDAY, scene),
}
"""Views that show content."""

WITHOUT: dict[str, Callable[[Scene], Message]] = {
    "added": lambda scene: added(REPORT, scene),
    "receipt": lambda scene: receipt(REPORT, timedelta(hours=24), scene),
    "ask_withdraw": lambda scene: ask_withdraw(REPORT, scene),
    "closed_card": lambda scene: closed_card(REPORT, FACTS, "UTC", scene),
    "withdrawn_card": lambda scene: withdrawn_card(REPORT, scene),
    "released": lambda scene: released(REVISION, REACH, scene),
}
"""Views that are given a report or a revision, and show nothing of what is in it."""


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return stage.world.scene(words("en"), zone="UTC", country=None, office=None)


def views() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of bot/views that makes a message."""
    for module in pkgutil.iter_modules(bot.views.__path__):
        loaded = importlib.import_module(f"bot.views.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if own and typing.get_type_hints(function).get("return") is Message:
                yield name, function


def carries(function: Callable[..., object]) -> bool:
    """Whether a function is given a case: a report, a revision, a seizure, also many of them."""
    hints = {name: hint for name, hint in typing.get_type_hints(function).items() if name != "return"}
    return any(kind.__name__ in str(hint) for hint in hints.values() for kind in (Report, Revision, Seizure, Waiting))


def test_every_view_that_is_given_a_case_is_looked_at_here() -> None:
    """A new view either takes a Permit and stands above, or is shown to tell nothing."""
    assert {name for name, function in views() if carries(function)} == WITH_PERMIT.keys() | WITHOUT.keys()


def _permit(kind: ItemKind, purpose: Purpose, number: int, facts: Facts) -> Permit:
    item = Item(kind=kind, id=number, marking=Marking.AMBER)
    given = may_send(item, Recipient(clearance=Marking.RED), Carrier.WEB, purpose, facts, FRIDAY)
    assert isinstance(given, Permit)
    return given


def _permits(number: int) -> list[Permit]:
    """A permit of every kind there is, for the item of this id."""
    received = Facts(received=True)
    return [
        _permit(ItemKind.ALERT, Purpose.READ, number, received),
        _permit(ItemKind.PICTURE, Purpose.READ, number, received),
        *(
            _permit(kind, Purpose.REVIEW, number, Facts(reviews=True))
            for kind in (ItemKind.CARD, ItemKind.PREVIEW, ItemKind.REPORT)
        ),
        *(_permit(kind, Purpose.ACCOUNT, number, Facts(reporter=True)) for kind in (ItemKind.OUTCOME, ItemKind.REPORT)),
    ]


@pytest.mark.parametrize("name", WITH_PERMIT)
def test_a_view_of_content_refuses_a_permit_for_anything_else(name: str, scene: Scene) -> None:
    for permit in _permits(12345):
        with pytest.raises(PermissionError):
            WITH_PERMIT[name](permit, scene)


@pytest.mark.parametrize("name", WITH_PERMIT)
def test_a_view_of_content_takes_permits_of_one_kind_only(name: str, scene: Scene) -> None:
    taken = set()
    for permit in (*_permits(REPORT.id), *_permits(ALERT.id)):
        try:
            WITH_PERMIT[name](permit, scene)
        except PermissionError:
            continue
        except AttributeError:
            pass  # it went on to what is not there in this test: the permit was taken
        taken.add((permit.item.kind, permit.item.id))
    assert len(taken) == 1


@pytest.mark.parametrize("name", sorted(set(WITH_PERMIT) - {"own_reports"}))
def test_a_view_of_content_makes_nothing_without_a_permit(name: str, scene: Scene) -> None:
    with pytest.raises((AttributeError, PermissionError, TypeError)):
        WITH_PERMIT[name](None, scene)  # type: ignore[arg-type]  # what mypy would refuse


def test_a_report_of_ones_own_is_named_by_its_number_only_where_it_may_not_be_shown(scene: Scene) -> None:
    item = Item(kind=ItemKind.REPORT, id=REPORT.id, marking=Marking.RED)
    refused = may_send(item, Recipient(), Carrier.MESSENGER, Purpose.ACCOUNT, Facts(reporter=True), FRIDAY)
    assert not isinstance(refused, Permit)
    shown = as_text(own_reports([(refused, REPORT)], (), (), scene))
    assert REPORT.number in shown
    assert SECRET not in shown
    assert "Cocaine" not in shown


@pytest.mark.parametrize("name", WITHOUT)
def test_a_view_without_a_permit_tells_nothing_of_the_case(name: str, scene: Scene) -> None:
    shown = repr(WITHOUT[name](scene))
    for told in (SECRET, "Cocaine", "12.4", "Kenya", "ab" * 32):
        assert told not in shown


async def test_a_refusal_is_not_rendered_at_all(
    stage: Stage, officer: Client, reviewer: Client, member: Client, box: Outbox
) -> None:
    """The row that would break the rendering is never read for somebody who may not have it."""
    await files(officer)
    await previews(reviewer, box)
    await reviewer.presses("Release")
    person = await member.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    write(stage, "UPDATE alert_revision SET digest = 'x'")
    await box.deliver()
    assert rows(stage, "SELECT DISTINCT state, reason FROM delivery WHERE kind = 'alert'") == [
        ("dropped", "person_not_active")
    ]
