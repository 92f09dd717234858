"""The Slack channel itself: posts, edits and deletes message by message, and says who is in a channel."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Self

import aiohttp
from starlette.routing import BaseRoute

from channels.base import Checked, Handler, Limits, Prepared, Slots, Standing
from channels.errors import Misconfigured, Permanent, SendError, Temporary, Unknown
from channels.frames import Frames
from channels.message import Address, Message, Receipt
from channels.pace import Rate
from channels.slack.api import Api
from channels.slack.classify import Overtaken
from channels.slack.events import NAME
from channels.slack.groups import read_standing
from channels.slack.hook import hook
from channels.slack.payload import text_at
from channels.slack.receiving import Reception
from channels.slack.render import Attached, Part, PreparedSlack, add_note, prepare
from channels.slack.settings import SCOPES, SlackSettings, SlackWords, TimeLimits
from channels.slack.socket_mode import SocketMode

LIMITS = Limits(
    label="Slack",
    carrier="messenger",
    text=12_000,
    caption=12_000,  # a picture is a message beside the text
    buttons=50,  # with the longest labels and tokens they still fit into one message
    button_label=75,
    pictures=10,
    picture_bytes=10_000_000,
    can_edit=True,
    can_delete=True,
    form=True,
    in_place=True,
    concurrency=4,
    per_second=5.0,  # Slack names "several hundred per minute" for a workspace
)


class SlackChannel:
    """One workspace. Use it as a context; nothing is asked of Slack before something is to be done."""

    name = NAME
    limits = LIMITS

    def __init__(
        self,
        settings: SlackSettings,
        *,
        words: Callable[[str], SlackWords],
        time_limits: TimeLimits | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        connector: Callable[[], aiohttp.BaseConnector] = aiohttp.TCPConnector,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`words` gives what the channel says by itself, for a BCP 47 tag or "". `connector`: for a proxy or an
        authority the system does not know. `sleep` waits between the parts of one message, `clock` (seconds) counts
        silence.
        """
        self._settings = settings
        self._limits = time_limits or TimeLimits()
        self._now = now
        self._sleep = sleep
        self._api = Api(settings, self._limits, connector=connector)
        self._frames = Frames(clock)
        self._reception = Reception(self._api, words=words, limits=self._limits, now=now)

    async def __aenter__(self) -> Self:
        await self._api.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._reception.close()
        await self._api.__aexit__(*exc)

    async def receive(self, handle: Handler) -> None:
        """Hands over what comes in by either way until cancelled. Raises Misconfigured when the workspace throws us
        out, and what the socket cannot be opened for.
        """
        self._reception.handle = handle
        self._reception.shut_out.clear()
        waits = [asyncio.create_task(self._until_shut_out())]
        if self._settings.app_token:
            self._frames.expected()
            socket = SocketMode(self._api, self._reception.dispatch, self._limits, self._frames)
            waits.append(asyncio.create_task(socket.run()))
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                await task
        finally:
            self._reception.handle = None
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def silence(self) -> float | None:
        return self._frames.silence()

    def prepare(self, message: Message) -> PreparedSlack:
        return prepare(message)

    async def send(
        self,
        to: Address,
        prepared: Prepared,
        slots: Slots,
        *,
        key: str,  # noqa: ARG002 - Slack knows no key by which it would not show a post twice
        thread: Receipt | None = None,
        done: Receipt | None = None,
    ) -> Receipt:
        """Posts the parts that are not in `done`, with a pause between them, then what is attached."""
        message = _prepared(prepared)
        sent = list(done.parts) if done else []
        at = _thread(thread)
        begun = len(sent)
        try:
            for number in range(begun, len(message.parts)):
                if number > begun:
                    await self._sleep(self._limits.between_parts)
                last = number == len(message.parts) - 1
                note = slots.repeat_note if last and slots.repeat else ""
                sent.append(await self._post(to, add_note(message.parts[number], note), at))
            if message.attached and len(sent) == len(message.parts):
                if len(sent) > begun:
                    await self._sleep(self._limits.between_parts)
                sent.append(await self._attach(_place(sent[0])[0], message.attached, at))
        except SendError as error:
            error.done = Receipt(tuple(sent)) if sent else None
            raise
        return Receipt(tuple(sent))

    async def edit(self, receipt: Receipt, prepared: Prepared, *, to: Address) -> None:
        """Puts the new parts into the places of the old. What is left over is deleted, what finds no place is posted
        behind them; pictures stay.
        """
        message = _prepared(prepared)
        places = [place for place in map(_place, receipt.parts) if not place[1].startswith("F")]
        if not places:
            raise Permanent("The receipt names no message.")
        for (channel, ts), part in zip(places, message.parts, strict=False):
            try:
                await self._api.post("chat.update", {"channel": channel, "ts": ts, **_shown(part)})
            except Overtaken as error:
                raise Permanent(error.reason) from None
        for channel, ts in places[len(message.parts) :]:
            await self._remove("chat.delete", {"channel": channel, "ts": ts})
        for part in message.parts[len(places) :]:
            await self._sleep(self._limits.between_parts)
            await self._post(to, part, "")

    async def delete(self, receipt: Receipt, *, to: Address) -> None:  # noqa: ARG002 - the receipt has the channel
        """Takes back every part; one that is gone already is no failure."""
        for channel, id_ in map(_place, receipt.parts):
            if id_.startswith("F"):
                for file in id_.split(","):
                    await self._remove("files.delete", {"file": file})
            else:
                await self._remove("chat.delete", {"channel": channel, "ts": id_})

    async def check(self) -> Checked:
        """Who we are, and whether scopes and the way in by Socket Mode are there."""
        us = await self._api.identity(anew=True)
        missing = []
        if absent := sorted(SCOPES - us.scopes):
            missing.append(f"The bot token lacks the scopes {', '.join(absent)}: add them and install the app again.")
        if self._settings.app_token:
            try:
                await self._api.open_socket()
            except Misconfigured as error:
                missing.append(f"Socket Mode cannot be used with this app-level token. {error.reason}")
        return Checked(who=f"{us.name} in {us.team}", missing=tuple(missing))

    def link(self, code: str) -> str:  # noqa: ARG002 - Slack's links open the talk with us, but bring no code along
        return ""

    def rate(self, to: Address) -> Rate | None:  # noqa: ARG002 - every conversation has the same
        return Rate(per_second=1.0, burst=3)  # "short bursts" are tolerated, without a figure

    def parts(self, prepared: Prepared) -> int:
        message = _prepared(prepared)
        return len(message.parts) + (1 if message.attached else 0)

    async def standing(self, group: Address, among: Sequence[str]) -> Standing:
        return await read_standing(self._api, group, among)

    async def fetch(self, ref: str) -> bytes:
        """A picture by its address at Slack; the token goes to no other host."""
        return await self._api.download(ref)

    def routes(self) -> Sequence[BaseRoute]:
        if not self._settings.signing_secret:
            return ()
        return (hook(self._reception, self._settings.signing_secret, self._now),)

    async def _until_shut_out(self) -> None:
        await self._reception.shut_out.wait()
        raise Misconfigured("The workspace has removed the app or does not accept its token.")

    async def _post(self, to: Address, part: Part, thread: str) -> str:
        body = {"channel": to.id, **_shown(part), "unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        try:
            answer = await self._api.post("chat.postMessage", {**body, "thread_ts": thread} if thread else body)
        except Overtaken as error:
            if not thread:
                raise Permanent(error.reason) from None
            return await self._post(to, part, "")  # the thread is gone, the news are not
        return f"{text_at(answer, 'channel')}:{text_at(answer, 'ts')}"

    async def _attach(self, channel: str, attached: Sequence[Attached], thread: str) -> str:
        """Uploads, then shows all of it in one message: only that last step is seen by anybody."""
        files = []
        for one in attached:
            about = {"filename": one.name, "length": str(len(one.content))}
            try:
                answer = await self._api.ask(
                    "files.getUploadURLExternal", {**about, "alt_txt": one.alt} if one.alt else about
                )
                await self._api.upload(text_at(answer, "upload_url"), one.content)
            except Unknown as error:
                raise Temporary(error.reason) from None
            files.append({"id": text_at(answer, "file_id"), "title": one.title})
        body: dict[str, object] = {"files": files, "channel_id": channel}
        try:
            await self._api.post("files.completeUploadExternal", {**body, "thread_ts": thread} if thread else body)
        except Overtaken as error:
            raise Permanent(error.reason) from None
        return f"{channel}:{','.join(file['id'] for file in files)}"

    async def _remove(self, method: str, body: dict[str, str]) -> None:
        with suppress(Overtaken):
            await self._api.post(method, body)


def _shown(part: Part) -> dict[str, object]:
    """What is the same for a post and an update. Slack's guessing at links and names stays off."""
    return {"text": part.text, "blocks": list(part.blocks), "parse": "none", "link_names": False}


def _prepared(prepared: Prepared) -> PreparedSlack:
    if not isinstance(prepared, PreparedSlack):
        raise TypeError("This was prepared by another channel.")
    return prepared


def _place(part: str) -> tuple[str, str]:
    """The conversation and the message or files of one part of a receipt."""
    channel, _, id_ = part.partition(":")
    if not channel or not id_:
        raise Permanent("The receipt is not one of this channel.")
    return channel, id_


def _thread(thread: Receipt | None) -> str:
    """Where a thread hangs: at the first message that was sent about the same thing."""
    return _place(thread.parts[0])[1] if thread and thread.parts else ""
