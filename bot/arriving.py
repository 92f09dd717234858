"""Whoever presses a button has the message it stands in. After a crash between sending an answer and noting that it was
sent, it would be sent again, below the answer to the press: the old question as the newest thing in the chat.
"""

from bot.replies_json import from_json
from bot.turn import Turn
from channels.message import Address, Incoming, Pressed
from storage.inbox import Taken


async def last_before(turn: Turn, came: Incoming, sender: Address) -> Taken | None:
    """What came in before this press in the same conversation, None for anything but a press. Its answer is noted as sent
    where the press proves it.
    """
    if not isinstance(came.content, Pressed):
        return None
    last = await turn.unit.inbox.newest_of(sender.channel, sender.id)
    if last is not None and not last.answered and _has(last, came.content.token):
        await turn.unit.inbox.mark_answered(last.id, turn.now)
    return last


def _has(taken: Taken, token: str) -> bool:
    """Whether the button stands in the last message of this answer: those before it have been sent, then, too."""
    last = from_json(taken.replies[-1]).message
    return any(button.token == token for row in last.buttons for button in row)
