"""Somebody who writes by mail, as the conversation meets them: what came along with a mail, and what is answered."""

from dataclasses import dataclass

from bot import mailing
from bot.conversation import Handled
from bot.replies_json import from_json
from channels.message import Content, Incoming, Said
from tests.bot.client import MAIL, Client
from tests.bot.rows import rows
from tests.bot.shown import as_text
from tests.bot.stage import Stage


@dataclass(slots=True)
class Writer:
    """Somebody at a mailbox."""

    client: Client

    @property
    def stage(self) -> Stage:
        return self.client.stage

    @property
    def mailbox(self) -> str:
        return self.client.address.id

    async def writes(self, content: str | Content, *, about: str = "", proven: bool = True, key: str = "") -> str:
        """Sends a mail; returns what is answered, "" where nothing is."""
        handled = await self.hands_in(content, about=about, proven=proven, key=key)
        if handled.inbox is None:
            return ""
        async with self.stage.database.reading() as unit:
            taken = await unit.inbox.get(handled.inbox)
        assert taken is not None
        self.client.last = tuple(from_json(reply).message for reply in taken.replies)
        return "\n\n".join(as_text(message) for message in self.client.last)

    async def hands_in(self, content: str | Content, *, about: str = "", proven: bool = True, key: str = "") -> Handled:
        return await self.stage.conversation.handle(
            Incoming(
                key=key or f"m{next(self.stage.keys)}",
                conversation=self.client.address,
                sender=self.client.address,
                sender_name=self.client.name,
                at=self.stage.clock.at,
                content=Said(text=content) if isinstance(content, str) else content,
                form="message",
                about=about,
                proven=proven,
            )
        )

    async def token(self) -> str:
        """What stands in the address that an answer to this mailbox's mails goes to."""
        account = await self.client.account()
        assert account is not None
        return mailing.slots(self.stage.world, account.id, self.stage.clock()).answer_token

    def form(self) -> str:
        """The token of the form in the last answer."""
        return next(message.form.token for message in self.client.last if message.form is not None)


async def writer(somebody: Client, mailbox: str) -> Writer:
    """Somebody known, with a mailbox as well."""
    return Writer(await somebody.moves_to(mailbox, channel=MAIL))


def drafts(stage: Stage) -> int:
    """How many dialogs are under way."""
    return len(rows(stage, "SELECT id FROM progress"))
