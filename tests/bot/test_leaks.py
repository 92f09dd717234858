"""What leaves as an alert, in every form it has, holds nothing of the officer who reported it."""

import io

import pytest
from PIL import Image

from bot.pictures import keep_upload
from channels.base import Slots
from channels.email import prepare
from channels.email_address import SmtpSettings
from channels.email_splice import splice
from channels.message import Message, Sent
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox, approves, fills, subscribes
from tests.bot.rows import rows
from tests.bot.shown import as_text
from tests.bot.stage import Stage
from tests.channels.harness_email import NOON, parsed

MAILBOX = "demo.member@uganda.example"
SECRETS = ("Whistler", "Sparrow", "informant", "KE-2026-", "IMG_0042")
SETTINGS = SmtpSettings(host="127.0.0.1", port=25, mail_from="Liaison <alerts@liaison.example>")


def photograph() -> bytes:
    """A picture that says who took it, in its EXIF and in a comment."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x013B], exif[0x010E] = "Demo Whistler", "IMG_0042 Sparrow"
    Image.new("RGB", (40, 30), "green").save(out, "JPEG", exif=exif, comment=b"informant Sparrow")
    return out.getvalue()


async def released(stage: Stage, box: Outbox, *, language: str = "en") -> Client:
    """A member who got an alert in chat and by mail, made of a report with a narrative and a photograph."""
    officer, reviewer = await stage.officer(name="Demo Whistler"), await stage.reviewer()
    member = await stage.member(language=language)
    await member.moves_to(MAILBOX, channel=MAIL)
    await subscribes(member, chat=True, mail=True)
    await fills(officer, {"narrative": "Told by an informant called Sparrow"})
    account = await officer.account()
    assert account is not None
    ref = await keep_upload(stage.world, account.public_id, photograph())
    await officer.does(Sent(pictures=(ref,)))
    await officer.presses("Submit")
    await approves(reviewer, box)
    return member


def wire(message: Message, slots: Slots) -> tuple[bytes, str, str, list[bytes]]:
    """A mail as it goes out: all of it, its text, its page and its pictures."""
    made = splice(prepare(message, SETTINGS), slots, to=MAILBOX, message_id="d1@liaison.example", thread=(), at=NOON)
    mail = parsed(made)
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    pictures = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_maintype() == "image"]
    return made, text.get_content(), page.get_content(), [one for one in pictures if isinstance(one, bytes)]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_no_form_of_an_alert_names_the_reporter_or_repeats_their_words(
    stage: Stage, box: Outbox, language: str
) -> None:
    member = await released(stage, box, language=language)
    await box.press(member, box.at(member)[0].buttons[0][0].label)
    full = member.last[0]
    await member.says("/alerts")
    ((body,),) = rows(stage, "SELECT body FROM alert_revision")
    (message,), (slots,) = box.mails(MAILBOX), box.slots(MAILBOX)
    whole, text, page, _ = wire(message, slots)
    forms = {
        "card": box.text_at(member),
        "full text": as_text(full) + repr(full),
        "list": member.shown(),
        "kept JSON": str(body),
        "mail": whole.decode("ascii"),
        "mail text": text,
        "mail page": page,
    }
    for name, form in forms.items():
        assert "ESA-2026-0001" in form or name == "list", name
        for secret in SECRETS:
            assert secret not in form, f"{secret} is in the {name}"


async def test_the_pictures_of_an_alert_have_lost_what_the_camera_wrote(stage: Stage, box: Outbox) -> None:
    member = await released(stage, box)
    (message,), (slots,) = box.mails(MAILBOX), box.slots(MAILBOX)
    _, _, _, pictures = wire(message, slots)
    ((kept,),) = rows(stage, "SELECT content FROM picture")
    assert isinstance(kept, bytes)
    assert pictures == [kept]
    for secret in ("Whistler", "Sparrow", "IMG_0042", "informant", "Exif"):
        assert secret.encode() not in kept
    assert "Whistler" not in box.text_at(member)


async def test_the_officers_own_words_reach_no_table_but_the_reports(stage: Stage, box: Outbox) -> None:
    await released(stage, box)
    for table in ("alert", "alert_revision", "alert_scope", "delivery", "attempt", "audit", "audit_detail"):
        assert "Sparrow" not in str(rows(stage, f"SELECT * FROM {table}")), table
