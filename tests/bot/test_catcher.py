"""The demo's mail catcher: a real SMTP server that keeps what it is given."""

import asyncio
import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from bot.catcher import KEPT, Catcher, read_mail


def letter(subject: str = "A letter", *, picture: bool = False) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Demo <from@demo.example>", "to@demo.example", subject
    mail.set_content("In plain words")
    if picture:
        mail.add_alternative('<p>In colour <img src="cid:one"> <img src="cid:gone"></p>', subtype="html")
        payload = mail.get_payload()
        assert isinstance(payload, list)
        html = payload[1]
        assert isinstance(html, EmailMessage)
        html.add_related(b"pixels", "image", "jpeg", cid="<one>")
    return mail


def kept_in(folder: Path) -> int:
    return len(list(folder.iterdir()))


def post(port: int, *mails: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as connection:
        for mail in mails:
            connection.send_message(mail)


async def test_what_is_posted_is_counted_shown_and_kept_as_a_file(tmp_path: Path) -> None:
    async with Catcher(tmp_path / "mail") as catcher:
        await asyncio.to_thread(post, catcher.port, letter("One"), letter("Two é", picture=True))
        assert catcher.count == 2
        assert [(mail.subject, mail.to) for mail in catcher.mails()] == [
            ("One", "to@demo.example"),
            ("Two é", "to@demo.example"),
        ]
        assert [mail.subject for mail in catcher.mails(after=catcher.mails()[0].id)] == ["Two é"]
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2


async def test_mails_are_there_again_after_a_restart_and_none_is_overwritten(tmp_path: Path) -> None:
    for number in range(1, KEPT + 4):
        (tmp_path / f"{number:06d}.eml").write_bytes(letter(f"Letter {number}").as_bytes())
    (tmp_path / "notes.eml").write_text("somebody's own")
    async with Catcher(tmp_path) as catcher:
        assert len(catcher.mails()) == KEPT
        await asyncio.to_thread(post, catcher.port, letter("New"))
        newest = catcher.mails()[-1]
        assert (newest.id, newest.subject) == (KEPT + 4, "New")
    assert kept_in(tmp_path) == KEPT + 5


async def test_it_listens_on_this_machine_only_and_no_longer_than_it_is_open(tmp_path: Path) -> None:
    async with Catcher(tmp_path) as catcher:
        port = catcher.port
    refused = False
    try:
        await asyncio.to_thread(post, port, letter())
    except OSError:
        refused = True
    assert refused


async def test_waiting_ends_with_a_mail_or_with_the_time(tmp_path: Path) -> None:
    async with Catcher(tmp_path) as catcher:
        await catcher.wait(seconds=0)
        waiting = asyncio.create_task(catcher.wait(seconds=60))
        await asyncio.sleep(0)
        await asyncio.to_thread(post, catcher.port, letter())
        await asyncio.wait_for(waiting, 10)


def test_pictures_stand_in_their_place_and_nothing_is_fetched() -> None:
    shown = read_mail(letter(picture=True).as_bytes(), number=1, at=datetime(2026, 11, 13, tzinfo=UTC))
    assert shown.text.strip() == "In plain words"
    assert '<img src="data:image/jpeg;base64,cGl4ZWxz">' in shown.html
    assert '<img src="cid:gone">' in shown.html


def test_a_mail_without_anything_is_shown_empty() -> None:
    shown = read_mail(b"\r\n", number=1, at=datetime(2026, 11, 13, tzinfo=UTC))
    assert (shown.text.strip(), shown.html) == ("", "")
