"""What a report, a decision and reading an alert may take: a change of the dialogs that breaks a budget is a defect."""

from dataclasses import replace

import pytest

from bot.language import LANGUAGES
from tests.dialogs.budgets import BUDGETS, Budget, Measured, NotThere, measure, measured, over, presses, says
from tests.dialogs.transcript import Count

REPORT = """
as officer KE
> /report
    What was seized?
> cocaine
    Pictures?
(picture seal, hold)
    Seizure report
(5 minutes later)
(count)
    1 answers, 2 seconds
[Submit] pressed
    Thank you. Your report is KE-2026-000001.
> /mine
    My reports
"""
BUDGET = Budget(
    name="report", transcript="none", begins=says("/report"), ends=presses("Submit", "en"), answers=3, seconds=12
)


@pytest.mark.parametrize("one", measured(), ids=lambda one: f"{one.budget.transcript}: {one.budget.name}")
def test_the_budget_holds(one: Measured) -> None:
    assert one.holds, one.row()


def test_what_is_typed_pressed_and_sent_between_beginning_and_end_is_counted_and_nothing_else() -> None:
    assert measure(BUDGET, REPORT) == Count(presses=2, typed=1)


def test_what_begins_a_decision_is_a_press_of_it() -> None:
    decision = replace(BUDGET, begins=presses("Submit", "en"), inclusive=True, ends=over)
    assert measure(decision, REPORT) == Count(presses=1)


@pytest.mark.parametrize(("answers", "seconds"), [(2, 12), (3, 11)])
def test_a_budget_of_an_answer_or_a_second_less_is_broken(answers: int, seconds: int) -> None:
    budget = replace(BUDGET, answers=answers, seconds=seconds)
    assert not Measured(budget=budget, count=measure(budget, REPORT)).holds
    assert Measured(budget=BUDGET, count=measure(BUDGET, REPORT)).holds


@pytest.mark.parametrize("text", ["", REPORT.replace("Submit", "Cancel")])
def test_what_does_not_happen_in_its_transcript_is_no_kept_budget(text: str) -> None:
    with pytest.raises(NotThere):
        measure(BUDGET, text)


def test_every_budget_is_measured_in_every_language() -> None:
    names = [{one.name for one in BUDGETS if one.transcript.startswith(f"{language}/")} for language in LANGUAGES]
    assert names == [names[0]] * len(LANGUAGES)
