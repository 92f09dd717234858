"""People who write by mail: whose mail it is, reports by form, and never the same words twice."""

import re
from datetime import timedelta

import pytest

from bot import mailing
from channels.message import Filled, Form
from tests.bot.client import Client
from tests.bot.hall import befalls
from tests.bot.outbox import Outbox, files
from tests.bot.rows import everything, rows
from tests.bot.stage import Stage
from tests.bot.writer import Writer, drafts, writer

pytestmark = pytest.mark.usefixtures("box")
"""Nothing may have raised."""

IN_YOUR_NAME = "A mail came in your name, and nothing proves that it was you, so nothing of it was kept."
OLD_FORM = "That form is an old one; nothing was changed."


# Whose mail it is.


async def test_a_mail_the_mail_server_vouches_for_begins_a_report(stage: Stage, clerk: Writer) -> None:
    await clerk.writes("Cocaine found at Mombasa")
    assert clerk.form().startswith("form.report.")
    assert drafts(stage) == 1


async def test_a_mail_that_nothing_proves_changes_nothing_and_is_asked_about(stage: Stage, clerk: Writer) -> None:
    assert (await clerk.writes("/report", proven=False)).startswith(IN_YOUR_NAME)
    assert drafts(stage) == 0


async def test_the_owner_of_a_mailbox_is_asked_no_more_than_every_ten_minutes(stage: Stage, clerk: Writer) -> None:
    asked = 0
    for _ in range(12):
        asked += bool(await clerk.writes("/report", proven=False))
        stage.clock.passes(timedelta(minutes=1))
    assert asked <= 2


async def test_an_answer_that_brings_our_token_is_its_readers(stage: Stage, clerk: Writer) -> None:
    await clerk.writes("/report", proven=False, about=await clerk.token())
    assert drafts(stage) == 1


async def test_the_token_of_another_mailbox_or_of_no_key_of_ours_proves_nothing(
    stage: Stage, clerk: Writer, reader: Writer
) -> None:
    expired = await clerk.token()
    stage.clock.passes(timedelta(days=30))
    for token in (expired, await reader.token(), "1.ffffffff.forged", "", "x" * 2000, "\u202e"):
        await clerk.writes("/report", proven=False, about=token)
    assert drafts(stage) == 0


@pytest.mark.parametrize("proven", [True, False])
async def test_somebody_unknown_is_not_answered(stage: Stage, stranger: Writer, proven: bool) -> None:
    for text in ("hello", "/start", "/start wrong-code", "/help"):
        assert await stranger.writes(text, proven=proven) == ""
    assert drafts(stage) == 0


async def test_somebody_invited_joins_by_a_mail_with_the_code_and_their_usual_last_lines(
    stage: Stage, stranger: Writer
) -> None:
    code = await stage.invitation()
    await stranger.writes(f"{code}\n\nKind regards\nDemo Officer")
    await stranger.writes(Filled(values={"language": "English"}, form=stranger.form()), about=await stranger.token())
    person = await stranger.client.person()
    assert person.name == "Demo Invited"
    assert code not in repr(rows(stage, "SELECT content, replies FROM inbox"))


async def test_a_code_for_linking_works_by_mail_too(stage: Stage, stranger: Writer) -> None:
    other = await stage.officer(name="Demo Other")
    await other.says("/link")
    said = await stranger.writes(f"/link {other.last[0].title}\n--\nDemo Other", proven=False)
    assert said == "I asked in your other chat whether this is you."
    await Outbox(stage).press(other, "Yes, it is me")
    assert (await stranger.client.person()).name == "Demo Other"


async def test_a_mailbox_that_takes_no_mails_is_not_answered(stage: Stage, clerk: Writer) -> None:
    await befalls(stage, "blocked", clerk.client.address)
    assert await clerk.writes("/report") == ""
    assert drafts(stage) == 0


# Never the same twice.


async def test_the_same_words_are_answered_once_a_day(stage: Stage, clerk: Writer) -> None:
    said = await clerk.writes("/nothing")
    assert said
    assert [await clerk.writes("/nothing") for _ in range(3)] == ["", "", ""]
    stage.clock.passes(timedelta(days=1))
    assert await clerk.writes("/nothing") == said


async def test_two_programs_that_answer_each_other_stop_after_one_exchange(clerk: Writer) -> None:
    """The other one sends our own words back, with our token, whatever it gets."""
    mails, text = 0, "I am out of office until Monday"
    for _ in range(10):
        said = await clerk.writes(text, about=await clerk.token(), proven=False)
        if not said:
            break
        mails, text = mails + 1, said
    assert mails <= 2


async def test_another_persons_mail_in_the_same_words_is_answered(clerk: Writer, reader: Writer) -> None:
    assert await clerk.writes("/nothing")
    assert await reader.writes("/nothing")


async def test_an_answer_tells_other_programs_that_it_is_one(stage: Stage, clerk: Writer) -> None:
    account = await clerk.client.account()
    assert account is not None
    made = mailing.slots(stage.world, account.id, stage.clock())
    assert made.answers
    assert stage.world.signer.read(mailing.ANSWER, made.answer_token, stage.clock()) == account.id


# Forms.


WRITTEN = {
    "category": "DRG",
    "commodity": "cocaine hydrochloride",
    "quantity": "12.4 kg",
    "place": "Mombasa port",
    "day": "2026-11-13",
    "transport": "SEA",
}


def form_shown(found: Writer) -> Form:
    [form] = [message.form for message in found.client.last if message.form is not None]
    return form


async def test_a_report_is_filed_by_mail_alone(stage: Stage, clerk: Writer) -> None:
    """What is asked after an answer (which cocaine, how much of it) comes with the next mail."""
    await clerk.writes("Cocaine at the port")
    for _ in range(6):
        form = next(message.form for message in clerk.client.last if message.form is not None)
        if not form.fields:
            break
        values = {field.name: WRITTEN.get(field.name, "") for field in form.fields}
        await clerk.writes(Filled(values=values, form=form.token))
    await clerk.writes(Filled(values={}, form=clerk.form()))
    (report,) = await stage.reports()
    assert [(good.commodity, str(good.quantity.amount)) for good in report.seizure.goods] == [("DRG-COC-HCL", "12.4")]


async def test_a_field_that_cannot_be_read_says_so_and_the_others_stay(stage: Stage, clerk: Writer) -> None:
    await clerk.writes("/report")
    await clerk.writes(Filled(values={"category": "DRG", "day": "when it rained"}, form=clerk.form()))
    form = next(message.form for message in clerk.client.last if message.form is not None)
    fields = {field.name: field for field in form.fields}
    assert fields["day"].error
    assert (fields["day"].value, fields["category"].value) == ("when it rained", "DRG")
    assert await stage.reports() == []


async def hides(clerk: Writer) -> Form:
    """A report with everything but what is asked after the way it was hidden; the form that comes back."""
    await clerk.writes("/report")
    values = {**WRITTEN, "category": "cocaine hydrochloride", "concealment": "CONT-REEFER"}
    asked = {field.name: values.get(field.name, "") for field in form_shown(clerk).fields}
    await clerk.writes(Filled(values=asked, form=clerk.form()))
    return form_shown(clerk)


async def test_a_question_that_the_answers_of_a_mail_open_is_asked_by_the_next(stage: Stage, clerk: Writer) -> None:
    form = await hides(clerk)
    assert "Your answers lead to further questions: How exactly." in form.note
    stands = {field.name: field.value for field in form.fields}
    assert (stands["concealment_text"], stands["concealment"]) == ("", "CONT-REEFER")
    await clerk.writes(Filled(values={**stands, "concealment_text": "behind the motor"}, form=form.token))
    await clerk.writes("Submit")
    [report] = await stage.reports()
    assert report.seizure.concealment is not None
    assert report.seizure.concealment.text == "behind the motor"


async def test_a_question_that_was_asked_and_left_empty_is_not_asked_again(stage: Stage, clerk: Writer) -> None:
    form = await hides(clerk)
    await clerk.writes(Filled(values={field.name: field.value for field in form.fields}, form=form.token))
    assert form_shown(clerk).fields == ()
    await clerk.writes("Submit")
    assert len(await stage.reports()) == 1


async def test_a_form_of_a_report_that_was_submitted_changes_nothing(
    stage: Stage, officer: Client, clerk: Writer
) -> None:
    await clerk.writes("/report")
    token = clerk.form()
    await files(officer)
    before = everything(stage, without=("tick",))
    assert (await clerk.writes(Filled(values={"category": "Tobacco"}, form=token))).startswith(OLD_FORM)
    assert everything(stage, without=("tick",)) == before


# The words to a summary.


TOLD = {
    "en": ("Submit", "Change", "Cancel"),
    "fr": ("Envoyer", "Modifier", "Annuler"),
}
"""To confirm, to change something, to stop."""


async def before_summary(stage: Stage, language: str = "en") -> Writer:
    """An officer who has a complete report mailed back to be looked over."""
    officer = await stage.officer(language=language)
    await officer.says("/report")
    for said in ("cocaine", "12 kg", "Mombasa port"):
        await officer.says(said)
    await officer.says({"en": "yesterday", "fr": "hier"}[language])
    await officer.says({"en": "Sea", "fr": "Maritime"}[language])
    await officer.says({"en": "That is all for now", "fr": "C’est tout pour l’instant"}[language])
    found = await writer(officer, "clerk@kenya.example")
    await found.writes("…")
    return found


@pytest.mark.parametrize("language", TOLD)
async def test_a_mailed_summary_tells_the_words_that_answer_it_in_the_readers_language(
    stage: Stage, language: str
) -> None:
    found = await before_summary(stage, language)
    first = form_shown(found).note.partition("\n")[0]
    assert tuple(re.findall(r"[“«]\s*(\w+)\s*[”»]", first)) == TOLD[language]


@pytest.mark.parametrize("language", TOLD)
async def test_the_word_told_to_confirm_files_the_report(stage: Stage, language: str) -> None:
    found = await before_summary(stage, language)
    await found.writes(f"{TOLD[language][0]}\n\nDemo Officer")
    assert len(await stage.reports()) == 1


@pytest.mark.parametrize("language", TOLD)
async def test_the_word_told_to_change_something_brings_the_fields_with_everything_in_them(
    stage: Stage, language: str
) -> None:
    found = await before_summary(stage, language)
    await found.writes(TOLD[language][1])
    stands = {field.name: field.value for field in form_shown(found).fields}
    assert (stands["category"], stands["quantity"]) == ("DRG", "12 kg")
    await found.writes(Filled(values={**stands, "quantity": "11 kg"}, form=found.form()))
    assert "11 kg" in dict(form_shown(found).lines).values()
    await found.writes(TOLD[language][0])
    [report] = await stage.reports()
    assert report.seizure.goods[0].quantity.amount == 11


@pytest.mark.parametrize("language", TOLD)
async def test_the_word_told_to_stop_lays_the_report_aside(stage: Stage, language: str) -> None:
    found = await before_summary(stage, language)
    await found.writes(TOLD[language][2])
    assert all(message.form is None for message in found.client.last)
    await found.writes(TOLD[language][0])
    assert await stage.reports() == []


@pytest.mark.parametrize("written", ["submit.", "“Submit”", '"SUBMIT"', "« Submit »", "*Submit*"])
async def test_a_told_word_may_be_written_with_the_marks_around_it(stage: Stage, written: str) -> None:
    found = await before_summary(stage)
    await found.writes(written)
    assert len(await stage.reports()) == 1


async def test_other_words_to_a_mailed_summary_bring_it_again_with_the_words_and_no_talk_of_buttons(
    stage: Stage,
) -> None:
    found = await before_summary(stage)
    await found.writes("Looks good to me")
    said = form_shown(found).note
    assert "I found none of these words in the first line of your answer." in said
    assert "“Submit” to confirm" in said
    assert "button" not in said
    assert await stage.reports() == []
