"""Pictures that people send: read, turned upright, stripped of everything but the pixels, and kept under their hash."""

import asyncio
import hashlib
import io
from datetime import timedelta

from PIL import Image, ImageOps

from bot.language import N_
from bot.world import World
from channels.message import Address
from storage.unit_of_work import UnitOfWork

MOST_PIXELS = 40_000_000
"""A camera of today has 12 to 50 million; more is a bomb or of no use on a phone."""

LONGEST_SIDE = 2048
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")

NOT_A_PICTURE = N_("That is not a picture I can read. Please send a JPEG, PNG or WebP.")
TOO_MANY_PIXELS = N_("That picture is too large: at most 40 million pixels. Please send a smaller one.")
HEIC = N_(
    "That is a picture in the format HEIC, which I cannot read. Please send it as JPEG; "
    "an iPhone takes pictures so under Settings, Camera, Formats, Most Compatible."
)

_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""How the files of phones begin that pack their pictures as film (ISO/IEC 23008-12)."""

NO_REPORT = N_("Pictures belong to a report. /report begins one.")
"""Said to whoever has none under way."""

UPLOADS = 20
"""Pictures that may be sent for one report; it takes ten of them."""

UPLOADS_WITHIN = timedelta(days=1)
"""Who sends that many and files no report may go on a day later."""

TOO_MANY_UPLOADS = N_(
    "Those were 20 pictures for this report; it takes ten. Please submit it, or go on without more pictures."
)


class Unreadable(ValueError):
    """A file is no picture that can be kept; the text says why (a msgid)."""


class TooManyUploads(Unreadable):
    """Somebody sends pictures without end; the text says so (a msgid)."""


def clean(content: bytes) -> tuple[bytes, int, int]:
    """The picture as JPEG, upright, at most 2048 pixels a side, without EXIF, thumbnails or anything else that came
    with it; and its width and height. Raises Unreadable. Slow: run it in a thread.
    """
    try:
        upright = _upright(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable(TOO_MANY_PIXELS) from None
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - on a hostile file a decoder fails with whatever it likes
        raise Unreadable(HEIC if _is_heic(content) else NOT_A_PICTURE) from None
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), fresh.width, fresh.height


def _upright(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        # The header tells the size before a pixel is unpacked.
        if opened.width * opened.height > MOST_PIXELS:
            raise Unreadable(TOO_MANY_PIXELS)
        # A JPEG is unpacked at about the size that is kept: a sixteenth of the memory for a large one.
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return ImageOps.exif_transpose(opened).convert("RGB")


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS


async def keep_upload(world: World, inbox: str, content: bytes) -> str:
    """Cleans and keeps a picture that the owner of an inbox sent, and returns a reference for their turn. Raises
    Unreadable, TooManyUploads; KeyError for an unknown inbox.
    """
    async with world.database.reading() as unit:
        await _refuse_without_end(unit, world, inbox)
    cleaned, width, height = await asyncio.to_thread(clean, content)
    digest = hashlib.sha256(cleaned).hexdigest()
    async with world.database.writing() as unit:
        account = await unit.people.account_by_public_id(inbox)
        if account is None:
            raise KeyError(inbox)
        ref = await unit.pictures.keep(
            digest=digest, content=cleaned, width=width, height=height, address=account.id, now=world.now()
        )
        await unit.commit()
    return ref


async def keep_mailed(world: World, sender: Address, content: bytes) -> str:
    """The same for a picture that came by mail. Raises Unreadable also where nobody is known at the mailbox."""
    async with world.database.reading() as unit:
        account = await unit.people.account(sender.channel, sender.id)
    if account is None or account.person is None:
        raise Unreadable(NO_REPORT)
    return await keep_upload(world, account.public_id, content)


async def _refuse_without_end(unit: UnitOfWork, world: World, inbox: str) -> None:
    """Counted since the last report was filed: before the picture is read, which takes longest."""
    account = await unit.people.account_by_public_id(inbox)
    if account is None:
        return
    since = world.now() - UPLOADS_WITHIN
    filed = await unit.reports.of_author(account.person, limit=1) if account.person is not None else []
    since = max([since, *(report.submitted_at for report in filed)])
    if await unit.pictures.sent_since(account.id, since) >= UPLOADS:
        raise TooManyUploads(TOO_MANY_UPLOADS)
