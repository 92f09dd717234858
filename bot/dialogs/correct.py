"""Correct: the facts of a report with a pencil each, for the reviewer. What only its officer can tell (narrative, pictures)
is not here, nor what is chosen when it is approved (marking, precedence).
"""

from bot.dialog import Dialog
from bot.dialogs.report import REPORT
from bot.dialogs.report_remarks import names_somebody
from bot.language import N_

NAME = "correct"
NOT_CORRECTED = frozenset({"pictures", "narrative", "marking", "precedence"})

CORRECT = Dialog(
    name=NAME,
    title=N_("Correct the report"),
    submit=N_("Save"),
    remarks=names_somebody,
    steps=tuple(step for step in REPORT.steps if step.key not in NOT_CORRECTED),
)
