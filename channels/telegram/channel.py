"""The Telegram channel itself: sends and receives over the Bot API. What a message looks like, what an update says and
what an error means is decided in the modules beside it.
"""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self, cast
from urllib.parse import urlencode

from starlette.routing import BaseRoute
from telegram.error import BadRequest, InvalidToken, TelegramError

from channels.base import Checked, Handler, Limits, Prepared, Slots, Standing
from channels.errors import Misconfigured, Permanent, TooLarge
from channels.frames import Frames
from channels.message import Address, Message, Receipt
from channels.pace import Rate
from channels.telegram import render
from channels.telegram.classify import NAME, classify, classify_question
from channels.telegram.connection import make_bot
from channels.telegram.groups import ask_standing
from channels.telegram.intake import Fetched, Intake
from channels.telegram.parts import Part, read_chat, read_part
from channels.telegram.polling import Window, poll
from channels.telegram.presence import Commands, find_missing, offer_commands, remove_webhook, set_webhook
from channels.telegram.read import WANTED
from channels.telegram.render import PreparedTelegram
from channels.telegram.sending import change, show, take_away
from channels.telegram.settings import TelegramSettings, TimeLimits
from channels.telegram.webhook import Hook

LIMITS = Limits(
    label="Telegram",
    carrier="messenger",
    text=render.TEXT,
    caption=render.CAPTION,
    buttons=render.BUTTONS,
    button_label=render.BUTTON_LABEL,
    pictures=render.ALBUM,
    picture_bytes=render.PICTURE_BYTES,
    can_edit=True,
    can_delete=True,
    form=False,
    in_place=True,
    concurrency=30,
    per_second=30.0,  # Bots FAQ: bulk notifications to about 30 users a second
)

PRIVATE_RATE = Rate(per_second=1.0)
"""Bots FAQ: in one chat avoid more than one message a second."""

GROUP_RATE = Rate(per_second=20 / 60)
"""Bots FAQ: not more than 20 messages a minute to a group; Telegram's support says the same of channels."""

PART_GAP = 1.0
"""Seconds between the requests of one message, as `PRIVATE_RATE`."""

FETCH_BYTES = 20_000_000
"""Largest file a bot may fetch (telegram.constants.FileSizeLimit); a Bot API server of one's own sets no limit."""

_FETCH_MOST = 100  # updates at once, the most there can be: Bot API, getUpdates, limit
_CHATS_AT_ONCE = 10
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # Bot API, deep linking


class TelegramChannel:
    """Talks as one bot. Several processes may send with it; one at a time receives."""

    name = NAME
    limits = LIMITS

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        commands: Commands,
        time_limits: TimeLimits | None = None,
        fetch_bytes: int = FETCH_BYTES,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`commands`: see `presence.Commands`; they are set when receiving begins. `now` dates presses, `sleep` waits
        between the parts of a message and before what could not be kept is fetched again, `clock` (seconds) counts
        silence.
        """
        self._settings = settings
        self._commands = commands
        self._limits = time_limits or TimeLimits()
        self._fetch_bytes = fetch_bytes
        self._sleep = sleep
        self._bot = make_bot(settings, self._limits, concurrency=LIMITS.concurrency)
        self._intake = Intake(
            self._bot, bot_id=settings.bot_id, most_bytes=fetch_bytes, now=now, goodbye=self._limits.goodbye
        )
        self._frames = Frames(clock)
        self._hook = Hook(self._intake.open, secret=settings.webhook_secret)

    async def __aenter__(self) -> Self:
        """Asks nothing of the network: a bot that cannot connect is met when something is sent."""
        await self._bot.request.initialize()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._intake.close()
        await self._bot.request.shutdown()

    async def receive(self, handle: Handler) -> None:
        async def take(fetched: Fetched) -> None:
            await self._intake.hand_over(fetched, handle)

        menu: asyncio.Task[None] | None = None
        if not self._settings.webhook_url:
            self._frames.expected()
        try:
            self._intake.username = (await self._bot.get_me()).username or ""
            menu = asyncio.create_task(offer_commands(self._bot, self._commands))
            if self._settings.webhook_url:
                await self._be_posted_to(take)
            else:
                await self._poll(take)
        except TelegramError as error:
            raise classify_question(error) from None
        finally:
            if menu is not None:
                menu.cancel()
                await asyncio.gather(menu, return_exceptions=True)

    def silence(self) -> float | None:
        return self._frames.silence()

    async def check(self) -> Checked:
        try:
            user = await self._bot.get_me()
            info = await self._bot.get_webhook_info()
        except TelegramError as error:
            raise classify_question(error) from None
        self._intake.username = user.username or ""
        return Checked(who=user.name, missing=find_missing(user, info, self._settings))

    def link(self, code: str) -> str:
        if not self._intake.username or not _CODE.fullmatch(code):
            return ""
        return f"https://t.me/{self._intake.username}?start={code}"

    def rate(self, to: Address) -> Rate | None:
        if not to.id.startswith("-"):
            return PRIVATE_RATE
        return replace(GROUP_RATE, of=to.id.partition(":")[0])

    def parts(self, prepared: Prepared) -> int:
        return len(_own(prepared).steps)

    async def standing(self, group: Address, among: Sequence[str]) -> Standing:
        try:
            return await ask_standing(self._bot, self._settings.bot_id, read_chat(group.id).id, among)
        except TelegramError as error:
            raise classify_question(error) from None

    def prepare(self, message: Message) -> PreparedTelegram:
        return render.prepare(message)

    async def send(
        self,
        to: Address,
        prepared: Prepared,
        slots: Slots,
        *,
        key: str,  # noqa: ARG002 - the Bot API knows no key that makes a second request harmless
        thread: Receipt | None = None,
        done: Receipt | None = None,
    ) -> Receipt:
        """A part of the receipt for each request. `thread` is replied to where it is in the same chat."""
        steps = _own(prepared).steps
        chat = read_chat(to.id)
        parts = list(done.parts if done else ())
        for number in range(len(parts), len(steps)):
            if number > len(done.parts if done else ()):
                await self._sleep(PART_GAP)
            step = steps[number]
            if number == len(steps) - 1 and slots.repeat:
                step = render.with_note(step, slots.repeat_note)
            try:
                part = await show(
                    self._bot,
                    chat,
                    step,
                    guarded=_own(prepared).guarded,
                    reply_to=None if number else _first_message(thread, chat.id),
                )
            except TelegramError as error:
                # Without its cause: the library's words may hold Telegram's, and those what was sent.
                raise classify(error, done=Receipt(tuple(parts)) if parts else None) from None
            parts.append(part.name)
        return Receipt(tuple(parts))

    async def edit(self, receipt: Receipt, prepared: Prepared, *, to: Address) -> None:  # noqa: ARG002 - parts name it
        """Changes words and buttons. Pictures and files that are there stay, as Telegram cannot turn them into text; a
        text of fewer parts takes the surplus away, one of more raises Permanent.
        """
        new = _own(prepared)
        told = new.steps[-new.talking :]
        there = _told_parts([read_part(part) for part in receipt.parts])
        if len(told) > len(there):
            raise Permanent("The message has become longer than what stands there has parts.")
        try:
            for number, (part, step) in enumerate(zip(there, told, strict=False)):
                if number:
                    await self._sleep(PART_GAP)
                await change(self._bot, part, step.words, step.keys)
            for part in there[len(told) :]:
                await take_away(self._bot, part)
        except TelegramError as error:
            raise classify(error) from None

    async def delete(self, receipt: Receipt, *, to: Address) -> None:  # noqa: ARG002 - as in `edit`
        try:
            for name in receipt.parts:
                await take_away(self._bot, read_part(name))
        except TelegramError as error:
            raise classify(error) from None

    async def fetch(self, ref: str) -> bytes:
        try:
            file = await self._bot.get_file(ref)
        except TelegramError as error:
            raise classify_question(error) from None
        if (file.file_size or 0) > self._fetch_bytes:
            raise TooLarge("The file is larger than a bot may fetch.")
        try:
            return bytes(await file.download_as_bytearray())
        except InvalidToken:
            raise Permanent("The file is no longer there.") from None  # 404: the token was good a moment ago
        except TelegramError as error:
            raise classify_question(error) from None

    def routes(self) -> Sequence[BaseRoute]:
        return (self._hook.route(),) if self._settings.webhook_url else ()

    async def _be_posted_to(self, take: Callable[[Fetched], Awaitable[None]]) -> None:
        self._hook.take = take
        try:
            await set_webhook(self._bot, self._settings)
            await asyncio.Event().wait()
        except BadRequest:
            raise Misconfigured("Telegram does not take the address of the webhook.") from None
        finally:
            self._hook.take = None

    async def _poll(self, take: Callable[[Fetched], Awaitable[None]]) -> None:
        await remove_webhook(self._bot)
        window = Window(self._intake.open, take, most=_CHATS_AT_ONCE)
        try:
            await poll(self._get_updates, window, look_again=self._limits.look_again, sleep=self._sleep)
        finally:
            await window.close(self._limits.goodbye)

    async def _get_updates(self, offset: int | None, wait: bool) -> Sequence[Mapping[str, Any]]:
        """`telegram.Bot.get_updates` reads all updates of an answer or raises for all: here each is read by itself."""
        seconds = self._limits.poll if wait else 0
        asked = {"timeout": seconds, "limit": _FETCH_MOST, "allowed_updates": json.dumps(WANTED)}
        if offset is not None:
            asked["offset"] = offset
        answer = await self._bot.request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=self._limits.answer + seconds
        )
        self._frames.came()
        return cast("Sequence[Mapping[str, Any]]", answer)


def _own(prepared: Prepared) -> PreparedTelegram:
    if not isinstance(prepared, PreparedTelegram):
        raise TypeError("This was prepared by another channel.")
    return prepared


def _told_parts(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts that carry the words: the texts, or the picture they stand below."""
    return [part for part in parts if not part.captioned] or parts[-1:]


def _first_message(thread: Receipt | None, chat_id: int) -> int | None:
    """What to reply to, where it stands in this chat."""
    if thread is None or not thread.parts:
        return None
    part = read_part(thread.parts[0])
    return part.messages[0] if part.chat == chat_id else None
