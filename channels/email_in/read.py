"""A mail as news: what a person said, or what befell an address. It keeps and asks nothing; a token in an address is
handed on as it came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from hashlib import sha256

from channels.email_in.authenticity import is_proven
from channels.email_in.automatic import is_automatic
from channels.email_in.bounces import read_bounce
from channels.email_in.form import read_form
from channels.email_in.headers import (
    Mail,
    addresses_in,
    author_of,
    decoded,
    language_of,
    line_of,
    lines_of,
    message_id_of,
)
from channels.email_in.html import text_of_html
from channels.email_in.lines import Line, lines_of_text, new_text, whole_text
from channels.email_in.parts import Attached, Parts, take_apart
from channels.email_in.settings import OurAddresses, Place
from channels.message import Address, Filled, Happened, Incoming, Receipt, Said, Sent
from channels.text import shorten

TEXT_MOST = 20_000
"""Characters of what a person says in one mail; the rest is left out, with an ellipsis."""

_FORWARDED = ("fw:", "fwd:", "tr:", "wg:", "rv:", "enc:", "i:", "пересл:")
_TRACES = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To", "To", "Cc")

BROKEN = (RecursionError, ValueError, LookupError, TypeError, AttributeError)
"""What the standard library's reader raises on a mail made to break it. Such a mail is done with: refused again and
again it would hold up those behind it.
"""


class Unreadable(Exception):
    """This is not a mail that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A mail of a person: what was said, and the pictures that came with it, not kept yet. `unusable` counts what was
    attached and is no picture.
    """

    said: Incoming
    pictures: tuple[Attached, ...] = ()
    unusable: int = 0


def parse(content: bytes) -> Mail:
    """The mail's structure. Raises Unreadable."""
    try:
        return message_from_bytes(content)
    except BROKEN:
        raise Unreadable from None


def find_place(mail: Mail, addresses: OurAddresses) -> Place | None:
    """Which of our addresses a mail came to whose envelope is lost: as its headers tell, else the address for reports."""
    traced = [address for name in _TRACES for _, address in addresses_in(lines_of(mail, name))]
    return addresses.locate_first(traced) or addresses.locate(addresses.report_to)


def find_return_path(mail: Mail) -> str | None:
    """The sender of the envelope as the last mail server wrote it down; None where it did not."""
    path = line_of(mail, "Return-Path")
    return path.strip("<>") if path else None


def read(
    mail: Mail, *, return_path: str | None, place: Place, addresses: OurAddresses, relay: str, now: datetime
) -> Heard | Happened | None:
    """None for what says nothing to us: whatever programs write, our own mail, an empty one. Raises Unreadable.

    `return_path` is the sender of the envelope: "" for the null path, None where it is not known.
    """
    try:
        if place.kind == "bounce":
            return _returned(mail, place)
        if place.kind == "unsubscribe":
            return _unsubscribed(mail, place, return_path)
        author = author_of(mail)
        if author is None or addresses.sends_from(author[1]) or is_automatic(mail, return_path):
            return None
        return _heard(mail, place, author, addresses=addresses, relay=relay, now=now)
    except BROKEN:
        raise Unreadable from None


def key_of(mail: Mail, place: Place) -> str:
    """The same for the same mail however often and by whichever way it comes: made of its id, and of who wrote it, so
    that nobody can use up another's; without an id of what no mail server changes.
    """
    told = line_of(mail, "Message-ID")
    names = ("From", "Message-ID") if told else ("From", "Date", "Subject", "To")
    whole = sha256(f"{place.kind}\n{place.token}\n".encode())
    for name in names:
        whole.update(f"{name}: {' | '.join(lines_of(mail, name))}\n".encode("utf-8", "replace"))
    if not told:
        for part in mail.walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                whole.update(b"\n".join(content.splitlines()))
    return whole.hexdigest()


def _returned(mail: Mail, place: Place) -> Happened | None:
    bounce = read_bounce(mail) if place.token else None
    if bounce is None:
        return None
    return Happened(
        key=key_of(mail, place),
        address=Address("email", bounce.recipient),
        kind="bounced",
        details={"token": place.token, "hard": "yes" if bounce.hard else "no"},
    )


def _unsubscribed(mail: Mail, place: Place, return_path: str | None) -> Happened | None:
    """Mail programs send these without their owner writing a word, and may say so: only what came back is none."""
    if return_path == "" or mail.get_content_type() == "multipart/report":
        return None
    author = author_of(mail)
    return Happened(
        key=key_of(mail, place),
        address=Address("email", author[1] if author else ""),
        kind="unsubscribed",
        details={"token": place.token},
    )


def _heard(
    mail: Mail, place: Place, author: tuple[str, str], *, addresses: OurAddresses, relay: str, now: datetime
) -> Heard | None:
    name, address = author
    parts = take_apart(mail, own_domain=addresses.sent_from.rpartition("@")[2])
    content = _content(mail, parts)
    if content is None and not parts.pictures and not parts.unusable:
        return None
    told = message_id_of(mail)
    sender = Address("email", address)
    said = Incoming(
        key=key_of(mail, place),
        conversation=sender,
        sender=sender,
        sender_name=name or address,
        at=now,
        content=content or Sent(pictures=()),
        form="message",
        about=place.token,
        proven=is_proven(mail, address.rpartition("@")[2], relay=relay),
        thread=Receipt((told,)) if told else None,
        language=language_of(mail),
    )
    return Heard(said=said, pictures=parts.pictures, unusable=parts.unusable)


def _content(mail: Mail, parts: Parts) -> Said | Filled | None:
    """The form where one came back with something in it, else what was written, else the subject of a mail that has
    nothing else. Words around a form that was filled in are its cover letter.
    """
    subject = decoded(line_of(mail, "Subject"))
    bodies = _bodies(parts)
    forwarded = subject.lower().startswith(_FORWARDED)
    text = next((found for found in (new_text(body, forwarded=forwarded) for body in bodies) if found), "")
    form = next((found for found in map(read_form, bodies) if found), None)
    if form and form.values and (form.changed or not text):
        return Filled(values=form.values, form=form.token)
    if not text and form is None and "In-Reply-To" not in mail:
        text = next((found for found in map(whole_text, bodies) if found), subject)
    return Said(text=shorten(text, TEXT_MOST)) if text else None


def _bodies(parts: Parts) -> Sequence[Sequence[Line]]:
    """The text in its plain form, then as the HTML shows it."""
    bodies = [lines_of_text(parts.plain, flowed=parts.flowed, del_sp=parts.del_sp)] if parts.plain.strip() else []
    return [*bodies, lines_of_text(text_of_html(parts.html))] if parts.html.strip() else bodies
