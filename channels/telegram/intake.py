"""From a raw update to what took it in: reading, handing over, and the word back to who pressed. How updates come,
and when they are acknowledged, is not decided here.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

from channels.base import Handler
from channels.message import Happened, Incoming
from channels.telegram.read import read
from channels.text import shorten

log = logging.getLogger(__name__)

NOTICE = 200
"""Longest answer to a press, in characters (telegram.constants.CallbackQueryLimit)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One update. `chat` is whose order it keeps; `query` the press that waits for an answer, "" for none."""

    id: int
    chat: int
    news: Incoming | Happened | None
    query: str = ""


class Intake:
    """Reads updates, hands them over, answers presses."""

    def __init__(self, bot: Bot, *, bot_id: int, most_bytes: int, now: Callable[[], datetime], goodbye: float) -> None:
        self.username = ""
        """Our own name without @, known once the service was asked."""
        self._bot = bot
        self._bot_id = bot_id
        self._most_bytes = most_bytes
        self._now = now
        self._goodbye = goodbye
        self._answers: set[asyncio.Task[None]] = set()

    def open(self, raw: Mapping[str, Any]) -> Fetched | None:
        """Reads an update. One that cannot be read is our bug and says nothing: it must not come again for ever.
        None where it has not even an id.
        """
        id_ = raw.get("update_id")
        if not isinstance(id_, int):
            log.error("an update without an id came in and was skipped")
            return None
        try:
            update = Update.de_json(dict(raw), self._bot)
            news = read(
                update, bot_id=self._bot_id, username=self.username, now=self._now(), most_bytes=self._most_bytes
            )
            chat = update.effective_chat
            query = update.callback_query.id if update.callback_query else ""
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is this one update
            # Its kind only: an error's words may be a person's.
            log.error("update %s could not be read (%s) and was skipped", id_, type(error).__name__)  # noqa: TRY400
            return Fetched(id=id_, chat=0, news=None)
        return Fetched(id=id_, chat=chat.id if chat else 0, news=news, query=query)

    async def hand_over(self, fetched: Fetched, handle: Handler) -> None:
        """Returns after the commit, and raises what `handle` raises. The answer to a press goes its own way."""
        outcome = await handle(fetched.news) if fetched.news else None
        if fetched.query:
            task = asyncio.create_task(self._answer(fetched, (outcome.notice or outcome.toast) if outcome else ""))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def close(self) -> None:
        """Lets answers that are under way leave."""
        if self._answers:
            _, late = await asyncio.wait(self._answers, timeout=self._goodbye)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _answer(self, fetched: Fetched, notice: str) -> None:
        """Stops the button's spinning. After a minute or so Telegram no longer takes it: nobody waits for it then."""
        try:
            await self._bot.answer_callback_query(fetched.query, shorten(notice, NOTICE) or None)
        except TelegramError as error:
            log.info("the press of update %s could not be answered (%s)", fetched.id, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - nobody waits for this task: what it fails with is said here
            log.error("the press of update %s was not answered (%s)", fetched.id, type(error).__name__)  # noqa: TRY400
