"""What a mail holds: its text in both forms, its pictures, and how much of it is neither."""

from collections.abc import Iterator
from dataclasses import dataclass

from channels.email_in.headers import Mail, decoded
from channels.text import clean_line, shorten

LOGO_BYTES = 20_000
"""A picture below this that stands within the text is a logo or an icon; a phone's photograph has 100 KB and more."""

PICTURES_MOST = 50
_DEPTH_MOST = 30
_TEXT_MOST = 300_000
"""Characters of each form of the text: what a person adds stands at its beginning or in a quoted mail of ours."""

_NAME_MOST = 100

_PICTURE_NAMES = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".gif", ".tif", ".tiff")
_BY_PROGRAMS = frozenset(
    {
        *("application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature"),
        *("application/x-pkcs7-signature", "application/ms-tnef", "text/calendar", "text/vcard", "text/x-vcard"),
    }
)
"""Attached by mail programs without anybody's doing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A picture as it came, and the name it was given."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """`plain` and `html` are the two forms of the text, "" where there is none; `html` is markup. `unusable` counts what
    people attached that is no picture, `flowed` and `del_sp` are of RFC 3676.
    """

    plain: str
    html: str
    flowed: bool
    del_sp: bool
    pictures: tuple[Attached, ...]
    unusable: int


def take_apart(mail: Mail, *, own_domain: str = "") -> Parts:
    """Reads all parts but those of mails within the mail. Pictures with a Content-ID at `own_domain` are those of our
    own mail, sent back in the quotation.
    """
    plain, html = list[str](), list[str]()
    pictures = list[Attached]()
    unusable, flowed, del_sp = 0, False, False
    for part in _leaves(mail, 0):
        kind, name = part.get_content_type(), _name(part)
        attached = part.get_content_disposition() == "attachment"
        if kind == "text/plain" and not attached:
            plain.append(_text(part))
            flowed = flowed or str(part.get_param("format", "")).lower() == "flowed"
            del_sp = del_sp or str(part.get_param("delsp", "")).lower() == "yes"
        elif kind == "text/html" and not attached:
            html.append(_text(part))
        elif kind.startswith("image/") or name.lower().endswith(_PICTURE_NAMES):
            content = _content(part)
            if not _is_decoration(part, content, attached=attached, own_domain=own_domain):
                pictures.append(Attached(name=name, content=content))
        else:
            unusable += kind not in _BY_PROGRAMS
    return Parts(
        plain="\n".join(plain)[:_TEXT_MOST],
        html="\n".join(html)[:_TEXT_MOST],
        flowed=flowed,
        del_sp=del_sp,
        pictures=tuple(pictures[:PICTURES_MOST]),
        unusable=unusable + max(len(pictures) - PICTURES_MOST, 0),
    )


def _leaves(part: Mail, depth: int) -> Iterator[Mail]:
    if not part.is_multipart() or part.get_content_maintype() == "message" or depth > _DEPTH_MOST:
        yield part
        return
    for child in part.get_payload():
        if isinstance(child, type(part)):
            yield from _leaves(child, depth + 1)


def _is_decoration(part: Mail, content: bytes, *, attached: bool, own_domain: str) -> bool:
    cid = str(part.get("Content-ID", "")).strip(" <>")
    ours = own_domain != "" and cid.endswith(f"@{own_domain}")
    within = not attached and (cid != "" or part.get_content_disposition() == "inline")
    return not content or ours or (within and len(content) < LOGO_BYTES)


def _name(part: Mail) -> str:
    try:
        return shorten(clean_line(decoded(part.get_filename() or "")), _NAME_MOST)
    except (LookupError, ValueError):  # RFC 2231 with a character set nobody knows
        return ""


def _content(part: Mail) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Mail) -> str:
    content = _content(part)
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):  # no such character set, or one that is none ("idna")
        text = content.decode("utf-8", "replace")
    return text
