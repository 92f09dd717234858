"""What a mail is: headers, bodies and what is spliced in, read the way a mail program reads them."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Slots
from channels.email import prepare
from channels.email_address import SmtpSettings
from channels.email_splice import UnfitSlot, splice
from channels.message import Button, File, Mark, Message, Picture
from channels.text import clean, clean_line
from tests.channels.harness_email import NOON, parsed, text_of

SETTINGS = SmtpSettings(host="127.0.0.1", port=25, mail_from="Liaison démo <alerts@liaison.example>")
AMBER = Mark(label="TLP:AMBER", colour="#FFC000", guarded=True)
ALERT = Message(
    language="en",
    title="Cocaine 12.4 kg in a reefer motor, Santos → Mombasa",
    mention="TLP:AMBER · IMMEDIATE · ESA-2026-0031",
    mark=AMBER,
    text="New: compartment opened.\nLook for: fresh screw marks.\n\nPlease: check like shipments.",
    fields=(("Found", "13 Nov 2026"), ("Route", "Santos (BR) → Mombasa (KE)")),
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def wire(message: Message, slots: Slots | None = None, *, thread: tuple[str, ...] = (), at: datetime = NOON) -> bytes:
    """The mail as a server stores it: dots unstuffed."""
    spliced = splice(
        prepare(message, SETTINGS),
        slots or Slots(),
        to="ann@office.example",
        message_id="d1@liaison.example",
        thread=thread,
        at=at,
    )
    return re.sub(rb"(?m)^\.\.", b".", spliced)


def mail(message: Message, slots: Slots | None = None, *, thread: tuple[str, ...] = ()) -> EmailMessage:
    return parsed(wire(message, slots, thread=thread))


class Page(HTMLParser):
    """What a person sees of HTML, and what it would fetch or open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.links: list[str] = []
        self.sources: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self.links += [found["href"] or ""] if "href" in found else []
        self.sources += [found["src"] or ""] if "src" in found else []

    def handle_data(self, data: str) -> None:
        self.words += data


def page(message: Message, slots: Slots | None = None) -> Page:
    return Page(text_of(mail(message, slots), "html"))


# Headers.


def test_the_headers_say_who_what_and_that_nobody_wrote_by_hand() -> None:
    got = mail(ALERT)
    assert got["From"] == "Liaison démo <alerts@liaison.example>"
    assert got["To"] == "ann@office.example"
    assert got["Message-ID"] == "<d1@liaison.example>"
    assert got["Date"].datetime == NOON
    assert got["MIME-Version"] == "1.0"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["X-Auto-Response-Suppress"] == "All"
    assert got["Content-Language"] == "en"


def test_a_marked_alert_has_its_neutral_line_as_subject_and_title() -> None:
    got = mail(ALERT)
    assert got["Subject"] == ALERT.mention
    assert "Cocaine" not in wire(ALERT).partition(b"\r\n\r\n")[0].decode()
    assert f"<title>{ALERT.mention}</title>" in text_of(got, "html")


def test_without_a_neutral_line_the_title_is_the_subject() -> None:
    assert mail(Message(language="en", title="Your code"))["Subject"] == "Your code"


def test_without_any_line_the_first_line_of_the_text_is_the_subject() -> None:
    assert mail(Message(language="en", text="\n Good morning\nAnn"))["Subject"] == "Good morning"


def test_a_mail_to_one_person_names_no_list() -> None:
    got = mail(ALERT)
    assert [got[name] for name in ("List-Id", "Precedence", "List-Unsubscribe", "References", "Cc", "Bcc")] == [
        None
    ] * 6


def test_a_mail_of_a_list_says_which() -> None:
    got = mail(ALERT, Slots(list_id="esa.alerts.liaison.example"))
    assert got["List-Id"] == "<esa.alerts.liaison.example>"
    assert got["Precedence"] == "list"


def test_one_click_is_offered_only_over_https() -> None:
    secure = mail(ALERT, Slots(unsubscribe_url="https://liaison.example/u/t"))
    assert secure["List-Unsubscribe"] == "<https://liaison.example/u/t>"
    assert secure["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = mail(ALERT, Slots(unsubscribe_url="http://127.0.0.1:8080/u/t"))
    assert plain["List-Unsubscribe"] == "<http://127.0.0.1:8080/u/t>"
    assert plain["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize("url", ["https://liaison.example/u/t", "http://127.0.0.1:8080/u/t"])
def test_the_unsubscribe_link_stands_in_both_bodies(url: str) -> None:
    slots = Slots(unsubscribe_url=url, unsubscribe_label="Arrêter <ces> envois")
    assert f"Arrêter <ces> envois: {url}" in text_of(mail(ALERT, slots), "plain")
    shown = page(ALERT, slots)
    assert shown.links == [url]
    assert "Arrêter <ces> envois" in shown.words


def test_a_thread_names_first_to_last_and_answers_the_last() -> None:
    got = mail(ALERT, thread=("d-a@liaison.example", "d-b@liaison.example"))
    assert got["References"] == "<d-a@liaison.example> <d-b@liaison.example>"
    assert got["In-Reply-To"] == "<d-b@liaison.example>"


def test_a_long_thread_keeps_its_first_and_its_newest() -> None:
    got = mail(ALERT, thread=tuple(f"d{number}@liaison.example" for number in range(100)))
    named = got["References"].split()
    assert named[0] == "<d0@liaison.example>"
    assert named[-1] == "<d99@liaison.example>"
    assert len(named) == 20


@pytest.mark.parametrize("name", ["Ann Other", 'Ann "the \\ ace" Other', "Änne Müller", "علي", "a, b <c@d>"])
def test_the_recipients_name_is_shown_and_nothing_else_is_addressed(name: str) -> None:
    got = mail(ALERT, Slots(recipient=name))
    (only,) = got["To"].addresses
    assert only.addr_spec == "ann@office.example"
    assert only.display_name == name


def test_a_long_name_beyond_ascii_is_cut_into_words_of_75() -> None:
    name = "山田太郎" * 20
    (to,) = re.findall(
        rb"^To: (.*\r\n .*)$", wire(ALERT, Slots(recipient=name)).replace(b"\r\n =?", b" =?"), re.MULTILINE
    )
    words = re.findall(rb"=\?\S+\?=", to)
    assert max(len(word) for word in words) <= 75
    assert str(make_header(decode_header(b" ".join(words).decode()))) == name


def test_a_mail_lists_nobody_but_its_recipient() -> None:
    addresses = set(
        re.findall(rb"[\w.+-]+@[\w.-]+", wire(ALERT, Slots(recipient="Ann"), thread=("d0@liaison.example",)))
    )
    assert addresses == {b"ann@office.example", b"alerts@liaison.example", b"d1@liaison.example", b"d0@liaison.example"}


# Built once, then spliced.


def test_the_same_message_gives_the_same_bytes() -> None:
    full = Message(language="ar", title="مرحبا", pictures=(Picture(ref="1", alt="x", content=PNG),), mark=AMBER)
    assert prepare(full, SETTINGS) == prepare(full, SETTINGS)
    assert wire(full) == wire(full)


def test_with_its_slots_blanked_every_copy_is_what_was_prepared() -> None:
    """What is sent is what was approved: nothing but the listed slots differs."""
    prepared = prepare(ALERT, SETTINGS)
    sent = splice(
        prepared,
        Slots(recipient="Ann", repeat=True, repeat_note="again", unsubscribe_url="https://x.example/u"),
        to="ann@office.example",
        message_id="d1@liaison.example",
        thread=(),
        at=NOON,
    )
    at = 0
    for piece in prepared.pieces:
        at = sent.index(piece, at) + len(piece)
    assert at == len(sent)


def test_a_text_that_looks_like_a_slot_stays_text() -> None:
    guesses = "\n".join(
        f"SLOT-{n}-{name}-SLOT" for n in range(3) for name in ("HEAD", "TNOTE", "TFOOT", "HNOTE", "HFOOT")
    )
    message = Message(language="en", title="X-Slot: SLOT-0-HEAD-SLOT", text=guesses)
    slots = Slots(unsubscribe_url="https://x.example/secret")
    assert guesses in text_of(mail(message, slots), "plain")
    assert text_of(mail(message, slots), "plain").count("https://x.example/secret") == 1
    assert mail(message)["Subject"] == message.title


def test_a_long_link_beside_text_beyond_ascii_survives_splicing() -> None:
    url = "https://liaison.example/u/" + "aB3-_=.~%20" * 60
    message = Message(language="fr", title="É" * 300, text="à" * 3000)
    slots = Slots(unsubscribe_url=url, unsubscribe_label="Se désabonner", repeat=True, repeat_note="Déjà reçu ?")
    got = mail(message, slots)
    assert url in text_of(got, "plain")
    assert page(message, slots).links == [url]
    assert "Déjà reçu ?" in text_of(got, "plain")
    assert "à" * 3000 in text_of(got, "plain")


def test_a_possible_repeat_says_so_behind_the_mark_in_both_bodies() -> None:
    slots = Slots(repeat=True, repeat_note="This may be a second copy.")
    for words in (text_of(mail(ALERT, slots), "plain"), page(ALERT, slots).words.partition("ESA-2026-0031")[2]):
        assert 0 <= words.index("TLP:AMBER") < words.index("This may be a second copy.") < words.index("Cocaine")


def test_a_first_copy_says_nothing_of_repeats() -> None:
    assert b"second copy" not in wire(ALERT, Slots(repeat=False, repeat_note="This may be a second copy."))


@pytest.mark.parametrize(
    "slots",
    [
        Slots(unsubscribe_url="https://x.example/u\r\nBcc: eve@office.example"),
        Slots(unsubscribe_url="javascript:alert(1)"),
        Slots(unsubscribe_url="https://x.example/>, <https://eve.example/"),
        Slots(unsubscribe_url="https://x.example/" + "a" * 1000),
        Slots(list_id="a>\r\nBcc: eve@office.example"),
    ],
)
def test_a_slot_that_does_not_fit_is_refused(slots: Slots) -> None:
    with pytest.raises(UnfitSlot):
        wire(ALERT, slots)


def test_an_id_of_another_service_does_not_become_a_thread() -> None:
    with pytest.raises(UnfitSlot):
        wire(ALERT, thread=("42>\r\nBcc: eve",))


# S-58: nothing typed anywhere adds a header or breaks the mail.

BREAKING = '\r\n\0\t .:<>@=?-_"\\,;ab'
HOSTILE = st.one_of(
    st.text(BREAKING, max_size=300),  # a name in ASCII stands in its header as it is, any other one encoded
    st.text(st.one_of(st.sampled_from(BREAKING + "\u202e\u200b\u2028\x85\ud800é→مش📦"), st.characters()), max_size=300),
)


@settings(deadline=None)  # a busy machine must not fail it
@given(title=HOSTILE, mention=HOSTILE, text=HOSTILE, name=HOSTILE, note=HOSTILE, label=HOSTILE)
def test_no_text_adds_a_header_or_breaks_the_mail(
    title: str, mention: str, text: str, name: str, note: str, label: str
) -> None:
    message = Message(
        language="en",
        title=title,
        mention=mention,
        text=text,
        mark=Mark(label=label, colour=label, guarded=False),
        fields=((label, text),),
        files=(File(name=name, kind=label, content=b"x"),),
    )
    slots = Slots(
        recipient=name, repeat=True, repeat_note=note, unsubscribe_url="https://x.example/u", unsubscribe_label=label
    )
    raw = wire(message, slots)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    got = parsed(raw)
    assert sorted(got.keys()) == sorted(
        [
            *("Date", "To", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "From", "Subject"),
            *("MIME-Version", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "Content-Type"),
        ],
    )
    assert [address.addr_spec for address in got["To"].addresses] == ["ann@office.example"]
    plain = text_of(got, "plain")
    for line in clean(text).strip().split("\n"):
        assert line.rstrip() in plain
    assert clean_line(title) in plain


@pytest.mark.parametrize(
    "name", ["a\r\nBcc: eve@office.example", 'a"\r\n\r\nb', "a\rb", "a\0b", "é\r\nBcc: eve@office.example"]
)
def test_a_hostile_name_addresses_nobody_else(name: str) -> None:
    got = mail(ALERT, Slots(recipient=name))
    assert got["Bcc"] is None
    (only,) = got["To"].addresses
    assert only.addr_spec == "ann@office.example"
    assert only.display_name == clean_line(name)


@pytest.mark.parametrize(
    "title",
    [
        "x" * 1000,
        "a\r\nBcc: eve@office.example",
        "a\r\n\r\nb",
        "📦" * 300,
        "a\0b",
        "=?utf-8?q?x?=",
        "é" * 1000,
        " ",
        "\u202ecod.exe",
    ],
    ids=["long word", "line end", "blank line", "emoji", "NUL", "encoded word", "long accents", "blank", "override"],
)
def test_a_hostile_subject_is_one_clean_line(title: str) -> None:
    raw = wire(Message(language="en", mention=title, text="x"))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    subject = parsed(raw)["Subject"]
    assert len(subject) <= 200
    assert subject.rstrip("…") in (clean_line(title) or "x")
    assert parsed(raw).keys().count("Subject") == 1


def test_hostile_text_is_shown_literally_and_nothing_is_a_link() -> None:
    text = "<b>x</b> &amp; [x](javascript:alert(1)) https://eve.example/ <img src=https://eve.example/p> <!channel> @all _a_ *b*"
    message = Message(language="en", title=text, text=text, fields=((text, text),), mark=AMBER, mention=text)
    shown = page(message)
    assert shown.words.count(text) == 5  # subject, title, text, label and value
    assert shown.links == []
    assert shown.sources == []
    assert text in text_of(mail(message), "plain")


def test_what_hides_or_turns_text_is_taken_out_of_every_part_of_a_mail() -> None:
    bad = "a\u202eb\u200bc\0d"
    message = Message(
        language="en",
        title=bad,
        mention=bad,
        text=bad,
        mark=Mark(label=bad, colour="", guarded=False),
        fields=((bad, bad),),
        pictures=(Picture(ref="1", alt=bad), Picture(ref="2", alt=bad, content=PNG)),
        files=(File(name=bad, kind="text/plain", content=b""),),
    )
    slots = Slots(
        recipient=bad, repeat=True, repeat_note=bad, unsubscribe_url="https://x.example/u", unsubscribe_label=bad
    )
    got = mail(message, slots)
    shown = [got["Subject"], got["To"], text_of(got, "plain"), text_of(got, "html")]
    shown += [part.get_filename() for part in got.iter_attachments()]
    for words in shown:
        assert not set("\u202e\u200b\0").intersection(words)
        assert "abcd" in words


# How it looks.


def test_the_mark_is_a_coloured_bar_on_black_at_top_and_bottom() -> None:
    bars = [found for tag, found in page(ALERT).tags if found.get("class") == "bar"]
    assert len(bars) == 2
    for bar in bars:
        style = bar["style"] or ""
        assert "background-color:#000000" in style
        assert "color:#FFC000" in style
        assert "border-top:4px solid #FFC000" in style
    assert text_of(mail(ALERT), "plain").strip().startswith("=== TLP:AMBER ===")
    assert text_of(mail(ALERT), "plain").strip().endswith("=== TLP:AMBER ===")


def test_a_colour_that_is_none_becomes_white() -> None:
    forged = Mark(label="TLP:RED", colour='red;background:url(https://eve.example/)"', guarded=True)
    html = text_of(mail(Message(language="en", mark=forged, text="x")), "html")
    assert "eve.example" not in html
    assert "color:#FFFFFF" in html


def test_a_mail_without_a_mark_has_no_bar() -> None:
    assert [found for _, found in page(Message(language="en", text="x")).tags if found.get("class") == "bar"] == []


def test_both_bodies_say_the_same() -> None:
    plain, shown = text_of(mail(ALERT), "plain"), page(ALERT).words
    for words in (
        "TLP:AMBER",
        ALERT.title,
        "New: compartment opened.",
        "Please: check like shipments.",
        "13 Nov 2026",
        "Found",
    ):
        assert words in plain
        assert words in shown
    assert "Santos (BR) → Mombasa (KE)" in plain
    assert "Santos (BR) → Mombasa (KE)" in shown


def test_a_route_is_a_strip_of_places_and_a_sentence_with_a_route_in_it_is_none() -> None:
    sentence = "Similar shipments on the route Santos (BR) → Mombasa (KE)."
    assert text_of(mail(ALERT), "html").count('class="stop"') == 2
    assert text_of(mail(replace(ALERT, fields=(("Look for", sentence),))), "html").count('class="stop"') == 0


def test_nothing_is_fetched_and_nothing_runs() -> None:
    html = text_of(mail(ALERT, Slots(unsubscribe_url="https://x.example/u")), "html")
    assert not re.search(r"<script|<link|@import|url\(|@font-face|<form|\bon\w+=", html)
    assert page(ALERT).sources == []


def test_it_is_readable_in_the_dark_and_on_a_phone() -> None:
    html = text_of(mail(ALERT), "html")
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "@media (max-width: 480px)" in html
    assert "max-width:600px" in html


def test_buttons_are_left_out() -> None:
    button = Button(label="Read and understood", token="read.alert.x.1")
    assert b"understood" not in wire(Message(language="en", text="x", buttons=((button,),)))


def test_a_picture_travels_inside_and_only_once() -> None:
    message = Message(
        language="en",
        text="x",
        pictures=(Picture(ref="1", alt="The <motor>", content=PNG), Picture(ref="2", alt="Again", content=PNG)),
    )
    got = mail(message)
    inside = [part for part in got.walk() if part.get_content_maintype() == "image"]
    assert [part.get_content() for part in inside] == [PNG]
    assert inside[0].get_content_type() == "image/png"
    cid = inside[0]["Content-ID"].strip("<>")
    assert page(message).sources == [f"cid:{cid}", f"cid:{cid}"]
    assert "The <motor>" in page(message).words
    assert "[The <motor>]" in text_of(got, "plain")


def test_a_picture_whose_bytes_are_not_given_is_named() -> None:
    message = Message(language="en", text="x", pictures=(Picture(ref="1", alt="The motor"),))
    assert page(message).sources == []
    assert "[The motor]" in page(message).words


def test_a_file_is_attached_under_a_harmless_name() -> None:
    files = (
        File(name="../état\r\n.pdf", kind="application/pdf", content=b"%PDF"),
        File(name="x.eml", kind="message/rfc822", content=b"\xff"),
    )
    first, second = mail(Message(language="en", text="x", files=files)).iter_attachments()
    assert (first.get_content_type(), first.get_content()) == ("application/pdf", b"%PDF")
    assert first.get_filename() == ".._état .pdf"
    assert (second.get_content_type(), second.get_content()) == ("application/octet-stream", b"\xff")


@pytest.mark.parametrize("language", ["ar", "fa", "he", "ur", "ar-EG", "ks-Arab"])
def test_languages_written_from_the_right_run_from_the_right(language: str) -> None:
    html = text_of(mail(Message(language=language, text="مرحبا")), "html")
    assert f'<html lang="{language}" dir="rtl">' in html


@pytest.mark.parametrize("language", ["en", "fr", "ru", "az-Latn"])
def test_other_languages_run_from_the_left(language: str) -> None:
    assert 'dir="rtl"' not in text_of(mail(Message(language=language, text="x")), "html")


def test_codes_in_arabic_text_keep_their_direction() -> None:
    message = Message(
        language="ar", text="رقم ESA-2026-0031 بتاريخ 2026-11-13 (40 ft)", fields=(("الرقم", "بحري MSCU 123456-6"),)
    )
    html = text_of(mail(message), "html")
    for code in ("ESA-2026-0031", "2026-11-13 (40 ft)", "MSCU 123456-6"):
        assert re.search(rf'<bdi dir="ltr"[^>]*>{re.escape(code)}</bdi>', html)
        assert f"\u2066{code}\u2069" in text_of(mail(message), "plain")


def test_a_number_and_its_unit_stay_together_behind_an_arabic_label() -> None:
    message = Message(language="ar", fields=(("الكمية", "12.4 kg"), ("Mass", "2 t")))
    assert "\u206812.4 kg\u2069\n" in text_of(mail(message), "plain")
    assert "\u2068" not in text_of(mail(Message(language="en", fields=message.fields)), "plain")


def test_an_arrow_between_arabic_words_points_the_way_it_is_read() -> None:
    message = Message(language="ar", title="سانتوس → مومباسا", text="Santos → Mombasa")
    plain = text_of(mail(message), "plain")
    assert "سانتوس ← مومباسا" in plain
    assert "Santos → Mombasa" in plain


def test_an_english_line_in_an_arabic_mail_runs_from_the_left() -> None:
    html = text_of(mail(Message(language="ar", text="Check like shipments")), "html")
    assert '<p dir="ltr"' in html


def test_a_mail_is_dated_in_the_time_it_was_given() -> None:
    at = datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)
    assert parsed(wire(ALERT, at=at))["Date"] == "Sat, 28 Feb 2026 23:59:59 +0000"
