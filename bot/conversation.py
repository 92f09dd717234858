"""One turn in one transaction: take the input in, find out who speaks, let the dialog, a command or a press do its
work, keep the replies. Acknowledging and sending come after the commit (bot/replies.py).
"""

import logging
from dataclasses import dataclass

from bot import album, commands, presses
from bot.endings import ENDINGS
from bot.language import LANGUAGES, N_, SOURCE, words
from bot.progress_json import from_json
from bot.replies_json import to_json
from bot.turn import Turn
from bot.world import World
from channels.base import Outcome
from channels.message import (
    Content,
    Edited,
    Filled,
    Happened,
    Incoming,
    Located,
    Message,
    Opened,
    Pressed,
    Reply,
    Said,
    Sent,
)
from channels.text import clean
from storage.database import DatabaseAway
from storage.people import Account
from storage.progress import Owner
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

LONGEST_TEXT = 4000
"""Characters of a typed text that are read; the longest question takes 3,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What became of one incoming thing: for the channel, and the inbox row whose replies are to be sent."""

    outcome: Outcome
    inbox: int | None = None


class Conversation:
    """Handles what comes in, from every channel alike."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle(self, came: Incoming | Happened) -> Handled:
        """Returns after the commit. Raises when nothing could be kept (the database is away)."""
        if isinstance(came, Happened):
            return await self._happened(came)
        try:
            return await self._turn(came)
        except DatabaseAway:
            # Nothing is wrong with the input: the channel does not acknowledge it, and it comes again.
            raise
        except Exception:
            log.exception("input kept as poison: channel %s, key %s", came.conversation.channel, came.key)
        return await self._poison(came)

    async def _turn(self, came: Incoming) -> Handled:
        async with self._world.database.writing() as unit:
            seen = await unit.inbox.find(came.conversation.channel, came.key)
            if seen is not None:
                return Handled(outcome=Outcome(repeated=True), inbox=None if seen.answered else seen.id)
            turn = await self._open(unit, came)
            await _speak(turn, came.content)
            inbox = await unit.inbox.add(
                channel=came.conversation.channel,
                key=came.key,
                conversation=came.conversation.id,
                at=turn.now,
                content=None if turn.secret else _kept(came.content),
                replies=[to_json(reply) for reply in turn.replies],
                outcome={},
            )
            await unit.commit()
        self._world.wake()
        return Handled(outcome=Outcome(), inbox=inbox if turn.replies else None)

    async def _open(self, unit: UnitOfWork, came: Incoming) -> Turn:
        account = await self._account(unit, came)
        person = await unit.people.get(account.person) if account.person is not None else None
        return Turn(
            world=self._world,
            unit=unit,
            now=self._world.now(),
            account=account,
            person=person,
            language=person.language if person else await _language_so_far(unit, account),
            pressed_on=came.pressed_on,
            secret=person is None or _may_carry_a_code(came.content),
        )

    async def _account(self, unit: UnitOfWork, came: Incoming) -> Account:
        sender = came.sender or came.conversation
        known = await unit.people.account(sender.channel, sender.id)
        if known is not None:
            return known
        return await unit.people.add_account(
            channel=sender.channel, external_id=sender.id, person=None, active=True, now=self._world.now()
        )

    async def _happened(self, came: Happened) -> Handled:
        """What befell an address: it takes messages, or no longer."""
        async with self._world.database.writing() as unit:
            channel = came.address.channel
            if await unit.inbox.find(channel, came.key) is not None:
                return Handled(outcome=Outcome(repeated=True))
            account = await unit.people.account(channel, came.address.id)
            if account is not None and came.kind in {"blocked", "returned", "left"}:
                active = came.kind == "returned"
                await unit.people.set_address_active(account.id, active=active)
                await unit.audit.add(
                    at=self._world.now(),
                    who=account.person,
                    verb=f"address.{came.kind}",
                    subject=f"address {account.public_id}",
                    details={"active": active},
                )
            await unit.inbox.add(
                channel=channel,
                key=came.key,
                conversation=came.address.id,
                at=self._world.now(),
                content={"happened": came.kind},
                replies=[],
                outcome={},
            )
            await unit.commit()
        return Handled(outcome=Outcome())

    async def _poison(self, came: Incoming) -> Handled:
        """Keeps an input that raised, with an apology, so that it is answered and blocks nothing. Its key and time are
        kept, not its content: the operator finds the error in the log under the same key.
        """
        async with self._world.database.writing() as unit:
            seen = await unit.inbox.find(came.conversation.channel, came.key)
            if seen is not None:
                return Handled(outcome=Outcome(repeated=True), inbox=None if seen.answered else seen.id)
            sender = came.sender or came.conversation
            account = await unit.people.account(sender.channel, sender.id)
            person = await unit.people.get(account.person) if account and account.person is not None else None
            language = person.language if person else SOURCE
            inbox = await unit.inbox.add(
                channel=came.conversation.channel,
                key=came.key,
                conversation=came.conversation.id,
                at=self._world.now(),
                content=None,
                replies=[to_json(Reply(message=_apology(language)))],
                outcome={},
                poison=True,
            )
            await unit.commit()
        return Handled(outcome=Outcome(), inbox=inbox)


async def _speak(turn: Turn, content: Content) -> None:
    """What was done, by its kind."""
    if turn.person is not None and not turn.person.active:
        turn.tell(turn.words.text(N_("Your access is suspended. Please ask your office.")))
        return
    say = turn.words.text
    match content:
        case Said(text=text):
            await _typed(turn, clean(text)[:LONGEST_TEXT])
        case Pressed(token=token):
            await presses.press(turn, token)
        case Sent(pictures=pictures, text=text):
            await _sent(turn, pictures, clean(text)[:LONGEST_TEXT])
        case Located() | Filled() | Opened():
            turn.tell(say(N_("That cannot be used here yet. Please type it instead.")))
        case Edited():
            turn.tell(
                say(N_("A message that was answered stays as it was. To change an answer, use Change in the summary."))
            )


def _may_carry_a_code(content: Content) -> bool:
    """Whether an invitation may stand in it, also when somebody who has joined opens one: it is a secret until used."""
    return isinstance(content, Said) and clean(content.text).strip().casefold().startswith("/start ")


async def _typed(turn: Turn, text: str) -> None:
    """A command is never an answer, also not as the words to a picture."""
    if text.lstrip().startswith("/"):
        await commands.run(turn, text.strip())
    else:
        await commands.said(turn, text)


async def _sent(turn: Turn, pictures: tuple[str, ...], text: str) -> None:
    digests = [await turn.unit.pictures.digest_of(ref, turn.account.id) for ref in pictures]
    known = [digest for digest in digests if digest is not None]
    if turn.person is None or not known or not await album.add_picture(turn, ENDINGS, known):
        turn.tell(turn.words.text(N_("Pictures belong to a report. /report begins one.")))
        return
    if text.strip():
        await _typed(turn, text)


async def _language_so_far(unit: UnitOfWork, account: Account) -> str:
    """The language a stranger has chosen in the middle of joining, else the first one."""
    kept = await unit.progress.front(Owner(address=account.id))
    chosen = from_json(kept.body).answers.get("language") if kept else None
    return chosen if isinstance(chosen, str) and chosen in LANGUAGES else SOURCE


def _apology(language: str) -> Message:
    say = words(language).text
    return Message(
        language=language,
        text=say(
            N_(
                "Something went wrong on our side; the operator can see it. Nothing was lost. Please try again, or write /help."
            )
        ),
    )


def _kept(content: Content) -> dict[str, object]:
    """The content as the inbox keeps it for seven days."""
    match content:
        case Said(text=text):
            return {"said": text}
        case Pressed(token=token):
            return {"pressed": token}
        case Sent(pictures=pictures, text=text):
            return {"pictures": list(pictures), "text": text}
        case Located(latitude=latitude, longitude=longitude):
            return {"located": [latitude, longitude]}
        case Filled(values=values):
            return {"filled": dict(values)}
        case Edited(of=of, text=text):
            return {"edited": of, "text": text}
        case Opened():
            return {"opened": True}
