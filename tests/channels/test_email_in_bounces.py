"""What comes of mail that comes back, and of what programs write."""

from dataclasses import replace

import pytest

from channels.email_in.read import Heard, parse, read
from channels.email_in.settings import MailInSettings, our_addresses
from channels.message import Address, Happened
from tests.channels.harness_email import NOON, REPORT_TO, SMTP, written

ADDRESSES = our_addresses(
    replace(SMTP, bounce_to="bounces@liaison.example"), MailInSettings(report_to=REPORT_TO, listen_port=0)
)


def hear(
    mail: bytes, *, to: str = REPORT_TO, return_path: str | None = "ann@office.example", relay: str = ""
) -> Heard | Happened | None:
    place = ADDRESSES.locate(to)
    assert place is not None
    return read(parse(mail), return_path=return_path, place=place, addresses=ADDRESSES, relay=relay, now=NOON)


def returned(*blocks: str, report: str = "delivery-status") -> bytes:
    """A notification as Postfix writes it, with these groups about recipients."""
    status = "\r\n\r\n".join(["Reporting-MTA: dns; mx.office.example", *blocks])
    return (
        "From: MAILER-DAEMON@mx.office.example\r\nTo: bounces+t.1@liaison.example\r\nSubject: Undelivered\r\n"
        f"Auto-Submitted: auto-replied\r\nMessage-ID: <b1@mx.office.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={report}; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: alerts@liaison.example\r\n\r\nx\r\n--b--\r\n"
    ).encode()


def about(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 unknown",
    who: str = "Ann@office.example",
) -> str:
    return f"Final-Recipient: rfc822; {who}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {said}"


BACK = "bounces+t.1@liaison.example"


def bounced(*blocks: str) -> str | None:
    """The word of `hard`, or None where nothing befell anybody."""
    news = hear(returned(*blocks), to=BACK, return_path="")
    assert news is None or (isinstance(news, Happened) and news.kind == "bounced")
    return news.details["hard"] if news else None


def test_a_mail_that_came_back_tells_its_token_and_whom_it_did_not_reach() -> None:
    news = hear(returned(about()), to=BACK, return_path="")
    assert isinstance(news, Happened)
    assert news.kind == "bounced"
    assert news.details == {"token": "t.1", "hard": "yes"}
    assert news.address == Address("email", "ann@office.example")


@pytest.mark.parametrize(
    ("block", "hard"),
    [
        (about(), "yes"),
        (about(status="5.1.2"), "yes"),
        (about(status="5.1.10"), "yes"),
        (about(status="5.2.1"), "yes"),
        (about(status="5.1.8"), "no"),
        (about(status="5.2.2"), "no"),
        (about(status="5.2.3"), "no"),
        (about(status="5.3.4"), "no"),
        (about(status="5.4.4"), "no"),
        (about(status="5.7.1"), "no"),
        (about(status="4.4.7"), "no"),
        (about(status="4.1.1"), "no"),
        (about(status="5.0.0", said="smtp; 550 5.1.1 unknown"), "yes"),
        (about(status="5.0.0", said="smtp; 550-5.1.1 unknown"), "yes"),
        (about(status="5.0.0", said="smtp; 550 unknown"), "yes"),
        (about(status="5.0.0", said="smtp; 552 full"), "no"),
        (about(status="5.0.0", said="smtp; 550 5.7.1 policy"), "no"),
        (about(status="5.0.0", said="smtp; 450 4.1.1 later"), "no"),
        (about(status="5.0.0", said="x-unix; no"), "no"),
        (about(status="nonsense", said=""), "no"),
        (about(action="delayed", status="4.4.1"), None),
        (about(action="delivered", status="2.0.0"), None),
        (about(action="relayed", status="2.0.0"), None),
        (about(action="expanded", status="2.0.0"), None),
        (about(action="Failed (for good)"), "yes"),
    ],
)
def test_what_a_returned_mail_says_of_its_address(block: str, hard: str | None) -> None:
    assert bounced(block) == hard


def test_an_address_of_many_is_gone_only_when_all_behind_it_are() -> None:
    assert bounced(about(), about(who="bob@office.example")) == "yes"
    assert bounced(about(), about(status="5.2.2", who="bob@office.example")) == "no"
    assert bounced(about(), about(action="delivered", status="2.0.0", who="bob@office.example")) == "no"


def test_a_returned_mail_without_a_token_is_nothing() -> None:
    assert hear(returned(about()), to="bounces@liaison.example", return_path="") is None


@pytest.mark.parametrize(
    "mail",
    [
        written("550 5.1.1 ann@office.example unknown\nAction: failed\nStatus: 5.1.1"),
        written("I am away", head="Auto-Submitted: auto-replied\r\n"),
        returned(about(), report="disposition-notification"),
        returned(about(), report="feedback-report"),
        returned(),
    ],
    ids=["a person's", "out of office", "a receipt", "a complaint", "empty"],
)
def test_only_a_delivery_status_notification_says_that_an_address_is_gone(mail: bytes) -> None:
    assert hear(mail, to=BACK, return_path="") is None


def test_a_receipt_is_never_heard_though_a_person_may_have_let_it_go() -> None:
    receipt = returned(report="disposition-notification").replace(b"Auto-Submitted: auto-replied", b"X: y")
    assert hear(receipt.replace(b"MAILER-DAEMON@mx.", b"ann@")) is None


def test_a_returned_mail_at_the_address_for_reports_is_nothing() -> None:
    assert hear(returned(about()), return_path="") is None
    assert hear(returned(about()), to="reports+t.1@liaison.example", return_path="") is None


@pytest.mark.parametrize(
    "head",
    [
        *(
            "Auto-Submitted: auto-generated",
            "Auto-Submitted: auto-replied; owner-email=x",
            "Auto-Submitted: auto-notified",
        ),
        *("Precedence: bulk", "Precedence: list", "Precedence: Junk", "Precedence: auto_reply"),
        *("List-Id: <x.example>", "X-Auto-Response-Suppress: All", "X-Autoreply: yes", "X-Autorespond: x"),
        *("Auto-Submitted: AUTO-REPLIED", "auto-submitted: auto-replied (vacation)"),
    ],
)
def test_what_a_program_wrote_is_never_heard(head: str) -> None:
    assert hear(written("I am away", head=f"{head}\r\n")) is None
    assert hear(written("I am away", head=f"{head}\r\n"), to="reports+t.1@liaison.example") is None


@pytest.mark.parametrize("head", ["Auto-Submitted: no", "Auto-Submitted: no (a person)", "Precedence: first-class"])
def test_what_a_person_wrote_is_heard_though_its_program_says_something_about_it(head: str) -> None:
    assert isinstance(hear(written("hello", head=f"{head}\r\n")), Heard)


@pytest.mark.parametrize("return_path", ["", "MAILER-DAEMON@mx.example"])
def test_what_comes_by_the_path_of_notifications_is_never_heard(return_path: str) -> None:
    assert hear(written("hello"), return_path=return_path) is None


@pytest.mark.parametrize(
    "sender",
    [
        "alerts@liaison.example",
        "Alerts@Liaison.example",
        REPORT_TO,
        "reports+t@liaison.example",
        "bounces@liaison.example",
    ],
)
def test_our_own_mail_is_never_heard(sender: str) -> None:
    assert hear(written("hello", sender=sender)) is None


def test_an_unsubscribing_mail_tells_its_token_though_a_program_sent_it() -> None:
    for head in ("", "Auto-Submitted: auto-generated\r\n"):
        news = hear(written("", head=head), to="reports+u+1f.6a.x@liaison.example")
        assert isinstance(news, Happened)
        assert (news.kind, news.details) == ("unsubscribed", {"token": "1f.6a.x"})


def test_an_unsubscribing_mail_that_came_back_says_nothing() -> None:
    assert hear(written(""), to="reports+u+1f.6a.x@liaison.example", return_path="") is None
    assert hear(returned(about()), to="reports+u+1f.6a.x@liaison.example", return_path=None) is None
