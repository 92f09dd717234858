"""The real process: `liaison run` or `liaison demo` in a data folder of its own, stopped, killed and started again.
Nothing of it runs in the test's process.
"""

import asyncio
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
START_WITHIN = 30.0
END_WITHIN = 20.0
_LINK = re.compile(r"http://\S+/demo/#\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A command that has ended."""

    status: int
    out: str
    err: str


@dataclass(slots=True, kw_only=True)
class Installation:
    """One data folder and the process on it. `settings` are environment variables without their prefix."""

    folder: Path
    kind: str = "run"
    port: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None
    link: str = ""
    """What a demo printed."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "liaison.db"

    @property
    def log(self) -> str:
        """Everything its processes wrote to standard error."""
        return (self.folder.parent / f"{self.folder.name}.log").read_text()

    def environment(self) -> dict[str, str]:
        """A clean environment: nothing set on this machine reaches the process."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
        ours = {"DATA_DIR": str(self.folder), "WEB_PORT": str(self.port), **self.settings}
        return kept | {f"LIAISON_{name}": value for name, value in ours.items()} | {"PYTHONPATH": str(ROOT)}

    def command(self, *words: str) -> Sequence[str]:
        return (sys.executable, "-m", "bot", *words)

    async def start(self) -> None:
        """Returns when it takes work. A live one keeps its port over a restart."""
        assert self.process is None
        if self.port == 0 and self.kind == "run":
            self.port = free_port()
        words = ("demo", "--folder", str(self.folder)) if self.kind == "demo" else (self.kind,)
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command(*words),
                env=self.environment(),
                cwd=self.folder.parent,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        if self.kind == "demo":
            await self._read_link(self.process)
        async with httpx.AsyncClient() as client:

            async def ready() -> bool:
                assert self.process is not None
                assert self.process.returncode is None, self.log
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
        async with asyncio.timeout(START_WITHIN):
            out, err = await process.communicate()
        assert process.returncode is not None
        return Ended(status=process.returncode, out=out.decode(), err=err.decode())

    async def _end(self, number: int) -> int:
        process = self.process
        assert process is not None
        if process.returncode is None:
            process.send_signal(number)
        async with asyncio.timeout(END_WITHIN):
            await process.communicate()
        self.process = None
        assert process.returncode is not None
        return process.returncode

    async def _read_link(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async with asyncio.timeout(START_WITHIN):
            while found := await process.stdout.readline():
                if link := _LINK.search(found.decode()):
                    self.link = link[0]
                    self.port = httpx.URL(self.link).port or 0
                    return
        raise AssertionError(self.log)


@asynccontextmanager
async def installed(
    folder: Path, *, kind: str = "run", settings: Mapping[str, str] | None = None, start: bool = True
) -> AsyncIterator[Installation]:
    """An installation in `folder`; its process ends with the block, however the test does."""
    installation = Installation(folder=folder, kind=kind, settings=settings or {})
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
