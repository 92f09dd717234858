"""What was delivered, as it stands on people's screens; and a report filed in a few words."""

from dataclasses import dataclass

from alerts.report import Report
from channels.base import Slots
from channels.message import Address, Button, Message
from tests.bot.shown import as_text
from tests.bot.stage import CHAT, MAIL, Client, Stage


@dataclass(frozen=True, slots=True)
class Outbox:
    """What stands in the channels of a stage; edits included."""

    stage: Stage

    async def deliver(self) -> int:
        """Delivers everything that is due and returns how many tries that took."""
        return await self.stage.deliver()

    def at(self, client: Client) -> list[Message]:
        """What was delivered to somebody in chat, oldest first, as it stands now."""
        return self.stage.channels[CHAT].shown(client.address)

    def text_at(self, client: Client) -> str:
        """The same as text."""
        return "\n\n".join(as_text(message) for message in self.at(client))

    def mails(self, mailbox: str) -> list[Message]:
        """The mails a mailbox got, before they are rendered."""
        return self.stage.channels[MAIL].shown(Address(MAIL, mailbox))

    def slots(self, mailbox: str) -> list[Slots]:
        """What was special about each mail to a mailbox."""
        return [kept.slots for kept in self.stage.channels[MAIL].sent if kept.to == Address(MAIL, mailbox)]

    def button(self, client: Client, label: str) -> Button:
        """The newest delivered button with this label. Raises AssertionError where there is none."""
        for message in reversed(self.at(client)):
            for button in (button for row in message.buttons for button in row):
                if button.label == label:
                    return button
        raise AssertionError(f"no button {label!r} in:\n{self.text_at(client)}")

    async def press(self, client: Client, label: str) -> str:
        """Somebody presses the newest button with this label that was delivered to them; returns the answer."""
        return await client.presses_token(self.button(client, label).token)


async def files(officer: Client, *, place: str = "Mombasa port", extra: tuple[str, ...] = ()) -> Report:
    """A minimal report by an officer, submitted; `extra` are answers to the first questions after the required ones."""
    await officer.says("/report new")
    for answer in ("cocaine hydrochloride", "12.4 kg", place, "today", "Sea", *extra):
        await officer.says(answer)
    if "Submit" not in officer.labels():
        await officer.presses("That is all for now")
    await officer.presses("Submit")
    return (await officer.stage.reports())[-1]
