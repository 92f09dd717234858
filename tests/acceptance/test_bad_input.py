"""What a stranger, a broken page or a wrong file can send to the real process: an answer that reveals nothing, and
nothing kept.
"""

import zlib
from collections.abc import AsyncIterator
from struct import pack

import httpx
import pytest

from tests.acceptance import people
from tests.acceptance.chat import chat, client_of
from tests.acceptance.phone import photograph
from tests.acceptance.process import Installation
from tests.acceptance.rows import count

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

MEGABYTE = 1024 * 1024
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 100
KEPT = "select (select count(*) from picture) + (select count(*) from upload) + (select count(*) from web_entry)"


@pytest.mark.parametrize("path", ["", "history", "events", "page", "pictures/x", "files/1/0"])
async def test_without_a_session_nothing_of_an_inbox_is_shown(live: Installation, path: str) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    async with client_of(live.address) as stranger:
        real = await stranger.get(f"{who.path}{path}")
        forged = await stranger.get(f"/c/{'a' * len(who.inbox)}/{path}")
        assert real.status_code == forged.status_code == 401
        assert real.content == forged.content
        assert headers_of(real) == headers_of(forged)


async def test_a_session_opens_its_own_inbox_only(live: Installation) -> None:
    async with people.writing(live.folder) as unit:
        one, other = await people.officer(unit), await people.officer(unit)
    async with client_of(live.address) as client:
        client.cookies.set("liaison", one.session)
        assert (await client.get(f"{one.path}history")).status_code == 200
        assert (await client.get(f"{other.path}history")).status_code == 401


@pytest.mark.parametrize("door", ["join", "signin", "mailbox"])
async def test_a_wrong_token_is_refused_and_after_ten_nothing_is_looked_at_any_more(
    live: Installation, door: str
) -> None:
    source = {"join": "127.0.0.2", "signin": "127.0.0.3", "mailbox": "127.0.0.4"}[door]
    async with client_of(live.address, source=source) as stranger:
        answers = [await stranger.post(f"/{door}", json={"token": "x" * 32}) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [403] * 10 + [429]
        assert all(answer.json()["error"] for answer in answers)
    async with client_of(live.address, source="127.0.0.5") as somebody_else:
        assert (await somebody_else.post(f"/{door}", json={"token": "x" * 32})).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site", "X-Liaison": "1"},
        {"Sec-Fetch-Site": "same-site", "X-Liaison": "1"},
        {"Host": "elsewhere.example", "Origin": "http://elsewhere.example", "X-Liaison": "1"},
        {},
    ],
)
async def test_a_post_from_another_site_is_refused_though_the_cookie_comes_along(
    live: Installation, headers: dict[str, str]
) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    async with httpx.AsyncClient(base_url=live.address, cookies={"liaison": who.session}) as client:
        answer = await client.post(
            f"{who.path}input", json={"key": "forged", "said": "/report"}, headers={"Connection": "close", **headers}
        )
        assert answer.status_code in {400, 403}
    assert count(live.database, "select count(*) from inbox where key like ?", f"{who.inbox}:%") == 0


async def test_a_picture_of_30_megabytes_is_refused_with_a_sentence_before_it_is_read(live: Installation) -> None:
    assert await refused(live, photograph() + bytes(30 * MEGABYTE), 413) == (
        "This picture has more than 20 MB. Please send a smaller one."
    )


async def test_a_picture_that_hides_its_size_is_refused_once_it_is_too_large(live: Installation) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield photograph()
        for _ in range(30):
            yield bytes(MEGABYTE)

    assert "20 MB" in await refused(live, pieces(), 413)


async def test_a_pdf_named_jpg_is_refused_with_a_sentence(live: Installation) -> None:
    assert "not a picture" in await refused(live, PDF, 415)


async def test_a_picture_of_50_million_pixels_in_few_bytes_is_refused_with_a_sentence(live: Installation) -> None:
    bomb = png(10_000, 5_000)
    assert len(bomb) < MEGABYTE
    assert "40 million pixels" in await refused(live, bomb, 415)


async def test_a_picture_cut_off_half_way_is_refused_with_a_sentence(live: Installation) -> None:
    whole = photograph()
    assert "not a picture" in await refused(live, whole[: len(whole) // 2], 415)


@pytest.mark.parametrize(
    "content",
    [
        {"said": 1},
        {"said": ""},
        {"said": "\u200b\u202e"},
        {"said": "x" * 4001},
        {"pressed": {"token": "x" * 65}},
        {"pressed": {"token": "pick\u0000category"}},
        {"located": {"latitude": 91, "longitude": 0}},
        {"located": {"latitude": "0", "longitude": 0}},
        {"filled": {"a b": "c"}},
        {"said": "/report", "pressed": {"token": "do.command.report.-"}},
        {},
        {"key": "with blanks", "said": "/report"},
    ],
)
async def test_what_no_page_of_ours_posts_is_refused_with_a_sentence_and_not_kept(
    live: Installation, content: dict[str, object]
) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    async with chat(live.address, who) as officer:
        answer = await officer.post(content)
        assert answer.status_code in {400, 413}
        assert answer.json()["error"].endswith(".")
        assert await officer.entries() == []


async def refused(live: Installation, content: bytes | AsyncIterator[bytes], status: int) -> str:
    """Sends a picture in the middle of a report: the sentence of the refusal, after which the report goes on."""
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    async with chat(live.address, who) as officer:
        await officer.says("/report", then="What was seized?")
        before = count(live.database, KEPT)
        answer = await officer.upload(content)
        assert answer.status_code == status
        assert count(live.database, KEPT) == before
        await officer.says("cocaine", then="How much?")
        return str(answer.json()["error"])


def png(width: int, height: int) -> bytes:
    """A whole black picture, packed: a byte of file for some thousand of memory."""
    lines = zlib.compress(bytes(1 + (width + 7) // 8) * height, 9)
    chunks = ((b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", lines), (b"IEND", b""))
    parts = [pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data)) for name, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def headers_of(answer: httpx.Response) -> dict[str, str]:
    """All headers but the time."""
    return {name: value for name, value in answer.headers.items() if name != "date"}
