"""What an error of the Bot API or of the connection to it means, decided by two tables. Telegram's words are looked
at here and go no further: they may quote what was sent.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from channels.errors import Misconfigured, Moved, Permanent, RecipientGone, SendError, Temporary, TooLarge, Unknown
from channels.message import Address, Receipt

NAME = "telegram"

BLOCKED = "bot was blocked by the user"

_BY_KIND: Mapping[type[BaseException], tuple[type[SendError], str]] = {
    # 401, and 404 for a token that is malformed.
    InvalidToken: (Misconfigured, "Telegram does not know this bot token."),
    Conflict: (Temporary, "Another instance fetches this bot's updates, or a webhook is set for it."),
    Forbidden: (Permanent, "Telegram forbids this."),
    # BadRequest is a NetworkError: it stands here so that no 400 is taken for a broken line.
    BadRequest: (Permanent, "Telegram refuses this as it stands."),
    TimedOut: (Unknown, "Telegram did not answer in time."),
    NetworkError: (Temporary, "Telegram is out of order."),  # 5xx
    TelegramError: (Unknown, "Telegram's answer could not be read."),
    # The causes of a NetworkError: nothing had left.
    httpx.ConnectError: (Temporary, "Telegram could not be reached."),
    httpx.ConnectTimeout: (Temporary, "Telegram could not be reached in time."),
    httpx.PoolTimeout: (Temporary, "All connections to Telegram were busy."),
    httpx.ProxyError: (Temporary, "The proxy before Telegram could not be used."),
    httpx.UnsupportedProtocol: (Misconfigured, "The address of the Bot API server cannot be used."),
    # The same, and the request had left.
    httpx.TimeoutException: (Unknown, "Telegram did not answer in time."),
    Exception: (Unknown, "The connection to Telegram was lost."),
}
"""Looked up along the error's ancestry: the nearest kind counts."""


class Verdict(NamedTuple):
    """What certain words mean in an error of a kind or of one that descends from it."""

    kind: type[TelegramError]
    words: str
    failure: type[SendError]
    reason: str


_NO_RIGHT = "The bot may not write there."

_BY_WORDS: Sequence[Verdict] = (
    Verdict(Forbidden, BLOCKED, RecipientGone, "The person has blocked the bot."),
    Verdict(Forbidden, "user is deactivated", RecipientGone, "The person's account is deactivated."),
    Verdict(Forbidden, "bot was kicked from", RecipientGone, "The bot was removed from the group."),
    Verdict(Forbidden, "the group chat was deleted", RecipientGone, "The group was deleted."),
    Verdict(Forbidden, "bot can't initiate conversation", RecipientGone, "The person has not started the bot."),
    Verdict(BadRequest, "chat not found", RecipientGone, "There is no such chat."),
    Verdict(BadRequest, "not enough rights", Permanent, _NO_RIGHT),
    Verdict(BadRequest, "have no rights to send", Permanent, _NO_RIGHT),
    Verdict(BadRequest, "need administrator rights", Permanent, _NO_RIGHT),
    Verdict(BadRequest, "chat_write_forbidden", Permanent, _NO_RIGHT),
    Verdict(BadRequest, "topic_closed", Permanent, "The topic is closed."),
    Verdict(BadRequest, "topic_deleted", Permanent, "The topic was deleted."),
    Verdict(BadRequest, "message thread not found", Permanent, "There is no such topic."),
    Verdict(BadRequest, "file is too big", TooLarge, "The file is larger than a bot may fetch."),
    Verdict(BadRequest, "too long", Permanent, "Telegram finds the message too long."),
    Verdict(BadRequest, "can't parse entities", Permanent, "Telegram cannot read the message's markup."),
    Verdict(BadRequest, "message to edit not found", Permanent, "The message to be changed is not there."),
    Verdict(BadRequest, "message can't be edited", Permanent, "The message can no longer be changed."),
    Verdict(BadRequest, "message can't be deleted", Permanent, "The message can no longer be deleted."),
    Verdict(NetworkError, "request entity too large", Permanent, "Telegram finds the file too large."),  # 413
)
"""The first line that fits counts. Only those in production lists are RecipientGone: anything unknown is not."""

NOT_MODIFIED = "message is not modified"
NOT_TO_DELETE = "message to delete not found"
NOT_PARSED = "can't parse entities"


def says(error: TelegramError, words: str) -> bool:
    """Whether Telegram refused with these words; the library changes their capitals."""
    return isinstance(error, BadRequest) and words in error.message.casefold()


def classify(error: TelegramError, *, done: Receipt | None = None) -> SendError:
    """The failure of a request that changes something. `done`: the parts that went out before it."""
    failure = _classify(error)
    failure.done = done
    return failure


def classify_question(error: TelegramError) -> SendError:
    """The failure of a request that changes nothing: not knowing how it ended does no harm."""
    failure = _classify(error)
    return Temporary(failure.reason) if isinstance(failure, Unknown) else failure


def _classify(error: TelegramError) -> SendError:
    if isinstance(error, ChatMigrated):
        return Moved(Address(NAME, str(error.new_chat_id)), "The group has another id now.")
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Temporary(
            "Telegram asks to wait.", retry_after=wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
        )
    words = error.message.casefold()
    for verdict in _BY_WORDS:
        if isinstance(error, verdict.kind) and verdict.words in words:
            return verdict.failure(verdict.reason)
    # A cause of the library's own kind is an answer it could not parse; any other is how the connection failed.
    cause = error.__cause__
    known = error if cause is None or isinstance(cause, TelegramError) else cause
    failure, reason = next(_BY_KIND[kind] for kind in type(known).__mro__ if kind in _BY_KIND)
    return failure(reason)
