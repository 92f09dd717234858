"""Reading a request's body no further than allowed, and what was posted as an input of a person."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from channels.message import TOKEN_BYTES, Filled, Located, Pressed, Said
from channels.text import clean, clean_line

JSON_BYTES = 64 * 1024
"""Longest JSON body taken; a text of 4,000 characters needs less than half of it."""

TEXT = 4000
"""Longest text a person may say at once, in characters (Telegram's own limit is 4,096)."""

VALUES = 100
"""Most values of a form."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ENTRY = 10**18


class Unreadable(Exception):
    """This could not be read."""


class TooLong(Exception):
    """This is too long to be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One thing a person did on the page. `on` is the entry whose button was pressed, `seen` the later entry that
    had put the button there by an edit.
    """

    key: str
    content: Said | Pressed | Located | Filled
    on: int | None = None
    seen: int | None = None


async def read_body(request: Request, most: int) -> bytes:
    """The body, or TooLong as soon as it is known to have more than `most` bytes: nothing past that is kept."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > most:
        raise TooLong
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLong
    return bytes(body)


async def read_json(request: Request) -> Mapping[str, object]:
    """The body as a JSON object. Raises TooLong or Unreadable."""
    body = await read_body(request, JSON_BYTES)
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(value, dict):
        raise Unreadable
    return value


def read_key(value: object) -> str:
    """The key a page gave to one input; the same key again has no second effect."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise Unreadable
    return value


def read_input(posted: Mapping[str, object]) -> Input:
    """What a person did, cleaned. Raises Unreadable for a wrong form, TooLong for too much text."""
    key = read_key(posted.get("key"))
    kinds = [kind for kind in ("said", "pressed", "located", "filled") if kind in posted]
    if len(kinds) != 1:
        raise Unreadable
    match kinds[0], posted[kinds[0]]:
        case "said", str(text):
            return Input(key=key, content=Said(text=_text(text)))
        case "pressed", dict(press):
            return Input(
                key=key,
                content=Pressed(token=_token(press.get("token"))),
                on=_entry(press.get("on")),
                seen=_entry(press.get("seen")),
            )
        case "located", dict(place):
            return Input(key=key, content=_located(place))
        case "filled", dict(values):
            return Input(key=key, content=Filled(values=_values(values)))
        case _:
            raise Unreadable


def _text(text: str) -> str:
    if len(text) > TEXT:
        raise TooLong
    cleaned = clean(text).strip()
    if not cleaned:
        raise Unreadable
    return cleaned


def _token(value: object) -> str:
    if not isinstance(value, str) or not value or value != clean_line(value) or len(value.encode()) > TOKEN_BYTES:
        raise Unreadable
    return value


def _entry(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _ENTRY:
        raise Unreadable
    return value


def _located(place: Mapping[str, object]) -> Located:
    name = place.get("name", "")
    if not isinstance(name, str) or len(name) > TEXT:
        raise Unreadable
    return Located(
        latitude=_degrees(place.get("latitude"), 90),
        longitude=_degrees(place.get("longitude"), 180),
        name=clean_line(name),
    )


def _degrees(value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > most:
        raise Unreadable
    return float(value)


def _values(values: Mapping[str, object]) -> Mapping[str, str]:
    if len(values) > VALUES:
        raise TooLong
    filled: dict[str, str] = {}
    for name, value in values.items():
        if not _KEY.fullmatch(name) or not isinstance(value, str):
            raise Unreadable
        if len(value) > TEXT:
            raise TooLong
        filled[name] = clean(value).strip()
    return filled
