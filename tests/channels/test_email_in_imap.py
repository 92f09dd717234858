"""Mail read from a mailbox: what is handed over, when it is flagged, and what a failure is called."""

import asyncio
import logging
import ssl
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from channels.base import Outcome
from channels.email import EmailChannel
from channels.email_address import SmtpSettings
from channels.email_in.settings import MailInSettings
from channels.errors import Misconfigured, SendError, Temporary
from channels.message import Happened, Incoming, Said
from tests.channels.fake_imap import FakeImap, ImapOffer
from tests.channels.fake_smtp import FakeSmtp
from tests.channels.harness_email import NOON, PASSWORD, REPORT_TO, mail_in, settings, written
from tests.channels.lmtp_client import LmtpClient

SMTP = SmtpSettings(host="127.0.0.1", port=1, mail_from="Liaison <alerts@liaison.example>")
CERTIFICATE = Path(__file__).parent / "certificate" / "loopback.pem"
News = Incoming | Happened
Handle = Callable[[News], Awaitable[Outcome]]


def url(server: FakeImap, *, scheme: str = "imap", password: str = PASSWORD, mailbox: str = "INBOX") -> str:
    return f"{scheme}://liaison:{quote(password, safe='')}@127.0.0.1:{server.port}/{mailbox}"


def showing() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_name("loopback-key.pem"))
    return context


def channel(
    imap_url: str,
    *,
    listen_port: int | None = None,
    size_most: int = 10_000,
    tls_context: ssl.SSLContext | None = None,
    time_limit: float = 5.0,
    clock: Callable[[], float] = time.monotonic,
) -> EmailChannel:
    own = MailInSettings(report_to=REPORT_TO, imap_url=imap_url, listen_port=listen_port)
    heard = replace(mail_in(own), poll_seconds=0.01, time_limit=time_limit, size_most=size_most)
    return EmailChannel(SMTP, mail_in=heard, tls_context=tls_context, now=lambda: NOON, clock=clock)


@asynccontextmanager
async def receiving(mail: EmailChannel, handle: Handle) -> AsyncIterator[asyncio.Task[None]]:
    async with mail:
        task = asyncio.create_task(mail.receive(handle))
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, SendError):
                await task


@asynccontextmanager
async def reading(
    offer: ImapOffer | None = None, *mails: bytes, handle: Handle | None = None, size_most: int = 10_000
) -> AsyncIterator[tuple[FakeImap, list[News]]]:
    heard: list[News] = []

    async def keep(news: News) -> Outcome:
        heard.append(news)
        return await handle(news) if handle else Outcome()

    async with FakeImap(offer) as server:
        server.store(*mails)
        async with receiving(channel(url(server), size_most=size_most), keep):
            yield server, heard
        assert server.violations == []


def said(news: list[News]) -> list[str]:
    return [one.content.text for one in news if isinstance(one, Incoming) and isinstance(one.content, Said)]


async def test_what_is_unseen_is_handed_over_in_the_order_it_came() -> None:
    async with reading(None, *(written(f"mail {n}", key=str(n)) for n in range(3))) as (server, heard):
        await server.until("UID STORE", times=3)
        assert said(heard) == ["mail 0", "mail 1", "mail 2"]
        assert server.unseen == []


async def test_what_comes_later_is_found() -> None:
    async with reading() as (server, heard):
        await server.until("UID SEARCH", times=2)
        server.store(written("later"))
        await server.until("UID STORE")
        assert said(heard) == ["later"]


async def test_a_server_that_tells_of_other_mails_in_between_confuses_nobody() -> None:
    async with reading(ImapOffer(chatty=True), written("mine")) as (server, heard):
        await server.until("UID STORE")
        assert said(heard) == ["mine"]


async def test_a_mail_is_flagged_only_after_it_was_kept() -> None:
    kept = asyncio.Event()
    reached = asyncio.Event()

    async def handle(_: News) -> Outcome:
        reached.set()
        await kept.wait()
        return Outcome()

    async with reading(None, written("x"), handle=handle) as (server, _):
        await reached.wait()
        assert server.unseen == [1]
        kept.set()
        await server.until("UID STORE")
        assert server.unseen == []


async def test_what_could_not_be_kept_stays_unseen_and_comes_again_before_what_is_behind_it() -> None:
    failures = [OSError("the database is down")] * 2

    async def handle(_: News) -> Outcome:
        if failures:
            raise failures.pop()
        return Outcome()

    async with reading(None, written("first", key="1"), written("second", key="2"), handle=handle) as (server, heard):
        await server.until("UID STORE", times=2)
        assert said(heard) == ["first", "first", "first", "second"]
        assert len({news.key for news in heard}) == 2


async def test_reading_flags_nothing_by_itself() -> None:
    async with reading(None, written("x")) as (server, _):
        await server.until("UID STORE")
        assert [one for one in server.commands if "FETCH" in one] == [
            "UID FETCH 1 (RFC822.SIZE)",
            "UID FETCH 1 (BODY.PEEK[])",
        ]


async def test_what_says_nothing_to_us_is_flagged_and_not_read_again() -> None:
    async with reading(None, written("x", head="Auto-Submitted: auto-replied\r\n")) as (server, heard):
        await server.until("UID SEARCH", times=3)
        assert heard == []
        assert server.unseen == []


async def test_a_mail_that_is_too_large_is_flagged_by_its_number_and_never_fetched(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with reading(None, written("x" * 2000, key="1"), written("small", key="2"), size_most=1000) as (
        server,
        heard,
    ):
        await server.until("UID STORE", times=2)
        assert said(heard) == ["small"]
        assert "UID FETCH 1 (BODY.PEEK[])" not in server.commands
    assert "mail 1 is too large" in caplog.text


async def test_a_mail_made_to_break_readers_holds_nothing_up() -> None:
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(1500))
    mail = b"From: ann@office.example\r\n" + nested
    async with reading(None, mail, written("next"), size_most=1_000_000) as (server, heard):
        await server.until("UID STORE", times=2)
        assert said(heard)[-1] == "next"


async def test_a_connection_that_breaks_within_a_mail_loses_nothing() -> None:
    heard: list[News] = []

    async def handle(news: News) -> Outcome:
        heard.append(news)
        return Outcome()

    async with FakeImap() as server:
        server.store(written("whole " * 50))
        server.break_next = "UID FETCH 1 (BODY"
        mail = channel(url(server))
        with pytest.raises(Temporary):
            await mail.receive(handle)
        assert heard == []
        assert server.unseen == [1]
        async with receiving(mail, handle):
            await server.until("UID STORE")
        assert said(heard) == [("whole " * 50).strip()]


async def test_a_flag_that_could_not_be_set_gives_the_same_key_again() -> None:
    heard: list[News] = []

    async def handle(news: News) -> Outcome:
        heard.append(news)
        return Outcome()

    async with FakeImap() as server:
        server.store(written("once"))
        server.break_next = "UID STORE"
        mail = channel(url(server))
        with pytest.raises(Temporary):
            await mail.receive(handle)
        async with receiving(mail, handle):
            await server.until("UID STORE", times=1)
    assert len(heard) == 2
    assert heard[0].key == heard[1].key


async def nobody(_: News) -> Outcome:
    raise AssertionError


@pytest.mark.parametrize("plain", [True, False], ids=["AUTHENTICATE", "LOGIN"])
async def test_a_refused_login_is_our_set_up_at_fault_and_tells_no_password(plain: bool) -> None:
    wrong = PASSWORD.upper()
    async with FakeImap(ImapOffer(plain=plain)) as server:
        with pytest.raises(Misconfigured) as caught:
            await channel(url(server, password=wrong)).receive(nobody)
    assert wrong not in "".join(traceback.format_exception(caught.value))


async def test_a_login_that_cannot_be_checked_now_is_tried_again_later() -> None:
    async with FakeImap(ImapOffer(refuses_all=True, refusal="[UNAVAILABLE] later")) as server:
        with pytest.raises(Temporary):
            await channel(url(server)).receive(nobody)


@pytest.mark.parametrize(("plain", "password"), [(False, 'a"b\\c %@/'), (True, "ключ é")], ids=["LOGIN", "PLAIN"])
async def test_a_password_with_any_letters_signs_in(plain: bool, password: str) -> None:
    async with (
        FakeImap(ImapOffer(plain=plain, login=("liaison", password))) as server,
        receiving(channel(url(server, password=password)), nobody),
    ):
        await server.until("UID SEARCH")


@pytest.mark.parametrize("offer", [ImapOffer(read_only=True), ImapOffer()], ids=["read-only", "not there"])
async def test_a_mailbox_that_cannot_be_used_is_our_set_up_at_fault(offer: ImapOffer) -> None:
    async with FakeImap(offer) as server:
        with pytest.raises(Misconfigured):
            await channel(url(server, mailbox="INBOX" if offer.read_only else "Reports")).receive(nobody)


async def test_a_server_that_is_not_there_is_tried_again_later() -> None:
    async with FakeImap() as server:
        gone = url(server)
    with pytest.raises(Temporary):
        await channel(gone).receive(nobody)


async def test_a_server_that_falls_silent_is_tried_again_later() -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Temporary):
            await channel(f"imap://u:p@127.0.0.1:{port}", time_limit=0.1).receive(nobody)


async def test_over_imaps_the_mailbox_is_read_encrypted() -> None:
    async with FakeImap(ImapOffer(clear_login=False), tls=showing(), implicit=True) as server:
        trusting = ssl.create_default_context(cafile=CERTIFICATE)
        async with receiving(channel(url(server, scheme="imaps"), tls_context=trusting), nobody):
            await server.until("UID SEARCH")
        assert server.violations == []


async def test_a_certificate_nobody_vouches_for_is_our_set_up_at_fault() -> None:
    async with FakeImap(tls=showing(), implicit=True) as server:
        with pytest.raises(Misconfigured):
            await channel(url(server, scheme="imaps")).receive(nobody)
        assert server.commands == []


async def test_a_server_that_wants_encryption_first_gets_no_password() -> None:
    async with FakeImap(ImapOffer(clear_login=False)) as server, asyncio.timeout(10):
        with pytest.raises(Misconfigured):
            await channel(url(server)).receive(nobody)
        assert server.violations == []
        assert "LOGIN" not in server.commands


async def test_a_connection_is_given_up_when_receiving_ends() -> None:
    async with FakeImap() as server:
        async with receiving(channel(url(server)), nobody):
            await server.until("UID SEARCH")
        await server.left()


async def test_a_mail_that_comes_both_ways_has_one_key() -> None:
    heard: list[News] = []

    async def handle(news: News) -> Outcome:
        heard.append(news)
        return Outcome()

    mail = written("both ways")
    async with FakeImap() as server:
        server.store(b"Return-Path: <ann@office.example>\r\nDelivered-To: Reports@liaison.example\r\n" + mail)
        both = channel(url(server), listen_port=0)
        async with receiving(both, handle):
            _, port = await both.listening()
            async with LmtpClient(port) as relay:
                assert (await relay.hand_in(mail, REPORT_TO))[0].startswith("250")
            await server.until("UID STORE")
    assert len(heard) == 2
    assert heard[0].key == heard[1].key


async def test_nothing_of_a_mail_is_in_any_log_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with reading(None, written("words-nobody-may-read", sender="secret-person@office.example")) as (
            server,
            _,
        ):
            await server.until("UID STORE")
    for words in ("words-nobody-may-read", "secret-person", PASSWORD, REPORT_TO):
        assert words not in caplog.text


async def test_the_check_signs_in_and_tells_what_is_missing() -> None:
    async with FakeImap() as server, FakeSmtp() as relay:
        for password, wrong in ((PASSWORD, False), ("wrong", True)):
            own = MailInSettings(
                report_to=REPORT_TO, imap_url=url(server, password=password), trusted_relay="mx.example"
            )
            async with EmailChannel(settings(relay), mail_in=mail_in(own)) as mail:
                checked = await mail.check()
            assert f"INBOX by 127.0.0.1:{server.port}" in checked.who
            assert (checked.missing == ("The IMAP server refused the user or the password.",)) is wrong
