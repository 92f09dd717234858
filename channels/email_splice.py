"""A mail built once and then spliced: `build` makes the bytes that every recipient gets alike, `splice` puts in what
differs. Building takes about a millisecond, splicing some microseconds.
"""

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from itertools import count
from urllib.parse import quote

from markupsafe import escape

from channels import email_render as render
from channels.base import Slots
from channels.message import File, Message, Picture
from channels.text import clean_line, shorten

_POLICY = SMTP.clone(max_line_length=76)  # RFC 2045 6.7 allows encoded lines of 76; 78 is for headers only
_SUBJECT_MOST = 200
_NAME_MOST = 100
_THREAD_MOST = 20  # References may be cut in the middle (RFC 5322 has no limit, servers have)

_KIND = re.compile(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9.+_-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_FULL_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128}@[A-Za-z0-9.-]{1,255}")
"""Of other mail programs too: an answer stands in the thread of the mail it answers (RFC 5322 3.6.4)."""

_LIST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")
_URL = re.compile(r"https?://[!#-;=?-Z\[\]_a-z~%]{1,900}", re.ASCII)  # printable ASCII but " < > \ ^ ` { | }
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)

_PICTURE_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"RIFF", "webp"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedMail:
    """The bytes around the five slots (headers, note and foot of both bodies), dot-stuffed, without the final dot."""

    pieces: tuple[bytes, bytes, bytes, bytes, bytes, bytes]


class UnfitSlot(ValueError):
    """What was to be put into a mail for one recipient cannot stand in one."""


def build(message: Message, *, sender: Mailbox) -> PreparedMail:
    """Renders and serialises a message. The same message gives the same bytes."""
    for attempt in count():
        slots = tuple(f"SLOT-{attempt}-{name}-SLOT" for name in ("HEAD", "TNOTE", "TFOOT", "HNOTE", "HFOOT"))
        wire = _serialise(message, sender, slots)
        pieces = re.split(b"|".join(_line_of(slot) for slot in slots), wire)
        # A text that holds a placeholder itself must not become a slot: then other placeholders are tried.
        if len(pieces) == len(slots) + 1 and sum(wire.count(slot.encode()) for slot in slots) == len(slots):
            head, text, text_end, html, html_end, end = (_LEADING_DOT.sub(b"..", piece) for piece in pieces)
            return PreparedMail(pieces=(head, text, text_end, html, html_end, end))
    raise AssertionError


def splice(
    mail: PreparedMail,
    slots: Slots,
    *,
    to: str,
    message_id: str,
    thread: Sequence[str],
    at: datetime,
    answer_to: str = "",
    unsubscribe_to: str = "",
) -> bytes:
    """The whole message for one recipient, dot-stuffed, ending in a line end. `message_id` and `thread` are ids with
    their domain, without brackets; `answer_to` and `unsubscribe_to` are addresses of ours. Raises UnfitSlot.
    """
    note = shorten(clean_line(slots.repeat_note), 500) if slots.repeat else ""
    url = slots.unsubscribe_url
    if url and not _URL.fullmatch(url):
        raise UnfitSlot("The unsubscribe link cannot stand in a mail.")
    text_foot, html_foot = _feet(slots.unsubscribe_label) if url else ((), ())
    first, text, text_end, html, html_end, last = mail.pieces
    return b"".join(
        (
            first,
            write_head(
                slots,
                to=to,
                message_id=message_id,
                thread=thread,
                at=at,
                answer_to=answer_to,
                unsubscribe_to=unsubscribe_to,
            ),
            text,
            _encoded(render.text_note(note)) if note else b"",
            text_end,
            _framed(text_foot, url) if url else b"",
            html,
            _encoded(render.html_note(note)) if note else b"",
            html_end,
            _framed(html_foot, str(escape(url))) if url else b"",
            last,
        ),
    )


def write_head(
    slots: Slots,
    *,
    to: str,
    message_id: str,
    thread: Sequence[str],
    at: datetime,
    answer_to: str = "",
    unsubscribe_to: str = "",
) -> bytes:
    """The headers that differ per recipient. The addresses have been checked. Raises UnfitSlot."""
    name = shorten(clean_line(slots.recipient), _NAME_MOST)
    lines = [
        f"Date: {_dated(at.replace(microsecond=0))}",
        f"To: <{to}>" if not name or name == to else _named(name, to),
        f"Message-ID: <{message_id}>",
        f"Auto-Submitted: {'auto-replied' if slots.answers else 'auto-generated'}",  # RFC 3834 5
    ]
    if answer_to:
        lines.append(f"Reply-To: <{answer_to}>")
    if thread:
        if not all(_FULL_ID.fullmatch(one) for one in thread):
            raise UnfitSlot("The id of an earlier mail cannot stand in a mail.")
        kept = thread if len(thread) <= _THREAD_MOST else (thread[0], *thread[1 - _THREAD_MOST :])
        lines.append(f"In-Reply-To: <{thread[-1]}>")
        lines.append("References: " + "\r\n ".join(f"<{one}>" for one in kept))
    if slots.list_id:
        if not _LIST_ID.fullmatch(slots.list_id):
            raise UnfitSlot("The list's id cannot stand in a mail.")
        lines.append(f"List-Id: <{slots.list_id}>")
        lines.append("Precedence: list")
    if slots.unsubscribe_url:
        # RFC 8058 3.1: one HTTPS address, others beside it. RFC 6068 2: "=" stands for itself only behind the question mark.
        mailto = f",\r\n <mailto:{quote(unsubscribe_to, safe='@+')}>" if unsubscribe_to else ""
        lines.append(f"List-Unsubscribe: <{slots.unsubscribe_url}>{mailto}")
        if slots.unsubscribe_url.startswith("https:"):  # RFC 8058 3.1: one-click needs an HTTPS URI
            lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return ("\r\n".join(lines) + "\r\n").encode()


def check_id(part: str) -> str:
    """The id itself when it may stand left of the @ of a Message-ID or in a return path. Raises UnfitSlot."""
    if not _ID.fullmatch(part):
        raise UnfitSlot("An id cannot stand in a mail.")
    return part


def _serialise(message: Message, sender: Mailbox, slots: Sequence[str]) -> bytes:
    head, text_note, text_foot, html_note, html_foot = slots
    mail = EmailMessage(policy=_POLICY)
    mail["X-Slot"] = head
    mail["From"] = sender
    mail["Subject"] = shorten(render.write_subject(message), _SUBJECT_MOST)
    mail["MIME-Version"] = "1.0"
    mail["X-Auto-Response-Suppress"] = "All"
    shown = [(picture, _cid(picture, sender.domain)) for picture in message.pictures if picture.content]
    inline = [render.Inline(cid=cid, alt=clean_line(picture.alt)) for picture, cid in shown]
    html = render.write_html(message, note=html_note, foot=html_foot, pictures=inline)
    mail.set_content(render.write_text(message, note=text_note, foot=text_foot), cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    body = mail.get_body(("html",))
    if not isinstance(body, EmailMessage):
        raise TypeError("A mail has an HTML body.")
    del body["MIME-Version"]  # belongs to the whole only (RFC 2045 4)
    for picture, cid in {cid: (picture, cid) for picture, cid in shown}.values():
        body.add_related(picture.content, "image", _picture_kind(picture.content), cid=f"<{cid}>", disposition="inline")
    for file in message.files:
        kind, name = _file_kind(file)
        main, _, sub = kind.partition("/")
        mail.add_attachment(file.content, main, sub, filename=name)
    if _LANGUAGE.fullmatch(message.language):
        mail["Content-Language"] = message.language  # after the parts: adding one moves such headers into it
    parts = (part for part in mail.walk() if part.is_multipart())
    for at, part in enumerate(parts):
        # Fixed, not random: the same message must give the same bytes. "=_" stands in no encoded body (RFC 2045 6.7).
        part.set_boundary(f"=_{at}_part")
    return mail.as_bytes()


@lru_cache(maxsize=4)
def _dated(at: datetime) -> str:
    return format_datetime(at)


def _line_of(slot: str) -> bytes:
    return rb"(?m:^)(?:X-Slot: )?" + re.escape(slot.encode()) + rb"\r\n"


def _encoded(line: str) -> bytes:
    """A whole line in quoted-printable, dot-stuffed."""
    return _LEADING_DOT.sub(b"..", binascii.b2a_qp(line.encode() + b"\r\n"))


@lru_cache(maxsize=64)
def _feet(label: str) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """The unsubscribe lines of both bodies, encoded but for the link, which stands between the pieces."""
    words = shorten(clean_line(label), 200)
    gap = "\0"  # in no cleaned text
    text, html = render.text_foot(gap, words), render.html_foot(gap, words)
    return tuple(_encoded(one)[:-2] for one in text.split(gap)), tuple(_encoded(one)[:-2] for one in html.split(gap))


def _framed(pieces: Sequence[bytes], link: str) -> bytes:
    """The pieces with the link between them; "=" at a line's end joins it with the next (RFC 2045 6.7)."""
    return (b"=\r\n" + _encoded(link)[:-2] + b"=\r\n").join(pieces) + b"\r\n"


def _named(name: str, to: str) -> str:
    """A To header with a name: quoted when ASCII, else in encoded words of at most 75 characters (RFC 2047)."""
    if name.isascii():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'To: "{quoted}"\r\n <{to}>'
    words, word = [], b""
    for letter in (letter.encode() for letter in name):
        if len(word) + len(letter) > 42:  # noqa: PLR2004 - 56 in base64, 68 with the frame "=?utf-8?b?...?="
            words.append(word)
            word = b""
        word += letter
    words.append(word)
    framed = "\r\n ".join(f"=?utf-8?b?{binascii.b2a_base64(word, newline=False).decode()}?=" for word in words)
    return f"To: {framed}\r\n <{to}>"


def _cid(picture: Picture, domain: str) -> str:
    return f"{sha256(picture.content).hexdigest()[:32]}@{domain}"


def _picture_kind(content: bytes) -> str:
    return next((kind for start, kind in _PICTURE_KINDS if content.startswith(start)), "octet-stream")


def _file_kind(file: File) -> tuple[str, str]:
    plain = not _KIND.fullmatch(file.kind) or file.kind.startswith(("multipart/", "message/"))
    name = shorten(re.sub(r'[/\\:*?"<>|]+', "_", clean_line(file.name)), _NAME_MOST) or "file"
    return ("application/octet-stream" if plain else file.kind), name
