"""Somebody who talks to a stage's installation: what they say goes through the Conversation, and what they see is read back
from the inbox row, so every word passes through JSON.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alerts.person import Person
from bot.conversation import Handled
from bot.replies_json import from_json
from channels.message import Address, Button, Content, FormAnswer, Incoming, Message, Pressed, Receipt, Said, Sent
from storage.accounts import Account
from tests.bot.shown import as_text

if TYPE_CHECKING:
    from tests.bot.stage import Stage

CHAT, MAIL, MESSENGER = "chat", "mail", "messenger"
"""Ways to talk to the installation."""


@dataclass(slots=True, kw_only=True)
class Client:
    """Somebody at a channel, as their phone shows it."""

    stage: "Stage"
    address: Address
    name: str
    history: list[Message] = field(default_factory=list)
    """Everything the bot answered, oldest first."""
    last: tuple[Message, ...] = ()
    """What the bot answered to the last thing this person did."""
    session: str = ""
    """The name of the sign-in they speak through, where that is a browser."""
    came: Incoming | None = None
    handled: Handled | None = None

    async def says(self, text: str, *, key: str | None = None) -> str:
        """Types a text; returns what is shown then."""
        return await self.does(Said(text=text), key=key)

    async def presses(self, label: str, *, key: str | None = None) -> str:
        """Presses a button of the last answer by its label, or by its beginning and "…"."""
        return await self.presses_token(self.button(label).token, key=key)

    async def presses_old(self, label: str) -> str:
        """Presses the newest button with this label that is not of the last answer."""
        older = self.history[: len(self.history) - len(self.last)]
        return await self.presses_token(_find(list(reversed(older)), label).token)

    async def presses_token(self, token: str, *, key: str | None = None, on: Receipt | None = None) -> str:
        """Presses a button that may not be on any screen; `on` is the message it stands at."""
        return await self._hand_over(replace(self.incoming(Pressed(token=token), key=key), pressed_on=on))

    async def sends_picture(self, *names: str, text: str = "") -> str:
        """Sends pictures that were taken in and cleaned already; the same name is the same picture."""
        refs = []
        account = await self._known_account()
        for name in names or ("picture",):
            content = f"picture {name}".encode()
            async with self.stage.database.writing() as unit:
                ref = await unit.pictures.keep(
                    digest=hashlib.sha256(content).hexdigest(),
                    content=content,
                    width=640,
                    height=480,
                    address=account.id,
                    now=self.stage.clock(),
                )
                await unit.commit()
            refs.append(ref)
        return await self.does(Sent(pictures=tuple(refs), text=text))

    async def does_in(self, group: Address, content: Content) -> str:
        """Does something where others see it; who is answered stands in `handled.answer_to`."""
        return await self._hand_over(
            Incoming(
                key=f"k{next(self.stage.keys)}",
                conversation=group,
                sender=self.address,
                sender_name=self.name,
                at=self.stage.clock.at,
                content=content,
            )
        )

    async def repeats(self) -> str:
        """The channel hands over the last thing again, under the same key."""
        assert self.came is not None
        return await self._hand_over(self.came)

    async def does(self, content: Content, *, key: str | None = None, form: FormAnswer = "no") -> str:
        """Anything a person can do, under a key of its own unless one is given; `form` is how the service shows one."""
        return await self._hand_over(self.incoming(content, key=key, form=form))

    def incoming(self, content: Content, *, key: str | None = None, form: FormAnswer = "no") -> Incoming:
        """What this person does, as a channel hands it over."""
        return Incoming(
            key=key or f"k{next(self.stage.keys)}",
            conversation=self.address,
            sender=self.address,
            sender_name=self.name,
            at=self.stage.clock.at,
            content=content,
            form=form,
            session=self.session,
        )

    def shown(self) -> str:
        """The last answer as text, buttons included."""
        return "\n\n".join(as_text(message) for message in self.last)

    def labels(self) -> list[str]:
        """The labels of all buttons of the last answer."""
        return [button.label for message in self.last for row in message.buttons for button in row]

    def button(self, label: str) -> Button:
        """A button of the last answer. Raises AssertionError where there is none."""
        return _find(self.last, label)

    async def account(self) -> Account | None:
        """This address as the installation knows it."""
        async with self.stage.database.reading() as unit:
            return await unit.people.account(self.address.channel, self.address.id)

    async def person(self) -> Person:
        """Whose address it is, read anew."""
        account = await self._known_account()
        assert account.person is not None, "nobody has joined at this address"
        async with self.stage.database.reading() as unit:
            return await unit.people.get(account.person)

    async def moves_to(self, address: str, *, channel: str = CHAT) -> "Client":
        """The same person with a second account, as on another phone."""
        person = await self.person()
        async with self.stage.database.writing() as unit:
            await unit.people.add_account(
                channel=channel, external_id=address, person=person.id, active=True, now=self.stage.clock()
            )
            await unit.commit()
        return replace(self, address=Address(channel, address), history=[], last=(), came=None, handled=None)

    async def _known_account(self) -> Account:
        account = await self.account()
        assert account is not None, "this address has not said anything yet"
        return account

    async def _hand_over(self, came: Incoming) -> str:
        self.came = came
        self.handled = await self.stage.conversation.handle(came)
        self.last = await self._replies(came)
        if not self.last and not self.handled.outcome.repeated and not self.handled.outcome.toast:
            # What was asked for comes as a delivery (a card from the queue).
            await self.stage.deliver()
            self.last = tuple(self.stage.channels[self.address.channel].shown(self.address)[-1:])
        self.history += self.last
        return self.shown()

    async def _replies(self, came: Incoming) -> tuple[Message, ...]:
        async with self.stage.database.writing() as unit:
            taken = await unit.inbox.find(came.conversation.channel, came.key)
            assert taken is not None, "handled, and yet not in the inbox"
            await unit.inbox.mark_answered(taken.id, self.stage.clock.at)
            await unit.commit()
        return tuple(from_json(reply).message for reply in taken.replies)


def _find(messages: Sequence[Message], label: str) -> Button:
    """Any blank is a blank: French puts narrow ones into labels."""
    buttons = [button for message in messages for row in message.buttons for button in row]
    wanted = " ".join(label.split())
    for button in buttons:
        shown = " ".join(button.label.split())
        if shown == wanted or (wanted.endswith("…") and shown.startswith(wanted.removesuffix("…"))):
            return button
    raise AssertionError(f"no button {label!r} among {[button.label for button in buttons]}")
