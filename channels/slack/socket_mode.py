"""The other way in: a web socket we open to Slack, one connection at a time. slack_sdk's own client is not used: it
reconnects behind our back, keeps failures to itself and acknowledges on whatever connection is open by then.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping

import aiohttp
from slack_bolt.response import BoltResponse

from channels.errors import Misconfigured, SendError, Temporary
from channels.frames import Frames
from channels.slack.api import Api
from channels.slack.classify import classify
from channels.slack.payload import Json, json_at, text_at
from channels.slack.settings import TimeLimits

log = logging.getLogger(__name__)

_OK = 200
_ENVELOPE_BYTES = 4_000_000

Dispatch = Callable[[Json], Awaitable[BoltResponse]]


class SocketMode:
    """Hands envelopes over; one is acknowledged when what it held was kept, else Slack sends it again."""

    def __init__(self, api: Api, dispatch: Dispatch, limits: TimeLimits, frames: Frames) -> None:
        self._api = api
        self._dispatch = dispatch
        self._limits = limits
        self._frames = frames

    async def run(self) -> None:
        """Receives until cancelled, over as many connections as Slack asks for. Raises Temporary or Misconfigured when
        there is no connection to be had.
        """
        while True:
            socket = await self._connect()
            pending: set[asyncio.Task[None]] = set()
            try:
                await self._listen(socket, pending)
                # Slack leaves the old connection open for a few seconds: what it brought is acknowledged on it.
                if pending:
                    await asyncio.wait(pending, timeout=self._limits.turn)
            finally:
                for task in pending:
                    task.cancel()
                await asyncio.gather(*pending, return_exceptions=True)
                await socket.close()

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        try:
            url = await self._api.open_socket()
            return await self._api.session.ws_connect(
                url,
                autoping=False,
                max_msg_size=_ENVELOPE_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=self._limits.connect),
            )
        except SendError as error:
            raise _no_connection(error) from None
        except (aiohttp.ClientError, OSError) as error:
            # Without its cause: the address of a socket is a secret.
            raise _no_connection(classify(error)) from None

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse, pending: set[asyncio.Task[None]]) -> None:
        """Returns when this connection is to be replaced. Slack pings every few seconds, so silence is a broken line."""
        greeted = False
        while True:
            try:
                frame = await socket.receive(timeout=self._limits.quiet)
            except TimeoutError:
                log.error("Slack's socket was silent for %g seconds: it is opened anew.", self._limits.quiet)  # noqa: TRY400
                return
            self._frames.came()
            if frame.type is aiohttp.WSMsgType.PING:
                await socket.pong(frame.data)
            elif frame.type is aiohttp.WSMsgType.TEXT:
                envelope = _read(frame.data)
                match text_at(envelope, "type"):
                    case "hello":
                        greeted = True
                    case "disconnect":
                        _check_disconnect(envelope, greeted=greeted)
                        return
                    case _ if text_at(envelope, "envelope_id"):
                        task = asyncio.create_task(self._take(socket, envelope))
                        pending.add(task)
                        task.add_done_callback(pending.discard)
            elif frame.type is not aiohttp.WSMsgType.PONG:
                raise Temporary("Slack's socket broke off.")

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, envelope: Json) -> None:
        response = await self._dispatch(json_at(envelope, "payload"))
        if response.status != _OK:
            return
        answer: dict[str, object] = {"envelope_id": text_at(envelope, "envelope_id")}
        if response.body:
            answer["payload"] = json.loads(response.body)
        # Whether it still reaches Slack is Slack's to know: an envelope without it comes again and has the same key.
        with contextlib.suppress(aiohttp.ClientError, OSError):
            await socket.send_str(json.dumps(answer))


def _no_connection(error: SendError) -> SendError:
    """Nothing can be half done by connecting: it is either our set-up or for later."""
    if isinstance(error, Misconfigured | Temporary):
        return error
    return Temporary(error.reason)


def _check_disconnect(envelope: Json, *, greeted: bool) -> None:
    reason = text_at(envelope, "reason")
    if reason == "link_disabled":
        raise Misconfigured("Socket Mode is switched off for the app.")
    if not greeted:
        raise Temporary("Slack took the socket back before it was used.")
    log.info("Slack asks for a new socket.")


def _read(data: object) -> Json:
    try:
        read: object = json.loads(data) if isinstance(data, str) else {}
    except ValueError:
        return {}
    return read if isinstance(read, Mapping) else {}
