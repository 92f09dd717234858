"""What the pages outside the chat post: a token from a link, or a mailbox. Anything else is None, never an error."""

from starlette.requests import Request

from channels.text import clean_line
from channels.web.body import TooLong, Unreadable, read_json

TOKEN = 200
"""Longest token looked at, in characters."""

MAILBOX = 254
"""Longest mailbox (RFC 5321, 4.5.3.1.3, without the angle brackets)."""


async def read_token(request: Request) -> str | None:
    """The token a page posts, or None when it cannot be one."""
    try:
        token = (await read_json(request)).get("token")
    except (TooLong, Unreadable):
        return None
    return token if isinstance(token, str) and 0 < len(token) <= TOKEN and token.isascii() else None


async def read_mailbox(request: Request) -> str | None:
    """The mailbox a page posts, or None when it cannot be one. Whether it exists is not looked at."""
    try:
        mailbox = (await read_json(request)).get("mailbox")
    except (TooLong, Unreadable):
        return None
    if not isinstance(mailbox, str) or len(mailbox) > MAILBOX:
        return None
    mailbox = mailbox.strip()
    name, at, domain = mailbox.rpartition("@")
    fits = name and at and domain and mailbox == clean_line(mailbox) and len(mailbox.split()) == 1
    return mailbox if fits else None
