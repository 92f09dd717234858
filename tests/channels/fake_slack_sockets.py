"""Socket Mode in the Slack that tests play: envelopes over the newest socket, and how they are acknowledged."""

import asyncio
import json

import aiohttp
from aiohttp import web

from tests.channels.fake_slack_shown import Json
from tests.channels.fake_slack_wire import closed
from tests.channels.fake_slack_workspace import Workspace


class Sockets:
    """The app's connections; who has the `ticket` is let in."""

    def __init__(self, world: Workspace, *, ticket: str) -> None:
        self._world = world
        self._ticket = ticket
        self.open: list[web.WebSocketResponse] = []
        """The newest last."""
        self.opened = 0
        self.pongs: list[bytes] = []
        self.greets = True
        self.lets_in = True
        """Whether a socket's ticket is taken."""
        self._acks: dict[str, asyncio.Future[Json]] = {}

    async def deliver(self, payload: Json, *, wait: float = 5.0) -> Json | None:
        """Over the newest socket; the app's answer, None where it did not acknowledge in time."""
        try:
            return await asyncio.wait_for(await self.hand_over(payload), wait)
        except TimeoutError:
            return None

    async def hand_over(self, payload: Json) -> asyncio.Future[Json]:
        """Over the newest socket; the app's answer to come."""
        await self._world.until(lambda: self.open)
        envelope_id = f"env-{self._world.number()}"
        kinds = {"event_callback": "events_api", "": "slash_commands"}
        kind = kinds.get(str(payload.get("type", "")), "interactive")
        self._acks[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True}
        await self.open[-1].send_str(json.dumps(envelope))
        return self._acks[envelope_id]

    async def ping(self) -> None:
        """Returns when the app has answered: it has read all that was sent over the newest socket before."""
        data = f"ping {self._world.number()}".encode()
        await self.open[-1].ping(data)
        await self._world.until(lambda: data in self.pongs)

    async def ask_for_another_socket(self) -> None:
        """As Slack does every hour or so, and before it restarts one of its servers."""
        await self.open[-1].send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def connected(self, request: web.Request) -> web.StreamResponse:
        """A connection from its greeting to its end."""
        if request.query.get("ticket") != self._ticket or not self.lets_in:
            return closed(web.Response(status=408))
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.opened += 1
        if self.greets:
            await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.open.append(socket)
        self._world.happened()
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.PONG:
                    self.pongs.append(bytes(frame.data))
                    self._world.happened()
                elif frame.type is aiohttp.WSMsgType.TEXT:
                    ack = json.loads(frame.data)
                    future = self._acks.get(ack.get("envelope_id"))
                    if future is None or future.done() or not set(ack) <= {"envelope_id", "payload"}:
                        self._world.violations.append("an acknowledgement of nothing")
                    else:
                        future.set_result(ack.get("payload", {}))
        finally:
            self.open.remove(socket)
            self._world.happened()
        return socket
