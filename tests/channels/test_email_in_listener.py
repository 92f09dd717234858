"""What the organisation's mail server sees when it hands mail in: whom we take mail for, and when we say that we have it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from channels.base import Outcome
from channels.email import EmailChannel
from channels.email_in.settings import MailInSettings
from channels.errors import SendError, Temporary
from channels.message import Happened, Incoming, Said, Sent
from tests.channels.harness_email import NOON, REPORT_TO, SMTP, Album, mail_in, written
from tests.channels.lmtp_client import LmtpClient

BOUNCE_TO = "bounces@liaison.example"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(30_000)
News = Incoming | Happened
BOTH = pytest.mark.parametrize("lmtp", [True, False], ids=["LMTP", "SMTP"])


async def keep_all(_: News) -> Outcome:
    return Outcome()


@asynccontextmanager
async def listening(
    handle: Callable[[News], Awaitable[Outcome]] = keep_all,
    *,
    lmtp: bool = True,
    size_most: int = 100_000,
    album: Album | None = None,
) -> AsyncIterator[tuple[int, list[News]]]:
    heard: list[News] = []

    async def take(news: News) -> Outcome:
        heard.append(news)
        return await handle(news)

    own = MailInSettings(report_to=REPORT_TO, listen_port=0, lmtp=lmtp)
    heard_by = replace(mail_in(own, album), size_most=size_most)
    async with EmailChannel(replace(SMTP, bounce_to=BOUNCE_TO), mail_in=heard_by, now=lambda: NOON) as channel:
        task = asyncio.create_task(channel.receive(take))
        try:
            yield (await channel.listening())[1], heard
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@BOTH
async def test_a_mail_is_answered_250_after_it_was_kept(lmtp: bool) -> None:
    kept, reached = asyncio.Event(), asyncio.Event()

    async def handle(_: News) -> Outcome:
        reached.set()
        await kept.wait()
        return Outcome()

    async with (
        listening(handle, lmtp=lmtp) as (port, _),
        LmtpClient(port, lmtp=lmtp) as relay,
        LmtpClient(port, lmtp=lmtp) as other,
    ):
        answers = asyncio.create_task(relay.hand_in(written("x"), REPORT_TO))
        await reached.wait()
        for _ in range(5):
            await other.say("NOOP")  # an answer given too early would have come by now
        assert not answers.done()
        kept.set()
        assert (await answers)[0].startswith("250 2.6.0")


@BOTH
async def test_a_mail_that_could_not_be_kept_is_answered_451_and_the_next_try_is_taken(lmtp: bool) -> None:
    failures: list[Exception] = [OSError("the database is down"), ValueError("a fault of ours")]

    async def handle(_: News) -> Outcome:
        if failures:
            raise failures.pop()
        return Outcome()

    async with listening(handle, lmtp=lmtp) as (port, heard), LmtpClient(port, lmtp=lmtp) as relay:
        answers = [(await relay.hand_in(written("x"), REPORT_TO))[0] for _ in range(3)]
    assert [answer[:9] for answer in answers] == ["451 4.3.0", "451 4.3.0", "250 2.6.0"]
    assert len({news.key for news in heard}) == 1


@pytest.mark.parametrize(
    "address",
    [
        *(REPORT_TO, "Reports@LIAISON.example", "reports+1f.6a.x_-Y@liaison.example"),
        *("reports+u+1f.6a.x@liaison.example", BOUNCE_TO, "bounces+1f.6a.x@liaison.example"),
    ],
)
async def test_mail_to_our_addresses_is_taken(address: str) -> None:
    async with listening() as (port, _), LmtpClient(port) as relay:
        assert (await relay.hand_in(written("x"), address))[0].startswith("250")


@pytest.mark.parametrize(
    "address",
    [
        *("ann@office.example", "alerts@liaison.example", "reports@office.example", "reportsx@liaison.example"),
        *("reports+@liaison.example", "reports+a+b@liaison.example", "reports+a..b@liaison.example"),
        *("reports+u+@liaison.example", "bounces+u+a@liaison.example", "x+reports@liaison.example", "postmaster"),
    ],
)
async def test_mail_to_anybody_else_is_refused(address: str) -> None:
    async with listening() as (port, heard), LmtpClient(port) as relay:
        assert (await relay.hand_in(written("x"), address))[0].startswith("550 5.1.1")
    assert heard == []


async def test_each_recipient_has_an_answer_of_its_own_over_lmtp() -> None:
    async def handle(news: News) -> Outcome:
        if isinstance(news, Incoming) and news.about == "bad":
            raise OSError
        return Outcome()

    async with listening(handle) as (port, _), LmtpClient(port) as relay:
        places = ["reports+good@liaison.example", "reports+bad@liaison.example", REPORT_TO]
        answers = await relay.hand_in(written("x"), *places)
    assert [answer[:3] for answer in answers] == ["250", "451", "250"]


async def test_over_smtp_one_that_was_not_kept_brings_all_again_with_the_same_keys() -> None:
    failures = [OSError("the database is down")]

    async def handle(news: News) -> Outcome:
        if failures and isinstance(news, Incoming) and news.about == "bad":
            raise failures.pop()
        return Outcome()

    async with listening(handle, lmtp=False) as (port, heard), LmtpClient(port, lmtp=False) as relay:
        places = ["reports+good@liaison.example", "reports+bad@liaison.example"]
        answers = [(await relay.hand_in(written("x"), *places))[0][:3] for _ in range(2)]
    assert answers == ["451", "250"]
    assert [news.key for news in heard[:2]] == [news.key for news in heard[2:]]
    assert heard[0].key != heard[1].key


async def test_the_largest_mail_is_announced_and_a_larger_one_refused() -> None:
    async with listening(size_most=1000) as (port, heard), LmtpClient(port) as relay:
        assert any(offer.endswith("SIZE 1000") for offer in relay.offers)
        assert (await relay.say("MAIL FROM:<ann@office.example> SIZE=1001")).startswith("552")
        answers = await relay.hand_in(written("x" * 2000), REPORT_TO, "reports+a@liaison.example")
        assert [answer[:3] for answer in answers] == ["552", "552"]
        assert (await relay.hand_in(written("small"), REPORT_TO))[0].startswith("250")
    assert len(heard) == 1


async def test_a_mail_with_very_long_lines_is_taken() -> None:
    async with listening() as (port, heard), LmtpClient(port) as relay:
        assert (await relay.hand_in(written("long " * 3000), REPORT_TO))[0].startswith("250")
    assert len(heard) == 1


async def test_a_mail_nobody_can_read_is_refused_for_good() -> None:
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(1500))
    async with listening() as (port, heard), LmtpClient(port) as relay:
        answers = await relay.hand_in(b"From: ann@office.example\r\n" + nested, REPORT_TO)
        assert answers[0].startswith("554 5.6.0")
        assert (await relay.hand_in(written("next"), REPORT_TO))[0].startswith("250")
    assert heard[-1:] != []


async def test_mail_without_a_return_path_comes_from_a_program() -> None:
    async with listening() as (port, heard), LmtpClient(port) as relay:
        assert (await relay.hand_in(written("I am away"), REPORT_TO, sender=""))[0].startswith("250")
    assert heard == []


async def test_lmtp_is_not_spoken_where_smtp_is_and_the_other_way_round() -> None:
    for lmtp, wrong in ((True, "EHLO x"), (True, "HELO x"), (False, "LHLO x")):
        async with listening(lmtp=lmtp) as (port, _), LmtpClient(port, lmtp=lmtp) as relay:
            assert (await relay.say(wrong)).startswith("500")


async def test_pictures_are_kept_and_can_be_fetched_when_the_mail_is_gone() -> None:
    album = Album()
    mail = written("Here").replace(b"Content-Type: text/plain; charset=utf-8\r\n", MIXED).replace(b"Here\r\n", PARTS)
    async with listening(album=album) as (port, heard), LmtpClient(port) as relay:
        assert (await relay.hand_in(mail, REPORT_TO))[0].startswith("250")
    (news,) = heard
    assert isinstance(news, Incoming)
    assert news.content == Sent(pictures=("p1",), text="Here", refused=("This is not a picture.",))
    assert album.kept["p1"] == (news.conversation, b"picture " * 10, "engine.jpg")
    channel = EmailChannel(SMTP, mail_in=mail_in(MailInSettings(report_to=REPORT_TO, listen_port=0), album))
    assert await channel.fetch("p1") == b"picture " * 10


MIXED = b'Content-Type: multipart/mixed; boundary="b"\r\n'
PARTS = (
    b"--b\r\nContent-Type: text/plain\r\n\r\nHere\r\n"
    b'--b\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename="engine.jpg"\r\n\r\n'
    + b"picture " * 10
    + b'\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="x.png"\r\n\r\n%PDF-1\r\n--b--\r\n'
)


async def test_when_receiving_ends_every_connection_ends() -> None:
    async with listening() as (port, _):
        relay = LmtpClient(port)
        await relay.__aenter__()
    assert await relay.ended()
    await relay.__aexit__()
    with pytest.raises(OSError, match="onnect"):
        await asyncio.open_connection("127.0.0.1", port)


async def test_a_port_that_is_taken_is_tried_again_later() -> None:
    async with listening() as (port, _):
        own = MailInSettings(report_to=REPORT_TO, listen_port=port)
        with pytest.raises(Temporary):
            await EmailChannel(SMTP, mail_in=mail_in(own)).receive(keep_all)


async def test_nothing_of_a_mail_and_no_address_is_in_any_log_line(caplog: pytest.LogCaptureFixture) -> None:
    async def handle(_: News) -> Outcome:
        raise OSError("words-nobody-may-read")

    with caplog.at_level(logging.DEBUG):
        for kept in (keep_all, handle):
            async with listening(kept) as (port, _), LmtpClient(port) as relay:
                mail = written("words-nobody-may-read", sender="secret-person@office.example")
                await relay.hand_in(mail, "reports+secret-token@liaison.example", sender="secret-person@office.example")
                await relay.hand_in(mail, "secret-person@office.example")
                await relay.say("BADWORD secret-person")
    for words in ("words-nobody-may-read", "secret-person", "secret-token", "reports"):
        assert words not in caplog.text


async def test_a_channel_that_cannot_listen_says_so_by_one_of_the_named_failures() -> None:
    own = MailInSettings(report_to=REPORT_TO, listen_host="192.0.2.1", listen_port=0)
    with pytest.raises(SendError):
        await EmailChannel(SMTP, mail_in=mail_in(own)).receive(keep_all)


async def test_what_a_person_says_comes_with_the_token_of_its_address() -> None:
    async with listening() as (port, heard), LmtpClient(port) as relay:
        await relay.hand_in(written("yes"), "reports+1f.6A.x_-Y@liaison.example")
    (news,) = heard
    assert isinstance(news, Incoming)
    assert (news.about, news.content, news.at) == ("1f.6A.x_-Y", Said(text="yes"), NOON)
