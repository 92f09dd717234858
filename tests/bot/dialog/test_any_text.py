"""Whatever is typed at whatever question: it is read, what is read fits, and every choice that is offered leads on."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.answering import pick
from bot.dialog import Open, Several, Step
from bot.dialogs.register import DIALOGS
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Passed, Reading, Scene
from bot.views.buttons import button
from tests.examples import examples

STEPS = [
    (f"{dialog.name}.{step.key}", step)
    for dialog in DIALOGS.values()
    for entry in dialog.steps
    for step in (entry.steps if isinstance(entry, Several) else (entry,))
]
SO_FAR: Answers = {"category": "CUR", "commodity": "CUR-CASH"}

WORDS = st.sampled_from(
    [
        *(
            "cocain",
            "12.4 kg",
            "1.500",
            "5 usd",
            "1,000,000,000,000,000,000 usd",
            "0.0000000000001 pcs",
            "mombasa",
            "sea",
        ),
        *(
            "12/11/2020",
            "31/02/2020",
            "99999999999 days ago",
            "0000",
            "Brasil > Kenia",
            "a > b > c",
            "(Kenya)",
            ">>>",
            "?",
        ),
        *(
            "MSCU1234567",
            "IMO 1",
            ",,,",
            "no",
            "-",
            "a@\\",
            '"',
            "<",
            "[",
            "(",
            "x@y.example",
            "red",
            "TLP:",
            "kenya, ,uganda",
        ),
        *(
            "import, export, dog",
            "impor; expor; tip",
            "2 drivers, Congolese; 1 men",
            "driver (Nigeria)",
            "brand Crown; worth 1.500 usd, declared as x, HS 94",
            "value 1.500 USD",
            "12 cartons",
            "reefer motor: x",
            "tank: y",
            "truck KAA 123B",
            "species ivory",
            "91 N 1 E",
            "4.05 S 39.6 E",
        ),
    ]
)
TEXTS = WORDS | st.text(max_size=50) | st.builds(lambda one, two: f"{one} {two}", WORDS, st.text(max_size=8))


def leads_on(reading: Reading, question: Open, scene: Scene, *, deep: int = 3) -> None:
    """An answer fits; a choice fits a button and, picked, leads to an answer or another choice."""
    match reading:
        case Answered(value=value, also=also):
            assert also or value is None or question.step.fits(value, question.so_far, scene)  # type: ignore[union-attr]
        case Clarify(text=text, options=options):
            assert text
            assert options
            for option in options:
                assert option.label
                button(option.label, "pick", "/".join(question.path), option.code, "abcd-9999")
                if deep:
                    again = pick(question, option, scene)
                    assert not isinstance(again, NotUnderstood), option
                    leads_on(again, question, scene, deep=deep - 1)
        case NotUnderstood(text=text):
            assert text
        case Passed():
            assert not question.step.required


@pytest.mark.parametrize(("name", "step"), STEPS, ids=[name for name, _ in STEPS])
@settings(max_examples=examples(8))
@given(text=TEXTS)
@example(text="")
@example(text="9" * 4000)
@example(text="x, " * 1300)
@example(text="> " * 2000)
@example(text="L:R>0")
@example(text="impor; expor; tip")
@example(text="value 1.500 USD")
def test_whatever_is_typed_is_read_and_leads_on(scene: Scene, name: str, step: Step, text: str) -> None:
    assert name
    question = Open(step=step, path=("more", "19", step.key), so_far=SO_FAR)
    leads_on(step.read(text, SO_FAR, scene), question, scene)
