"""The library's client as we use it: no retries, a proxy where the environment names one, and the token put in at the
wire only, so that nothing above it can log or raise it.
"""

import logging
import os
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

from channels.telegram.settings import TelegramSettings, TimeLimits

# Times as timedelta. Without this python-telegram-bot 22 warns of a change whenever it reads a 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_STAND_IN = "hidden-token"

# They log what they send and what they get, at DEBUG, and what they cannot read, at ERROR: people's words.
_TALKATIVE = ("telegram.Bot", "telegram.request.BaseRequest", "telegram.request.HTTPXRequest")

_MORE_CONNECTIONS = 10
"""Beside the sends: the poll, answers to presses, pictures, looks at groups."""


class _TokenAtTheWire(httpx.AsyncBaseTransport):
    """Telegram wants the token in the path, and httpx logs every URL at INFO: above this line it has another one."""

    def __init__(self, wire: httpx.AsyncHTTPTransport, token: str) -> None:
        self._wire = wire
        self._token = token.encode()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.replace(_STAND_IN.encode(), self._token, 1)
        return await self._wire.handle_async_request(
            httpx.Request(
                request.method,
                request.url.copy_with(raw_path=path),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )

    async def aclose(self) -> None:
        await self._wire.aclose()


def make_bot(settings: TelegramSettings, limits: TimeLimits, *, concurrency: int) -> Bot:
    """A client that connects when it is first used. `telegram.Bot.initialize` is not for us: it asks the network."""
    for name in _TALKATIVE:
        logging.getLogger(name).disabled = True
    api_url = settings.api_url.rstrip("/")
    most = concurrency + _MORE_CONNECTIONS
    wire = httpx.AsyncHTTPTransport(
        verify=_tls(api_url),
        limits=httpx.Limits(max_connections=most, max_keepalive_connections=most),
        proxy=_proxy(api_url, getproxies()),
        retries=0,
    )
    request = HTTPXRequest(
        connection_pool_size=most,
        connect_timeout=limits.connect,
        pool_timeout=limits.connect,
        read_timeout=limits.answer,
        write_timeout=limits.answer,
        media_write_timeout=limits.upload,
        httpx_kwargs={"transport": _TokenAtTheWire(wire, settings.token)},
    )
    return Bot(
        _STAND_IN,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=request,
    )


def _tls(api_url: str) -> ssl.SSLContext:
    if api_url.startswith("https:"):
        return httpx.create_ssl_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used; reading the known certificates takes 20 ms


def _proxy(api_url: str, proxies: Mapping[str, str]) -> str | None:
    """The environment's proxy (HTTPS_PROXY, NO_PROXY): httpx looks at it only while it makes its own transport."""
    url = urlsplit(api_url)
    host = url.hostname or ""
    if proxy_bypass(host) or host in {"localhost", "127.0.0.1", "::1"}:
        return None
    return proxies.get(url.scheme) or proxies.get("all")
