"""What a person's mail says, as mail programs of all kinds send it."""

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email_in.form import write_fields
from channels.email_in.html import text_of_html
from channels.email_in.parts import LOGO_BYTES
from channels.email_in.read import Heard, find_place, find_return_path, key_of, parse, read
from channels.email_in.settings import MailInSettings, Place, our_addresses
from channels.message import Filled, Form, FormField, Happened, Incoming, Receipt, Said, Sent
from tests.channels.harness_email import NOON, REPORT_TO, SMTP, written
from tests.examples import examples

ADDRESSES = our_addresses(SMTP, MailInSettings(report_to=REPORT_TO, listen_port=0))
FORM = Form(
    token="register.7",
    title="A seizure",
    submit="Send",
    close="Later",
    fields=(FormField(name="q", label="Quantity"), FormField(name="p", label="Place", value="Mombasa")),
)
FIELDS = "\n".join(write_fields(FORM))
RELAY = "mx.liaison.example"


def hear(mail: bytes | EmailMessage, *, place: Place | None = None, relay: str = "") -> Heard:
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    heard = read(
        parse(raw),
        return_path="ann@office.example",
        place=place or Place(kind="report"),
        addresses=ADDRESSES,
        relay=relay,
        now=NOON,
    )
    assert isinstance(heard, Heard)
    return heard


def said(mail: bytes | EmailMessage) -> str:
    content = hear(mail).said.content
    assert isinstance(content, Said)
    return content.text


def mail_of(text: str = "", html: str = "", **fields: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ann Other <ann@office.example>"
    mail["To"] = REPORT_TO
    mail["Message-ID"] = "<1@office.example>"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    if text:
        mail.set_content(text)
    if html and text:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    return mail


# Who.


def test_the_sender_is_the_author_in_small_letters_and_where_to_answer() -> None:
    news = hear(written("hello", sender="Ann.Other@Office.example")).said
    assert news.sender == news.conversation
    assert news.sender is not None
    assert news.sender.id == "ann.other@office.example"
    assert (news.sender_name, news.private, news.form) == ("Ann Other", True, "message")


def test_an_answer_can_stand_in_the_thread_of_the_mail() -> None:
    assert hear(written("hello", key="CA+x=1")).said.thread == Receipt(("CA+x=1@office.example",))
    assert hear(written("hello", key="a b")).said.thread is None


@pytest.mark.parametrize(
    "line",
    [
        "From: ann@office.example, bob@office.example",
        "From: ann@office.example\r\nFrom: bob@office.example",
        "From: nobody",
        "From: ann@office.example\0",
        "From: <ann@[127.0.0.1]>",
        "From: a Bcc: eve@office.example <ann@office.example>",
        "From:",
        "X: y",
    ],
)
def test_a_mail_without_exactly_one_author_is_not_heard(line: str) -> None:
    mail = parse(f"{line}\r\nSubject: x\r\n\r\nhello\r\n".encode())
    place = Place(kind="report")
    assert read(mail, return_path="a@b.example", place=place, addresses=ADDRESSES, relay="", now=NOON) is None


@pytest.mark.parametrize("name", ["=?utf-8?b?w4TOqQ0KQmNjOiB4?=", "\u202eevil", "x" * 1000])
def test_a_hostile_name_is_one_clean_line(name: str) -> None:
    news = hear(f"From: {name} <ann@office.example>\r\n\r\nhello\r\n".encode()).said
    assert news.sender is not None
    assert news.sender.id == "ann@office.example"
    assert len(news.sender_name) <= 100
    assert not set("\r\n\0\u202e").intersection(news.sender_name)


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("Accept-Language: fr-FR, en-US\r\nContent-Language: en-US", "fr-FR"),
        ("Content-Language: ar", "ar"),
        ("Content-Language: <b>\r\nAccept-Language: *", ""),
        ("X: y", ""),
    ],
)
def test_the_language_is_what_the_mail_program_says(head: str, language: str) -> None:
    assert hear(written("hello", head=f"{head}\r\n")).said.language == language


def test_a_sender_is_proven_only_by_the_relay_and_never_by_a_token() -> None:
    good = written("x", head=f"Authentication-Results: {RELAY}; dkim=pass header.d=office.example\r\n")
    assert hear(good, relay=RELAY).said.proven
    assert not hear(good).said.proven
    assert not hear(written("x"), relay=RELAY).said.proven
    answered = hear(written("x"), relay=RELAY, place=Place(kind="report", token="t.1")).said
    assert (answered.about, answered.proven) == ("t.1", False)


# What was said.


def test_a_new_mail_says_its_text_and_without_one_its_subject() -> None:
    assert said(written("Cocaine\nin a reefer\n\nmore")) == "Cocaine\nin a reefer\n\nmore"
    assert said(written("")) == "Report"


def test_an_empty_answer_says_nothing() -> None:
    mail = parse(written("\n> quoted\n", head="In-Reply-To: <d@liaison.example>\r\n"))
    place = Place(kind="report")
    assert read(mail, return_path="a@b.example", place=place, addresses=ADDRESSES, relay="", now=NOON) is None


QUOTING = {
    "Gmail": "Yes, take it.\n\nOn Fri, 13 Nov 2026 at 12:00, Liaison <alerts@liaison.example> wrote:\n\n> Old text\n> more\n",
    "Gmail, wrapped": "Yes, take it.\n\nOn Fri, 13 Nov 2026 at 12:00, Liaison\n<alerts@liaison.example> wrote:\n> Old text\n",
    "French": "Yes, take it.\n\nLe ven. 13 nov. 2026 à 12:00, Liaison <a@l.example> a écrit :\n\n> Old text\n",
    "Arabic": "Yes, take it.\n\nفي الجمعة، 13 نوفمبر 2026 كتب Liaison:\n\n> Old text\n",
    "below": "> Old text\n> more\n\nYes, take it.\n",
    "below its line": "On 13 Nov 2026 Liaison wrote:\n> Old text\n\nYes, take it.\n",
    "signature": "Yes, take it.\n-- \nAnn Other\nCustoms\n",
    "Outlook": "Yes, take it.\n\nFrom: Liaison <alerts@liaison.example>\nSent: Friday, 13 November 2026 12:00\nTo: Ann\nSubject: Alert\n\nOld text\n",
    "Outlook, French": "Yes, take it.\n\nDe : Liaison <alerts@liaison.example>\nEnvoyé : vendredi 13 novembre 2026\nÀ : Ann\nObjet : Alerte\n\nOld text\n",
    "Outlook, old": "Yes, take it.\n\n-----Original Message-----\nFrom: Liaison\nOld text\n",
    "Yahoo": "Yes, take it.\n________________________________\nFrom: Liaison\nOld text\n",
}


@pytest.mark.parametrize("how", QUOTING)
def test_only_what_is_new_is_said(how: str) -> None:
    assert said(written(QUOTING[how], head="In-Reply-To: <d@liaison.example>\r\n")) == "Yes, take it."


def test_what_looks_like_a_head_in_a_report_is_part_of_it() -> None:
    text = "From: Santos\nTo: Mombasa\nDate: 13 Nov 2026\nSubject: cocaine"
    assert said(written(text)) == text


def test_a_forwarded_mail_is_said_whole() -> None:
    text = "From: Bob <bob@office.example>\nSent: Friday\nTo: Ann\nSubject: A find\n\nCocaine at the port."
    assert "Cocaine at the port." in said(mail_of(f"See below.\n\n{text}", Subject="FW: A find"))
    assert "Cocaine" in said(written(f"> {text}"))


def test_of_html_alone_the_text_is_read_as_it_is_seen() -> None:
    html = (
        "<html><head><title>x</title><style>p {}</style></head><body><p>Yes,&nbsp;take <b>it</b>.</p>"
        "<script>alert(1)</script><div>2 &lt; 3</div><p>a<br>b</p>"
        '<div class="gmail_quote"><div>On Fri, 13 Nov 2026 Liaison wrote:</div>'
        "<blockquote><div>Old text</div></blockquote></div></body></html>"
    )
    assert said(mail_of(html=html)) == "Yes, take it.\n2 < 3\na\nb"


def test_broken_html_is_read_as_far_as_it_goes() -> None:
    assert said(mail_of(html="<p>One<p>Two</blockquote></td></style><![weird <b>Three")).startswith("One\nTwo")


@pytest.mark.parametrize("piece", ["<!--", "</p", "<", "<!"])
def test_markup_made_to_keep_a_reader_busy_is_read(piece: str) -> None:
    """A minute and more each, where it is read as the standard library would."""
    assert said(mail_of(html="<p>One</p>" + piece * (280_000 // len(piece)))).startswith("One")


def test_quotations_in_quotations_end_somewhere() -> None:
    assert text_of_html("<blockquote>" * 1000 + "x") == "> " * 20 + "x"


def test_lines_that_flow_are_one_paragraph() -> None:
    mail = written("A long \nsentence.\n\nNext").replace(b"charset=utf-8", b"charset=utf-8; format=flowed")
    assert said(mail) == "A long sentence.\n\nNext"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "nonsense", "idna", "utf-8\0"])
def test_text_in_any_character_set_is_read(charset: str) -> None:
    head = f"From: ann@office.example\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
    assert said(head.encode() + "Café".encode("latin-1")).startswith("Caf")


def test_invisible_letters_are_taken_out() -> None:
    assert said(written("a\u202eb\u200bc\0d")) == "abcd"


def test_a_very_long_text_is_cut() -> None:
    assert len(said(written("word " * 10_000))) == 20_000


# Forms.


def reply(text: str, html: str = "") -> Filled | Said | object:
    return hear(mail_of(text, html, In_Reply_To="<d@liaison.example>")).said.content


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def test_a_form_that_was_filled_in_comes_back_as_one() -> None:
    text = (
        f"Here it is. Ann\n\nOn 13 Nov 2026 Liaison wrote:\n{quoted(FIELDS.replace('Quantity:', 'Quantity: 12.4 kg'))}"
    )
    assert reply(text) == Filled(values={"q": "12.4 kg", "p": "Mombasa"}, form="register.7")


def test_words_above_an_untouched_form_are_what_is_said() -> None:
    assert reply(f"Please cancel this.\n\nOn 13 Nov 2026 Liaison wrote:\n{quoted(FIELDS)}") == Said(
        text="Please cancel this."
    )


def test_an_untouched_form_without_a_word_is_sent_as_it_stands() -> None:
    assert reply(quoted(FIELDS)) == Filled(values={"q": "", "p": "Mombasa"}, form="register.7")


def test_a_form_is_found_in_the_html_where_the_plain_text_lost_it() -> None:
    lines = FIELDS.replace("Quantity:", "Quantity: 5 kg").split("\n")
    html = "".join(f"<tr><td><p>{line}</p></td></tr>" for line in lines)
    assert reply("", f"<table>{html}</table>") == Filled(values={"q": "5 kg", "p": "Mombasa"}, form="register.7")
    assert reply("Sent from a phone", f"<table>{html}</table>") == Filled(
        values={"q": "5 kg", "p": "Mombasa"}, form="register.7"
    )


# Pictures.


def with_picture(content: bytes, *, disposition: str = "attachment", cid: str = "") -> EmailMessage:
    mail = mail_of("Here")
    mail.add_attachment(content, "image", "jpeg", filename="engine.jpg", disposition=disposition, cid=cid or None)
    return mail


@pytest.mark.parametrize(
    ("disposition", "cid", "size", "taken"),
    [
        ("attachment", "", 100, True),
        ("attachment", "<1@x>", 100, True),
        ("inline", "<1@x>", LOGO_BYTES, True),
        ("inline", "<1@x>", LOGO_BYTES - 1, False),
        ("inline", "", 100, False),
        ("inline", "<a@liaison.example>", LOGO_BYTES, False),
        ("attachment", "", 0, False),
    ],
    ids=["attached", "attached with an id", "large inline", "logo", "inline without id", "our own", "empty"],
)
def test_which_pictures_count(disposition: str, cid: str, size: int, taken: bool) -> None:
    assert bool(hear(with_picture(b"x" * size, disposition=disposition, cid=cid)).pictures) is taken


def test_a_picture_without_a_word_is_heard() -> None:
    mail = with_picture(b"x" * 100)
    del mail["Subject"]
    mail["In-Reply-To"] = "<d@liaison.example>"
    text = next(mail.iter_parts())
    text.set_payload("")
    heard = hear(mail)
    assert heard.said.content == Sent(pictures=())
    assert [(one.name, one.content) for one in heard.pictures] == [("engine.jpg", b"x" * 100)]


def test_what_is_no_picture_is_counted_but_for_what_programs_attach() -> None:
    mail = mail_of("Here")
    mail.add_attachment(b"%PDF", "application", "pdf", filename="report.pdf")
    mail.add_attachment(b"x", "application", "pgp-signature", filename="signature.asc")
    mail.add_attachment("BEGIN:VCARD", subtype="vcard", filename="ann.vcf")
    assert hear(mail).unusable == 1


def test_a_picture_a_program_calls_a_file_is_one() -> None:
    mail = mail_of("Here")
    mail.add_attachment(b"x" * 100, "application", "octet-stream", filename="IMG_1.HEIC")
    assert [one.name for one in hear(mail).pictures] == ["IMG_1.HEIC"]


def test_a_mail_within_the_mail_is_not_read() -> None:
    mail = mail_of("Here")
    mail.add_attachment(with_picture(b"x" * 100))
    heard = hear(mail)
    assert (heard.said.content, heard.pictures, heard.unusable) == (Said(text="Here"), (), 1)


# Keys and places.


def key(mail: bytes, place: Place | None = None) -> str:
    return key_of(parse(mail), place or Place(kind="report"))


def test_the_same_mail_has_one_key_whatever_was_put_above_it() -> None:
    for mail in (written("x"), written("x").replace(b"Message-ID", b"X-Id")):
        assert key(mail) == key(b"Received: from a\r\nDelivered-To: b@c.example\r\n" + mail.replace(b"\r\n", b"\n"))


def test_other_mails_other_places_and_other_authors_have_other_keys() -> None:
    without = written("x").replace(b"Message-ID", b"X-Id")
    keys = {
        key(written("x")),
        key(written("x", key="2")),
        key(written("x", sender="eve@office.example")),
        key(written("x"), Place(kind="report", token="t")),
        key(written("x"), Place(kind="unsubscribe", token="t")),
        key(without),
        key(without.replace(b"\r\nx\r\n", b"\r\ny\r\n")),
    }
    assert len(keys) == 7


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("Delivered-To: reports+t.1@liaison.example\r\nTo: x@y.example", Place(kind="report", token="t.1")),
        ("X-Original-To: Reports+u+t.1@liaison.example", Place(kind="unsubscribe", token="t.1")),
        ("Delivered-To: reports@liaison.example\r\nTo: reports+t.1@liaison.example", Place(kind="report", token="t.1")),
        ("To: Bob <bob@office.example>, Reports <reports@liaison.example>", Place(kind="report")),
        ("To: undisclosed-recipients:;", Place(kind="report")),
        ("X: y", Place(kind="report")),
    ],
)
def test_without_an_envelope_the_headers_tell_where_a_mail_came_to(head: str, place: Place) -> None:
    assert find_place(parse(f"{head}\r\n\r\nx".encode()), ADDRESSES) == place


def test_without_an_envelope_the_return_path_is_the_one_written_down() -> None:
    assert find_return_path(parse(b"Return-Path: <>\r\n\r\n")) == ""
    assert find_return_path(parse(b"Return-Path: <a@b.example>\r\n\r\n")) == "a@b.example"
    assert find_return_path(parse(b"X: y\r\n\r\n")) is None


# Whatever comes.

PIECES = st.sampled_from(
    [
        *(
            b"From: ann@office.example\r\n",
            b"From: =?x?q?=\r\n",
            b"Message-ID: <\r\n",
            b"\r\n",
            b"--b\r\n",
            b"--b--\r\n",
        ),
        *(b'Content-Type: multipart/mixed; boundary="b"\r\n', b"Content-Type: text/html\r\n", b"Content-Type: ;=\r\n"),
        *(b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: text/plain; charset*=x'y'z\r\n", b"<p>a</b>\r\n"),
        *(b"Content-Disposition: attachment; filename*0*=nonsense''%ff%fe; filename=\"a.jpg\"\r\n", b"[1] a: b\r\n"),
        *(
            b"[form=a; 00000000; b]\r\n",
            b"Content-Type: message/delivery-status\r\n",
            b"Action: failed\r\n",
            b"> x\r\n",
        ),
        *(
            b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
            b"\xff\xfe\0",
            b"Date: x\r\n",
        ),
        *(
            b"Final-Recipient: x\r\n",
            b"Status: 5\r\n",
            b"Authentication-Results: mx.liaison.example; dkim=pass (((\r\n",
        ),
    ]
)


@settings(deadline=None, max_examples=examples(150))
@given(
    st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=14),
    st.sampled_from(["report", "bounce", "unsubscribe"]),
)
def test_no_bytes_whatever_break_the_reading(pieces: list[bytes], kind: str) -> None:
    place = next(
        one
        for one in (Place(kind="report"), Place(kind="bounce", token="t"), Place(kind="unsubscribe", token="t"))
        if one.kind == kind
    )
    mail = parse(b"".join(pieces))
    news = read(mail, return_path=None, place=place, addresses=ADDRESSES, relay=RELAY, now=NOON)
    assert news is None or isinstance(news, Heard | Happened)
    if isinstance(news, Heard):
        assert isinstance(news.said, Incoming)
        assert news.said.sender is not None


def test_base64_of_a_picture_is_undone() -> None:
    content = bytes(range(256)) * 4
    head = b'From: a@b.example\r\nContent-Type: image/png; name="x.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    assert hear(head + base64.encodebytes(content)).pictures[0].content == content
