"""A mail server in a process of its own that notes when the first bytes came, by the clock all processes share.

`python -m bench.wire` prints its port. A line on its standard input asks for a line of JSON: when the first bytes since
the last question came (`time.monotonic_ns`), how many mails since then, and the newest of them.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import NamedTuple, cast

HOST = "127.0.0.1"
GREETING = b"220 bench\r\n"
ABILITIES = b"250-bench\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
END = b"\r\n.\r\n"


class Seen(NamedTuple):
    """What came since the last question. `first`: nanoseconds, 0 when nothing came."""

    first: int
    mails: int
    newest: bytes


@dataclass(slots=True)
class Notes:
    """What the server has seen since it was last asked."""

    first: int = 0
    mails: int = 0
    newest: bytes = b""
    connections: set[asyncio.Transport] = field(default_factory=set)


class Receiving(asyncio.Protocol):
    """One connection: takes everything."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._rest = b""
        self._content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._notes.connections.add(self._transport)
        self._transport.write(GREETING)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - how it ended makes no difference
        self._notes.connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        if not self._notes.first:
            self._notes.first = time.monotonic_ns()
        self._rest += data
        while self._take():
            pass

    def _take(self) -> bool:
        end = END if self._content else b"\r\n"
        taken, found, rest = self._rest.partition(end)
        if not found:
            return False
        self._rest = rest
        if self._content:
            self._notes.mails += 1
            self._notes.newest = taken + b"\r\n"
            self._content = False
            self._transport.write(b"250 taken\r\n")
        else:
            self._answer(taken[:4].upper())
        return True

    def _answer(self, verb: bytes) -> None:
        if verb == b"DATA":
            self._content = True
            self._transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
        else:
            self._transport.write(ABILITIES if verb == b"EHLO" else b"250 yes\r\n")


class Wire:
    """The other end, as the measuring process asks it."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.port = port

    async def seen(self) -> Seen:
        """What came since the last question; begins anew."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        found = json.loads(await self._process.stdout.readline())
        return Seen(found["first"], found["mails"], found["newest"].encode("latin-1"))


@contextlib.asynccontextmanager
async def listening() -> AsyncIterator[Wire]:
    """The server's process, running."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.wire"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    try:
        assert process.stdout is not None
        yield Wire(process, int(await process.stdout.readline()))
    finally:
        process.terminate()
        await process.wait()


async def _serve() -> None:
    notes = Notes()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Receiving(notes), HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    asked = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    while await asked.readline():
        print(
            json.dumps({"first": notes.first, "mails": notes.mails, "newest": notes.newest.decode("latin-1")}),
            flush=True,
        )
        notes.first, notes.mails, notes.newest = 0, 0, b""


if __name__ == "__main__":
    asyncio.run(_serve())
