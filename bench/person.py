"""Somebody who talks to an installation through its own door, as a channel would hand it over."""

from dataclasses import dataclass, field
from itertools import count

from bot.app import Parts
from bot.replies_json import from_json
from channels.message import Address, Content, Incoming, Message, Pressed, Said
from storage.random import new_public_id

_KEYS = (f"{new_public_id()}-{number}" for number in count(1))
"""New ones in every process: a copied installation knows those of the process that made it."""


class NotAnswered(Exception):
    """The conversation did not go as this benchmark expects it to."""


@dataclass(slots=True, kw_only=True)
class Somebody:
    """A person at a web inbox. `last` is what the bot answered to the last thing read."""

    parts: Parts
    inbox: str
    last: tuple[Message, ...] = field(default=())

    async def says(self, text: str) -> None:
        """Types a text and reads the answer."""
        await self._does(Said(text=text))

    async def presses(self, label: str) -> None:
        """Presses the button of the last answer with this label, and reads the answer."""
        await self.presses_token(self.token(label))

    async def presses_token(self, token: str) -> None:
        """Presses a button that stands elsewhere, as on a card, and reads the answer."""
        await self._does(Pressed(token=token))

    def token(self, label: str) -> str:
        """What the button of the last answer with this label stands for."""
        for message in self.last:
            for button in (button for row in message.buttons for button in row):
                if button.label == label:
                    return button.token
        raise NotAnswered(f"There is no button {label!r}.")

    def typed(self, text: str) -> Incoming:
        """A text this person types, not yet handed over."""
        return self.incoming(Said(text=text))

    def incoming(self, content: Content) -> Incoming:
        """A thing this person does, under a new key."""
        address = Address(self.parts.web.name, self.inbox)
        return Incoming(
            key=next(_KEYS),
            conversation=address,
            sender=address,
            sender_name="",
            at=self.parts.world.now(),
            content=content,
        )

    async def _does(self, content: Content) -> None:
        came = self.incoming(content)
        await self.parts.conversation.handle(came)
        async with self.parts.world.database.writing() as unit:
            taken = await unit.inbox.find(came.conversation.channel, came.key)
            if taken is None:
                raise NotAnswered("What was said is not in the inbox.")
            await unit.inbox.mark_answered(taken.id, self.parts.world.now())
            await unit.commit()
        self.last = tuple(from_json(reply).message for reply in taken.replies)
