"""Whatever is typed into the form of whatever dialog: it is read, nothing raises, nothing typed is lost, and a form left as
it was changes nothing.
"""

from collections.abc import Callable

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot import form_reading, forms
from bot.dialog import Dialog, Progress, Several, walk
from bot.dialogs.register import DIALOGS
from bot.dialogs.report import REPORT
from bot.progress_json import from_json, to_json
from bot.scene import Answers, Scene
from bot.views.dialogs import show_summary
from tests.examples import examples

NAMES = sorted(
    {
        name
        for dialog in DIALOGS.values()
        for step in dialog.steps
        for name in (
            [f"{step.key}/{at}/{inner.key}" for at in range(2) for inner in step.steps]
            if isinstance(step, Several)
            else [step.key]
        )
    }
)
TYPED = st.sampled_from(
    [
        *(
            "",
            "cocaine",
            "DRG",
            "Tobacco",
            "TOB-CIG",
            "12.4 kg",
            "1.500",
            "1,500 kg",
            "5 usd",
            "mombasa",
            "Mombasa port",
        ),
        *(
            "yesterday",
            "12/11/2026",
            "31/02/2026",
            "SEA",
            "sea",
            "Brasil > Kenia",
            "?",
            "MSCU1234566",
            "no",
            "-",
            "[1]:",
        ),
        *("TLP:RED", "AMBER+STRICT", "FLASH", "en", "Français", "ESA", "Kenya, Uganda", "x@y.example", "GREEN", "yes"),
        *("In another country", "Uganda", "tip-off", "import, dog", "2 drivers, Kenyan", "brand X; value 5 USD"),
    ]
) | st.text(max_size=30)
VALUES = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=12), TYPED, max_size=8)


def languages(scene: Scene, french: Scene, language: str) -> Scene:
    return french if language == "fr" else scene


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", DIALOGS)
@settings(max_examples=examples(6))
@given(first=VALUES, second=VALUES, sent=st.booleans())
@example(first={"category": "DRG"}, second={"category": "TOB", "commodity": "DRG-COC-HCL"}, sent=False)
@example(first={"quantity": "12.4 kg"}, second={"quantity": "9" * 4000}, sent=True)
def test_whatever_is_filled_in_is_read_and_the_form_comes_again_or_is_complete(
    scene: Scene, french: Scene, name: str, language: str, first: Answers, second: Answers, sent: bool
) -> None:
    where, dialog = languages(scene, french, language), DIALOGS[name]
    progress = Progress(dialog=name, draft="abcd")
    for step in (step for step in dialog.steps if isinstance(step, Several)):
        progress = forms.another(dialog, progress, step.key)
    for values in (first, second):
        taken = form_reading.take(dialog, progress, {key: str(text) for key, text in values.items()}, where, sent=sent)
        progress = from_json(to_json(taken.progress))
        form = forms.form_of(dialog, progress, where, errors=taken.errors, typed=taken.typed)
        assert {field.name for field in form.fields if field.error} == set(taken.errors)
        for field in form.fields:
            assert field.value == taken.typed.get(field.name, field.value)
            assert field.kind != "choice" or field.options
        _, question = walk(dialog, progress.answers, where)
        if sent and question is None and not taken.errors and dialog.summary:
            assert forms.summary_form(dialog, progress, where).lines == show_summary(dialog, progress, where).fields


def stands(dialog: Dialog, progress: Progress, scene: Scene) -> dict[str, str]:
    return {field.name: field.value for field in forms.form_of(dialog, progress, scene).fields}


def in_words(dialog: Dialog, progress: Progress, scene: Scene) -> dict[str, str]:
    """As a mail shows it: a choice by its label."""
    return {
        field.name: dict(field.options).get(field.value, field.value)
        for field in forms.form_of(dialog, progress, scene).fields
    }


Shows = Callable[[Dialog, Progress, Scene], dict[str, str]]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("shows", [stands, in_words], ids=["codes", "words"])
@settings(max_examples=examples(12))
@given(values=VALUES)
@example(values={"category": "DRG", "place": "mombasa", "day": "yesterday", "transport": "sea"})
def test_a_form_that_comes_back_as_it_was_changes_no_answer(
    scene: Scene, french: Scene, language: str, shows: Shows, values: Answers
) -> None:
    where = languages(scene, french, language)
    progress = forms.another(REPORT, Progress(dialog=REPORT.name, draft="abcd"), "more")
    filled = {key: str(text) for key, text in values.items()}
    progress = form_reading.take(REPORT, progress, filled, where, sent=False).progress
    again = form_reading.take(REPORT, progress, shows(REPORT, progress, where), where, sent=False)
    assert again.errors == {}
    assert again.progress.answers == progress.answers


ENOUGH = {
    "category": st.sampled_from(["DRG", "TOB", "CIT", "CUR", "IPR"]),
    "place": st.sampled_from(["Mombasa port", "Malaba", "Kilifi creek", "Dakar port, Senegal", "4.1 S 39.7 E"]),
    "day": st.sampled_from(["yesterday", "March 2026", "2025", "5 March 2026"]),
    "transport": st.sampled_from(["SEA", "ROAD", "AIR"]),
    "route": st.sampled_from(["", "Santos > Durban > Uganda", "? > Kenya", "Kampala (Uganda)"]),
    "identifiers": st.sampled_from(["", "MSCU1234566, IMO 9321483", "IMO 1234567", "KAA 123 B", "truck KAA 1"]),
    "description": st.sampled_from(
        ["", "12 blocks", "two : colons; and > signs", "old, brand X; value 5 USD; declared as tea, HS 0902"]
    ),
    "concealment": st.sampled_from(["", "reefer motor: behind it", "NONE"]),
    "control": st.sampled_from(["", "import, tip-off, drug dog, raman", "green channel; smuggling"]),
    "people": st.sampled_from(["", "2 drivers, Kenyan; 1 passenger"]),
    "narrative": st.sampled_from(["", "The dog sat.\n\nThen it barked."]),
    "precedence": st.sampled_from(["", "flash"]),
}


@pytest.mark.parametrize("language", ["en", "fr"])
@settings(max_examples=examples(12))
@given(values=st.fixed_dictionaries(ENOUGH), data=st.data())
def test_a_form_filled_with_what_the_summary_shows_gives_the_same_answers_back(
    scene: Scene, french: Scene, language: str, values: dict[str, str], data: st.DataObject
) -> None:
    where = languages(scene, french, language)
    goods = sorted(code for code, one in where.reference.commodities.items() if one.category == values["category"])
    if not goods:
        return
    code = data.draw(st.sampled_from(goods))
    unit = where.reference.commodities[code].default_unit
    begun = form_reading.take(REPORT, Progress(dialog=REPORT.name, draft="abcd"), values, where, sent=False)
    answers = {
        **begun.progress.answers,
        "commodity": code,
        "quantity": {"amount": "1234", "unit": f"{unit}:USD" if unit == "MON" else unit},
    }
    told = Progress(dialog=REPORT.name, draft="abcd", answers=answers)
    told = form_reading.take(REPORT, told, stands(REPORT, told, where), where, sent=True).progress
    assume(walk(REPORT, told.answers, where)[1] is None)
    shown = in_words(REPORT, told, where)
    anew = Progress(dialog=REPORT.name, draft="efgh")
    for _ in range(3):  # the goods come when their kind is known, and a reading that was named means just that
        taken = form_reading.take(REPORT, anew, shown, where, sent=True)
        anew = taken.progress
    assert taken.errors == {}
    assert walk(REPORT, anew.answers, where)[0] == walk(REPORT, told.answers, where)[0]
