"""Header fields of a mail as plain text, whatever somebody put into them. The standard library's modern policy raises
many kinds of errors on broken fields; the old one, used here, hands them over as they are.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import TypeAlias

from channels.email_address import check_mailbox
from channels.text import clean_line, shorten

Mail: TypeAlias = "Message[str, str]"
"""A mail as the standard library reads it with its old policy."""

LINE_MOST = 8192
"""Characters of a field that are read. Encoded words take the standard library the square of their number."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MESSAGE_ID = re.compile(r"<([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128}@[A-Za-z0-9.-]{1,128})>")
_NAME_MOST = 100


def lines_of(mail: Mail, name: str) -> Sequence[str]:
    """All fields of this name, top first, unfolded and not decoded, cut at LINE_MOST."""
    return [" ".join(str(value).split())[:LINE_MOST] for value in mail.get_all(name, [])]


def line_of(mail: Mail, name: str) -> str:
    """The first field of this name; "" where there is none."""
    return next(iter(lines_of(mail, name)), "")


def decoded(text: str) -> str:
    """A field with its encoded words (RFC 2047) read, on one clean line; as it stands where they are broken."""
    with suppress(LookupError, ValueError):  # an unknown character set, broken base64
        text = str(make_header(decode_header(text)))
    return clean_line(text)


def addresses_in(lines: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Every mailbox in these fields as name and address, the domain in ASCII; what is no mailbox is left out."""
    found = []
    for name, address in getaddresses(lines):
        try:
            found.append((shorten(decoded(name), _NAME_MOST), check_mailbox(address)))
        except ValueError:
            continue
    return found


def author_of(mail: Mail) -> tuple[str, str] | None:
    """Name and address of the one who wrote it, the address in small letters. None where From does not name exactly one:
    which of two a signature or a relay vouched for could not be told.
    """
    lines = lines_of(mail, "From")
    if len(lines) != 1 or len(getaddresses(lines)) != 1:
        return None
    found = addresses_in(lines)
    return (found[0][0], found[0][1].lower()) if found else None


def message_id_of(mail: Mail) -> str:
    """The mail's id without its brackets, if it can stand in an answer's headers; else ""."""
    found = _MESSAGE_ID.fullmatch(line_of(mail, "Message-ID"))
    return found[1] if found else ""


def language_of(mail: Mail) -> str:
    """What the mail program says its owner reads, else what it says the mail is written in; "" for neither."""
    for name in ("Accept-Language", "Content-Language"):
        first = re.split("[,;]", line_of(mail, name))[0].strip()
        if _LANGUAGE.fullmatch(first):
            return first
    return ""
