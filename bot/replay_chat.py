"""A demo person at their web inbox, as a case is played: they type and press through the same handler as the pages,
and know only what the bot shows them there. It decides nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.app import Parts
from bot.replay_people import Player
from bot.views.buttons import Token, read
from channels.message import Address, Button, Content, Incoming, Message, Pressed, Said
from channels.text import shorten
from storage.random import new_public_id

PAGE = 50
"""Entries of an inbox read at once."""

LONGEST = 300
"""Characters of what the bot says that are repeated to the operator."""


class CannotBePlayed(Exception):
    """The bot does not take what a line says."""


@dataclass(slots=True, kw_only=True)
class Chat:
    """One inbox, read from `seen` on."""

    parts: Parts
    player: Player
    seen: int
    shown: Sequence[Message] = ()
    """What came in since the last thing this person did, oldest first."""

    async def says(self, text: str) -> None:
        await self._does(Said(text=text))

    async def presses(self, verb: str, *, kind: str = "", what: str = "") -> None:
        """Presses the newest button that does this. Raises CannotBePlayed when there is none."""
        button = find(self.shown, verb, kind=kind, what=what)
        if button is None:
            raise CannotBePlayed(f"no button to {verb}; the bot says: {self.said()}")
        await self._does(Pressed(token=button.token))

    async def looks_up(self, verb: str, what: str) -> bool:
        """Scrolls back to the newest message with this button; False when there is none."""
        before = None
        while entries := await self.parts.mailbox.latest(self._inbox, limit=PAGE, before=before):
            for entry in reversed(entries):
                if entry.message is not None and find([entry.message], verb, what=what) is not None:
                    self.shown = (entry.message,)
                    return True
            before = entries[0].id
        return False

    def said(self) -> str:
        """What the bot says now, short."""
        return shorten(" ".join(f"{message.title} {message.text}" for message in self.shown).strip(), LONGEST)

    @property
    def _inbox(self) -> str:
        return self.player.account.public_id

    async def _does(self, content: Content) -> None:
        address = Address(self.player.account.channel, self.player.account.external_id)
        await self.parts.replies.handle(
            Incoming(
                key=f"replay-{new_public_id()}",
                conversation=address,
                sender=address,
                sender_name=self.player.person.name,
                at=self.parts.world.now(),
                content=content,
            )
        )
        await self.parts.replies.finish()
        entries = await self.parts.mailbox.read_after(self._inbox, self.seen)
        self.seen = entries[-1].id if entries else self.seen
        self.shown = [entry.message for entry in entries if entry.message is not None]


async def enter(parts: Parts, player: Player) -> Chat:
    """Opens an inbox at its end."""
    newest = await parts.mailbox.latest(player.account.public_id, limit=1)
    return Chat(parts=parts, player=player, seen=newest[-1].id if newest else 0)


def find(messages: Sequence[Message], verb: str, *, kind: str = "", what: str = "") -> Button | None:
    """The button that does this, in the newest message that has one; `kind` and `what` narrow it down."""
    for message in reversed(messages):
        for row in message.buttons:
            for button in row:
                token = read(button.token)
                if token is not None and token.verb == verb and _fits(token, kind, what):
                    return button
    return None


def _fits(token: Token, kind: str, what: str) -> bool:
    return kind in {"", token.kind} and what in {"", token.id}
