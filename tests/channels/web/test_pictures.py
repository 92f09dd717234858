"""Pictures going up: kept and handed over, or refused before they are read."""

from collections.abc import AsyncIterator

import pytest

from channels.message import Address, Sent
from tests.channels.web.conftest import Chat

ANN = Address("web", "ann")
JPEG = b"\xff\xd8 something"
HEADERS = {"content-type": "image/jpeg", "x-liaison-key": "k1", "x-liaison-name": "IMG%201.jpg"}


async def test_a_picture_is_kept_shown_and_handed_over(chat: Chat) -> None:
    answer = await chat.browser.post("/c/ann/pictures", content=JPEG, headers=HEADERS)
    assert answer.status_code == 200
    assert chat.heard[0].content == Sent(pictures=("ann-1",))
    assert await chat.channel.fetch("ann-1") == JPEG
    (entry,) = await chat.harness.entries(ANN)
    assert entry["kind"] == "said"
    assert entry["message"] == {"v": 1, "language": "en", "pictures": [{"ref": "ann-1", "alt": "picture_sent"}]}


async def test_the_same_picture_sent_again_with_its_key_is_shown_once(chat: Chat) -> None:
    for _ in range(2):
        await chat.browser.post("/c/ann/pictures", content=JPEG, headers=HEADERS)
    assert chat.heard[0].key == chat.heard[1].key
    assert len(await chat.harness.entries(ANN)) == 1


async def test_what_is_no_picture_is_refused_with_the_reason(chat: Chat) -> None:
    answer = await chat.browser.post("/c/ann/pictures", content=b"%PDF-1.7", headers=HEADERS)
    assert (answer.status_code, answer.json()) == (415, {"error": "IMG 1.jpg is not a picture."})
    assert chat.heard == []


@pytest.mark.parametrize("kind", ["application/pdf", "text/html", "image/svg+xml", "video/mp4"])
async def test_another_kind_is_refused_unread(chat: Chat, kind: str) -> None:
    answer = await chat.browser.post("/c/ann/pictures", content=JPEG, headers={**HEADERS, "content-type": kind})
    assert (answer.status_code, answer.json()) == (415, {"error": "not_a_picture"})
    assert chat.uploads.kept == {}


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "image/heic", "IMAGE/JPEG; q=1"])
async def test_a_phone_that_does_not_know_its_kind_may_send(chat: Chat, kind: str) -> None:
    answer = await chat.browser.post("/c/ann/pictures", content=JPEG, headers={**HEADERS, "content-type": kind})
    assert answer.status_code == 200


async def test_a_picture_declared_too_large_is_refused_before_it_is_read(chat: Chat) -> None:
    headers = {**HEADERS, "content-length": str(30 * 1024 * 1024)}
    answer = await chat.browser.post("/c/ann/pictures", content=_refusing_to_be_read(), headers=headers)
    assert (answer.status_code, answer.json()) == (413, {"error": "too_large"})


async def test_a_picture_that_grows_past_the_limit_is_not_read_to_its_end(chat: Chat) -> None:
    read: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        for number in range(1000):
            read.append(number)
            yield b"x" * 1024 * 1024

    answer = await chat.browser.post("/c/ann/pictures", content=endless(), headers=HEADERS)
    assert answer.status_code == 413
    assert len(read) <= 22
    assert chat.uploads.kept == {}


async def test_a_picture_that_could_not_be_handed_over_is_answered_503(chat: Chat) -> None:
    chat.failures = [OSError("down")]
    answer = await chat.browser.post("/c/ann/pictures", content=JPEG, headers=HEADERS)
    assert answer.status_code == 503


@pytest.mark.parametrize("key", ["", "a b", "x" * 65])
async def test_a_picture_without_a_proper_key_is_refused(chat: Chat, key: str) -> None:
    answer = await chat.browser.post("/c/ann/pictures", content=JPEG, headers={**HEADERS, "x-liaison-key": key})
    assert answer.status_code == 400


async def _refusing_to_be_read() -> AsyncIterator[bytes]:
    raise AssertionError("the body was read")
    yield b""
