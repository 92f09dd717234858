"""Alerts in Groups: up to the ceiling, and what is restricted only while everybody there is known and cleared."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from channels.base import Standing
from channels.errors import RecipientGone, Temporary
from channels.memory import MemoryChannel
from channels.message import Address
from storage.groups import FRESH
from tests.bot.client import MESSENGER, Client
from tests.bot.hall import HALL, asks_for_group, befalls, fate, head_at_messenger, sets_up, standing
from tests.bot.outbox import Outbox
from tests.bot.post_office import released
from tests.bot.shown import as_text
from tests.bot.stage import Stage

REFUSED = [("dropped", "group_open")]
SENT = [("accepted", "")]


@pytest.fixture
async def head(stage: Stage, messenger: MemoryChannel) -> Client:
    """The head of the office, who is in its Group."""
    found = await head_at_messenger(stage)
    messenger.standings[HALL] = standing(found)
    return found


async def member_at_messenger(stage: Stage, *, clearance: Marking = Marking.AMBER, office: str = "ESA") -> Client:
    return await stage.somebody(
        Role(kind=RoleKind.MEMBER, office=office), office=office, clearance=clearance, channel=MESSENGER
    )


async def comes(stage: Stage, box: Outbox, marking: Marking = Marking.AMBER) -> list[tuple[object, ...]]:
    """An alert is released, and what became of it in the Group."""
    await released(stage, marking=marking)
    await box.deliver()
    return fate(stage)


async def test_a_restricted_alert_goes_to_a_group_of_nobody_but_cleared_people(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await sets_up(head)
    assert await comes(stage, box) == SENT
    (message,) = messenger.shown(HALL)
    assert message.mark is not None
    assert message.mark.label.startswith("TLP:AMBER")
    assert message.mark.guarded


@pytest.mark.parametrize(
    ("ceiling", "marking", "gets"),
    [
        ("TLP:CLEAR", Marking.GREEN, False),
        ("TLP:GREEN", Marking.GREEN, True),
        ("TLP:GREEN", Marking.AMBER, False),
        ("TLP:AMBER", Marking.AMBER_STRICT, False),
        ("TLP:AMBER+STRICT", Marking.RED, False),
    ],
)
async def test_alerts_go_to_a_group_up_to_its_ceiling(
    stage: Stage, head: Client, box: Outbox, ceiling: str, marking: Marking, gets: bool
) -> None:
    await sets_up(head, ceiling=ceiling)
    assert await comes(stage, box, marking) == (SENT if gets else [])


async def test_a_ceiling_that_was_lowered_meanwhile_holds(stage: Stage, head: Client, box: Outbox) -> None:
    await sets_up(head)
    await released(stage)
    await sets_up(head, ceiling="TLP:GREEN")
    await box.deliver()
    assert fate(stage) == [("dropped", "group_ceiling")]


@pytest.mark.parametrize(
    "changed",
    [
        replace(standing(), others=1),
        replace(standing(), complete=False),
        replace(standing(), private=False),
        replace(standing(), broadcast=True),
    ],
    ids=["a stranger inside", "the bot is not its administrator", "anybody may read it", "a broadcast channel"],
)
async def test_a_restricted_alert_does_not_go_to_an_open_group(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox, changed: Standing
) -> None:
    messenger.standings[HALL] = replace(changed, members=frozenset({head.address.id}))
    await sets_up(head)
    assert await comes(stage, box) == REFUSED
    assert messenger.shown(HALL) == []


async def test_a_member_who_is_not_cleared_stops_a_restricted_alert(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    messenger.standings[HALL] = standing(head, await member_at_messenger(stage, clearance=Marking.GREEN))
    await sets_up(head)
    assert await comes(stage, box) == REFUSED


async def test_a_member_who_is_suspended_stops_a_restricted_alert(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    member = await member_at_messenger(stage)
    messenger.standings[HALL] = standing(head, member)
    await sets_up(head)
    assert await comes(stage, box) == SENT
    person = await member.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    assert await comes(stage, box) == [*SENT, *REFUSED]


@pytest.mark.parametrize(("clearance", "becomes"), [(Marking.AMBER, SENT), (Marking.GREEN, REFUSED)])
async def test_of_somebody_of_another_office_the_clearance_counts(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox, clearance: Marking, becomes: list[object]
) -> None:
    messenger.standings[HALL] = standing(head, await member_at_messenger(stage, office="WE", clearance=clearance))
    await sets_up(head)
    assert await comes(stage, box) == becomes


async def test_an_account_that_was_taken_away_makes_its_owner_a_stranger(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    member = await member_at_messenger(stage)
    messenger.standings[HALL] = standing(head, member)
    await sets_up(head)
    assert await comes(stage, box) == SENT
    account = await member.account()
    assert account is not None
    async with stage.database.writing() as unit:
        await unit.people.part(account.id)
        await unit.commit()
    assert await comes(stage, box) == [*SENT, *REFUSED]


async def test_what_is_green_goes_to_a_private_group_whoever_is_in_it(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    messenger.standings[HALL] = standing(head, others=40, complete=False)
    await sets_up(head)
    assert await comes(stage, box, Marking.GREEN) == SENT


async def test_what_is_green_does_not_go_where_anybody_may_read_it(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    messenger.standings[HALL] = standing(head, private=False)
    await sets_up(head)
    assert await comes(stage, box, Marking.GREEN) == REFUSED


async def test_what_is_clear_goes_anywhere_and_nothing_is_asked_for_it(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    messenger.standings[HALL] = standing(others=4000, private=False, broadcast=True, complete=False)
    await sets_up(head)
    assert await comes(stage, box, Marking.CLEAR) == SENT
    assert messenger.asked == []


async def test_the_service_is_asked_once_a_minute(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await sets_up(head)
    await comes(stage, box)
    stage.clock.passes(FRESH - timedelta(seconds=1))
    await comes(stage, box)
    assert messenger.asked == [HALL]
    stage.clock.passes(timedelta(seconds=2))
    await comes(stage, box)
    assert messenger.asked == [HALL, HALL]


@pytest.mark.parametrize("kind", ["came", "went", "rights", "public"])
async def test_when_something_changed_there_it_is_asked_at_once(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox, kind: str
) -> None:
    await sets_up(head)
    await comes(stage, box)
    messenger.standings[HALL] = standing(head, others=1)
    match kind:
        case "came" | "went":
            await befalls(stage, kind, details={"who": "77"})
        case "rights" | "public":
            await befalls(stage, kind)
    assert await comes(stage, box) == [*SENT, *REFUSED]


async def test_where_the_service_cannot_tell_a_group_counts_as_open(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    del messenger.standings[HALL]
    await sets_up(head)
    assert await comes(stage, box) == REFUSED


async def test_while_the_service_cannot_be_asked_an_alert_waits_and_is_not_dropped(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await sets_up(head)
    messenger.unasked = Temporary()
    assert await comes(stage, box) == [("queued", "not rendered")]
    messenger.unasked = None
    stage.clock.passes(timedelta(minutes=1))
    await stage.deliver()
    assert len(messenger.shown(HALL)) == 1


async def test_a_group_that_is_found_gone_when_it_is_asked_about_is_suspended(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await sets_up(head)
    messenger.unasked = RecipientGone()
    await comes(stage, box)
    async with stage.database.reading() as unit:
        account = await unit.people.account(HALL.channel, HALL.id)
    assert account is not None
    assert not account.active


async def test_when_the_group_is_closed_again_alerts_come_again(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    messenger.standings[HALL] = standing(head, others=1)
    await sets_up(head)
    await comes(stage, box)
    messenger.standings[HALL] = standing(head)
    await befalls(stage, "went", details={"who": "77"})
    assert await comes(stage, box) == [*REFUSED, *SENT]


async def test_the_offices_administrators_are_told_once_a_day_and_nobody_else(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    told, elsewhere = await stage.administrator("ESA"), await stage.administrator("WE", name="Demo Elsewhere")
    messenger.standings[HALL] = standing(head, others=1)
    await sets_up(head)
    for _ in range(2):
        await comes(stage, box)
    await box.deliver()
    (notice,) = box.at(told)
    assert as_text(notice).startswith("The group “Night watch” did not get a restricted alert:")
    assert "Cocaine" not in as_text(notice)
    assert box.at(elsewhere) == []
    assert len(messenger.shown(head.address)) == 0
    stage.clock.passes(timedelta(days=1))
    await comes(stage, box)
    await box.deliver()
    assert len(box.at(told)) == 2


async def test_who_reviews_for_the_office_and_administers_another_is_not_asked_about_its_groups(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    reviews_only = await stage.somebody(
        Role(kind=RoleKind.REVIEWER, office="ESA"), Role(kind=RoleKind.ADMINISTRATOR, office="WE"), office="WE"
    )
    of_all = await stage.administrator(name="Demo Everywhere")
    messenger.standings[HALL] = standing(head, others=1)
    await sets_up(head)
    await comes(stage, box)
    await box.deliver()
    assert len(box.at(of_all)) == 1
    assert "did not get a restricted alert" not in "".join(as_text(message) for message in box.at(reviews_only))


async def test_a_group_reads_alerts_in_the_language_of_whoever_set_it_up(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    person = await head.person()
    async with stage.database.writing() as unit:
        await unit.people.set_language(person.id, "fr")
        await unit.commit()
    await asks_for_group(head)
    for text in ("TLP:AMBER", "Non", "Oui"):
        await head.says(text)
    for label in ("Partout", "Toutes les marchandises"):
        await head.presses(label)
    await head.presses("Routine")
    await head.presses("Configurer")
    await comes(stage, box)
    (message,) = messenger.shown(HALL)
    assert message.language == "fr"


async def test_a_group_that_moved_gets_the_alert_at_its_new_id(
    stage: Stage, head: Client, messenger: MemoryChannel, box: Outbox
) -> None:
    await sets_up(head, ceiling="TLP:GREEN")
    await befalls(stage, "moved", details={"to": "-100600"})
    moved = Address(MESSENGER, "-100600")
    messenger.standings[moved] = standing(head)
    await released(stage, marking=Marking.GREEN)
    await box.deliver()
    assert len(messenger.shown(moved)) == 1
    assert messenger.shown(HALL) == []
