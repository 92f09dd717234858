"""The real process: `liaison run` or `liaison demo` in a data folder of its own, stopped, killed and started again.
Nothing of it runs in the test's process.
"""

import asyncio
import errno
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.acceptance.waiting import until

ROOT = Path(__file__).parents[2]
START_WITHIN = 120.0
"""Seconds; a loaded machine is slow, and a test that passes does not wait."""

END_WITHIN = 60.0
_LINK = re.compile(r"(http://\S+/(?:demo/|join)#\S+)\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A command that has ended."""

    status: int
    out: str
    err: str


@dataclass(slots=True, kw_only=True)
class Installation:
    """One data folder and the process on it. `settings` are environment variables without their prefix; `module` is what
    Python starts.
    """

    folder: Path
    kind: str = "run"
    port: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    module: str = "bot"
    process: asyncio.subprocess.Process | None = None
    printed: str = ""
    """Everything its processes wrote to standard output."""
    _printing: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "liaison.db"

    @property
    def link(self) -> str:
        """The link that was printed last: the demo's, or the first administrator's."""
        return str((_LINK.findall(self.printed) or [""])[-1])

    @property
    def log_file(self) -> Path:
        return self.folder.parent / f"{self.folder.name}.log"

    @property
    def log(self) -> str:
        """Everything its processes wrote to standard error."""
        return self.log_file.read_text()

    def environment(self) -> dict[str, str]:
        """A clean environment: nothing set on this machine reaches the process."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
        ours = {"DATA_DIR": str(self.folder), "WEB_PORT": str(self.port), **self.settings}
        return kept | {f"LIAISON_{name}": value for name, value in ours.items()} | {"PYTHONPATH": str(ROOT)}

    def command(self, *words: str) -> Sequence[str]:
        return (sys.executable, "-m", self.module, *words)

    async def start(self, *, terminal: bool = False) -> None:
        """Returns when it takes work. A live one keeps its port over a restart. `terminal`: its standard output is
        one, else a pipe.
        """
        assert self.process is None
        if self.port == 0 and self.kind == "run":
            self.port = free_port()
        words = ("demo", "--folder", str(self.folder)) if self.kind == "demo" else (self.kind,)
        ours, its = os.openpty() if terminal else os.pipe()
        with self.log_file.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command(*words),
                env=self.environment(),
                cwd=self.folder.parent,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=its,
                stderr=log,
            )
        os.close(its)
        self._printing = asyncio.create_task(self._listen(ours))
        if self.kind == "demo":
            await until(self._has_link, within=START_WITHIN, what="the demo's link")
            self.port = httpx.URL(self.link).port or 0
        async with httpx.AsyncClient() as client:

            async def ready() -> bool:
                self._check_alive()
                try:
                    return (await client.get(f"{self.address}/readyz")).status_code == httpx.codes.OK
                except httpx.TransportError:
                    return False

            await until(ready, within=START_WITHIN, what="the process to be ready")

    async def stop(self) -> int:
        """SIGTERM; the exit status."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """SIGKILL: nothing of it runs any more."""
        assert await self._end(signal.SIGKILL) == -signal.SIGKILL

    async def run(self, *words: str) -> Ended:
        """Another command on the same folder, to its end."""
        process = await asyncio.create_subprocess_exec(
            *self.command(*words),
            env=self.environment(),
            cwd=self.folder.parent,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(START_WITHIN):
                out, err = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()
        assert process.returncode is not None
        return Ended(status=process.returncode, out=out.decode(), err=err.decode())

    async def _end(self, number: int) -> int:
        process = self.process
        assert process is not None
        if process.returncode is None:
            process.send_signal(number)
        async with asyncio.timeout(END_WITHIN):
            status = await process.wait()
            if self._printing is not None:
                await self._printing
        self.process = None
        return status

    def _check_alive(self) -> None:
        assert self.process is not None
        assert self.process.returncode is None, self.log

    async def _has_link(self) -> bool:
        self._check_alive()
        return self.link != ""

    async def _listen(self, output: int) -> None:
        """Keeps what is printed, until the process ends."""
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(output, "rb", buffering=0)
        )
        try:
            while more := await reader.read(4096):
                self.printed += more.decode()
        except OSError as error:
            if error.errno != errno.EIO:  # how a terminal says that the other side is gone
                raise
        finally:
            transport.close()


@asynccontextmanager
async def installed(
    folder: Path,
    *,
    kind: str = "run",
    settings: Mapping[str, str] | None = None,
    start: bool = True,
    module: str = "bot",
) -> AsyncIterator[Installation]:
    """An installation in `folder`; its process ends with the block, however the test does."""
    installation = Installation(folder=folder, kind=kind, settings=settings or {}, module=module)
    try:
        if start:
            await installation.start()
        yield installation
    finally:
        if installation.process is not None:
            await installation.stop()


def mail_to(port: int) -> dict[str, str]:
    """Settings for a mail server on loopback."""
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_TLS": "none",
        "MAIL_FROM": "Liaison <alerts@customs.example>",
    }


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
