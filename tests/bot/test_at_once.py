"""Two people press at the same moment, on one SQLite file: one of them is faster, both are answered, and nothing is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from alerts.person import Person, Role, RoleKind
from alerts.report import Status
from bot import further, managing
from tests.bot.client import Client
from tests.bot.outbox import Outbox, files, fills, previews
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage

Press = Callable[[], Awaitable[object]]
BOTH_WAYS = pytest.mark.parametrize("turned", [False, True], ids=["one first", "the other first"])


async def at_once(one: Press, other: Press, *, turned: bool) -> None:
    """Both are begun before either is done; whoever begins first is not always who is done first."""
    await asyncio.gather(*(press() for press in ((other, one) if turned else (one, other))))


async def offers(officer: Client, colleague: Client, box: Outbox) -> tuple[str, str]:
    """A draft is offered; the tokens of Take over and Take back."""
    await fills(officer)
    await officer.says("/handover")
    await officer.presses(colleague.name)
    await box.deliver()
    return box.button(colleague, "Take over").token, officer.button("Take back").token


async def opens_addition(officer: Client) -> str:
    """A line is added to the report, up to the summary; the token of Submit."""
    await officer.says("/mine")
    await officer.presses("Add to KE-2026-000001")
    await officer.presses("+ Route")
    await officer.says("Brazil > Kenya")
    return officer.button("Submit").token


@pytest.fixture
async def colleague(stage: Stage) -> Client:
    return await stage.officer(name="Demo Colleague")


@BOTH_WAYS
async def test_taken_over_and_taken_back_at_once_it_is_in_the_hand_the_offer_says(
    stage: Stage, officer: Client, colleague: Client, box: Outbox, turned: bool
) -> None:
    take, back = await offers(officer, colleague, box)
    await at_once(lambda: colleague.presses_token(take), lambda: officer.presses_token(back), turned=turned)
    ((state, owner),) = rows(
        stage,
        "SELECT h.state, p.name FROM handover h JOIN progress g ON g.id = h.progress_id JOIN person p ON p.id = g.person_id",
    )
    assert (state, owner) in {("taken", "Demo Colleague"), ("taken_back", "Demo Officer")}
    assert sum(verb in {"draft.taken", "draft.taken_back"} for verb in verbs(stage)) == 1
    assert officer.last
    assert colleague.last


@BOTH_WAYS
async def test_accepted_and_declined_at_once_on_two_phones_one_of_both_holds(
    stage: Stage, officer: Client, colleague: Client, box: Outbox, turned: bool
) -> None:
    take, _ = await offers(officer, colleague, box)
    phone = await colleague.moves_to("another-phone")
    decline = take.replace("takeover", "decline")
    await at_once(lambda: colleague.presses_token(take), lambda: phone.presses_token(decline), turned=turned)
    ((state, owner),) = rows(
        stage,
        "SELECT h.state, p.name FROM handover h JOIN progress g ON g.id = h.progress_id JOIN person p ON p.id = g.person_id",
    )
    assert (state, owner) in {("taken", "Demo Colleague"), ("declined", "Demo Officer")}
    assert sum(verb in {"draft.taken", "draft.declined"} for verb in verbs(stage)) == 1


@BOTH_WAYS
async def test_added_to_and_released_at_once_what_goes_out_is_what_was_previewed(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, turned: bool
) -> None:
    await files(officer)
    await previews(reviewer, box)
    submit, release = await opens_addition(officer), reviewer.button("Release").token
    await at_once(lambda: officer.presses_token(submit), lambda: reviewer.presses_token(release), turned=turned)
    (report,) = await stage.reports()
    revision = await stage.revision_for(report)
    if revision is None:
        assert (report.status, report.revision) == (Status.TAKEN, 2)
    else:
        assert (report.status, report.revision, revision.facts.route) == (Status.APPROVED, 1, None)


@BOTH_WAYS
async def test_corrected_and_added_to_at_once_nothing_of_either_is_lost(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, turned: bool
) -> None:
    await files(officer)
    submit = await opens_addition(officer)
    await box.press(reviewer, "More")
    await reviewer.presses("Correct")
    await reviewer.presses("✎ Quantity")
    await reviewer.says("15 kg")
    save = reviewer.button("Save").token
    await at_once(lambda: officer.presses_token(submit), lambda: reviewer.presses_token(save), turned=turned)
    (report,) = await stage.reports()
    assert report.revision == 2
    slower = officer if report.seizure.route is None else reviewer
    await slower.presses("Submit" if slower is officer else "Save")
    (report,) = await stage.reports()
    assert (report.revision, str(report.seizure.goods[0].quantity.amount)) == (3, "15")
    assert report.seizure.route is not None


@BOTH_WAYS
async def test_a_role_given_by_two_and_ended_at_once_is_there_once_or_not_at_all(
    stage: Stage, officer: Client, turned: bool
) -> None:
    person, contact = await officer.person(), Role(kind=RoleKind.CONTACT_POINT, country="KE")
    first, second = await (await stage.head()).person(), await (await stage.head(name="Demo Second")).person()

    async def gives(head: Person) -> None:
        async with stage.database.writing() as unit:
            with suppress(managing.NotAllowed):
                await further.add(unit, stage.world, await unit.people.get(person.id), contact, by=head)
            await unit.commit()

    async def ends() -> None:
        async with stage.database.writing() as unit:
            await managing.end_role(unit, stage.world, await unit.people.get(person.id), contact, by=first)
            await unit.commit()

    await gives(first)
    await at_once(lambda: asyncio.gather(gives(second), gives(first)), ends, turned=turned)
    held = [role.kind for role in (await officer.person()).roles]
    given, ended = verbs(stage).count("role.grant"), verbs(stage).count("role.end")
    assert held.count(RoleKind.CONTACT_POINT) == given - ended in {0, 1}
