"""A mail server that hands mail in over LMTP or SMTP, as Postfix would: one connection, in clear, on loopback. It says
what it is told and notes every answer.
"""

import asyncio
from collections.abc import Sequence
from typing import Self

_PATIENCE = 10.0  # seconds: only a fault makes anybody wait so long


class LmtpClient:
    """`async with LmtpClient(port) as client`. With `lmtp` False it speaks SMTP."""

    def __init__(self, port: int, *, lmtp: bool = True) -> None:
        self._port = port
        self._lmtp = lmtp
        self.offers: Sequence[str] = ()
        """What the other side says it can."""

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        await self.answer()
        self.offers = (await self.say("LHLO relay.example" if self._lmtp else "EHLO relay.example")).split("\n")
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def hand_in(self, mail: bytes, *recipients: str, sender: str = "ann@office.example") -> Sequence[str]:
        """The answers after the message: one per recipient over LMTP, one over SMTP; or the first refusal before it."""
        refused = await self.begin(mail, *recipients, sender=sender)
        if refused:
            return [refused]
        return [await self.answer() for _ in (recipients if self._lmtp else recipients[:1])]

    async def begin(self, mail: bytes, *recipients: str, sender: str = "ann@office.example") -> str:
        """Hands all of it over without waiting for what is said to it; the refusal that came before it, "" where none did."""
        for command in (f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{recipient}>" for recipient in recipients)):
            answer = await self.say(command)
            if not answer.startswith("250"):
                await self.say("RSET")
                return answer
        await self.say("DATA")
        lines = [b"." + line if line.startswith(b".") else line for line in mail.split(b"\r\n")]
        self._writer.write(b"\r\n".join(lines) + (b"" if mail.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        return ""

    async def say(self, command: str) -> str:
        self._writer.write(command.encode() + b"\r\n")
        return await self.answer()

    async def answer(self) -> str:
        """The whole answer, its lines joined."""
        lines = []
        while True:
            async with asyncio.timeout(_PATIENCE):
                line = (await self._reader.readline()).decode()
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    async def ended(self) -> bool:
        """Waits until the other side says or closes; True when it closed."""
        async with asyncio.timeout(_PATIENCE):
            return await self._reader.read(1) == b""
