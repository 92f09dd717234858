"""Notices about a person's own accounts and Groups and about channels, by name; and what somebody answered to an alert."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, get_args

from alerts.permit import ItemKind, Permit
from bot.language import N_, Words
from bot.views.marks import mark_of
from channels.message import Message
from storage.alerts import KeptAlert
from storage.handovers import HandoverState

GROUP_OPEN = "group open"
MANY_MATCHES = "many matches"
TRANSFERRED = "report transferred"
CHANNEL_PAUSED, CHANNEL_WORKS = "channel paused", "channel works"
RESTORED = "restored"
ANSWERED = "feedback"
"""The name under which an answer to an alert is kept."""

ALERT_ID = "alert_id"
"""Under which an answer keeps which alert it is to."""

HANDED: Mapping[HandoverState, str] = {
    state: f"draft {state.value}" for state in (HandoverState.TAKEN, HandoverState.DECLINED, HandoverState.ENDED)
}
"""What the giver of a half-done report is told of what became of it."""

DRAFT_REMINDER = "draft reminder"
"""The name under which a reminder keeps which draft it is of (bot/draft_messages.py)."""

ADMISSION, ADMITTED, NOT_ADMITTED = "admission", "admitted", "not admitted"
FURTHER, NOT_GIVEN = "further role", "role not given"
ROLES = "roles"
"""Under which the roles that somebody has now are kept (bot/views/people.py)."""
REHOMED = "other home"
ADMISSION_ID = "admission"
"""Under which the question whether an account is right keeps which admission it is about (bot/views/admissions.py)."""

CLAIM, LINKED, NOT_LINKED, UNANSWERED = "account claimed", "account linked", "account not linked", "claim unanswered"
CLAIM_ID, ACCOUNT, LANGUAGE = "claim", "account", "language"
"""Under which the question whether an account is one's own keeps its name and the account in words, and the answer to who is
nobody's the language they were spoken to in.
"""

BEGINS, OVER = "begins", "is over"


class Trouble(StrEnum):
    """What administrators are told of when it begins and when it is over; one word each."""

    QUEUE = "queue"
    REPORTS = "reports"
    SILENT = "silent"
    POISON = "poison"
    DISK = "disk"


GoneWhy = Literal["blocked", "left", "gone", "bounced"]

ADDRESS_GONE: Mapping[GoneWhy, str] = {why: f"address {why}" for why in get_args(GoneWhy)}

_TEXTS: Mapping[str, str] = {
    GROUP_OPEN: N_(
        "The group “{group}” did not get a restricted alert: I could not see that everybody there is known and cleared. "
        "Is somebody in it who should not be, or am I no longer its administrator?"
    ),
    CHANNEL_PAUSED: N_(
        "The channel {channel} is paused: its set-up is wrong. What is to go by it waits. Whoever runs Liaison finds the "
        "reason in its log and with “liaison check”."
    ),
    ADDRESS_GONE["blocked"]: N_("{who} has blocked me in {channel}. Nothing is sent there until they let me in again."),
    ADDRESS_GONE["left"]: N_("I am no longer in “{who}” in {channel}. Nothing is sent there until I am added again."),
    ADDRESS_GONE["gone"]: N_(
        "{who} can no longer be reached in {channel}: the chat is closed or gone. Nothing is sent there until somebody "
        "writes to me from it."
    ),
    ADDRESS_GONE["bounced"]: N_(
        "Mails to {who} come back. Nothing is sent to that mailbox until its owner confirms it again."
    ),
    MANY_MATCHES: N_(
        "{who} was shown more than {count} reports today that have the same number on the means of transport as one in "
        "hand. Please ask what for."
    ),
    TRANSFERRED: N_("Your report {report} is with {office} now. You hear from them."),
    HANDED[HandoverState.TAKEN]: N_(
        "{who} has taken over the half-done report that you handed over. It is theirs now."
    ),
    HANDED[HandoverState.DECLINED]: N_(
        "{who} has declined the half-done report that you handed over. It is with you: /mine shows it."
    ),
    HANDED[HandoverState.ENDED]: N_(
        "{who} can no longer take over the half-done report that you handed over. It is with you: /mine shows it."
    ),
    ADMITTED: N_("Your account is confirmed, and you can begin. /help shows what you can do."),
    NOT_ADMITTED: N_(
        "Somebody said that another account took the invitation of {name}: it was taken away, and the invitation is void. "
        "Please invite {name} again, and find out where the link went."
    ),
    FURTHER: N_("You have a further role from now on: {roles}. /help shows what you can do."),
    NOT_GIVEN: N_("{name} does not get the further role: somebody took it back. Everything else stays as it is."),
    LINKED: N_("This chat is yours now too. What you began elsewhere goes on here. /help shows what you can do."),
    NOT_LINKED: N_("This chat was not taken up by anybody, and nothing was changed. A new code comes with /link."),
    UNANSWERED: N_(
        "You did not say whether {account} is you, so it does not become yours. If it was you, /link gives a new code."
    ),
    REHOMED: N_(
        "Your administrator has noted that you belong elsewhere now. Alerts come to you by your new country or office, and "
        "roles of the old one have ended. /help shows what you can do."
    ),
    CHANNEL_WORKS: N_("The channel {channel} works again. What waited for it goes now."),
    f"{Trouble.QUEUE} {BEGINS}": N_(
        "What is to be sent waits: the oldest message should have gone {minutes} minutes ago. Whoever runs Liaison finds "
        "the reason in its log and with “liaison check”."
    ),
    f"{Trouble.QUEUE} {OVER}": N_("What had to wait to be sent has gone. Nothing is late any more."),
    f"{Trouble.SILENT} {BEGINS}": N_(
        "Nothing has been heard from {channel} for {minutes} minutes: what people write there does not arrive. Whoever runs "
        "Liaison finds the reason in its log and with “liaison check”."
    ),
    f"{Trouble.SILENT} {OVER}": N_("{channel} is heard again."),
    f"{Trouble.POISON} {BEGINS}": N_(
        "Something that somebody wrote could not be handled, and they were told so. Whoever runs Liaison finds the error in "
        "its log and with “liaison check”."
    ),
    f"{Trouble.POISON} {OVER}": N_("For a day everything that people wrote could be handled."),
    f"{Trouble.DISK} {BEGINS}": N_(
        "Only {left} MB are free on the disk of Liaison. Once it is full, no report is taken in. Whoever runs Liaison makes "
        "room."
    ),
    f"{Trouble.DISK} {OVER}": N_("There is room on the disk of Liaison again."),
    RESTORED: N_(
        "This installation was restored from a backup on {when}. Nothing that was waiting then leaves by itself: {number} "
        "messages are held, since they may have gone out after the backup. Whoever runs Liaison decides with “liaison "
        "held”. What people do now goes as always."
    ),
}


def notice(name: str, values: Mapping[str, str], spoken: Words) -> Message:
    """The notice in words. Raises KeyError for one that does not exist."""
    return Message(language=spoken.language, text=spoken.text(_TEXTS[name]).format(**values))


def answer_to_alert(permit: Permit, alert: KeptAlert, values: Mapping[str, str], spoken: Words) -> Message:
    """What somebody answered, marked as the alert is, since it may quote it."""
    permit.require(ItemKind.FEEDBACK, alert.id)
    marking = alert.marking
    first = spoken.text(N_("Answer to {alert}, from {who} ({of}):"))
    return Message(
        language=spoken.language,
        mark=mark_of(marking),
        text=f"{first}\n\n{{text}}".format(alert=alert.number, **values),
    )
