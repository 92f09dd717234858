"""Who is shown a picture, and by which name."""

import hashlib

from bot.stored_pictures import StoredPictures
from tests.bot.client import Client

CONTENT = b"picture seal"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


async def uploads(officer: Client) -> str:
    """The officer's page takes a picture in; returns the reference the page then shows it by."""
    account = await officer.account()
    assert account is not None
    async with officer.stage.database.writing() as unit:
        ref = await unit.pictures.keep(
            digest=DIGEST, content=CONTENT, width=640, height=480, address=account.id, now=officer.stage.clock()
        )
        await unit.commit()
    return ref


async def seen_by(one: Client, ref: str) -> bytes | None:
    account = await one.account()
    assert account is not None
    return await StoredPictures(one.stage.world).read(account.public_id, ref)


async def test_a_person_is_shown_what_they_sent_by_the_reference_it_was_given(officer: Client) -> None:
    ref = await uploads(officer)
    assert ref != DIGEST
    assert await seen_by(officer, ref) == CONTENT
    assert await seen_by(officer, DIGEST) == CONTENT


async def test_nobody_else_is_shown_it_by_either_name(officer: Client, reviewer: Client) -> None:
    ref = await uploads(officer)
    assert await seen_by(reviewer, ref) is None
    assert await seen_by(reviewer, DIGEST) is None
