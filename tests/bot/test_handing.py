"""A half-done report goes to a colleague: to whom, what both see, and that it is never lost, in two hands, or doubled."""

import asyncio
import itertools
from datetime import timedelta

import pytest

from alerts.marking import Marking
from alerts.person import Role, RoleKind
from bot import managing
from bot.reminding import remind
from bot.stored_pictures import StoredPictures
from storage.handovers import HandoverState
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox, files, fills
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage

OFFERED = "Amina Otieno is asked to take over: Cocaine, 12.4 kg, Mombasa port."
QUESTION = "Demo Officer hands you a half-done report: Cocaine, 12.4 kg, Mombasa port. Take it over?"


@pytest.fixture
async def amina(stage: Stage) -> Client:
    return await stage.officer(name="Amina Otieno")


async def offers(officer: Client, *, to: str = "Amina Otieno") -> str:
    """From a laid aside draft to the colleague's name."""
    await fills(officer)
    await officer.says("/cancel")
    await officer.presses("Hand over")
    return await officer.presses(to)


def owners(stage: Stage) -> list[tuple[object, ...]]:
    """Name of the owner of each half-done report, and whether it is in front."""
    return rows(
        stage,
        "SELECT p.name, g.front FROM progress g JOIN person p ON p.id = g.person_id WHERE g.dialog = 'report' ORDER BY g.id",
    )


def states(stage: Stage) -> list[object]:
    return [state for (state,) in rows(stage, "SELECT state FROM handover ORDER BY id")]


async def test_a_colleague_is_asked_and_until_then_nothing_changes_hands(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    assert OFFERED in await offers(officer)
    await box.deliver()
    assert QUESTION in box.text_at(amina)
    assert owners(stage) == [("Demo Officer", 0)]
    assert verbs(stage)[-1] == "draft.offered"


async def test_taken_over_it_is_theirs_and_the_giver_is_told(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    await offers(officer)
    shown = await box.press(amina, "Take over")
    assert "It is your report now: Cocaine, 12.4 kg, Mombasa port" in shown
    assert owners(stage) == [("Amina Otieno", 1)]
    assert "draft.taken" in verbs(stage)
    await box.deliver()
    assert "Amina Otieno has taken over the half-done report that you handed over." in box.text_at(officer)
    assert "Not submitted" not in await officer.says("/mine")


async def test_when_it_is_answered_nothing_of_the_report_is_left_in_the_question(
    officer: Client, amina: Client, box: Outbox
) -> None:
    await offers(officer)
    await box.press(amina, "Decline")
    await box.deliver()
    assert box.text_at(amina) == "You have declined this half-done report. It is with Demo Officer."


async def test_declined_it_stays_where_it_is_and_can_be_offered_again(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    await offers(officer)
    await box.press(amina, "Decline")
    await box.deliver()
    assert "Amina Otieno has declined" in box.text_at(officer)
    await officer.says("/mine")
    await officer.presses("Hand over")
    assert OFFERED in await officer.presses("Amina Otieno")
    assert states(stage) == ["declined", "offered"]


async def test_taken_back_it_cannot_be_taken_over_any_more(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    await offers(officer)
    await box.deliver()
    token = box.button(amina, "Take over").token
    assert "Taken back" in await officer.presses("Take back")
    assert "Demo Officer goes on with this half-done report after all." in await amina.presses_token(token)
    assert owners(stage) == [("Demo Officer", 0)]


async def test_going_on_with_it_takes_it_back(stage: Stage, officer: Client, amina: Client, box: Outbox) -> None:
    await offers(officer)
    await box.deliver()
    token = box.button(amina, "Take over").token
    await officer.presses("Go on")
    assert "after all" in await amina.presses_token(token)
    assert (owners(stage), states(stage)) == ([("Demo Officer", 1)], ["taken_back"])


async def test_a_dialog_in_between_does_not_bring_back_what_is_offered(
    stage: Stage, officer: Client, amina: Client
) -> None:
    del amina
    await fills(officer)
    await officer.says("/zone")
    await officer.says("/mine")
    await officer.presses("Hand over")
    await officer.presses("Amina Otieno")
    assert (owners(stage), states(stage)) == ([("Demo Officer", 0)], ["offered"])


async def test_submitted_or_thrown_away_by_the_giver_nothing_is_left_to_take(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    await offers(officer)
    await box.deliver()
    token = box.button(amina, "Take over").token
    await officer.presses("Go on")
    await officer.presses("Submit")
    assert "after all" in await amina.presses_token(token)
    await offers(officer)
    await box.deliver()
    token = box.button(amina, "Take over").token
    await officer.says("/report")
    await officer.presses("Throw away")
    await officer.presses("Throw away")
    assert "after all" in await amina.presses_token(token)
    assert owners(stage) == []
    assert len(await stage.reports()) == 1
    assert await stage.poisoned() == 0


async def test_taken_over_twice_it_is_there_once(stage: Stage, officer: Client, amina: Client, box: Outbox) -> None:
    await offers(officer)
    await box.press(amina, "Take over")
    stage.clock.passes(timedelta(minutes=1))
    assert "You have taken this half-done report over." in await amina.presses_token(
        box.button(amina, "Take over").token
    )
    assert (owners(stage), verbs(stage).count("draft.taken")) == ([("Amina Otieno", 1)], 1)


@pytest.mark.parametrize("first", [0, 1])
async def test_both_pressing_at_once_leaves_it_in_one_hand(
    stage: Stage, officer: Client, amina: Client, box: Outbox, first: int
) -> None:
    await offers(officer)
    await box.deliver()
    take, go_on = box.button(amina, "Take over").token, officer.button("Go on").token
    presses = [amina.presses_token(take), officer.presses_token(go_on)]
    await asyncio.gather(presses[first], presses[1 - first])
    assert len(owners(stage)) == 1
    assert (owners(stage)[0][0], states(stage)) in [("Amina Otieno", ["taken"]), ("Demo Officer", ["taken_back"])]
    assert await stage.poisoned() == 0


async def test_an_offer_is_settled_once_and_the_draft_has_another_name_then(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    await offers(officer)
    ((before,),) = rows(stage, "SELECT json_extract(body, '$.draft') FROM progress")
    async with stage.database.reading() as unit:
        (seen,) = await unit.handovers.open()
    await box.press(amina, "Take over")
    async with stage.database.writing() as unit:
        assert not await unit.handovers.settle(seen, HandoverState.TAKEN_BACK, stage.clock())
    ((after,),) = rows(stage, "SELECT json_extract(body, '$.draft') FROM progress")
    assert (before != after, states(stage)) == (True, ["taken"])


async def test_offered_by_two_taps_it_is_offered_once(stage: Stage, officer: Client, amina: Client) -> None:
    del amina
    await fills(officer)
    await officer.says("/cancel")
    await officer.presses("Hand over")
    token = officer.button("Amina Otieno").token
    await officer.presses_token(token)
    stage.clock.passes(timedelta(minutes=1))
    await officer.presses_token(token)
    assert states(stage) == ["offered"]
    assert OFFERED in await officer.says("/handover")


async def test_no_button_of_the_giver_reaches_it_any_more(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    await offers(officer)
    go_on = officer.button("Go on").token
    await box.press(amina, "Take over")
    assert "old one" in await officer.presses_token(go_on)
    assert "Amina Otieno has taken this half-done report over." in await officer.presses_token(
        officer.history[-2].buttons[0][0].token
    )
    assert owners(stage) == [("Amina Otieno", 1)]


async def test_a_report_of_the_colleagues_is_laid_aside_and_not_lost(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    await fills(amina)
    await offers(officer)
    await box.press(amina, "Take over")
    assert owners(stage) == [("Amina Otieno", 0), ("Amina Otieno", 1)]


async def test_another_dialog_of_the_colleagues_goes_on_and_the_draft_waits(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    await amina.says("/language")
    await offers(officer)
    shown = await box.press(amina, "Take over")
    assert "It waits until you have finished this" in shown
    assert "Français" in shown
    assert owners(stage) == [("Amina Otieno", 0)]


@pytest.mark.parametrize("lost", ["suspended", "role", "country", "clearance"])
async def test_who_can_take_it_no_more_does_not_and_the_giver_is_told(
    stage: Stage, officer: Client, amina: Client, box: Outbox, lost: str
) -> None:
    await offers(officer)
    await box.deliver()
    token = box.button(amina, "Take over").token
    person = await amina.person()
    async with stage.database.writing() as unit:
        if lost == "suspended":
            await managing.suspend(unit, stage.world, person, by=None)
        elif lost == "role":
            await managing.end_role(unit, stage.world, person, person.roles[0], by=None)
        elif lost == "country":
            await unit.people.remove_roles(person.id, RoleKind.OFFICER)
            await unit.people.add_role(person.id, Role(kind=RoleKind.OFFICER, country="UG"), stage.clock())
        else:
            await managing.clear(unit, stage.world, person, Marking.GREEN, by=None)
        await unit.commit()
    await amina.presses_token(token)
    assert owners(stage) == [("Demo Officer", 0)]
    await remind(stage.world)
    await remind(stage.world)
    await box.deliver()
    assert states(stage) == ["ended"]
    assert box.text_at(officer).count("Amina Otieno can no longer take over") == 1


async def test_only_officers_of_the_same_country_who_can_be_told_are_offered(stage: Stage, officer: Client) -> None:
    kenya = Role(kind=RoleKind.OFFICER, country="KE")
    await stage.officer("UG", name="Other Country")
    await stage.member("KE", name="No Officer")
    await stage.somebody(kenya, name="Not Cleared", country="KE", clearance=Marking.GREEN)
    await stage.somebody(kenya, name="Mail Only", country="KE", channel=MAIL)
    await stage.officer(name="Suspended")
    write(stage, "UPDATE person SET active = 0 WHERE name = 'Suspended'")
    await fills(officer)
    await officer.says("/cancel")
    assert "There is nobody to hand it to" in await officer.presses("Hand over")
    await stage.officer(name="Baraka Mwangi")
    await officer.says("/handover")
    assert officer.labels() == ["Baraka Mwangi", "Cancel"]


async def test_two_of_the_same_name_can_be_told_apart(stage: Stage, officer: Client) -> None:
    await stage.officer(name="Baraka Mwangi")
    stage.clock.passes(timedelta(days=2))
    await stage.officer(name="Baraka Mwangi")
    await stage.officer(name="Baraka Mwangi")
    await fills(officer)
    await officer.says("/handover")
    *labels, _ = officer.labels()
    assert len(set(labels)) == 3
    assert labels[0] == "Baraka Mwangi, here since 13 Nov 2026"
    assert all(label.startswith("Baraka Mwangi, here since 15 Nov 2026 (") for label in labels[1:])


async def test_of_many_the_likely_ones_come_first_and_the_others_are_found_by_a_part_of_the_name(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    many = [await stage.officer(name=f"Officer {chr(65 + number)}xavier") for number in range(20)]
    await files(many[12])
    await fills(officer)
    await officer.says("/handover")
    assert officer.labels()[:2] == ["Officer Mxavier", "Officer Axavier"]
    await officer.says("Txavier")
    await officer.presses("Officer Txavier")
    await box.press(many[19], "Decline")
    await officer.says("/handover")
    assert officer.labels()[:2] == ["Officer Txavier", "Officer Mxavier"]


async def test_somebody_of_another_administration_gets_it_by_no_forged_button(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    del amina
    stranger = await stage.officer("UG", name="Other Country")
    await offers(officer)
    await box.deliver()
    ((public_id,),) = rows(stage, "SELECT public_id FROM handover")
    for verb in ("takeover", "decline", "takeback"):
        assert "old one" in await stranger.presses_token(f"{verb}.handover.{public_id}.-")
    assert (owners(stage), states(stage)) == ([("Demo Officer", 0)], ["offered"])
    assert box.at(stranger) == []


async def test_what_changes_a_returned_report_stays_with_its_author(
    stage: Stage, officer: Client, amina: Client, reviewer: Client, box: Outbox
) -> None:
    del amina
    await files(officer)
    await box.press(reviewer, "Return")
    await reviewer.presses("Pictures are missing")
    await reviewer.presses("Skip")
    await box.press(officer, "Change KE-2026-000001")
    assert "Hand over" not in await officer.says("/cancel")
    assert "stays with you" in await officer.says("/handover")
    assert states(stage) == []


async def test_its_pictures_can_be_seen_and_submitted_by_who_has_it(
    stage: Stage, officer: Client, amina: Client, box: Outbox
) -> None:
    async def sees(one: Client, digest: object) -> bool:
        account = await one.account()
        assert account is not None
        return await StoredPictures(stage.world).read(account.public_id, str(digest)) is not None

    await fills(officer)
    await officer.sends_picture("seal")
    ((digest,),) = rows(stage, "SELECT digest FROM picture")
    await officer.says("/handover")
    await officer.presses("Amina Otieno")
    await box.deliver()
    assert not await sees(amina, digest)
    assert "1 picture came with it." in await box.press(amina, "Take over")
    assert await sees(amina, digest)
    await amina.presses("Submit")
    (report,) = await stage.reports()
    assert report.seizure.pictures == (digest,)
    assert await sees(amina, digest)


async def test_whoever_had_it_in_hand_neither_sees_its_card_nor_decides(
    stage: Stage, amina: Client, reviewer: Client, box: Outbox
) -> None:
    """Invariant 10: two hands before the author, each a reviewer too, and a reviewer whose role comes from the first."""
    both = (Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA"))
    first = await stage.somebody(*both, name="First Hand", country="KE")
    second = await stage.somebody(*both, name="Second Hand", country="KE")
    giver = (await first.person()).id
    made = await stage.somebody(
        Role(kind=RoleKind.REVIEWER, office="ESA", granted_by=giver), name="Made By First", office="ESA"
    )
    await offers(first, to="Second Hand")
    await box.press(second, "Take over")
    await second.says("/handover")
    await second.presses("Amina Otieno")
    await box.press(amina, "Take over")
    await amina.presses("Submit")
    (report,) = await stage.reports()
    assert report.hands == {giver, (await second.person()).id}
    await box.deliver()
    assert "REPORT KE-2026-000001" in box.text_at(reviewer)
    for move, one in itertools.product(("take", "approve", "return", "reject", "transfer"), (first, second, made)):
        assert "KE-2026-000001" not in await one.says("/queue")
        said = await one.presses_token(f"{move}.report.{report.public_id}.1")
        assert "You had a hand in this report" in said or "You are not a reviewer of the office" in said
    for one in (first, second, made):
        assert "REPORT KE-2026-000001" not in box.text_at(one)
    assert (await stage.reports())[0].status.value == "submitted"
