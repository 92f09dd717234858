"""The web servers docs/operations.md puts in front, with the very configuration it shows: only where the certificate and
the ports are is changed. Their programs are Debian's.
"""

import asyncio
import os
import re
import shutil
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.acceptance.process import END_WITHIN, ROOT, START_WITHIN, free_port
from tests.acceptance.waiting import until

NAME = "liaison.customs.example"
OPERATIONS = ROOT / "docs" / "operations.md"
_PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A web server that speaks https for Liaison."""

    port: int
    certificate: Path

    def client(self, *, source: str = "", name: str = NAME) -> httpx.AsyncClient:
        """Posts like a page of this server. `source`: another loopback address to come from; `name`: what was typed."""
        return httpx.AsyncClient(
            base_url=f"https://{name}",
            headers={"X-Liaison": "1", "Sec-Fetch-Site": "same-origin"},
            transport=_Here(self, source),
            timeout=30,
        )


class _Here(httpx.AsyncBaseTransport):
    """Leads the documented name to this machine, and asks the certificate for that name."""

    def __init__(self, front: Front, source: str) -> None:
        self._port = front.port
        trusted = ssl.create_default_context(cafile=str(front.certificate))
        self._inner = httpx.AsyncHTTPTransport(verify=trusted, local_address=source or None)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        led = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=self._port),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": NAME},
        )
        return await self._inner.handle_async_request(led)

    async def aclose(self) -> None:
        await self._inner.aclose()


def program(name: str) -> str:
    """Where a program is. Without it the test is skipped, or fails if LIAISON_REQUIRE_DEPLOY=1 says that it is to be there."""
    found = shutil.which(name, path=_PROGRAMS)
    if found is None:
        missing = f"{name} is not installed (Debian: apt-get install nginx caddy openssl systemd)."
        if os.environ.get("LIAISON_REQUIRE_DEPLOY") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def documented(part: str) -> str:
    """The configuration docs/operations.md shows under `<!-- part -->`."""
    shown = OPERATIONS.read_text(encoding="utf-8").partition(f"<!-- {part} -->\n")[2]
    shown = re.split(r"\n\n(?=\S)", shown)[0]
    assert NAME in shown
    return re.sub(r"(?m)^ {4}", "", shown) + "\n"


@asynccontextmanager
async def in_front(kind: str, liaison: int, folder: Path) -> AsyncIterator[Front]:
    """Starts nginx or Caddy in front of a Liaison that listens at a port of this machine."""
    server, port = program(kind), free_port()
    certificate, key = await _certificate(folder)
    text = documented(kind).replace("127.0.0.1:8080", f"127.0.0.1:{liaison}")
    if kind == "nginx":
        command = _nginx(server, text, folder, port, certificate, key)
    else:
        command = _caddy(server, text, folder, port, certificate, key)
    with (folder / "front.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={"PATH": _PROGRAMS, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        )
    try:

        async def listening() -> bool:
            assert process.returncode is None, (folder / "front.log").read_text()
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return False
            writer.close()
            return True

        await until(listening, within=START_WITHIN, what=kind)
        yield Front(port=port, certificate=certificate)
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(END_WITHIN):
            await process.wait()


def _nginx(server: str, text: str, folder: Path, port: int, certificate: Path, key: Path) -> Sequence[str]:
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = re.sub(r"ssl_certificate +\S+;", f"ssl_certificate {certificate};", text)
    text = re.sub(r"ssl_certificate_key +\S+;", f"ssl_certificate_key {key};", text)
    ways = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    # As root it would give its work to a user who may not enter the test's folder.
    user = "user root;\n" if os.getuid() == 0 else ""
    file.write_text(f"{user}daemon off;\npid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{ways}{text}\n}}\n")
    return (server, "-c", str(file), "-p", str(folder), "-e", "stderr")


def _caddy(server: str, text: str, folder: Path, port: int, certificate: Path, key: Path) -> Sequence[str]:
    ours = f"admin off\ngrace_period 1s\nhttps_port {port}\nauto_https disable_redirects\ndefault_bind 127.0.0.1\nstorage file_system {folder}"
    file = folder / "Caddyfile"
    file.write_text(f"{{\n{ours}\n}}\n" + text.replace(f"{NAME} {{", f"{NAME} {{\ntls {certificate} {key}", 1))
    return (server, "run", "--config", str(file), "--adapter", "caddyfile")


async def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = await asyncio.create_subprocess_exec(
        *(program("openssl"), "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        *("-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", f"/CN={NAME}"),
        *("-addext", f"subjectAltName=DNS:{NAME}"),
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await made.wait() == 0
    return certificate, key
