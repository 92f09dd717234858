"""Groups as rows: whose they are, what their service said and for how long that counts, and who is in them."""

import pytest

from alerts.delivery import Kind
from alerts.marking import Marking
from alerts.precedence import Precedence
from alerts.subscription import Subscription
from storage.database import Database
from storage.deliveries import NewDelivery
from storage.groups import FRESH, Group
from storage.unit_of_work import UnitOfWork
from tests.storage.rows import NOW, add_account, add_person, later, read


async def add(
    unit: UnitOfWork, *, country: str | None = None, office: str | None = "ESA", reviews: bool = False
) -> Group:
    account = await add_account(unit)
    return await unit.groups.add(
        address=account.id,
        country=country,
        office=office,
        ceiling=Marking.AMBER,
        reviews=reviews,
        language="en",
        zone="UTC",
    )


async def note(unit: UnitOfWork, group: Group, *members: int, others: int = 0, complete: bool = True) -> None:
    await unit.groups.note(
        group.id,
        name="Night watch",
        private=True,
        broadcast=False,
        complete=complete,
        others=others,
        members=members,
        now=NOW,
    )


async def queue(unit: UnitOfWork, group: Group, *, kind: Kind = Kind.CARD) -> None:
    delivery = NewDelivery(
        kind=kind,
        subject="report",
        subject_id=1,
        revision=1,
        address=group.address,
        person=None,
        channel="chat",
        precedence=Precedence.ROUTINE,
    )
    await unit.deliveries.add([delivery], NOW)


async def asked_about(unit: UnitOfWork, **span: float) -> list[int]:
    """The Groups among all deliveries that would be asked about so much later."""
    return [group.id for group in await unit.groups.to_ask([1, 2, 3], later(**span))]


async def test_a_group_set_up_anew_keeps_its_row_and_has_to_be_asked_about_again(database: Database) -> None:
    async with database.writing() as unit:
        group = await add(unit)
        await note(unit, group)
        assert await unit.groups.closed(group.id)
        again = await unit.groups.add(
            address=group.address,
            country="KE",
            office=None,
            ceiling=Marking.GREEN,
            reviews=True,
            language="fr",
            zone="UTC",
        )
        assert (again.id, again.public_id) == (group.id, group.public_id)
        assert (again.country, again.office, again.ceiling, again.reviews) == ("KE", None, Marking.GREEN, True)
        assert not again.private
        assert not await unit.groups.closed(group.id)


async def test_a_group_is_found_by_its_address_and_its_public_id(database: Database) -> None:
    async with database.writing() as unit:
        group = await add(unit)
        assert await unit.groups.at(group.address) == group
        assert await unit.groups.by_public_id(group.public_id) == group
        assert await unit.groups.get(group.id) == group
        assert await unit.groups.at(4711) is None
        assert await unit.groups.by_public_id("nothing") is None


async def test_a_group_that_ended_is_in_no_list_and_wishes_nothing(database: Database) -> None:
    async with database.writing() as unit:
        person = await add_person(unit)
        group, other = await add(unit, reviews=True), await add(unit)
        await unit.subscriptions.add(Subscription(person=person.id), NOW, group=group.id)
        await unit.subscriptions.add(Subscription(person=person.id), NOW, group=other.id)
        await unit.groups.end(group.id)
        assert await unit.groups.every() == [other]
        assert await unit.groups.for_review("ESA") == []
        await unit.commit()
    assert await read(database, "SELECT group_id FROM subscription WHERE active") == [{"group_id": other.id}]


async def test_an_office_reviews_in_its_own_groups_only(database: Database) -> None:
    async with database.writing() as unit:
        group = await add(unit, reviews=True)
        await add(unit, office="WE", reviews=True)
        await add(unit, reviews=False)
        assert await unit.groups.for_review("ESA") == [group]


@pytest.mark.parametrize(
    ("seconds", "asked"),
    [(0, False), (FRESH.total_seconds(), False), (FRESH.total_seconds() + 1, True), (-60, True)],
    ids=["at once", "a minute later", "after that", "by a clock that was set back"],
)
async def test_what_was_said_of_a_group_counts_for_a_minute(database: Database, seconds: float, asked: bool) -> None:
    async with database.writing() as unit:
        group = await add(unit)
        await queue(unit, group)
        await note(unit, group)
        assert await asked_about(unit, seconds=seconds) == ([group.id] if asked else [])


async def test_a_group_in_doubt_is_open_and_asked_about_at_once(database: Database) -> None:
    async with database.writing() as unit:
        group = await add(unit)
        await queue(unit, group)
        await note(unit, group)
        await unit.groups.doubt(group.id)
        assert not await unit.groups.closed(group.id)
        assert await asked_about(unit) == [group.id]


@pytest.mark.parametrize(("others", "complete"), [(1, True), (0, False)])
async def test_a_group_with_somebody_unknown_is_not_closed(database: Database, others: int, complete: bool) -> None:
    async with database.writing() as unit:
        group = await add(unit)
        await note(unit, group, others=others, complete=complete)
        assert not await unit.groups.closed(group.id)


async def test_everybody_with_an_account_in_its_channel_may_be_in_a_group_the_most_likely_first(
    database: Database,
) -> None:
    async with database.writing() as unit:
        guest, other = await add_person(unit, country="TZ"), await add_person(unit, country="UG")
        kenyan = await add_person(unit, country="KE")
        far, seen, own = await add_account(unit, other), await add_account(unit, guest), await add_account(unit, kenyan)
        await add_account(unit, kenyan, channel="mail")
        await add_account(unit)
        group = await add(unit, country="KE", office=None)
        await note(unit, group, seen.id)
        assert list((await unit.groups.candidates(group.channel, [group]))[group.id].items()) == [
            (account.external_id, account.id) for account in (seen, own, far)
        ]


async def test_each_of_several_groups_has_its_own_most_likely_people(database: Database) -> None:
    async with database.writing() as unit:
        kenyan, ugandan = await add_person(unit, country="KE"), await add_person(unit, country="UG")
        first, second = await add_account(unit, kenyan), await add_account(unit, ugandan)
        groups = [await add(unit, country=country, office=None) for country in ("UG", "KE")]
        found = await unit.groups.candidates(groups[0].channel, groups)
        assert [list(found[group.id]) for group in groups] == [
            [second.external_id, first.external_id],
            [first.external_id, second.external_id],
        ]


async def test_who_is_not_active_or_nobody_any_more_is_nobody_we_know_in_a_group(database: Database) -> None:
    async with database.writing() as unit:
        guest, suspended = await add_person(unit, country="TZ"), await add_person(unit, country="KE")
        account, group = await add_account(unit, guest), await add(unit, country="KE", office=None)
        await add_account(unit, suspended)
        await unit.people.set_active(suspended.id, active=False)
        await note(unit, group, account.id)
        assert list((await unit.groups.candidates(group.channel, [group]))[group.id]) == [account.external_id]
        await unit.people.part(account.id)
        assert await unit.groups.candidates(group.channel, [group]) == {group.id: {}}
        assert await unit.groups.members(group.id) == [None]


async def test_a_countrys_group_is_not_asked_about_for_a_card(database: Database) -> None:
    async with database.writing() as unit:
        group = await add(unit, country="KE", office=None)
        await queue(unit, group)
        assert await asked_about(unit) == []


async def test_who_is_there_is_who_was_seen_last(database: Database) -> None:
    async with database.writing() as unit:
        one, other = await add_person(unit), await add_person(unit)
        first, second, group = await add_account(unit, one), await add_account(unit, other), await add(unit)
        await note(unit, group, first.id, second.id)
        await note(unit, group, second.id)
        assert await unit.groups.members(group.id) == [other.id]
        assert (await unit.groups.get(group.id)).name == "Night watch"
