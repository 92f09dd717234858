"""A form that goes out as lines of a mail comes back with exactly what was typed, whatever mail programs do to it."""

import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Slots
from channels.email import prepare
from channels.email_in.form import Answered, read_form, write_fields
from channels.email_in.html import text_of_html
from channels.email_in.lines import lines_of_text
from channels.email_splice import splice
from channels.message import Form, FormField, Message
from channels.text import clean, clean_line
from tests.channels.harness_email import NOON, SMTP, parsed, text_of
from tests.examples import examples

FORM = Form(
    token="register.7",
    title="A seizure",
    submit="Send",
    close="Later",
    note="Write behind each colon and send this mail back.",
    lines=(("Office", "ESA"), ("Found", "13 Nov 2026")),
    fields=(
        FormField(name="quantity", label="Quantity", hint="With its unit, such as 12.4 kg", required=True),
        FormField(name="product", label="What was it?", kind="choice", options=(("coc", "Cocaine"), ("her", "Heroin"))),
        FormField(name="place", label="Time (hh:mm) and place", value="Mombasa", error="Which port?"),
        FormField(name="story", label="What happened", kind="text"),
    ),
)


def shown(form: Form = FORM) -> str:
    return "\n".join(write_fields(form))


def back(text: str, *, flowed: bool = False) -> Answered:
    found = read_form(lines_of_text(text, flowed=flowed))
    assert found is not None
    return found


def filled(values: dict[str, str], form: Form = FORM) -> str:
    """The form with these values typed behind its colons."""
    lines = []
    for line in shown(form).split("\n"):
        number = next((n for n in range(1, len(form.fields) + 1) if line.startswith(f"[{n}] ")), None)
        label = line[: line.index(":") + 1] if number else line
        lines.append(f"{label} {values[form.fields[number - 1].name]}" if number else line)
    return "\n".join(lines)


TYPED = {
    "quantity": "12.4 kg",
    "product": "Cocaine",
    "place": "14:30, Mombasa",
    "story": "A reefer.\n\nA motor: opened.",
}


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


REWRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "quoted": quoted,
    "quoted without a blank": lambda text: "\n".join(f">{line}" for line in text.split("\n")),
    "quoted twice": lambda text: quoted(quoted(text)),
    "line ends of the network": lambda text: text.replace("\n", "\r\n"),
    "unbreakable blanks": lambda text: text.replace(": ", ":\xa0"),
    "wide colons": lambda text: "\n".join(
        line.replace(": ", "：", 1) if line.startswith("[") and not line.startswith("[form") else line
        for line in text.split("\n")
    ),
    "blanks before the colons": lambda text: "\n".join(
        line.replace(": ", " : ", 1) if line.startswith("[") and not line.startswith("[form") else line
        for line in text.split("\n")
    ),
    "bold labels": lambda text: "\n".join(
        "*" + line.replace(": ", ":* ", 1) if line.startswith("[") and not line.startswith("[form") else line
        for line in text.split("\n")
    ),
    "the value below its label": lambda text: "\n".join(
        line.replace(": ", ":\n", 1) if line.startswith("[") and not line.startswith("[form") else line
        for line in text.split("\n")
    ),
    "answers between quoted lines": lambda text: "\n".join(
        f"> {line}".replace(": ", ":\n", 1) if line.startswith("[") and not line.startswith("[form") else f"> {line}"
        for line in text.split("\n")
    ),
    "marks of direction": lambda text: text.replace("[", "\u200f[").replace(": ", ":\u200e "),
    "a greeting above": lambda text: f"Good morning,\nhere it is. See [2] below.\n\n{quoted(text)}\n",
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_what_was_typed_comes_back_however_the_mail_was_rewritten(how: str) -> None:
    found = back(REWRITTEN[how](filled(TYPED)))
    assert found == Answered(token="register.7", values=TYPED, changed=True)


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs"])
LINE = st.one_of(
    st.text(st.one_of(LETTERS, st.sampled_from(" :：.,[]>~*مش١é-")), max_size=120), st.text(" :ab", max_size=60)
)


def plain_start(line: str) -> bool:
    """What starts a line of a long text is text, unless it is one of the form's own signs."""
    return not clean(line).strip().startswith((">", "~ ", "["))


@settings(deadline=None, max_examples=examples(40))
@given(
    st.lists(LINE, min_size=3, max_size=3),
    st.lists(LINE.filter(plain_start), max_size=4),
    st.integers(0, 2),
    st.booleans(),
)
def test_any_values_come_back_quoted_or_not_and_wrapped(
    values: list[str], story: list[str], depth: int, crlf: bool
) -> None:
    typed = dict(zip(("quantity", "product", "place"), map(clean_line, values), strict=True))
    typed["story"] = "\n".join(clean_line(line) for line in story).strip()
    if typed["story"].startswith(("[", "~", ">")) or any(one.startswith("> ") for one in typed.values()):
        typed["story"] = ""
    text = filled(typed)
    for _ in range(depth):
        text = quoted(text)
    assert back(text.replace("\n", "\r\n") if crlf else text).values == typed


WORDS = st.lists(st.text("abcéмش.,:0123", min_size=1, max_size=12), max_size=30).map(" ".join)


@settings(deadline=None, max_examples=examples(40))
@given(WORDS, WORDS, WORDS, st.integers(30, 78), st.booleans())
def test_lines_that_a_mail_program_wrapped_come_back_whole(
    quantity: str, product: str, place: str, width: int, marked: bool
) -> None:
    typed = {"quantity": quantity, "product": product, "place": place, "story": "short"}
    wrapped = [
        piece
        for line in filled(typed).split("\n")
        for piece in (textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""])
    ]
    text = "\n".join(wrapped)
    assert back(quoted(text) if marked else text).values == typed


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.text(LETTERS, max_size=40), min_size=4, max_size=4))
def test_a_form_comes_back_by_its_numbers_whatever_its_words_are(labels: list[str]) -> None:
    form = Form(
        token="t.1",
        title="",
        submit="",
        close="",
        fields=tuple(FormField(name=f"f{n}", label=label, value=f"v{n}") for n, label in enumerate(labels)),
    )
    assert back(shown(form)).values == {f"f{n}": f"v{n}" for n in range(4)}


def test_labels_may_be_edited() -> None:
    text = shown().replace("Quantity *", "How much (I changed this)").replace("What was it?", "")
    values = back(text.replace("(I changed this):", "(I changed this): 5 kg")).values
    assert values["quantity"] == "5 kg"
    assert values["product"] == ""


def test_what_stood_in_the_form_comes_back_and_is_not_a_change() -> None:
    found = back(quoted(shown()))
    assert found.values == {"quantity": "", "product": "", "place": "Mombasa", "story": ""}
    assert not found.changed


def test_lines_written_above_the_quoted_form_count_before_it() -> None:
    text = f"[1] 12 kg\n[2] Product: Heroin\n\nRegards, Ann\n\nOn 13 Nov 2026 Liaison wrote:\n{quoted(shown())}"
    values = back(text).values
    assert (values["quantity"], values["product"], values["place"]) == ("12 kg", "Heroin", "Mombasa")


def test_lines_written_below_the_quoted_form_count_before_it() -> None:
    values = back(f"{quoted(shown())}\n\n[1] 12 kg\n\nRegards, Ann").values
    assert (values["quantity"], values["place"]) == ("12 kg", "Mombasa")


def test_of_a_form_and_the_one_it_answers_the_newer_counts() -> None:
    older = Form(token="older", title="", submit="", close="", fields=(FormField(name="x", label="X", value="old"),))
    text = f"{quoted(filled(TYPED))}\n{quoted(quoted(shown(older)))}"
    assert back(text) == Answered(token="register.7", values=TYPED, changed=True)


def test_hints_and_errors_stand_above_their_field_and_never_come_back() -> None:
    lines = shown().split("\n")
    assert lines[lines.index("[1] Quantity *:") - 1] == "~ With its unit, such as 12.4 kg"
    assert lines[lines.index("[2] What was it?:") - 1] == "~ [Cocaine] [Heroin]"
    at = next(at for at, line in enumerate(lines) if line.startswith("[3]"))
    assert lines[at - 1] == "~ ! Which port?"
    assert "unit" not in str(back(shown()).values)


def test_a_choice_shows_its_word() -> None:
    form = Form(
        token="t",
        title="",
        submit="",
        close="",
        fields=(FormField(name="p", label="P", kind="choice", options=(("her", "Heroin"),), value="her"),),
    )
    assert "[1] P: Heroin" in shown(form)


def test_lines_that_flow_are_joined() -> None:
    text = "[1] Quantity: 12 kg of \nwhite powder \nin bags\n[form=t; 00000000; q]"
    assert back(text, flowed=True).values == {"q": "12 kg of white powder in bags"}


def test_without_the_line_for_the_machine_there_is_no_form() -> None:
    assert read_form(lines_of_text("[1] Quantity: 12 kg\n[form=t; what]")) is None


MESSAGE = Message(language="en", title="Your report", form=FORM)


def mail_with(message: Message) -> tuple[str, str]:
    spliced = splice(prepare(message, SMTP), Slots(), to="a@b.example", message_id="d@c.example", thread=(), at=NOON)
    mail = parsed(spliced.replace(b"\r\n..", b"\r\n."))
    return text_of(mail, "plain"), text_of(mail, "html")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_both_bodies_of_a_mail_hold_the_form_and_give_it_back(language: str) -> None:
    label = "الكمية" if language == "ar" else "Quantity"
    fields = (
        FormField(name="q", label=label, value="12.4 kg ق"),
        FormField(name="s", label="S", kind="text", value="a\nb"),
    )
    form = Form(token="t.1", title="F", submit="", close="", note="Do this.", lines=(("L", "V"),), fields=fields)
    plain, html = mail_with(Message(language=language, title="T", form=form))
    for text in (plain, text_of_html(html)):
        assert back(text) == Answered(token="t.1", values={"q": "12.4 kg ق", "s": "a\nb"}, changed=False)
        for words in ("Do this.", "L:", "V"):
            assert words in text


@pytest.mark.parametrize("typed", ["12.4 kg", "سانتوس → مومباسا", "BR → KE"])
def test_a_value_stands_apart_from_an_arabic_label_as_it_was_typed(typed: str) -> None:
    field = FormField(name="q", label="الكمية", hint="مثل 12.5 kg", value=typed)
    form = Form(token="t.1", title="F", submit="", close="", fields=(field,))
    plain, html = mail_with(Message(language="ar", form=form))
    assert f"[1] الكمية: \u2068{typed}\u2069\n" in plain
    assert "مثل \u206612.5 kg\u2069\n" in plain
    assert f"<bdi>{typed}</bdi>" in html
    assert '<bdi dir="ltr" style="white-space:nowrap">12.5 kg</bdi>' in html
    for text in (plain, text_of_html(html)):
        assert back(text) == Answered(token="t.1", values={"q": typed}, changed=False)


def test_a_form_in_a_mail_says_first_what_to_do_then_what_is_settled_then_asks() -> None:
    for text in (mail_with(MESSAGE)[0], text_of_html(mail_with(MESSAGE)[1])):
        places = [text.index(words) for words in ("A seizure", "Write behind", "Office:", "[1] Quantity", "[form=")]
        assert places == sorted(places)


def test_hostile_words_in_a_form_are_text() -> None:
    bad = "</td><script>alert(1)</script>]\n[9] x: y"
    form = Form(
        token=bad,
        title=bad,
        submit=bad,
        close=bad,
        note=bad,
        fields=(FormField(name=bad, label=bad, hint=bad, value=bad),),
    )
    plain, html = mail_with(Message(language="en", form=form))
    assert "<script>" not in html
    for text in (plain, text_of_html(html)):
        found = back(text)
        assert found.token == bad
        assert found.values == {bad: clean_line(bad)}
