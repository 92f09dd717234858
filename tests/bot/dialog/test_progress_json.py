"""Progress goes through JSON between two turns and comes back the same, whatever an older program wrote."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog import Progress, Several, Step, walk
from bot.dialogs.register import DIALOGS
from bot.progress_json import from_json, to_json
from bot.scene import Answers, Option, Scene, Value
from bot.views.dialogs import show_question, show_summary
from tests.examples import examples

PROGRESS = Progress(
    dialog="report",
    draft="abcd",
    turn=7,
    answers={"category": "DRG", "more": {"items": [{"category": "TOB"}], "closed": False}, "route": None},
    aside={"place": {"code": None, "name": "Kilifi", "country": "KE"}, "route": None},
    offered=(Option("0", "1.5 kg", {"amount": "1.5", "unit": "KGM"}), Option("TOB", "Tobacco")),
    about="r3p0rt000001",
    facts={"heading": "Report", "version": 3},
)

json_values: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


def test_progress_comes_back_from_json_as_it_was() -> None:
    assert from_json(json.loads(json.dumps(to_json(PROGRESS)))) == PROGRESS


def test_an_empty_body_is_an_empty_progress() -> None:
    assert from_json({}).answers == {}


@pytest.mark.parametrize("offered", [[[]], [["a"]], ["abc"], [None], {"a": 1}, "abc", [["a", "b", "c", "d"]]])
def test_what_was_on_the_screen_in_another_shape_is_forgotten(offered: object) -> None:
    assert from_json({"offered": offered}).offered == ()


@given(st.dictionaries(st.sampled_from([*to_json(PROGRESS), "unknown"]), json_values))
def test_any_json_gives_a_progress(body: dict[str, Value]) -> None:
    from_json(body)


KEYS = sorted({step.key for dialog in DIALOGS.values() for step in dialog.steps} | {"category", "commodity", "removed"})
LIKELY: st.SearchStrategy[Value] = st.sampled_from(
    [
        "DRG",
        "DRG-COC-HCL",
        "CUR-CASH",
        "2026-11-12",
        "2026-13",
        "SEA",
        "KE",
        "TLP:AMBER",
        "routine",
        "A",
        "chat",
        "mail",
        "en",
        {"amount": "12", "unit": "KGM"},
        {"amount": "1e999999", "unit": "KGM"},
        {"amount": "12", "unit": "MON:"},
        {"code": "KE-MOMBASA-PORT", "name": "Mombasa port", "country": "KE"},
        {"pictures": ["aa"], "closed": True},
        {"pictures": 3, "closed": True},
        {"items": [{}], "closed": True},
        {"items": [{"category": "DRG", "commodity": "DRG-COC-HCL"}, 3, None], "closed": False},
        {"items": [], "closed": True},
        {"items": "x"},
        ["country:KE", "KE"],
        [{"country": "KE", "name": ""}, {"country": None, "name": ""}],
        [{"kind": "container", "number": "X", "valid": True}],
    ]
)


@given(
    st.sampled_from(sorted(DIALOGS)),
    st.dictionaries(st.sampled_from(KEYS), json_values | LIKELY, max_size=12),
    st.dictionaries(st.sampled_from([*KEYS, "more/0/quantity", "more/0"]), json_values | LIKELY, max_size=4),
)
def test_the_progress_of_yesterday_never_raises_today(
    scene: Scene, name: str, answers: dict[str, Value], aside: dict[str, Value]
) -> None:
    dialog = DIALOGS[name]
    progress = from_json({"dialog": name, "draft": "abcd", "answers": answers, "aside": aside})
    counted, question = walk(dialog, progress.answers, scene)
    assert set(counted) <= {step.key for step in dialog.steps}
    if question is None:
        show_summary(dialog, progress, scene)
    else:
        show_question(dialog, progress, question, scene)


STEPS = [
    (dialog.name, step)
    for dialog in DIALOGS.values()
    for entry in dialog.steps
    for step in (entry.steps if isinstance(entry, Several) else (entry,))
]


@pytest.mark.parametrize(("name", "step"), STEPS, ids=[f"{name}.{step.key}" for name, step in STEPS])
@settings(max_examples=examples(30))
@given(value=json_values | LIKELY)
def test_whatever_fits_a_question_can_be_shown(scene: Scene, name: str, step: Step, value: Value) -> None:
    so_far: Answers = {"category": "DRG", "commodity": "DRG-COC-HCL"}
    if step.fits(value, so_far, scene):
        assert isinstance(step.show(value, so_far, scene), str), name
