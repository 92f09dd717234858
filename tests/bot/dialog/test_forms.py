"""A dialog as one form: which questions stand in it, what becomes of what was typed, and what is said at a field."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot import form_reading, forms
from bot.dialog import Progress, walk
from bot.dialogs.approve import APPROVE
from bot.dialogs.register import DIALOGS
from bot.dialogs.report import REPORT
from bot.scene import Answers, Option, Scene
from channels.message import Form, FormField
from tests.alerts.people import person

LEAST = {"category": "DRG", "commodity": "cocaine", "quantity": "12.4 kg", "place": "Mombasa port"}
ENOUGH = {**LEAST, "day": "12 Nov 2026", "transport": "SEA"}


def at(answers: Answers | None = None, dialog: str = REPORT.name) -> Progress:
    return Progress(dialog=dialog, draft="abcd", answers=answers or {})


def fields(form: Form) -> Mapping[str, FormField]:
    return {field.name: field for field in form.fields}


def shown(progress: Progress, scene: Scene) -> Mapping[str, FormField]:
    return fields(forms.form_of(DIALOGS[progress.dialog], progress, scene))


def taken(
    values: Mapping[str, str], scene: Scene, *, sent: bool = True, to: Progress | None = None
) -> form_reading.Taken:
    return form_reading.take(REPORT, to or at(), values, scene, sent=sent)


def blank(scene: Scene, progress: Progress | None = None) -> Mapping[str, str]:
    """What comes back of a form in which nobody has changed a word."""
    return {name: field.value for name, field in shown(progress or at(), scene).items()}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_dialog_begins_with_a_form_in_every_language(name: str, scene: Scene, french: Scene) -> None:
    for where in (scene, french):
        colleagues = (Option("c0113agu3000", "Demo Colleague"),)
        asked = replace(where, colleagues=colleagues, asker=person("administrator"))
        form = forms.form_of(DIALOGS[name], at(dialog=name), asked)
        assert form.title
        assert form.submit
        # Several things begin with a button for the first; where nothing is asked the summary comes at once.
        assert form.fields or form.buttons or not DIALOGS[name].steps
        assert all(field.label and field.hint for field in form.fields)


def test_what_is_required_is_marked_and_what_can_be_left_out_is_not(scene: Scene) -> None:
    asked = shown(at(), scene)
    assert asked["place"].required
    assert not asked["route"].required


def test_a_question_that_depends_on_another_comes_when_that_is_answered(scene: Scene) -> None:
    assert "commodity" not in shown(at(), scene)
    assert "concealment_text" not in shown(at(), scene)
    filled = taken({"category": "DRG", "concealment": "CONT-REEFER"}, scene, sent=False)
    names = list(shown(filled.progress, scene))
    assert names.index("commodity") == names.index("category") + 1
    assert names.index("concealment_text") == names.index("concealment") + 1


def test_a_field_on_which_others_depend_draws_the_form_anew(scene: Scene) -> None:
    assert {name for name, field in shown(at(), scene).items() if field.redraws} == {"category", "concealment"}


@pytest.mark.parametrize("name", ["return", "reject"])
def test_a_reason_may_be_of_several_lines(name: str, scene: Scene) -> None:
    assert shown(at(dialog=name), scene)["reason"].kind == "text"


def test_everything_in_one_form_is_read_in_the_order_of_the_questions(scene: Scene) -> None:
    values = dict(reversed({**blank(scene), **ENOUGH}.items()))
    found = taken(values, scene)
    assert found.errors == {}
    counted, question = walk(REPORT, found.progress.answers, scene)
    assert question is None
    assert counted["commodity"] == "DRG-COC-HCL" or str(counted["commodity"]).startswith("DRG-COC")
    assert counted["quantity"] == {"amount": "12.4", "unit": "KGM"}


def test_a_name_typed_where_the_kind_was_asked_answers_both(scene: Scene) -> None:
    found = taken({**ENOUGH, "category": "cocaine", "commodity": ""}, scene, sent=False)
    assert str(found.progress.answers["category"]) == "DRG"


def test_an_error_stands_at_its_field_and_every_other_input_is_kept(scene: Scene) -> None:
    found = taken({**ENOUGH, "day": "31/02/2026", "route": "Santos > Kenya"}, scene)
    form = forms.form_of(REPORT, found.progress, scene, errors=found.errors, typed=found.typed)
    asked = fields(form)
    assert {name for name, field in asked.items() if field.error} == {"day"}
    assert asked["day"].value == "31/02/2026"
    assert asked["quantity"].value == "12.4 kg"
    assert asked["transport"].value == "SEA"
    assert asked["route"].value == "Santos (Brazil) → Kenya"


def test_a_required_field_left_empty_is_asked_for_when_the_form_is_sent_and_not_before(scene: Scene) -> None:
    empty = {**ENOUGH, "place": ""}
    assert set(taken(empty, scene).errors) == {"place"}
    assert taken(empty, scene, sent=False).errors == {}


def test_a_question_that_the_answers_of_a_form_open_is_not_left_out_with_it(scene: Scene) -> None:
    found = taken({**blank(scene), **ENOUGH, "concealment": "CONT-REEFER"}, scene)
    _, question = walk(REPORT, found.progress.answers, scene)
    assert question is not None
    assert question.path == ("concealment_text",)
    assert found.opened == ["How exactly"]


def test_a_form_sent_while_it_was_being_drawn_anew_leaves_out_nothing_that_was_not_in_it(scene: Scene) -> None:
    values = {**blank(scene), **ENOUGH, "concealment": "CONT-REEFER"}
    drawn = taken(values, scene, sent=False).progress
    found = taken(values, scene, to=drawn)
    assert "concealment_text" not in found.progress.answers
    assert found.opened == ["How exactly"]


def test_a_question_that_stood_in_the_form_and_got_no_answer_is_left_out(scene: Scene) -> None:
    values = {**blank(scene), **ENOUGH, "concealment": "CONT-REEFER"}
    first = taken(values, scene).progress
    found = taken(blank(scene, first), scene, to=first)
    assert (walk(REPORT, found.progress.answers, scene)[1], list(found.opened)) == (None, [])


def test_an_optional_field_emptied_again_is_left_out(scene: Scene) -> None:
    before = taken({**ENOUGH, "narrative": "The dog sat."}, scene).progress
    after = taken({"narrative": ""}, scene, to=before).progress
    assert after.answers["narrative"] is None


def test_a_required_field_emptied_again_is_open_again(scene: Scene) -> None:
    before = taken(ENOUGH, scene).progress
    after = taken({"place": ""}, scene, to=before, sent=False).progress
    assert "place" not in after.answers


def test_what_may_mean_two_things_is_said_with_the_readings_and_never_guessed(scene: Scene) -> None:
    found = taken({**ENOUGH, "quantity": "1.500 kg"}, scene)
    assert "1.5 kg; 1,500 kg" in found.errors["quantity"]
    assert "quantity" not in found.progress.answers


@pytest.mark.parametrize("reading", ["1.5 kg", "1,500 kg"])
def test_a_reading_that_was_named_at_the_field_means_just_that(reading: str, scene: Scene) -> None:
    first = taken({**ENOUGH, "quantity": "1.500 kg"}, scene)
    again = taken({"quantity": reading}, scene, to=first.progress)
    assert again.errors == {}
    assert shown(again.progress, scene)["quantity"].value == reading


def test_a_place_of_ones_own_can_be_named_in_a_form_though_a_listed_one_is_like_it(scene: Scene) -> None:
    first = taken({**ENOUGH, "place": "Mombasa"}, scene)
    assert "“Mombasa”, as I wrote it" in first.errors["place"]
    again = taken({"place": "“Mombasa”, as I wrote it"}, scene, to=first.progress)
    assert shown(again.progress, scene)["place"].value == "Mombasa"


@pytest.mark.parametrize("as_labels", [False, True], ids=["codes", "labels"])
def test_another_kind_of_goods_leaves_the_goods_behind_that_stood_there(as_labels: bool, scene: Scene) -> None:
    before = taken(ENOUGH, scene).progress
    asked = shown(before, scene)
    stood = {name: field.value for name, field in asked.items()}
    if as_labels:
        stood["commodity"] = dict(asked["commodity"].options)[stood["commodity"]]
    found = taken({**stood, "category": "TOB"}, scene, to=before, sent=False)
    form = fields(forms.form_of(REPORT, found.progress, scene, errors=found.errors, typed=found.typed))
    assert found.progress.answers["category"] == "TOB"
    assert form["commodity"].value == ""
    assert form["quantity"].value == "12.4 kg"


def drafted(scene: Scene) -> Progress:
    """An approval with everything in it, as it opens."""
    please = "Check similar shipments until 11 Feb 2027 and report what you find."
    words = {"title": "T", "why": "W", "look_for": "L", "please": please}
    choices = {"source": "A", "information": "1", "marking": "TLP:AMBER", "precedence": "routine", "second": None}
    progress = at({**choices, "audience": ["KE"], "expires": "2027-02-11", **words}, APPROVE.name)
    assert walk(APPROVE, progress.answers, scene)[1] is None
    return progress


def test_what_is_drafted_from_an_answer_follows_it_though_the_form_still_shows_the_draft_before(scene: Scene) -> None:
    progress = drafted(scene)
    values = {**blank(scene, progress), "precedence": "flash"}
    answers = form_reading.take(APPROVE, progress, values, scene, sent=True).progress.answers
    assert answers["expires"] == "2026-11-16"
    assert "16 Nov 2026" in str(answers["please"])


def test_what_was_changed_beside_the_answer_it_is_drafted_from_stays_as_it_was_changed(scene: Scene) -> None:
    progress = drafted(scene)
    values = {**blank(scene, progress), "precedence": "flash", "expires": "25 Nov 2026", "please": "Look twice."}
    answers = form_reading.take(APPROVE, progress, values, scene, sent=True).progress.answers
    assert (answers["expires"], answers["please"]) == ("2026-11-25", "Look twice.")


def test_a_label_in_a_field_is_known_as_people_type_it(scene: Scene) -> None:
    progress = drafted(scene)
    values = {**blank(scene, progress), "audience": "all  COUNTRIES"}
    taken_in = form_reading.take(APPROVE, progress, values, scene, sent=True)
    assert taken_in.errors == {}
    audience = taken_in.progress.answers["audience"]
    assert isinstance(audience, list)
    assert {"KE", "FR"} <= set(audience)


def test_a_field_that_does_not_come_back_leaves_its_answer_alone(scene: Scene) -> None:
    before = taken(ENOUGH, scene).progress
    assert taken({"day": "11 Nov 2026"}, scene, to=before).progress.answers["place"] == before.answers["place"]


def test_values_under_names_that_are_no_question_change_nothing(scene: Scene) -> None:
    before = taken(ENOUGH, scene).progress
    odd = {"more/7/quantity": "3 kg", "pictures": "x", "": "x", "no/such": "x"}
    assert taken(odd, scene, to=before, sent=False).progress == before


def test_several_goods_are_added_one_by_one_each_with_its_own_fields(scene: Scene) -> None:
    two = forms.another(REPORT, forms.another(REPORT, taken(ENOUGH, scene).progress, "more"), "more")
    asked = shown(two, scene)
    assert {"more/0/category", "more/1/category"} <= set(asked)
    assert asked["more/1/category"].label.startswith("More goods 2")
    values = {"more/0/category": "TOB", "more/1/category": "CUR"}
    named = taken(values, scene, to=two, sent=False).progress
    values |= {"more/0/commodity": "cigarettes", "more/0/quantity": "200,000 sticks"}
    values |= {"more/1/commodity": "cash", "more/1/quantity": "25,000 USD", "more/1/description": "in a shoe box"}
    found = taken({**blank(scene, named), **values}, scene, to=named)
    summary = dict(forms.summary_form(REPORT, found.progress, scene).lines)
    assert "200,000 sticks" in summary["More goods 1"]
    assert "in a shoe box" in summary["More goods 2"]


def test_an_entry_of_several_left_empty_is_an_error_at_its_fields(scene: Scene) -> None:
    one = forms.another(REPORT, taken(ENOUGH, scene).progress, "more")
    values = {name: field.value for name, field in shown(one, scene).items()}
    assert set(taken(values, scene, to=one).errors) <= {"more/0/category", "more/0/quantity"}


def test_no_more_than_the_most_are_added(scene: Scene) -> None:
    progress = taken(ENOUGH, scene).progress
    for _ in range(30):
        progress = forms.another(REPORT, progress, "more")
    assert "more/19/category" in shown(progress, scene)
    assert "more/20/category" not in shown(progress, scene)
    assert forms.form_of(REPORT, progress, scene).buttons == ()


def test_the_token_of_a_form_holds_no_content(scene: Scene) -> None:
    progress = taken({**ENOUGH, "narrative": "The dog sat."}, scene).progress
    for form in (forms.form_of(REPORT, progress, scene), forms.summary_form(REPORT, progress, scene)):
        assert form.token.rpartition(".")[2] == progress.revision
        assert len(form.token.encode()) <= 64
        assert "dog" not in form.token


@pytest.mark.parametrize("name", DIALOGS)
def test_every_token_of_every_form_fits_a_button_in_every_language(name: str, scene: Scene, french: Scene) -> None:
    late = Progress(dialog=name, draft="zzzz", turn=9999)
    for where in (scene, french):
        for form in (forms.form_of(DIALOGS[name], late, where), forms.summary_form(DIALOGS[name], late, where)):
            for token in (form.token, *(button.token for button in form.buttons)):
                assert len(token.encode()) <= 64
                assert token.count(".") == 3
