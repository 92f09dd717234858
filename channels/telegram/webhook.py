"""The route Telegram posts updates to: nothing is read before the secret, nothing acknowledged before it is kept."""

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from channels.telegram.intake import Fetched
from channels.telegram.settings import HOOK_PATH
from channels.web.body import TooLong, read_body

log = logging.getLogger(__name__)

BODY_BYTES = 1024 * 1024
"""Longest update taken; a message of 4,096 characters with all its details has some tens of kilobytes."""

_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name


class Hook:
    """Takes updates while somebody receives; before and after it answers 503, and Telegram keeps them."""

    def __init__(self, unpack: Callable[[Mapping[str, Any]], Fetched | None], *, secret: str) -> None:
        self.take: Callable[[Fetched], Awaitable[None]] | None = None
        self._unpack = unpack
        self._secret = secret.encode()
        self._lanes: dict[int, tuple[asyncio.Lock, int]] = {}

    def route(self) -> Route:
        """The one route."""
        return Route(HOOK_PATH, self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self._secret):
            return Response(status_code=401)
        try:
            raw = json.loads(await read_body(request, BODY_BYTES))
        except TooLong:
            return Response(status_code=413)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(raw, dict):
            return Response(status_code=400)
        if self.take is None:
            return Response(status_code=503)
        fetched = self._unpack(raw)
        return await self._taken(fetched, self.take) if fetched else Response(status_code=200)

    async def _taken(self, fetched: Fetched, take: Callable[[Fetched], Awaitable[None]]) -> Response:
        try:
            async with self._lane(fetched.chat):
                await take(fetched)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was kept
            log.warning("update %s was not kept (%s): it will be posted again", fetched.id, type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    @asynccontextmanager
    async def _lane(self, chat: int) -> AsyncIterator[None]:
        """A chat's updates one after the other, in the order they were posted; forgotten when nobody is in it."""
        lock, users = self._lanes.get(chat, (asyncio.Lock(), 0))
        self._lanes[chat] = lock, users + 1
        try:
            async with lock:
                yield
        finally:
            lock, users = self._lanes.pop(chat)
            if users > 1:
                self._lanes[chat] = lock, users - 1
