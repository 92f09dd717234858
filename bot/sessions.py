"""Where somebody is signed in with a browser: how long that lasts, who may see it, who may end it."""

from datetime import timedelta

from alerts.granting import may_manage
from alerts.person import Person
from bot.language import N_
from bot.turn import Turn
from bot.views.people import only_in_chat
from bot.views.sessions import OTHERS, session_list
from bot.world import World
from storage.links import SESSION, Session
from storage.unit_of_work import UnitOfWork

OF_WHO_DECIDES = timedelta(hours=12)
"""Without a use; so a role that is gained shortens every session at once."""

RENEWED_AFTER = timedelta(minutes=5)
"""A use makes a session last longer at most so often: reading must not write every time."""


def lasts(person: Person | None) -> timedelta:
    """How long a session lasts after its last use."""
    decides = person is not None and person.decides
    return OF_WHO_DECIDES if decides else SESSION


async def of(unit: UnitOfWork, world: World, person: Person) -> list[Session]:
    """The sessions of somebody that are not over, the last used first."""
    return await unit.links.sessions_of(person.id, used_after=world.now() - lasts(person))


async def show(turn: Turn, *, note: str = "") -> None:
    """/sessions: one's own."""
    if turn.account.channel in turn.world.mail_channels:
        turn.reply(only_in_chat(turn.scene))
        return
    await _show(turn, turn.require_person(), note)


async def show_of(turn: Turn, public_id: str) -> bool:
    """Those of somebody one decides about; False where there is no such person."""
    other = await _somebody(turn, public_id)
    if other is None:
        return False
    await _show(turn, other, "")
    return True


async def end(turn: Turn, public_id: str, session: str) -> bool:
    """Ends one session, or with "others" all but the one it is asked from; False where that is nobody's to end."""
    other = await _somebody(turn, public_id)
    if other is None:
        return False
    person, unit = turn.require_person(), turn.unit
    if session == OTHERS:
        ended = await unit.links.end_sessions(other.id, but=turn.session if other.id == person.id else "")
    else:
        ended = int(await unit.links.end_session(session, other.id))
    if ended:
        await unit.audit.add(
            at=turn.now,
            who=person.id,
            verb="session.end",
            subject=f"person {other.public_id}",
            details={"sessions": ended},
        )
    say = turn.words.text
    await _show(turn, other, say(N_("Signed out there.")) if ended else say(N_("That had ended already.")))
    return True


async def _somebody(turn: Turn, public_id: str) -> Person | None:
    """The one who asks, or somebody they decide about."""
    person, other = turn.require_person(), await turn.unit.people.by_public_id(public_id)
    if other is None or other.id == person.id:
        return other
    return other if may_manage(person, other, turn.world.geography, turn.now.date()) is None else None


async def _show(turn: Turn, whose: Person, note: str) -> None:
    own = whose.id == turn.require_person().id
    found = await of(turn.unit, turn.world, whose)
    turn.reply(
        session_list(found, whose, turn.require_person().zone, turn.scene, here=turn.session, own=own, note=note)
    )
