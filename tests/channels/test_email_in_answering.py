"""How our own mails can be answered, and the settings that say where answers go."""

from dataclasses import replace

import pytest

from channels.base import Slots
from channels.email import EmailChannel
from channels.email_in.settings import REPORT_NAME_MOST, MailInSettings
from channels.errors import Permanent
from channels.message import Address, Message, Receipt
from tests.channels.fake_smtp import FakeSmtp
from tests.channels.harness_email import REPORT_TO, mail_in, parsed, settings

MESSAGE = Message(language="en", title="Hello")
TO = Address("email", "ann@office.example")
TOKEN = "1f.6a0b1c2d." + "x" * 24
OWN = MailInSettings(report_to=REPORT_TO, listen_port=0)


async def headers(slots: Slots, *, own: MailInSettings | None = OWN, thread: Receipt | None = None) -> dict[str, str]:
    """The headers of a mail with these slots, as it arrives."""
    async with FakeSmtp() as server:
        async with EmailChannel(settings(server), mail_in=mail_in(own) if own else None) as channel:
            await channel.send(TO, channel.prepare(MESSAGE), slots, key="k", thread=thread)
        assert server.violations == []
    mail = parsed(server.taken[0].content)
    return {name: str(value) for name, value in mail.items()}


async def test_an_answer_goes_to_the_address_with_its_token() -> None:
    assert (await headers(Slots(answer_token=TOKEN)))["Reply-To"] == f"reports+{TOKEN}@liaison.example"


async def test_without_a_token_or_where_nobody_hears_an_answer_has_no_address_of_its_own() -> None:
    assert "Reply-To" not in await headers(Slots())
    assert "Reply-To" not in await headers(Slots(answer_token=TOKEN), own=None)


async def test_one_unsubscribes_by_mail_beside_the_one_link() -> None:
    slots = Slots(unsubscribe_url=f"https://liaison.example/u/{TOKEN}", unsubscribe_token=TOKEN)
    got = await headers(slots)
    assert got["List-Unsubscribe"].split(", ") == [
        f"<https://liaison.example/u/{TOKEN}>",
        f"<mailto:reports+u+{TOKEN}@liaison.example>",
    ]
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_where_nobody_hears_one_unsubscribes_by_the_link_only() -> None:
    slots = Slots(unsubscribe_url="https://liaison.example/u/t", unsubscribe_token="t")
    assert (await headers(slots, own=None))["List-Unsubscribe"] == "<https://liaison.example/u/t>"


async def test_an_answer_says_that_it_is_one() -> None:
    assert (await headers(Slots(answers=True)))["Auto-Submitted"] == "auto-replied"
    assert (await headers(Slots()))["Auto-Submitted"] == "auto-generated"


async def test_an_answer_stands_in_the_thread_of_the_mail_it_answers() -> None:
    got = await headers(Slots(answers=True), thread=Receipt(("CA+x=1_$%@mail.office.example",)))
    assert got["In-Reply-To"] == got["References"] == "<CA+x=1_$%@mail.office.example>"


@pytest.mark.parametrize("token", ["t\r\nBcc: eve@office.example", "t" * 80, "a+b", "t>", "a b"])
async def test_a_token_that_cannot_stand_in_an_address_is_refused_before_anything_is_said(token: str) -> None:
    async with FakeSmtp() as server, EmailChannel(settings(server), mail_in=mail_in(OWN)) as channel:
        for slots in (Slots(answer_token=token), Slots(unsubscribe_url="https://x.example/u", unsubscribe_token=token)):
            with pytest.raises(Permanent):
                await channel.send(TO, channel.prepare(MESSAGE), slots, key="k")
        assert server.sessions == []


async def test_a_form_is_offered_only_where_its_answer_is_heard() -> None:
    async with FakeSmtp() as server:
        assert EmailChannel(settings(server), mail_in=mail_in(OWN)).limits.form
        assert not EmailChannel(settings(server)).limits.form


async def test_the_check_tells_where_mail_comes_in_and_that_no_relay_is_trusted() -> None:
    async with FakeSmtp() as server:
        for relay, missing in (("mx.example", 0), ("", 1)):
            own = replace(OWN, trusted_relay=relay, listen_port=8025)
            async with EmailChannel(settings(server), mail_in=mail_in(own)) as channel:
                checked = await channel.check()
            assert "LMTP on 127.0.0.1:8025" in checked.who
            assert len(checked.missing) == missing


# Settings.


@pytest.mark.parametrize(
    ("field", "own"),
    [
        ("report_to", {"report_to": "nobody"}),
        ("report_to", {"report_to": "repörts@liaison.example"}),
        ("report_to", {"report_to": "r" * (REPORT_NAME_MOST + 1) + "@liaison.example"}),
        ("report_to", {"report_to": REPORT_TO, "listen_port": None}),
        ("listen_port", {"listen_port": 70_000}),
        ("trusted_relay", {"trusted_relay": "mx one"}),
        ("imap_url", {"imap_url": "https://u:secret@host"}),
        ("imap_url", {"imap_url": "imaps://host/INBOX"}),
        ("imap_url", {"imap_url": "imaps://u:secret@host:x/"}),
        ("imap_url", {"imap_url": "imaps://u:secret@host/%0d%0aA"}),
        ("imap_url", {"imap_url": "imaps://u:sec%0aret@host/"}),
        ("imap_url", {"imap_url": "imaps://u:secret@host/B%C3%B6x"}),
    ],
)
def test_settings_that_cannot_work_are_named_and_never_quoted(field: str, own: dict[str, str | int | None]) -> None:
    given: dict[str, str | int | None] = {"report_to": "", "trusted_relay": "", "listen_port": 0, "imap_url": "", **own}
    port = given["listen_port"]
    with pytest.raises(ValueError, match=field) as caught:
        MailInSettings(
            report_to=str(given["report_to"]),
            trusted_relay=str(given["trusted_relay"]),
            imap_url=str(given["imap_url"]),
            listen_port=port if isinstance(port, int) else None,
        )
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("imaps://u%40x.example:p%2Fw@mail.example/Reports", "tls", 993),
        ("imap://u%40x.example:p%2Fw@mail.example/Reports", "starttls", 143),
        ("imap://u%40x.example:p%2Fw@127.0.0.1:1143/Reports", "none", 1143),
        ("imap://u%40x.example:p%2Fw@[::1]/Reports", "none", 143),
    ],
)
def test_a_password_goes_in_clear_to_this_machine_only(url: str, tls: str, port: int) -> None:
    server = MailInSettings(imap_url=url).imap
    assert server is not None
    assert (server.tls, server.port, server.mailbox) == (tls, port, "Reports")
    assert (server.username, server.password) == ("u@x.example", "p/w")


def test_settings_never_show_the_password() -> None:
    own = MailInSettings(imap_url="imaps://u:secret-word@mail.example")
    assert "secret-word" not in repr(own)
    assert "secret-word" not in repr(own.imap)
