"""What was delivered, as it stands on people's screens; and a report filed in a few words."""

from dataclasses import dataclass

from alerts.report import Report
from alerts.subscription import Subscription
from bot.dialog import Progress
from bot.dialogs.report import NAME as REPORT
from bot.progress_json import to_json
from bot.scene import Answers
from channels.base import Slots
from channels.message import Address, Button, Message
from storage.progress import Owner
from tests.bot.client import CHAT, MAIL, Client
from tests.bot.shown import as_text
from tests.bot.stage import Stage


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
        await self.deliver()
        return await client.presses_token(self.button(client, label).token)


ANSWERS: Answers = {
    "category": "DRG",
    "commodity": "DRG-COC-HCL",
    "quantity": {"amount": "12.4", "unit": "KGM"},
    "place": {"code": "KE-MOMBASA-PORT", "name": "Mombasa port", "country": "KE"},
    "day": "2026-11-13",
    "transport": "SEA",
    **dict.fromkeys(
        (
            "description",
            "concealment",
            "route",
            "identifiers",
            "control",
            "people",
            "more",
            "pictures",
            "narrative",
            "marking",
            "precedence",
            "concealment_text",
        )
    ),
}
"""A minimal report: what is required, everything else left out."""


async def files(officer: Client, changed: Answers | None = None) -> Report:
    """A report as if every question had been answered before; Submit is pressed here."""
    known = {report.id for report in await officer.stage.reports()}
    await fills(officer, changed)
    await officer.presses("Submit")
    return next(report for report in await officer.stage.reports() if report.id not in known)


async def fills(officer: Client, changed: Answers | None = None) -> str:
    """A report up to its summary."""
    person, stage = await officer.person(), officer.stage
    progress = Progress(dialog=REPORT, draft=f"d{next(stage.keys):03d}", answers={**ANSWERS, **(changed or {})})
    async with stage.database.writing() as unit:
        await unit.progress.start(Owner(person=person.id), REPORT, to_json(progress), stage.clock())
        await unit.commit()
    return await officer.says("/help")


async def subscribes(member: Client, *, chat: bool = True, mail: bool = False) -> None:
    """A subscription to everything."""
    person = await member.person()
    async with member.stage.database.writing() as unit:
        await unit.subscriptions.add(Subscription(person=person.id, chat=chat, mail=mail), member.stage.clock())
        await unit.commit()


async def previews(reviewer: Client, box: Outbox) -> str:
    """Approve on the newest card, then Preview, with everything as it is filled in."""
    await box.press(reviewer, "Approve")
    return await reviewer.presses("Preview")


async def approves(reviewer: Client, box: Outbox) -> str:
    """Three presses: Approve, Preview, Release; then everything is delivered."""
    await previews(reviewer, box)
    said = await reviewer.presses("Release")
    await box.deliver()
    return said


def token_in(mail: Message) -> str:
    """The token of the link in a mail."""
    return mail.text.partition("#")[2].split()[0]
