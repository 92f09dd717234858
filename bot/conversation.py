"""One turn in one transaction: take the input in, find out who speaks, let the dialog, a command or a press do its
work, keep the replies. Acknowledging and sending come after the commit (bot/replies.py).
"""

import logging
from dataclasses import dataclass, replace

from bot import arriving, befalling, grouping, mailing, managing, speaking, taken, taps
from bot.endings import ENDINGS
from bot.language import LANGUAGES, N_, SOURCE, words
from bot.progress_json import from_json
from bot.replies_json import to_json
from bot.seeding import geography_of
from bot.turn import Turn
from bot.world import World
from channels.base import Outcome
from channels.message import (
    Address,
    Content,
    Happened,
    Incoming,
    Message,
    Opened,
    Reply,
)
from storage.accounts import Account
from storage.database import DatabaseAway
from storage.progress import Owner
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What became of one incoming thing: for the channel, and the inbox row whose replies are to be sent, and where."""

    outcome: Outcome
    inbox: int | None = None
    answer_to: Address | None = None


class Conversation:
    """Handles what comes in, from every channel alike."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle(self, came: Incoming | Happened) -> Handled:
        """Returns after the commit. Raises when nothing could be kept (the database is away)."""
        channel = came.address.channel if isinstance(came, Happened) else came.conversation.channel
        try:
            return await (self._befall(came) if isinstance(came, Happened) else self._turn(came))
        except DatabaseAway:
            # Nothing is wrong with the input: the channel does not acknowledge it, and it comes again.
            raise
        except Exception:
            log.exception("input kept as poison: channel %s, key %s", channel, came.key)
        return await self._poison(came)

    async def _turn(self, came: Incoming) -> Handled:
        async with self._world.database.writing() as unit:
            seen = await self._seen(unit, came.conversation.channel, came.key)
            if seen is not None:
                return seen
            if came.sender is None:
                return await self._keep_group(unit, came, grouping.nobody(self._world, came))
            known = await unit.people.account(came.sender.channel, came.sender.id)
            turn = await self._open(unit, came, known or await self._new(unit, came.sender))
            last = await arriving.last_before(turn, came, came.sender)
            first = await taps.find_first(turn, came, last)
            notice, aloud = ("", []) if first is not None else await _do(turn, came, new=known is None)
            if aloud:
                return await self._keep_group(unit, came, aloud)
            page = _page(turn, came.content)
            answer_to = came.sender
            inbox = await unit.inbox.add(
                channel=answer_to.channel,
                key=came.key,
                conversation=answer_to.id,
                at=turn.now,
                content=taken.content_of(turn, came),
                replies=[to_json(reply) for reply in _in_place(turn, came)],
                outcome=taken.noted(turn, came, first),
            )
            await unit.commit()
        if turn.places_changed:
            self._world.geography = await geography_of(self._world.database, self._world.now())
        self._world.wake()
        outcome = Outcome(
            notice=notice,
            toast=taps.toast(turn, first),
            form=turn.form_now,
            page=page,
            reader_changed=turn.reader_changed,
        )
        return Handled(outcome=outcome, inbox=inbox if turn.replies else None, answer_to=answer_to)

    async def _keep_group(self, unit: UnitOfWork, came: Incoming, replies: list[Reply]) -> Handled:
        """Something said in a Group and answered there."""
        inbox = await unit.inbox.add(
            channel=came.conversation.channel,
            key=came.key,
            conversation=came.conversation.id,
            at=self._world.now(),
            content=None,
            replies=[to_json(reply) for reply in replies],
            outcome={},
        )
        await unit.commit()
        return Handled(outcome=Outcome(), inbox=inbox, answer_to=came.conversation)

    async def _befall(self, came: Happened) -> Handled:
        async with self._world.database.writing() as unit:
            channel = came.address.channel
            seen = await self._seen(unit, channel, came.key)
            if seen is not None:
                return seen
            told = await befalling.befall(unit, self._world, came)
            answer_to = told.to if told is not None else came.address
            inbox = await unit.inbox.add(
                channel=channel,
                key=came.key,
                conversation=answer_to.id,
                at=self._world.now(),
                content={"happened": came.kind},
                replies=[to_json(Reply(message=told.message))] if told is not None else [],
                outcome={},
            )
            await unit.commit()
        self._world.wake()
        return Handled(outcome=Outcome(), inbox=inbox if told is not None else None, answer_to=answer_to)

    async def _seen(self, unit: UnitOfWork, channel: str, key: str) -> Handled | None:
        """What was taken in before under this key has no second effect; replies that wait are sent."""
        seen = await unit.inbox.find(channel, key)
        if seen is None:
            return None
        return Handled(
            outcome=Outcome(repeated=True),
            inbox=None if seen.answered else seen.id,
            answer_to=Address(seen.channel, seen.conversation),
        )

    async def _open(self, unit: UnitOfWork, came: Incoming, account: Account) -> Turn:
        person = await unit.people.get(account.person) if account.person is not None else None
        if person is not None and managing.over(person, self._world):
            await managing.end_roles_over(unit, self._world)
            person = await unit.people.get(person.id)
        return Turn(
            world=self._world,
            unit=unit,
            now=self._world.now(),
            account=account,
            person=person,
            language=person.language if person else await _language_so_far(unit, account, came.language),
            pressed_on=came.pressed_on if came.private else None,
            form=came.form,
            key=came.key,
            named=came.sender_name,
            session=came.session,
            secret=person is None or speaking.may_carry_a_code(came.content),
        )

    async def _new(self, unit: UnitOfWork, sender: Address) -> Account:
        """Somebody nobody knows yet."""
        return await unit.people.add_account(
            channel=sender.channel, external_id=sender.id, person=None, active=True, now=self._world.now()
        )

    async def _poison(self, came: Incoming | Happened) -> Handled:
        """Keeps an input that raised, with an apology to whoever did it, so that it is answered and blocks nothing. Its
        key and time are kept, not its content: the operator finds the error in the log under the same key.
        """
        answer_to = came.address if isinstance(came, Happened) else came.sender or came.conversation
        async with self._world.database.writing() as unit:
            seen = await self._seen(unit, answer_to.channel, came.key)
            if seen is not None:
                return seen
            account = await unit.people.account(answer_to.channel, answer_to.id)
            person = await unit.people.get(account.person) if account and account.person is not None else None
            apology = Reply(message=_apology(person.language if person else SOURCE))
            silent = isinstance(came, Happened) or not await mailing.may_apologise(unit, self._world, came, account)
            replies = [] if silent else [to_json(apology)]
            inbox = await unit.inbox.add(
                channel=answer_to.channel,
                key=came.key,
                conversation=answer_to.id,
                at=self._world.now(),
                content=None,
                replies=replies,
                outcome={},
                poison=True,
            )
            await unit.commit()
        return Handled(outcome=Outcome(), inbox=inbox if replies else None, answer_to=answer_to)


async def _do(turn: Turn, came: Incoming, *, new: bool) -> tuple[str, list[Reply]]:
    """What somebody did takes its course: a word to who pressed, and what is said aloud where it was done."""
    if mailing.by_mail(turn.world, turn.account.channel):
        await _by_mail(turn, came, new=new)
    elif came.private:
        await speaking.speak(turn, came.content)
    else:
        return await grouping.speak(turn, ENDINGS, came)
    return "", []


async def _by_mail(turn: Turn, came: Incoming, *, new: bool) -> None:
    """A mail counts only when it is known whose it is, and is answered once in the same words. Of one that is not
    answered no address is kept: anybody can write any.
    """
    admitted = await mailing.admit(turn, came)
    if isinstance(admitted, mailing.Silent):
        log.info("a mail is not answered: input %s", came.key)
        if new:
            await turn.unit.addresses.forget(turn.account.id)
        return
    if admitted is not None:
        await speaking.speak(turn, admitted.content)
    await mailing.not_twice(turn)


def _in_place(turn: Turn, came: Incoming) -> list[Reply]:
    """Where the channel shows it so, the first reply to a press in a dialog takes the place of the message with the
    button. Cards and alerts stay: they are changed by their own deliveries.
    """
    if turn.replies and turn.pressed_on and speaking.of_a_dialog(came.content) and turn.limits.in_place:
        first, *others = turn.replies
        return [replace(first, instead_of=turn.pressed_on), *others]
    return turn.replies


def _page(turn: Turn, content: Content) -> tuple[Message, ...]:
    """What was answered to an opened place is shown there, not sent."""
    if not isinstance(content, Opened):
        return ()
    page = tuple(reply.message for reply in turn.replies)
    turn.replies.clear()
    return page


async def _language_so_far(unit: UnitOfWork, account: Account, guess: str) -> str:
    """The language a stranger has chosen in the middle of joining, else the one their service believes they read, else
    the first one.
    """
    kept = await unit.progress.front(Owner(address=account.id))
    chosen = from_json(kept.body).answers.get("language") if kept else None
    if isinstance(chosen, str) and chosen in LANGUAGES:
        return chosen
    short = guess.partition("-")[0].casefold()
    return short if short in LANGUAGES else SOURCE


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
