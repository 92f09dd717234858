"""How a mail is handed in: connections, transactions, what a refusal or a broken line does."""

import asyncio
import ssl
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from channels.base import Slots
from channels.email import EmailChannel
from channels.email_address import SmtpSettings
from channels.email_pipeline import TimeLimits
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown
from channels.message import Address, Message, Receipt
from tests.channels.fake_smtp import Act, FakeSmtp, Offer, Say
from tests.channels.harness_email import LIMITS, NOON, PASSWORD, parsed, settings

CERTIFICATE = Path(__file__).parent / "certificate" / "loopback.pem"
MESSAGE = Message(language="en", title="Hello", text="How are you?\n.\n..dots")
SHORT = TimeLimits(connect=0.5, command=0.5, answer=0.5)
BOTH_WAYS = pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "one by one"])


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def mailing(
    offer: Offer | None = None,
    *,
    time_limits: TimeLimits = LIMITS,
    concurrency: int = 16,
    carry_most: int = 500,
    idle_seconds: float = 60.0,
    clock: Clock | None = None,
    strict: bool = True,
) -> AsyncIterator[tuple[FakeSmtp, EmailChannel]]:
    async with FakeSmtp(offer) as server:
        channel = EmailChannel(
            settings(server),
            time_limits=time_limits,
            concurrency=concurrency,
            carry_most=carry_most,
            idle_seconds=idle_seconds,
            clock=clock or Clock(),
            now=lambda: NOON,
        )
        async with channel:
            yield server, channel
        assert not strict or server.violations == []


async def send(
    channel: EmailChannel, to: str = "ann@office.example", slots: Slots | None = None, *, key: str = "k", text: str = ""
) -> Receipt:
    message = replace(MESSAGE, text=text) if text else MESSAGE
    return await channel.send(Address("email", to), channel.prepare(message), slots or Slots(message_id="d1"), key=key)


# One transaction a recipient.


@BOTH_WAYS
async def test_each_recipient_has_a_transaction_of_their_own(pipelining: bool) -> None:
    async with mailing(Offer(pipelining=pipelining)) as (server, channel):
        for name in ("ann", "bob", "cem"):
            await send(channel, f"{name}@office.example")
    assert [taken.recipients for taken in server.answered] == [
        ("ann@office.example",),
        ("bob@office.example",),
        ("cem@office.example",),
    ]


@BOTH_WAYS
async def test_a_refused_recipient_neither_stops_nor_repeats_the_others(pipelining: bool) -> None:
    async with mailing(Offer(pipelining=pipelining)) as (server, channel):
        server.refuse("bob@office.example", 550, "5.1.1 nobody here")
        await send(channel, "ann@office.example")
        with pytest.raises(RecipientGone):
            await send(channel, "bob@office.example")
        await send(channel, "cem@office.example")
    assert [taken.recipients[0] for taken in server.taken] == ["ann@office.example", "cem@office.example"]
    assert len(server.sessions) == 1


async def test_a_server_that_takes_data_after_refusing_the_recipient_gets_a_lone_dot() -> None:
    async with mailing() as (server, channel):
        server.script("RCPT", Say(550, "5.1.1 nobody here"))
        server.script("DATA", Say(354, "go ahead"))
        with pytest.raises(RecipientGone):
            await send(channel, "bob@office.example")
        await send(channel, "ann@office.example")
    assert [taken.recipients[0] for taken in server.taken] == ["ann@office.example"]
    assert len(server.sessions) == 1


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "content"])
@BOTH_WAYS
async def test_a_refusal_leaves_the_connection_fit_for_the_next(stage: str, pipelining: bool) -> None:
    async with mailing(Offer(pipelining=pipelining)) as (server, channel):
        match stage:
            case "MAIL":
                server.script("MAIL", Say(451, "4.3.0 later"))
            case "RCPT":
                server.script("RCPT", Say(452, "4.2.2 full"))
            case "DATA":
                server.script("DATA", Say(451, "4.3.0 later"))
            case _:
                server.script("content", Say(451, "4.3.0 later"))
        with pytest.raises(Temporary):
            await send(channel, key="1")
        await send(channel, "bob@office.example", Slots(message_id="d2"))
    (taken,) = server.answered
    assert taken.recipients == ("bob@office.example",)
    assert parsed(taken.content)["Message-ID"] == "<d2@liaison.example>"
    assert len(server.sessions) == 1


async def test_the_wire_message_is_the_same_with_and_without_pipelining() -> None:
    contents = []
    for pipelining in (True, False):
        async with mailing(Offer(pipelining=pipelining)) as (server, channel):
            await send(channel)
        contents.append(server.taken[0].content)
    assert contents[0] == contents[1]


async def test_with_pipelining_the_envelope_goes_in_one_write() -> None:
    writes = []
    for pipelining in (True, False):
        async with mailing(Offer(pipelining=pipelining)) as (server, channel):
            await send(channel)
            before = server.sessions[0].writes
            await send(channel)
            writes.append(server.sessions[0].writes - before)
    assert writes == [2, 4]


async def test_lines_that_begin_with_dots_arrive_as_they_were() -> None:
    text = ".\n..\n.hidden\nend."
    async with mailing() as (server, channel):
        await send(channel, text=text)
    body = parsed(server.taken[0].content).get_body(("plain",))
    assert body is not None
    assert text in body.get_content().replace("\r\n", "\n")


async def test_a_server_that_knows_only_helo_gets_the_mail_too() -> None:
    async with mailing(Offer(esmtp=False, size=None)) as (server, channel):
        await send(channel)
    assert len(server.answered) == 1


async def test_a_mail_too_big_for_the_server_is_not_begun() -> None:
    async with mailing(Offer(size=500)) as (server, channel):
        with pytest.raises(Permanent) as caught:
            await send(channel)
        assert type(caught.value) is Permanent
    assert not [command for command in server.sessions[0].commands if command.startswith("MAIL")]


# Addresses.


async def test_the_message_id_and_the_return_path_come_from_the_slots() -> None:
    async with mailing() as (server, channel):
        receipt = await send(channel, slots=Slots(message_id="d-7", reply_token="t.0K_en-1"))
    assert receipt == Receipt(("d-7@liaison.example",))
    assert server.taken[0].sender == "bounces+t.0K_en-1@liaison.example"
    assert parsed(server.taken[0].content)["Message-ID"] == "<d-7@liaison.example>"


async def test_without_a_mailbox_for_bounces_mail_comes_back_to_its_sender() -> None:
    async with FakeSmtp() as server:
        async with EmailChannel(replace(settings(server), bounce_to="")) as channel:
            await send(channel, slots=Slots(message_id="d-7", reply_token="token"))
        assert server.taken[0].sender == "alerts@liaison.example"


async def test_a_repeat_has_the_same_message_id() -> None:
    async with mailing() as (server, channel):
        server.script("content", Act.RESET)
        with pytest.raises(Unknown):
            await send(channel, slots=Slots(message_id="d-7"))
        await send(channel, slots=Slots(message_id="d-7", repeat=True, repeat_note="This may be a second copy."))
    first, second = (parsed(taken.content)["Message-ID"] for taken in server.taken)
    assert first == second == "<d-7@liaison.example>"


async def test_without_a_public_id_the_key_gives_the_message_id() -> None:
    async with mailing() as (server, channel):
        for key in ("a", "a", "b"):
            await send(channel, slots=Slots(), key=key)
    ids = [parsed(taken.content)["Message-ID"] for taken in server.taken]
    assert ids[0] == ids[1] != ids[2]


async def test_a_thread_is_made_of_the_public_ids_or_else_of_the_receipt() -> None:
    async with mailing() as (server, channel):
        prepared, to = channel.prepare(MESSAGE), Address("email", "ann@office.example")
        first = await channel.send(to, prepared, Slots(message_id="d1"), key="1")
        await channel.send(to, prepared, Slots(message_id="d2", thread=("d0", "d1")), key="2")
        await channel.send(to, prepared, Slots(message_id="d3"), key="3", thread=first)
    references = [parsed(taken.content)["References"] for taken in server.taken]
    assert references == [None, "<d0@liaison.example> <d1@liaison.example>", "<d1@liaison.example>"]


@pytest.mark.parametrize(
    "address",
    [
        *("", "ann", "@office.example", "ann@", "a b@office.example", "<ann@office.example>", "ann@@office.example"),
        *("ann@office.example>\r\nRCPT TO:<eve@office.example", "ann@office.example\n", "a..b@office.example"),
        *(
            "ann@-office.example",
            "ann@office..example",
            "a" * 65 + "@office.example",
            "ann@[127.0.0.1]",
            '"a"@b.example',
        ),
        *("\u202eann@office.example", "ann\0@office.example", "ann@" + "é" * 300 + ".example"),
    ],
)
async def test_what_is_no_address_is_refused_before_anything_is_said(address: str) -> None:
    async with mailing() as (server, channel):
        with pytest.raises(Permanent) as caught:
            await send(channel, address)
        assert type(caught.value) is Permanent
        assert not address or address not in str(caught.value)
    assert server.sessions == []


async def test_a_domain_beyond_ascii_is_written_in_ascii() -> None:
    async with mailing() as (server, channel):
        await send(channel, "ann@zoll-köln.example")
    assert server.taken[0].recipients == ("ann@xn--zoll-kln-s4a.example",)


async def test_a_mailbox_beyond_ascii_needs_a_server_that_can() -> None:
    async with mailing(Offer(smtputf8=True)) as (server, channel):
        await send(channel, "änne@office.example")
    assert server.taken[0].recipients == ("änne@office.example",)
    assert "SMTPUTF8" in server.taken[0].options
    async with mailing() as (server, channel):
        with pytest.raises(Permanent):
            await send(channel, "änne@office.example")
    assert server.taken == []


@pytest.mark.parametrize(
    "slots",
    [
        Slots(message_id="x>\r\nBcc: <eve@office.example"),
        Slots(message_id="d1", thread=("x\r\ny",)),
        Slots(message_id="d1", reply_token="a@eve.example>\r\nRCPT TO:<eve@eve.example"),
        Slots(message_id="d1", reply_token="t" * 80),
        Slots(message_id="d1", unsubscribe_url="https://x.example/\r\nBcc: eve@office.example"),
    ],
)
async def test_a_slot_that_does_not_fit_is_refused_before_anything_is_said(slots: Slots) -> None:
    async with mailing() as (server, channel):
        with pytest.raises(Permanent):
            await send(channel, slots=slots)
    assert server.sessions == []


# Broken lines.


@pytest.mark.parametrize("act", [Act.RESET, Act.CLOSE, Act.HANG])
@pytest.mark.parametrize("stage", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
async def test_what_breaks_before_the_final_dot_was_certainly_not_taken(stage: str, act: Act) -> None:
    async with mailing(time_limits=SHORT if act is Act.HANG else LIMITS) as (server, channel):
        match stage:
            case "greeting":
                server.script("greeting", act)
            case "EHLO":
                server.script("EHLO", act)
            case "MAIL":
                server.script("MAIL", act)
            case "RCPT":
                server.script("RCPT", act)
            case _:
                server.script("DATA", act)
        with pytest.raises(Temporary):
            await send(channel)
        await send(channel, key="2")
    assert len(server.taken) == 1


@pytest.mark.parametrize("act", [Act.RESET, Act.CLOSE, Act.HANG])
@BOTH_WAYS
async def test_what_breaks_after_the_final_dot_may_have_been_taken(act: Act, pipelining: bool) -> None:
    async with mailing(Offer(pipelining=pipelining), time_limits=SHORT if act is Act.HANG else LIMITS) as (
        server,
        channel,
    ):
        server.script("content", act)
        with pytest.raises(Unknown):
            await send(channel)
    assert len(server.taken) == 1
    assert server.answered == []


async def test_a_server_that_is_not_there_is_tried_again_later() -> None:
    async with mailing() as (server, channel):
        await server.stop()
        with pytest.raises(Temporary):
            await send(channel)


async def test_a_refusal_of_the_recipient_stands_though_the_line_breaks_behind_it() -> None:
    async with mailing() as (server, channel):
        server.script("RCPT", Say(550, "5.1.1 nobody here", close=True))
        with pytest.raises(RecipientGone):
            await send(channel)


async def test_an_idle_connection_the_server_closed_is_replaced_without_a_word() -> None:
    async with mailing() as (server, channel):
        await send(channel)
        server.script("MAIL", Act.CLOSE)
        await send(channel)
        server.script("MAIL", Say(421, "4.4.2 too long idle", close=True))
        await send(channel)
    assert len(server.answered) == 3
    assert len(server.sessions) == 3


async def test_a_line_that_breaks_too_late_is_not_tried_again() -> None:
    async with mailing() as (server, channel):
        await send(channel)
        server.script("content", Act.RESET)
        with pytest.raises(Unknown):
            await send(channel)
    assert len(server.taken) == 2


async def test_a_cancelled_send_does_not_leave_its_answer_to_the_next() -> None:
    async with mailing() as (server, channel):
        held = asyncio.Event()
        server.script("content", held)
        task = asyncio.create_task(send(channel, "ann@office.example"))
        await server.reached(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        held.set()
        server.refuse("bob@office.example", 550, "5.1.1 nobody here")
        with pytest.raises(RecipientGone):
            await send(channel, "bob@office.example")
    assert len(server.sessions) == 2


@pytest.mark.parametrize("behind", ["421 closing\r\n", "250 and again\r\n", "2"])
async def test_an_answer_to_nothing_ends_the_connection(behind: str) -> None:
    async with mailing(concurrency=1) as (server, channel):
        server.script("content", Say(250, "2.0.0 taken", behind=behind))
        await send(channel, "ann@office.example")
        server.refuse("bob@office.example", 550, "5.1.1 nobody here")
        with pytest.raises(RecipientGone):
            await send(channel, "bob@office.example")
    assert len(server.sessions) == 2


@pytest.mark.parametrize("text", ["250 2.0.0 fine", "", "one\r\ntwo"])
async def test_an_answer_that_is_none_is_unknown(text: str) -> None:
    async with mailing() as (server, channel):
        server.script("content", Say(999, text))
        with pytest.raises(Unknown):
            await send(channel)


# Connections.


async def test_mails_share_connections_and_never_more_than_allowed() -> None:
    async with mailing(concurrency=3) as (server, channel):
        await asyncio.gather(*(send(channel, f"p{number}@office.example") for number in range(30)))
    assert len(server.answered) == 30
    assert len(server.sessions) <= 3


async def test_no_connection_is_made_before_the_first_mail() -> None:
    async with mailing() as (server, channel):
        channel.prepare(MESSAGE)
    assert server.sessions == []


async def test_a_connection_is_changed_after_so_many_mails() -> None:
    async with mailing(concurrency=1, carry_most=2) as (server, channel):
        for _ in range(5):
            await send(channel)
    assert [taken.connection for taken in server.taken] == [1, 1, 2, 2, 3]
    assert all("QUIT" in session.commands for session in server.sessions)


async def test_a_connection_that_lay_idle_too_long_is_not_used_again() -> None:
    clock = Clock()
    async with mailing(clock=clock, idle_seconds=60.0) as (server, channel):
        await send(channel)
        clock.now = 59.0
        await send(channel)
        clock.now = 119.0
        await send(channel)
    assert [taken.connection for taken in server.taken] == [1, 1, 2]


async def test_an_idle_connection_is_closed_by_itself() -> None:
    async with mailing(idle_seconds=0.0) as (server, channel):
        await send(channel)
        await asyncio.wait_for(server.sessions[0].closed.wait(), 5)
        assert server.sessions[0].commands[-1] == "QUIT"


async def test_leaving_says_goodbye() -> None:
    async with mailing() as (server, channel):
        await asyncio.gather(*(send(channel, f"p{number}@office.example") for number in range(4)))
    assert all(session.commands[-1] == "QUIT" for session in server.sessions)


async def test_after_leaving_nothing_is_sent() -> None:
    async with FakeSmtp() as server:
        async with EmailChannel(settings(server)) as channel:
            pass
        with pytest.raises(Temporary):
            await send(channel)
        assert server.sessions == []


async def test_leaving_while_a_connection_is_being_made_closes_it() -> None:
    async with FakeSmtp() as server:
        held = asyncio.Event()
        server.script("greeting", held)
        async with EmailChannel(settings(server)) as channel:
            task = asyncio.create_task(send(channel))
            await server.connected(1)
        held.set()
        with pytest.raises(Temporary):
            await task
        await asyncio.wait_for(server.sessions[0].closed.wait(), 5)
    assert server.taken == []


# TLS and login.


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CERTIFICATE)


def showing() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_name("loopback-key.pem"))
    return context


def encrypted(server: FakeSmtp, tls: str) -> SmtpSettings:
    return replace(settings(server), tls="tls" if tls == "tls" else "starttls")


LOGIN = Offer(starttls=True, login=("liaison", PASSWORD), login_needed=True)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@BOTH_WAYS
async def test_mail_goes_encrypted_and_logged_in(tls: str, pipelining: bool) -> None:
    async with FakeSmtp(replace(LOGIN, pipelining=pipelining), tls=showing(), implicit=tls == "tls") as server:
        async with EmailChannel(encrypted(server, tls), tls_context=trusting()) as channel:
            await send(channel)
            await send(channel)
        assert [(taken.encrypted, taken.login) for taken in server.answered] == [(True, "liaison")] * 2
        assert len(server.sessions) == 1
        assert server.violations == []


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_nobody_vouches_for_is_our_set_up_at_fault(tls: str) -> None:
    async with FakeSmtp(LOGIN, tls=showing(), implicit=tls == "tls") as server:
        async with EmailChannel(encrypted(server, tls)) as channel:
            with pytest.raises(Misconfigured):
                await send(channel)
        assert server.taken == []


async def test_a_server_without_starttls_gets_no_mail_in_clear() -> None:
    async with FakeSmtp() as server:
        async with EmailChannel(encrypted(server, "starttls")) as channel:
            with pytest.raises(Misconfigured):
                await send(channel)
        assert server.taken == []


async def test_tls_to_a_server_that_speaks_none_is_our_set_up_at_fault() -> None:
    async with FakeSmtp() as server:
        async with EmailChannel(encrypted(server, "tls"), time_limits=LIMITS) as channel:
            with pytest.raises(Misconfigured):
                await send(channel)
        assert server.taken == []


async def test_a_refused_login_is_our_set_up_at_fault_and_tells_no_password() -> None:
    async with FakeSmtp(Offer(login=("liaison", "another"))) as server:
        own = replace(settings(server), password=PASSWORD)
        async with EmailChannel(own, time_limits=LIMITS) as channel:
            with pytest.raises(Misconfigured) as caught:
                await send(channel)
        assert PASSWORD not in "".join(traceback.format_exception(caught.value))


async def test_a_login_that_cannot_be_checked_now_is_tried_again_later() -> None:
    async with mailing(Offer(login=("liaison", PASSWORD))) as (server, channel):
        server.script("AUTH", Say(454, "4.7.0 later"), Say(454, "4.7.0 later"))
        with pytest.raises(Temporary):
            await send(channel)


async def test_a_login_where_none_is_offered_is_our_set_up_at_fault() -> None:
    async with FakeSmtp() as server:
        own = replace(settings(server), username="liaison", password=PASSWORD)
        async with EmailChannel(own) as channel:
            with pytest.raises(Misconfigured):
                await send(channel)


@pytest.mark.parametrize(("host", "warned"), [("relay.example", True), ("127.0.0.1", False)])
async def test_a_password_sent_in_clear_is_warned_of(host: str, warned: bool, caplog: pytest.LogCaptureFixture) -> None:
    own = SmtpSettings(host=host, port=25, mail_from="a@b.example", username="u", password=PASSWORD, tls="none")
    async with EmailChannel(own):
        pass
    assert ("unencrypted" in caplog.text) is warned
    assert PASSWORD not in caplog.text


def test_settings_never_show_the_password() -> None:
    own = SmtpSettings(host="h", port=25, mail_from="a@b.example", username="u", password=PASSWORD)
    assert PASSWORD not in repr(own)


@pytest.mark.parametrize(
    ("field", "value"),
    [("mail_from", "nobody"), ("mail_from", "a@b.example\r\nBcc: c@d.example"), ("bounce_to", "no mailbox")],
)
def test_settings_that_cannot_work_are_named(field: str, value: str) -> None:
    given = {"mail_from": "a@b.example", "bounce_to": "", field: value}
    with pytest.raises(ValueError, match=field):
        SmtpSettings(host="h", port=25, mail_from=given["mail_from"], bounce_to=given["bounce_to"])


# What a refusal means.


@pytest.mark.parametrize(
    ("stage", "said", "failure"),
    [
        ("MAIL", Say(421, "4.7.0 too much mail"), Temporary),
        ("MAIL", Say(451, "4.7.1 greylisted"), Temporary),
        ("MAIL", Say(452, "4.3.1 no room"), Temporary),
        ("MAIL", Say(530, "5.7.0 log in"), Misconfigured),
        ("MAIL", Say(530, "log in"), Misconfigured),
        ("MAIL", Say(550, "5.7.1 not from here"), Misconfigured),
        ("MAIL", Say(553, "5.1.8 sender unknown"), Misconfigured),
        ("MAIL", Say(501, "5.1.3 sender malformed"), Misconfigured),
        ("MAIL", Say(550, "sender refused"), Misconfigured),
        ("MAIL", Say(552, "5.3.4 too big"), Permanent),
        ("MAIL", Say(552, "too big"), Permanent),
        ("MAIL", Say(555, "5.5.4 what?"), Permanent),
        ("RCPT", Say(450, "4.2.1 busy"), Temporary),
        ("RCPT", Say(452, "4.2.2 full"), Temporary),
        ("RCPT", Say(550, "5.1.1 unknown"), RecipientGone),
        ("RCPT", Say(550, "5.1.10 no mail there"), RecipientGone),
        ("RCPT", Say(556, "5.1.10 no mail there"), RecipientGone),
        ("RCPT", Say(554, "5.2.1 switched off"), RecipientGone),
        ("RCPT", Say(550, "unknown"), RecipientGone),
        ("RCPT", Say(551, "moved"), RecipientGone),
        ("RCPT", Say(553, "no such name"), RecipientGone),
        ("RCPT", Say(550, "5.0.0 no"), RecipientGone),
        ("RCPT", Say(550, "4.1.1 codes that contradict each other"), RecipientGone),
        ("RCPT", Say(552, "5.2.2 full"), Permanent),
        ("RCPT", Say(550, "5.2.2 full"), Permanent),
        ("RCPT", Say(550, "5.4.1 no route"), Permanent),
        ("RCPT", Say(552, "full"), Permanent),
        ("RCPT", Say(554, "no"), Permanent),
        ("RCPT", Say(500, "what?"), Permanent),
        ("RCPT", Say(550, "5.1.7 sender malformed"), Misconfigured),
        ("RCPT", Say(554, "5.7.1 relaying denied"), Misconfigured),
        ("RCPT", Say(550, "5.7.1 not you"), Misconfigured),
        ("DATA", Say(451, "4.3.0 later"), Temporary),
        ("DATA", Say(554, "5.5.1 no"), Permanent),
        ("content", Say(451, "4.3.0 later"), Temporary),
        ("content", Say(452, "no room"), Temporary),
        ("content", Say(550, "5.1.1 unknown after all"), RecipientGone),
        ("content", Say(550, "no"), Permanent),
        ("content", Say(554, "5.6.0 malformed"), Permanent),
        ("content", Say(554, "5.7.1 spam"), Misconfigured),
        ("greeting", Say(421, "4.3.2 closing"), Temporary),
        ("greeting", Say(450, "busy"), Temporary),
        ("greeting", Say(554, "5.7.1 go away"), Misconfigured),
        ("greeting", Say(554, "go away"), Misconfigured),
    ],
    ids=lambda value: (
        f"{value.code} {value.text}" if isinstance(value, Say) else getattr(value, "__name__", str(value))
    ),
)
async def test_what_a_refusal_means(stage: str, said: Say, failure: type[SendError]) -> None:
    async with mailing() as (server, channel):
        match stage:
            case "MAIL":
                server.script("MAIL", said)
            case "RCPT":
                server.script("RCPT", said)
            case "DATA":
                server.script("DATA", said)
            case "content":
                server.script("content", said)
            case _:
                server.script("greeting", said)
        with pytest.raises(SendError) as caught:
            await send(channel)
    assert type(caught.value) is failure
    assert said.text.partition(" ")[2] not in str(caught.value) or not said.text.partition(" ")[2]
