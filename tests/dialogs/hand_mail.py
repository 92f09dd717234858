"""Somebody who writes mails: the bot's answers are found at the mail server, and answered from there."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import unquote

from bot.pictures import keep_mailed
from channels.email import EmailChannel
from channels.email_in.intake import MailIn
from channels.email_in.settings import MailInSettings
from channels.message import Address
from tests.bot.stage import Stage
from tests.channels.fake_smtp import FakeSmtp
from tests.channels.harness_email import LIMITS, REPORT_TO, parsed, settings, text_of
from tests.channels.lmtp_client import LmtpClient
from tests.dialogs.hands import Who, enrolled
from tests.dialogs.scene import Bot, behind, over

RELAY = "mx.office.example"
ME = "ann@office.example"


class MailHand:
    """One person at a mailbox."""

    def __init__(self, server: FakeSmtp, port: int, bot: Bot) -> None:
        self.server = server
        self._port = port
        self._bot = bot
        self._numbers = itertools.count(1)

    async def writes(
        self, text: str, *, to: str = REPORT_TO, proven: bool = True, pictures: Sequence[bytes] = ()
    ) -> None:
        """A mail of its own; by default one that the organisation's own server vouches for."""
        mail = EmailMessage(policy=SMTP)
        if proven:
            mail["Authentication-Results"] = f"{RELAY}; dmarc=pass header.from=office.example"
        mail["From"], mail["To"], mail["Subject"] = f"Ann Other <{ME}>", to, "Report"
        mail["Message-ID"] = f"<{next(self._numbers)}@office.example>"
        mail.set_content(text)
        for picture in pictures:
            mail.add_attachment(picture, maintype="image", subtype="jpeg", filename="IMG.jpg")
        async with LmtpClient(self._port) as relay:
            answers = await relay.hand_in(mail.as_bytes(), to, sender=ME)
        assert answers[0].startswith("250"), answers
        await self._bot.rests()

    async def answers(self, text: str) -> None:
        """Above the quotation of the newest mail, to where it says; nothing else proves who it is."""
        newest = self.newest()
        quoted = "\n".join(f"> {line}" for line in text_of(newest, "plain").splitlines())
        reply_to = parseaddr(str(newest["Reply-To"]))[1]
        await self.writes(f"{text}\n\nOn 13 Nov 2026, Liaison wrote:\n{quoted}", to=reply_to, proven=False)

    async def fills(self, values: Mapping[str, str]) -> None:
        """Behind the colons of the newest mail; which field is which is read from its last line, as a program would."""
        text, _, machine = self.text().partition("[form=")
        listed = "".join(machine.split()).rpartition(";")[2].rstrip("]").split(",")
        names = [unquote(name.rstrip("*")) for name in listed]
        lines = []
        for line in text.splitlines():
            number = line.partition("]")[0].removeprefix("[")
            name = names[int(number) - 1] if line.startswith("[") and number.isdigit() else ""
            lines.append(f"{line[: line.index(':') + 1]} {values[name]}" if name in values else line)
        await self.answers("\n".join([*lines, f"[form={machine}"]))

    def newest(self) -> EmailMessage:
        return parsed(self.server.taken[-1].content)

    def text(self) -> str:
        """The newest mail as it is read."""
        return text_of(self.newest(), "plain")


@asynccontextmanager
async def open_mail(stage: Stage, who: Who) -> AsyncIterator[MailHand]:
    async def keep(sender: Address, content: bytes, name: str) -> str:
        del name
        return await keep_mailed(stage.world, sender, content)

    async def read(ref: str) -> bytes:
        raise KeyError(ref)

    own = MailInSettings(report_to=REPORT_TO, listen_port=0, trusted_relay=RELAY)
    heard = MailIn(settings=own, keep_picture=keep, read_picture=read)
    async with (
        FakeSmtp() as server,
        EmailChannel(settings(server), mail_in=heard, time_limits=LIMITS, now=stage.clock) as channel,
    ):
        await over(stage, channel)
        await enrolled(stage, who, channel.name, ME)
        async with behind(channel, stage) as bot:
            _, port = await channel.listening()
            yield MailHand(server, port, bot)
        assert server.violations == []
