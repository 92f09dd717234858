"""Calls to Slack over one shared session, each tried once: what fails comes out as one of the channel's errors. It knows
no message.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from channels.errors import Misconfigured, Permanent, SendError, Temporary, TooLarge, Unknown
from channels.slack.classify import by_status, classify
from channels.slack.settings import SlackSettings, TimeLimits

log = logging.getLogger(__name__)

Answer = Mapping[str, object]

DOWNLOAD_BYTES = 20_000_000
"""Largest picture fetched, as with every other messenger."""

_OK = 200
_TOO_MANY = 429
_SERVER_FAILED = 500
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who we are in the workspace. `scopes` is what the token may do."""

    user_id: str
    bot_id: str
    team_id: str
    name: str
    team: str
    scopes: frozenset[str]


def silent_logger() -> logging.Logger:
    """For the libraries: they would log what is sent and what comes in, and whole exceptions."""
    logger = logging.getLogger(f"{__name__}.library")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


class Api:
    """`async with Api(...)`; no network is used before the first call."""

    def __init__(
        self,
        settings: SlackSettings,
        limits: TimeLimits,
        *,
        connector: Callable[[], aiohttp.BaseConnector] = aiohttp.TCPConnector,
    ) -> None:
        self._settings = settings
        self._limits = limits
        self._connector = connector
        self.client = _client(settings.bot_token, settings.api_url)
        """For Bolt, which wants one."""
        self._app_client = _client(settings.app_token, settings.api_url) if settings.app_token else None
        self._session: aiohttp.ClientSession | None = None
        self._identity: Identity | None = None
        self._asking = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=self._connector(),
            timeout=aiohttp.ClientTimeout(
                total=self._limits.answer,
                connect=self._limits.connect,
                sock_connect=self._limits.connect,
            ),
            trust_env=True,  # HTTPS_PROXY and, unlike slack_sdk's own reading of it, NO_PROXY
        )
        for client in (self.client, self._app_client):
            if client:
                client.session = self._session
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._session:
            await self._session.close()

    async def post(self, method: str, body: Answer) -> Answer:
        """A method that takes JSON. Raises one of `channels.errors`."""
        answer, _ = await _once(self.client, method, json=body)
        return answer

    async def ask(self, method: str, form: Mapping[str, str]) -> Answer:
        """A method that takes a form only. Raises as `post`."""
        answer, _ = await _once(self.client, method, form=form)
        return answer

    async def open_socket(self) -> str:
        """A fresh address for one Socket Mode connection: a secret, used once. Raises as `post`."""
        if self._app_client is None:
            raise Misconfigured("There is no app-level token.")
        answer, _ = await _once(self._app_client, "apps.connections.open")
        return str(answer.get("url", ""))

    async def identity(self, *, anew: bool = False) -> Identity:
        """Who we are; asked once, or `anew`. Raises as `post`."""
        async with self._asking:
            if self._identity is None or anew:
                answer, headers = await _once(self.client, "auth.test")
                scopes = headers.get("x-oauth-scopes", "")
                self._identity = Identity(
                    user_id=str(answer.get("user_id", "")),
                    bot_id=str(answer.get("bot_id", "")),
                    team_id=str(answer.get("team_id", "")),
                    name=str(answer.get("user", "")),
                    team=str(answer.get("team", "")),
                    scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
                )
            return self._identity

    async def upload(self, url: str, content: bytes) -> None:
        """Hands a file over at the address Slack gave for it. Raises as `post`."""
        self._check_host(url)
        try:
            async with self.session.post(url, data=content, allow_redirects=False) as answer:
                if answer.status != _OK:
                    raise by_status(answer.status, "")
        except (aiohttp.ClientError, OSError) as error:
            raise classify(error) from None

    async def download(self, url: str) -> bytes:
        """A file of the workspace, with the bot's token, which goes nowhere but to Slack. Raises as `post`, but never
        Unknown: reading leaves nothing behind.
        """
        self._check_host(url)
        headers = {"Authorization": f"Bearer {self._settings.bot_token}"}
        try:
            async with self.session.get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status != _OK:
                    raise _not_read(answer.status)
                if answer.content_type == "text/html":
                    raise Misconfigured("Slack shows its sign-in page in place of a file: files:read is missing.")
                content = bytearray()
                async for piece in answer.content.iter_chunked(_PIECE):
                    content += piece
                    if len(content) > DOWNLOAD_BYTES:
                        raise TooLarge("The file is larger than we fetch.")
                return bytes(content)
        except (aiohttp.ClientError, OSError) as error:
            failure = classify(error)
            raise (Temporary(failure.reason) if isinstance(failure, Unknown) else failure) from None

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("The channel is not open.")
        return self._session

    def _check_host(self, url: str) -> None:
        """Slack's own host, files.slack.com and the like, over the same scheme and port as the calls."""
        try:
            ours, other = urlsplit(self._settings.api_url), urlsplit(url)
            same = (ours.scheme, ours.port) == (other.scheme, other.port)
        except ValueError:
            raise Permanent("This is no file of Slack's.") from None
        host = other.hostname or ""
        if not same or not (host == ours.hostname or host.endswith(f".{ours.hostname}")):
            raise Permanent("This is no file of Slack's.")


def _not_read(status: int) -> SendError:
    if status == _TOO_MANY or status >= _SERVER_FAILED:
        return Temporary(f"Slack answered {status}.")
    return Permanent("There is no such file.")


def _client(token: str, api_url: str) -> AsyncWebClient:
    client = AsyncWebClient(token=token, base_url=api_url, retry_handlers=[], logger=silent_logger())
    client.proxy = None  # the session knows the proxy
    return client


async def _once(
    client: AsyncWebClient, method: str, *, json: Answer | None = None, form: Mapping[str, str] | None = None
) -> tuple[Answer, Mapping[str, str]]:
    try:
        answer = await client.api_call(
            method,
            json=None if json is None else dict(json),
            data=None if form is None else dict(form),
        )
    except (SlackApiError, aiohttp.ClientError, OSError) as error:
        failure = classify(error)
        log.info("%s: %s", method, failure.reason)
        # Without its cause: slack_sdk puts the whole answer into its error.
        raise failure from None
    except (AttributeError, ValueError):
        # slack_sdk takes every body for a JSON object.
        raise Unknown("Slack's answer could not be read.") from None
    if not isinstance(answer.data, dict):
        raise Unknown("Slack's answer could not be read.")
    # Header names come as the proxy between us liked them.
    return answer.data, {name.lower(): value for name, value in answer.headers.items()}
