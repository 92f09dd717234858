"""A press on the card that asks whether the right account took an invitation, or whether a further role is right."""

from alerts.granting import ConfirmRefusal
from bot import admitting
from bot.admitting import Said, may_say_wrong
from bot.language import N_
from bot.turn import Turn
from bot.views.admissions import ask_whether_wrong
from bot.views.refusals import confirming_refused
from storage.admissions import AdmissionState

_TOLD = {
    Said.CONFIRMED: N_("Confirmed. {name} has the role from now on."),
    Said.ANOTHER_HAS_TO: N_("Noted. The role of {name} counts as soon as somebody else has confirmed it too."),
    Said.TAKEN_AWAY: N_("Taken away: the invitation of {name} is void. Please find out where the link went."),
    Said.SETTLED_BEFORE: N_("That has been settled meanwhile; nothing was changed."),
}
_TAKEN_BACK = N_("Taken back: {name} does not get this role, and keeps everything else.")


async def say(turn: Turn, public_id: str, *, right: bool, sure: bool) -> bool:
    """Somebody says that it is the right account, or that it is not; False where there is no such question."""
    admission = await turn.unit.admissions.by_public_id(public_id)
    if admission is None:
        return False
    person, name = turn.require_person(), str(admission.gives["name"])
    if (
        not right
        and not sure
        and admission.state is AdmissionState.WAITING
        and may_say_wrong(admission, person) is None
    ):
        turn.reply(ask_whether_wrong(public_id, name, turn.scene, known=admission.known))
        return True
    speak = admitting.say_right if right else admitting.say_wrong
    came = await speak(turn.unit, turn.world, admission, by=person)
    if isinstance(came, ConfirmRefusal):
        turn.tell(confirming_refused(came, turn.scene))
    else:
        told = _TAKEN_BACK if came is Said.TAKEN_AWAY and admission.known else _TOLD[came]
        turn.tell(turn.words.text(told).format(name=name))
    return True
