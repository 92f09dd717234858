"""What is particular about people who write by mail: who a mail is believed to be from, what an answer to an alert is, and
that nobody is mailed the same words twice a day, whatever answers them.
"""

import hashlib
import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.delivery import Kind
from alerts.person import RoleKind
from alerts.precedence import Precedence
from bot import linking, reporting, talking
from bot.endings import ENDINGS
from bot.joining import INVITE
from bot.language import N_
from bot.reading.codes import normal
from bot.slots import FEEDBACK
from bot.telling import queue_notice
from bot.turn import Turn
from bot.views.notices import ALERT_ID, ANSWERED
from bot.world import World
from channels.base import Slots
from channels.message import Incoming, Message, Reply, Said
from channels.message_json import to_json
from channels.text import clean, shorten
from storage.accounts import Account
from storage.random import token_hash
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

ANSWER = "answer"
"""What the token in a reply address is signed for: it says that its bearer reads this mailbox."""

ANSWER_VALID = timedelta(days=30)
ASKED_AGAIN = timedelta(minutes=10)
"""A mailbox in whose name somebody writes is asked no more often than this."""

LONGEST_FEEDBACK = 1000

AROUND_A_WORD = ' \u202f.!“”"«»„*'
"""What people put around a word they were told to write; some copy its quotation marks."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing is answered to this mail."""


def by_mail(world: World, channel: str) -> bool:
    """Whether people write mails by this channel."""
    return channel in world.mail_channels


async def admit(turn: Turn, came: Incoming) -> Incoming | Silent | None:
    """Whose mail it is taken for: the mail as it goes on, None where it was answered here already. A sender's address
    alone is nobody: it takes our token, or the word of the organisation's own mail server.
    """
    now = turn.now
    delivery = turn.world.signer.read(FEEDBACK, came.about, now) if came.about else None
    if delivery is not None:
        return await _feedback(turn, came, delivery)
    bearer = turn.world.signer.read(ANSWER, came.about, now) == turn.account.id if came.about else False
    if turn.person is None:
        return await _from_stranger(turn, came, bearer=bearer)
    if not turn.account.active:
        return Silent()
    if bearer or came.proven:
        return await _go_on(turn, came)
    slot = int(now.timestamp() // ASKED_AGAIN.total_seconds())
    if await turn.unit.ticks.take(f"mail in the name of {turn.account.id}", str(slot), now):
        turn.tell(
            turn.words.text(
                N_(
                    "A mail came in your name, and nothing proves that it was you, so nothing of it was kept. If it was "
                    "you, answer this mail: then I know. If not, do nothing."
                )
            )
        )
        return None
    return Silent()


async def _go_on(turn: Turn, came: Incoming) -> Incoming | None:
    """A mail without a form's lines: a command or a word to the summary counts by its first line; anything else begins
    a report, or brings the form again.
    """
    if not isinstance(came.content, Said):
        return came
    lines = [line.strip() for line in clean(came.content.text).splitlines() if line.strip()]
    first = lines[0] if lines else ""
    found = await talking.front(turn)
    if first.startswith("/"):
        return replace(came, content=Said(text=first))
    if found is not None and await talking.is_settled(turn, found[1]):
        return replace(came, content=Said(text=first.strip(AROUND_A_WORD) or first))
    if found is not None:
        await talking.show(turn, *found, note=turn.words.text(N_("I found no lines of the form in your answer.")))
    elif turn.require_person().has(RoleKind.OFFICER):
        await reporting.begin(turn, ENDINGS, anew=False)
    else:
        return came
    return None


async def _from_stranger(turn: Turn, came: Incoming, *, bearer: bool) -> Incoming | Silent:
    """Somebody unknown is answered only when they send what only somebody invited can have. Of a mail with a code nothing
    else counts: there are greetings below it.
    """
    said = clean(came.content.text).split() if isinstance(came.content, Said) else []
    for word in said[:5]:
        for purpose in (INVITE, linking.LINK):
            if await turn.unit.links.look(purpose, token_hash(normal(word)), turn.now) is not None:
                return replace(came, content=Said(text=word))
    found = await turn.unit.progress.front(turn.owner)
    return came if bearer or (found is not None and came.proven) else Silent()


async def _feedback(turn: Turn, came: Incoming, delivery: int) -> Silent | None:
    """An answer to an alert reaches the office's reviewers, from whom it was sent to and nobody else."""
    told = await turn.unit.deliveries.alert_of(delivery, turn.account.id)
    text = clean(came.content.text).strip() if isinstance(came.content, Said) else ""
    if told is None or turn.person is None or not turn.person.active or not turn.account.active or not text:
        return Silent()
    person, alert = turn.person, await turn.unit.alerts.get(told)
    values = {
        ALERT_ID: str(alert.id),
        "who": person.name,
        "of": person.country or person.office or "-",
        "text": shorten(text, LONGEST_FEEDBACK),
    }
    reviewers = [one.id for one in await turn.unit.people.deciding_for(alert.office)]
    await queue_notice(turn.unit, turn.world, ANSWERED, values, reviewers, Precedence.ROUTINE, Kind.FEEDBACK)
    await turn.unit.audit.add(
        at=turn.now, who=person.id, verb="alert.feedback", subject=f"alert {alert.number}", details={}
    )
    turn.tell(turn.words.text(N_("Thank you. Your answer reached the office that sent the alert.")))
    return None


async def not_twice(turn: Turn) -> None:
    """A reply in the very words of an earlier one of this day is not mailed again: two programs that answer each other
    stop after one exchange (S-62).
    """
    fresh = [reply for reply in turn.replies if await _is_new(turn, reply)]
    if len(fresh) < len(turn.replies):
        log.info("a mail is not answered in the same words twice: input %s", turn.key)
    turn.replies[:] = fresh


async def may_apologise(unit: UnitOfWork, world: World, came: Incoming, account: Account | None) -> bool:
    """Whether somebody whose input raised is told so: by mail only somebody known, and once a day (S-62)."""
    if not by_mail(world, came.conversation.channel):
        return True
    if account is None or account.person is None or not account.active:
        return False
    now = world.now()
    return await unit.ticks.take(f"mail apology {account.id}", f"{now:%Y-%m-%d}", now)


async def _is_new(turn: Turn, reply: Reply) -> bool:
    digest = hashlib.sha256(json.dumps(_words(reply.message), sort_keys=True).encode()).hexdigest()
    return await turn.unit.ticks.take(f"mail {turn.account.id} {digest[:32]}", f"{turn.now:%Y-%m-%d}", turn.now)


def _words(message: Message) -> dict[str, object]:
    """What a reader sees; the token of a form is new each time."""
    same = message if message.form is None else replace(message, form=replace(message.form, token=""))
    return to_json(same)


def slots(world: World, account: int, now: datetime) -> Slots:
    """What an answer by mail carries, so that the next one is known to come from its reader."""
    return Slots(answer_token=world.signer.sign(ANSWER, account, now + ANSWER_VALID), answers=True)
