"""What the pages are told: pictures by right, sessions of the right inbox, and nothing about anybody else."""

from datetime import timedelta

import pytest

from alerts.person import RoleKind
from bot.ports import StoredSessions
from bot.stored_pictures import StoredPictures
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files, subscribes
from tests.bot.rows import rows
from tests.bot.stage import Stage

PICTURE = b"picture seal"


async def seen_by(one: Client, digest: str) -> bytes | None:
    account = await one.account()
    assert account is not None
    return await StoredPictures(one.stage.world).read(account.public_id, digest)


async def reported(officer: Client, digest: str | None = None) -> str:
    """A report with one picture; returns the picture's digest."""
    if digest is None:
        await officer.sends_picture("seal")
        ((found,),) = rows(officer.stage, "SELECT digest FROM picture")
        digest = str(found)
    await files(officer, {"pictures": {"pictures": [digest], "closed": True}})
    return digest


async def test_a_picture_of_a_report_is_for_its_officer_and_the_reviewers_in_scope(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    elsewhere, member = await stage.reviewer("WE", name="Demo Elsewhere"), await stage.member()
    other = await stage.officer(name="Demo Other Officer")
    digest = await reported(officer)
    assert [await seen_by(client, digest) for client in (officer, reviewer)] == [PICTURE, PICTURE]
    assert [await seen_by(client, digest) for client in (elsewhere, member, other)] == [None, None, None]


async def test_an_officers_second_phone_shows_the_pictures_of_their_reports(officer: Client) -> None:
    digest = await reported(officer)
    assert await seen_by(await officer.moves_to("another-phone"), digest) == PICTURE


async def test_a_picture_of_an_alert_is_for_whoever_has_the_alert(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member, unsubscribed = await stage.member(), await stage.member("TZ", name="Demo Not Subscribed")
    elsewhere = await stage.member("FR", name="Demo Elsewhere")
    for client in (member, elsewhere):
        await subscribes(client)
    digest = await reported(officer)
    await approves(reviewer, box)
    assert [await seen_by(client, digest) for client in (member, unsubscribed, elsewhere)] == [PICTURE, None, None]
    stage.clock.passes(timedelta(days=91))
    assert await seen_by(member, digest) is None


async def test_a_reviewer_whose_role_ended_sees_no_picture_any_more(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    digest = await reported(officer)
    person = await reviewer.person()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.REVIEWER)
        await unit.commit()
    assert await seen_by(reviewer, digest) is None


async def test_a_picture_taken_out_of_a_returned_report_is_no_longer_the_reviewers(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    digest = await reported(officer)
    await box.press(reviewer, "Return")
    await reviewer.presses("Pictures are missing")
    await reviewer.presses("Skip")
    await box.press(officer, "Change KE-2026-000001")
    await officer.presses("✎ Pictures")
    await officer.presses("Remove all")
    await officer.presses("Skip")
    await officer.presses("Submit")
    assert await seen_by(reviewer, digest) is None


async def test_somebody_suspended_sees_not_even_their_own(stage: Stage, officer: Client) -> None:
    digest = await reported(officer)
    person = await officer.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    assert await seen_by(officer, digest) is None


@pytest.mark.parametrize("digest", ["", "%", "_", '"', "KE", "0" * 64, "cocaine", "' OR 1=1 --"])
async def test_what_is_no_digest_shows_nothing(officer: Client, reviewer: Client, digest: str) -> None:
    await reported(officer)
    assert await seen_by(officer, digest) is None
    assert await seen_by(reviewer, digest) is None


async def test_an_unknown_inbox_and_a_strangers_see_nothing(stage: Stage, officer: Client) -> None:
    digest, stranger = await reported(officer), await stage.stranger()
    await stranger.says("hello")
    assert await StoredPictures(stage.world).read("0" * 12, digest) is None
    assert await seen_by(stranger, digest) is None


async def test_a_session_opens_its_own_inbox_until_it_is_closed_or_over(stage: Stage, officer: Client) -> None:
    sessions, account = StoredSessions(stage.world), await officer.account()
    other = await (await stage.officer(name="Demo Other")).account()
    assert account is not None
    assert other is not None
    async with stage.database.writing() as unit:
        tokens = [await unit.links.open_session(account.id, stage.clock()) for _ in range(2)]
        await unit.commit()
    found = await sessions.find(account.public_id, tokens[0])
    assert found is not None
    assert (found.name, found.zone) == ("Demo Officer", "Africa/Nairobi")
    assert await sessions.find(other.public_id, tokens[0]) is None
    assert await sessions.find(account.public_id, "forged") is None
    await sessions.close(account.public_id, tokens[0])
    assert await sessions.find(account.public_id, tokens[0]) is None
    stage.clock.passes(timedelta(days=30))
    assert await sessions.find(account.public_id, tokens[1]) is None


async def test_a_session_ends_with_the_persons_access(stage: Stage, officer: Client) -> None:
    sessions, account, person = StoredSessions(stage.world), await officer.account(), await officer.person()
    assert account is not None
    async with stage.database.writing() as unit:
        token = await unit.links.open_session(account.id, stage.clock())
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    assert await sessions.find(account.public_id, token) is None


async def test_a_session_token_is_kept_as_a_hash_only(stage: Stage, officer: Client) -> None:
    account = await officer.account()
    assert account is not None
    async with stage.database.writing() as unit:
        token = await unit.links.open_session(account.id, stage.clock())
        await unit.commit()
    assert token not in str(rows(stage, "SELECT * FROM session"))
