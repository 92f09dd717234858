"""Connections to the mail server: opened when needed, kept for the next mail, at most so many at once."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import cast

import aiosmtplib

from channels.email_address import SmtpSettings
from channels.email_pipeline import (
    SHUTTING_DOWN,
    Abilities,
    Envelope,
    LostBefore,
    Refused,
    SmtpConnection,
    TimeLimits,
)


async def open_connection(server: SmtpSettings, context: ssl.SSLContext | None, limits: TimeLimits) -> SmtpConnection:
    """Greeting, TLS, AUTH and EHLO. Raises aiosmtplib's errors and OSError."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username or None,
        password=server.password if server.username else None,
        local_hostname=server.helo or server.sender.domain,
        timeout=limits.connect,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        tls_context=context,
    )
    try:
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await _greet(client)
    except BaseException:
        client.close()
        raise
    if client.transport is None or client.transport.is_closing():
        raise aiosmtplib.SMTPServerDisconnected("The connection was closed after the greeting.")
    transport = cast(asyncio.Transport, client.transport)  # uvloop's is one too, without saying so
    size = client.esmtp_extensions.get("size", "")
    abilities = Abilities(
        pipelining=client.supports_extension("pipelining"),
        smtputf8=client.supports_extension("smtputf8"),
        size_known=client.supports_extension("size"),
        size=int(size) if size.isascii() and size.isdigit() else 0,
    )
    connection = SmtpConnection(transport, abilities, limits)
    # aiosmtplib reads one reply at a time and drops others; from here on the replies are ours.
    transport.set_protocol(connection)
    return connection


async def _greet(client: aiosmtplib.SMTP) -> None:
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        if not client.is_connected:
            raise
        await client.helo()  # a server of before 1995


class Pool:
    """At most `most` connections; the one used last is used first, so that the others grow idle and are closed."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[SmtpConnection]],
        *,
        most: int,
        carry_most: int,
        idle_seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self._connect = connect
        self._carry_most = carry_most
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._room = asyncio.Semaphore(most)
        self._open: set[SmtpConnection] = set()
        self._idle: list[tuple[float, SmtpConnection]] = []
        self._sweeping: asyncio.TimerHandle | None = None
        self._shut = False

    async def deliver(self, envelope: Envelope, content: bytes) -> None:
        """One transaction on some connection; raises as `SmtpConnection.deliver` and as connecting does."""
        async with self._room:
            connection = self._take()
            if connection:
                try:
                    await self._carry(connection, envelope, content)
                except (LostBefore, Refused) as error:
                    # The server had closed a connection that lay idle. Nothing was taken, so a new one may try.
                    if isinstance(error, Refused) and error.code != SHUTTING_DOWN:
                        raise
                else:
                    return
            await self._carry(await self._open_another(), envelope, content)

    async def close(self) -> None:
        """Says goodbye on idle connections and cuts those in use; nothing can be sent afterwards."""
        self._shut = True
        if self._sweeping:
            self._sweeping.cancel()
            self._sweeping = None
        idle, self._idle = [connection for _, connection in self._idle], []
        for connection in self._open.difference(idle):
            connection.abort()
        await asyncio.gather(*(connection.quit() for connection in self._open))
        self._open.clear()

    async def _open_another(self) -> SmtpConnection:
        if self._shut:
            raise LostBefore
        connection = await self._connect()
        if self._shut:
            connection.abort()
            raise LostBefore
        self._open.add(connection)
        return connection

    async def _carry(self, connection: SmtpConnection, envelope: Envelope, content: bytes) -> None:
        try:
            await connection.deliver(envelope, content)
        finally:
            self._give_back(connection)

    def _take(self) -> SmtpConnection | None:
        self._sweep()
        while self._idle:
            _, connection = self._idle.pop()
            if connection.usable:
                return connection
        return None

    def _give_back(self, connection: SmtpConnection) -> None:
        if not connection.usable:
            self._open.discard(connection)
        elif connection.carried >= self._carry_most:
            connection.leave()
        else:
            self._idle.append((self._clock(), connection))
            if self._sweeping is None:
                self._sweeping = asyncio.get_running_loop().call_later(self._idle_seconds, self._sweep_again)

    def _sweep(self) -> None:
        """Closes what has been idle too long; the oldest stand first."""
        oldest = self._clock() - self._idle_seconds
        while self._idle and self._idle[0][0] <= oldest:
            self._idle.pop(0)[1].leave()

    def _sweep_again(self) -> None:
        self._sweeping = None
        self._sweep()
        self._open = {connection for connection in self._open if not connection.closed}
        if self._idle:
            self._sweeping = asyncio.get_running_loop().call_later(self._idle_seconds, self._sweep_again)
