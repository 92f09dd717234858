"""Why something was not done, in one sentence that says what to do next."""

from alerts.granting import ConfirmRefusal, GrantRefusal
from alerts.permit import Refusal
from alerts.review import MoveRefusal
from bot.language import N_
from bot.scene import Scene

_MOVES = {
    MoveRefusal.NOT_IN_THIS_STATUS: N_("That is not possible any more: the report has moved on."),
    MoveRefusal.OWN_REPORT: N_("This is your own report. Somebody else of the office has to decide on it."),
    MoveRefusal.HAD_IN_HAND: N_(
        "You had a hand in this report before it was submitted. Somebody else of the office has to decide on it."
    ),
    MoveRefusal.NOT_IN_SCOPE: N_("You are not a reviewer of the office this report belongs to."),
    MoveRefusal.NOT_THE_AUTHOR: N_("Only the officer who filed this report can do that."),
    MoveRefusal.TAKEN_BY_ANOTHER: N_("Somebody else has taken this report. It has to be put back first."),
    MoveRefusal.NOT_ACTIVE: N_("Your access is suspended. Please ask your office."),
    MoveRefusal.OLD_REVISION: N_("The report was changed meanwhile. Here it is as it stands now."),
    MoveRefusal.REASON_MISSING: N_("Please give a reason: the officer gets it."),
}

_SENDING = {
    Refusal.EXPIRED: N_("This alert is no longer valid."),
    Refusal.NOT_RELEASED: N_("This alert was withdrawn."),
    Refusal.NOT_CLEARED: N_("Your clearance does not reach this marking. Please ask your office."),
    Refusal.HELD: N_("Everything is on hold just now. Please try again later."),
    Refusal.NO_NAMED_RECIPIENTS: N_("TLP:RED needs named recipients, which Liaison cannot handle yet."),
}

_GRANTS = {
    GrantRefusal.NOT_ACTIVE: N_("Your access is suspended. Please ask your office."),
    GrantRefusal.NOT_THIS_ROLE: N_(
        "You may not give this role. Administrators, heads and contact points invite people."
    ),
    GrantRefusal.NOT_IN_SCOPE: N_("That lies outside the country or office you decide for."),
    GrantRefusal.ABOVE_OWN_CLEARANCE: N_("That is above your own clearance. Somebody cleared as high has to do it."),
    GrantRefusal.DAY_IS_OVER: N_("That day is over. Please choose one that lies ahead."),
    GrantRefusal.ONESELF: N_("Nobody decides about themselves. Please ask somebody else of your office."),
    GrantRefusal.LAST_ADMINISTRATOR: N_("This is the last administrator. Invite another one first."),
    GrantRefusal.HAS_IT: N_("This role is there already, or waits to be confirmed. Nothing was changed."),
    GrantRefusal.SUSPENDED: N_("They are suspended. Please end the suspension first."),
    GrantRefusal.NOT_CONFIRMED: N_("Their account is not confirmed yet. Please confirm it first."),
    GrantRefusal.NO_ACCOUNT: N_("They have no account that could be confirmed. Please invite them anew."),
    GrantRefusal.SAME_HOME: N_("They belong there already. Nothing was changed."),
}

_CONFIRMING = {
    ConfirmRefusal.NOT_ACTIVE: N_("Your access is suspended. Please ask your office."),
    ConfirmRefusal.ONESELF: N_("Nobody confirms their own account."),
    ConfirmRefusal.NOT_IN_SCOPE: N_("Only who invited them, and who heads or administers the office, can say that."),
    ConfirmRefusal.ANOTHER_HAS_TO: N_("You have confirmed already; somebody else has to as well."),
}


def grant_refused(refusal: GrantRefusal, scene: Scene) -> str:
    return scene.words.text(_GRANTS[refusal])


def confirming_refused(refusal: ConfirmRefusal, scene: Scene) -> str:
    return scene.words.text(_CONFIRMING[refusal])


def move_refused(refusal: MoveRefusal, scene: Scene) -> str:
    return scene.words.text(_MOVES[refusal])


def sending_refused(refusal: Refusal, scene: Scene) -> str:
    """The sentence for somebody who asked for something they may not see; it never says whether it exists."""
    return scene.words.text(_SENDING.get(refusal, N_("That is not there, or not for you.")))
