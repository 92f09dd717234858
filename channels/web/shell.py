"""The page around the conversation: who reads it, its words, and its HTML. The conversation itself is drawn by the
page's script from entries.
"""

import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from channels.web.assets import Assets
from channels.web.body import TEXT
from channels.web.codec import PAGE_VERBS

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})
"""Languages written from right to left (ISO 639-1, scripts Arabic, Hebrew and Thaana)."""

ASSETS = Assets(Path(__file__).parent / "static", "/static/chat")

STYLE = (Path(__file__).parent / "pages" / "chat.css").read_text(encoding="utf-8")
"""Stands in the page itself: a file of its own would be one more answer of a slow network to wait for before anything is
to be seen.
"""

STYLE_SOURCE = f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
"""What a Content-Security-Policy calls this very style sheet, and no other."""

_pages = Environment(
    loader=PackageLoader("channels.web", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


async def always() -> bool:
    """Nobody is signed out."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a page. `menu` is what they may want to say often: (label, what is said); `pages` are others of the same
    inbox: (label, address within the inbox). `leave` is where the page posts to sign out; empty: no such button. `session`
    is the name of the sign-in it is read through, and `signed_in` asks whether that still holds.
    """

    language: str
    zone: str
    name: str = ""
    menu: tuple[tuple[str, str], ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    leave: str = ""
    session: str = ""
    signed_in: Callable[[], Awaitable[bool]] = always


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTexts:
    """The words of the page, in one language."""

    product: str
    you: str
    compose: str
    send: str
    picture: str
    menu: str
    sign_out: str
    sign_out_failed: str
    begin: str
    loading: str
    earlier: str
    new_messages: str
    updated: str
    withdrawn: str
    change: str
    sending: str
    not_sent: str
    not_yet: str
    send_again: str
    remove: str
    offline: str
    not_taken: str
    signed_out: str
    sign_in: str
    demo: str
    no_script: str
    picture_sent: str
    position_sent: str
    too_long: str
    too_large: str
    not_a_picture: str
    unreadable: str


def direction(language: str) -> str:
    """The writing direction of a BCP 47 tag, as HTML's `dir`."""
    return "rtl" if language.split("-", maxsplit=1)[0].lower() in RIGHT_TO_LEFT else "ltr"


def zone_names(zone: str, year: int) -> dict[str, str]:
    """What a zone is called in a year by its distance from UTC, as {"GMT+03:00": "EAT"}; one without letters of its own
    is called UTC-03. Browsers know the distance, but rarely the name that texts give to a time.
    """
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return {}
    names: dict[str, str] = {}
    for month in (1, 7):  # winter and summer, in either half of the world
        there = datetime(year, month, 1, tzinfo=place)
        name, distance = there.strftime("%Z"), there.strftime("%z")
        key = f"GMT{distance[:3]}:{distance[3:5]}" if int(distance) else "GMT"
        names[key] = f"UTC{name}" if name[:1] in {"+", "-"} else name
    return names


def page_data(inbox: str, reader: Reader, texts: PageTexts, now: datetime) -> dict[str, object]:
    """What the page's script must know; asked for again when the person changes the language."""
    return {
        "inbox": inbox,
        "language": reader.language,
        "direction": direction(reader.language),
        "name": reader.name,
        "zone": reader.zone,
        "zoneNames": zone_names(reader.zone, now.year),
        "longest": TEXT,
        "menu": [{"label": label, "says": says} for label, says in reader.menu],
        "pages": [{"label": label, "to": to} for label, to in reader.pages],
        "verbs": PAGE_VERBS,
        "rightToLeft": sorted(RIGHT_TO_LEFT),
        "texts": asdict(texts),
    }


def page(inbox: str, reader: Reader, texts: PageTexts, now: datetime, *, demo: bool) -> str:
    """The HTML of one inbox."""
    return _pages.get_template("chat.html").render(
        reader=reader,
        direction=direction(reader.language),
        t=texts,
        data=json.dumps(page_data(inbox, reader, texts, now), ensure_ascii=False),
        asset=ASSETS.url,
        style=Markup(STYLE),  # noqa: S704 - our own file, as it was written
        demo=demo,
    )
