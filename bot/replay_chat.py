"""A demo person at their web inbox, as a case is played: they type and press through the same handler as the pages,
and know only what the bot shows them there. It decides nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app import Parts
from bot.language import words
from bot.replay_people import Player
from bot.scene import Scene
from bot.views.buttons import Token, read
from channels.message import Address, Button, Content, Incoming, Message, Pressed, Said
from channels.text import shorten
from storage.random import new_public_id

PAGE = 50
"""Entries of an inbox read at once."""

QUESTION = frozenset({"pick", "skip", "back", "page"})
"""Verbs of the buttons below an open question; each names the question."""

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

    def question(self) -> str | None:
        """The key of the question that is shown, None where none is."""
        return next((token.kind for _, token in _buttons(self.shown) if token.verb in QUESTION), None)

    def offered(self, question: str) -> list[tuple[str, str]]:
        """Code and label of what can be picked below a question."""
        return [
            (token.id, button.label)
            for button, token in _buttons(self.shown)
            if token.verb == "pick" and token.kind == question
        ]

    def said(self) -> str:
        """What the bot says now, short."""
        return shorten(" ".join(f"{message.title} {message.text}" for message in self.shown).strip(), LONGEST)

    @property
    def scene(self) -> Scene:
        """What the bot knows of this person: the language they are asked in, their country, their today."""
        person = self.player.person
        return self.parts.world.scene(
            words(person.language), zone=person.zone, country=person.country, office=person.office
        )

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
        await self.parts.replies.finish_in(address)
        entries = await self.parts.mailbox.read_after(self._inbox, self.seen)
        self.seen = entries[-1].id if entries else self.seen
        self.shown = [entry.message for entry in entries if entry.message is not None]


async def enter(parts: Parts, player: Player) -> Chat:
    """Opens an inbox at its end."""
    newest = await parts.mailbox.latest(player.account.public_id, limit=1)
    return Chat(parts=parts, player=player, seen=newest[-1].id if newest else 0)


def find(messages: Sequence[Message], verb: str, *, kind: str = "", what: str = "") -> Button | None:
    """The button that does this, in the newest message that has one; `kind` and `what` narrow it down."""
    return next(
        (
            button
            for button, token in _buttons(messages)
            if token.verb == verb and kind in {"", token.kind} and what in {"", token.id}
        ),
        None,
    )


def _buttons(messages: Sequence[Message]) -> Iterator[tuple[Button, Token]]:
    """All buttons of our own, those of the newest message first."""
    for message in reversed(messages):
        for button in (button for row in message.buttons for button in row):
            token = read(button.token)
            if token is not None:
                yield button, token
