"""Postfix's smtp-sink (takes mail and forgets it) and smtp-source (hands in as fast as it can). Postfix itself is never
started.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

HOST = "127.0.0.1"
SEARCHED = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
SESSIONS = 50
STARTS_WITHIN = 5.0
"""Seconds."""
ENDS_WITHIN = 300.0


class NotThere(Exception):
    """`make bench` needs smtp-sink and smtp-source, which come with Postfix (Debian: apt-get install postfix; it need not run)."""


def check(searched: str = SEARCHED) -> None:
    """Raises NotThere unless both are in these folders."""
    if not all(shutil.which(name, path=searched) for name in ("smtp-sink", "smtp-source")):
        raise NotThere(NotThere.__doc__)


def version() -> str:
    """Postfix's version, where it can be asked."""
    postconf = _found("postconf")
    if postconf is None:
        return "unknown"
    said = subprocess.run([postconf, "-d", "-h", "mail_version"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """A running smtp-sink on loopback; its port."""
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([_path("smtp-sink"), *as_nobody, f"{HOST}:{port}", "1000"]) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def source(port: int, *, messages: int, size: int) -> float:
    """Hands in messages with bodies of `size` bytes over sessions that stay open; messages per second."""
    begun = time.perf_counter()
    subprocess.run(
        [
            _path("smtp-source"),
            *("-d", "-s", str(SESSIONS), "-m", str(messages), "-l", str(size)),
            *("-f", "alerts@liaison.example", "-t", "member@customs.example", f"{HOST}:{port}"),
        ],
        check=True,
        timeout=ENDS_WITHIN,
    )
    return messages / (time.perf_counter() - begun)


def _found(name: str) -> str | None:
    return shutil.which(name, path=SEARCHED)


def _path(name: str) -> str:
    found = _found(name)
    if found is None:
        raise NotThere(NotThere.__doc__)
    return found


def _wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
