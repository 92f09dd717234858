"""Pictures people send: upright, without anything but the pixels, or refused with a sentence."""

import io
import random
import zlib
from datetime import timedelta

import pytest
from PIL import Image, PngImagePlugin

from bot.album import KEEP_ORIGINALS
from bot.language import LANGUAGES, words
from bot.pictures import (
    HEIC,
    LONGEST_SIDE,
    NO_REPORT,
    NOT_A_PICTURE,
    TOO_MANY_PIXELS,
    TOO_MANY_UPLOADS,
    UPLOADS,
    UPLOADS_WITHIN,
    TooManyUploads,
    Unreadable,
    clean,
    keep_mailed,
    keep_upload,
)
from channels.message import Address
from tests.bot.client import Client
from tests.bot.outbox import files
from tests.bot.rows import rows
from tests.bot.stage import Stage

ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825


def drawn(kind: str, size: tuple[int, int] = (64, 32), *, mode: str = "RGB", exif: Image.Exif | None = None) -> bytes:
    """A picture whose left half is red."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.convert(mode).save(out, kind, **({"exif": exif} if exif is not None else {}))
    return out.getvalue()


def tagged(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[ARTIST] = "Demo Whistler"
    exif.get_ifd(GPS)[1] = "S"
    return exif


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("WEBP", "RGB"),
        ("GIF", "P"),
        ("BMP", "RGB"),
        ("TIFF", "RGB"),
    ],
)
def test_whatever_is_read_is_kept_as_a_jpeg(kind: str, mode: str) -> None:
    content, width, height = clean(drawn(kind, mode=mode))
    assert (opened(content).format, opened(content).mode, width, height) == ("JPEG", "RGB", 64, 32)


def test_a_picture_stands_upright_afterwards() -> None:
    content, width, height = clean(drawn("JPEG", exif=tagged(6)))  # 6: turned a quarter to the right
    assert (width, height) == (32, 64)
    top, bottom = opened(content).getpixel((16, 8)), opened(content).getpixel((16, 56))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, bottom[0] < 50) == (True, True)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_nothing_but_the_pixels_is_kept(kind: str) -> None:
    content, _, _ = clean(drawn(kind, exif=tagged(1)))
    assert b"Whistler" not in content
    assert b"Exif" not in content
    assert dict(opened(content).getexif()) == {}


def test_words_in_a_png_are_not_kept() -> None:
    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Author", "Demo Whistler")
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    assert b"Whistler" not in clean(out.getvalue())[0]


def test_what_hangs_behind_a_picture_is_not_kept() -> None:
    assert b"Whistler" not in clean(drawn("JPEG") + b"Demo Whistler" * 100)[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_picture_becomes_one_of_2048_pixels_a_side(kind: str) -> None:
    _, width, height = clean(drawn(kind, (5000, 2500)))
    assert (width, height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and then has nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + b"\x08\x02\x00\x00\x00")
        + chunk(b"IDAT", b"")
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(10_000, 5_000), (10_000, 10_000), (50_000, 50_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(Unreadable, match="at most 40 million pixels"):
        clean(png_header(*size))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"II*\x00\xff\xff\xff\xff",
        b"MZ" + bytes(200),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        clean(content)
    assert str(refused.value) in {NOT_A_PICTURE, TOO_MANY_PIXELS}


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_picture_in_the_format_of_an_iphone_is_refused_with_what_to_do_about_it(brand: bytes) -> None:
    with pytest.raises(Unreadable, match="Please send it as JPEG"):
        clean(b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1heic" + bytes(200))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_damaged_picture_is_read_or_refused_and_never_raises_anything_else(kind: str) -> None:
    whole, chance = drawn(kind, exif=tagged(3) if kind in {"JPEG", "PNG", "WEBP", "TIFF"} else None), random.Random(7)  # noqa: S311
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            clean(bytes(damaged[: chance.randint(len(damaged) // 2, len(damaged))]))
        except Unreadable:
            continue


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [NOT_A_PICTURE, TOO_MANY_PIXELS, HEIC, TOO_MANY_UPLOADS, KEEP_ORIGINALS])
def test_what_is_said_of_pictures_is_a_sentence_in_the_persons_language(language: str, text: str) -> None:
    said = words(language).text(text)
    assert said.endswith(".")
    assert (said == text) is (language == "en")


async def test_the_same_picture_is_kept_once_whoever_sends_it(stage: Stage, officer: Client) -> None:
    other = await stage.officer(name="Demo Other Officer")
    refs = []
    for client in (officer, officer, other):
        account = await client.account()
        assert account is not None
        refs.append(await keep_upload(stage.world, account.public_id, drawn("PNG")))
    assert len(set(refs)) == 3
    assert rows(stage, "SELECT count(*) FROM picture") == [(1,)]


async def test_nothing_is_kept_of_what_is_refused_or_of_an_unknown_inbox(stage: Stage, officer: Client) -> None:
    account = await officer.account()
    assert account is not None
    attempts: list[tuple[str, bytes, type[Exception]]] = [
        (account.public_id, b"%PDF-1.7", Unreadable),
        ("0" * 12, drawn("PNG"), KeyError),
    ]
    for inbox, content, error in attempts:
        with pytest.raises(error):
            await keep_upload(stage.world, inbox, content)
    assert rows(stage, "SELECT (SELECT count(*) FROM picture), (SELECT count(*) FROM upload)") == [(0, 0)]


async def test_the_twenty_first_picture_for_a_report_is_refused(stage: Stage, officer: Client) -> None:
    account = await officer.account()
    assert account is not None
    for _ in range(UPLOADS):
        await officer.sends_picture("seal")
    with pytest.raises(TooManyUploads, match="Those were 20 pictures for this report"):
        await keep_upload(stage.world, account.public_id, drawn("PNG"))
    with pytest.raises(Unreadable, match="Those were 20 pictures for this report"):
        await keep_mailed(stage.world, officer.address, drawn("PNG"))
    await files(officer)
    stage.clock.passes(timedelta(seconds=1))
    assert await keep_upload(stage.world, account.public_id, drawn("PNG"))


async def test_a_day_later_pictures_are_taken_again(stage: Stage, officer: Client) -> None:
    account = await officer.account()
    assert account is not None
    for _ in range(UPLOADS):
        await officer.sends_picture("seal")
    stage.clock.passes(UPLOADS_WITHIN)
    assert await keep_upload(stage.world, account.public_id, drawn("PNG"))


async def test_of_a_mailbox_nobody_is_known_at_no_picture_is_kept(stage: Stage) -> None:
    with pytest.raises(Unreadable, match=NO_REPORT):
        await keep_mailed(stage.world, Address("mail", "stranger@office.example"), drawn("PNG"))
    assert rows(stage, "SELECT count(*) FROM picture") == [(0,)]


async def test_the_officer_is_told_once_that_the_originals_are_the_evidence(officer: Client) -> None:
    await officer.says("/report")
    first = await officer.sends_picture("seal")
    assert "Keep the originals as evidence: Liaison is no evidence store." in first
    assert "evidence" not in await officer.sends_picture("yard")
