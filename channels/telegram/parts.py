"""The names of chats and of parts sent, as they stand in addresses and receipts."""

import re
from dataclasses import dataclass

from channels.errors import Permanent

_CHAT = re.compile(r"(-?[0-9]{1,20})(?::([0-9]{1,20}))?")
_PART = re.compile(r"(-?[0-9]{1,20}):([0-9]{1,20}(?:,[0-9]{1,20})*)(c?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Where a message goes: "12345", "-100123", or a topic of a forum, "-100123:7"."""

    id: int
    topic: int | None = None

    @property
    def name(self) -> str:
        """The id in an address."""
        return str(self.id) if self.topic is None else f"{self.id}:{self.topic}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one request brought into a chat: one message, or those of an album. `captioned`: the text is a caption."""

    chat: int
    messages: tuple[int, ...]
    captioned: bool = False

    @property
    def name(self) -> str:
        """The part in a receipt: "12345:67", "12345:67c", "12345:68,69c"."""
        return f"{self.chat}:{','.join(map(str, self.messages))}{'c' if self.captioned else ''}"


def read_chat(text: str) -> Chat:
    """The chat of an address. Raises Permanent."""
    found = _CHAT.fullmatch(text)
    if not found:
        raise Permanent("This is not a chat of Telegram.")
    return Chat(id=int(found[1]), topic=int(found[2]) if found[2] else None)


def read_part(text: str) -> Part:
    """A part of a receipt. Raises Permanent."""
    found = _PART.fullmatch(text)
    if not found:
        raise Permanent("This is not a receipt of Telegram.")
    return Part(chat=int(found[1]), messages=tuple(map(int, found[2].split(","))), captioned=bool(found[3]))
