"""What each finished dialog does."""

from bot import (
    correcting,
    further,
    grouping,
    handing,
    inviting,
    joining,
    noticing,
    offices,
    rehoming,
    releasing,
    reviewing,
    revising,
    subscribing,
    transferring,
)
from bot.dialog import Progress
from bot.dialogs.approve import NAME as APPROVE
from bot.dialogs.correct import NAME as CORRECT
from bot.dialogs.further import GIVE, HOME, TAKE
from bot.dialogs.group import NAME as GROUP
from bot.dialogs.group import OF_COUNTRY
from bot.dialogs.hand_over import NAME as HAND_OVER
from bot.dialogs.invite import NAME as INVITE
from bot.dialogs.join import ACCEPT, JOIN, LANGUAGE
from bot.dialogs.notice import NAME as NOTICE
from bot.dialogs.office import OFFICE, SEAT
from bot.dialogs.places import COUNTRY
from bot.dialogs.reasons import REJECT, RETURN
from bot.dialogs.report import NAME as REPORT
from bot.dialogs.subscribe import NAME as SUBSCRIBE
from bot.dialogs.transfer import TRANSFER
from bot.dialogs.zone import ZONE
from bot.endings_type import Endings
from bot.scene import Answers
from bot.turn import Turn


async def _join(turn: Turn, progress: Progress, answers: Answers) -> None:
    del progress
    await joining.join(turn, ENDINGS, answers)


async def _accept(turn: Turn, progress: Progress, answers: Answers) -> None:
    await joining.accept(turn, ENDINGS, progress, answers)


async def _preview(turn: Turn, progress: Progress, answers: Answers) -> None:
    await releasing.preview(turn, progress, answers)


async def _save_office(turn: Turn, progress: Progress, answers: Answers) -> None:
    await offices.save(turn, ENDINGS, progress, answers)


async def _set_up(turn: Turn, progress: Progress, answers: Answers) -> None:
    await grouping.set_up(turn, progress, answers)


ENDINGS: Endings = {
    JOIN: _join,
    ACCEPT: _accept,
    LANGUAGE: joining.choose_language,
    ZONE: joining.choose_zone,
    HAND_OVER: handing.offer,
    REPORT: revising.submit,
    CORRECT: correcting.correct,
    RETURN: reviewing.give_reason,
    REJECT: reviewing.give_reason,
    TRANSFER: transferring.transfer,
    APPROVE: _preview,
    SUBSCRIBE: subscribing.subscribe,
    GROUP: _set_up,
    OF_COUNTRY: _set_up,
    INVITE: inviting.invite,
    GIVE: further.give,
    TAKE: further.take,
    HOME: rehoming.ask,
    OFFICE: _save_office,
    SEAT: offices.move_seat,
    NOTICE: noticing.preview,
    COUNTRY: offices.preview,
}
