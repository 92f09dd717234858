"""Mails with a link that changes nothing until its button is pressed."""

from bot.language import N_, Words
from channels.message import Message


def mailbox_link(url: str, spoken: Words, *, demo: bool) -> Message:
    """To a mailbox that somebody wants alerts sent to."""
    return _mail(
        N_("Please confirm this mailbox"),
        N_(
            "Somebody who uses Liaison wants alerts sent to this mailbox. If that is you, open this page and press the button:"
        ),
        url,
        N_("The link works for 72 hours. If it was not you, do nothing: no mail will come."),
        spoken,
        demo=demo,
    )


def invitation_link(url: str, spoken: Words, *, demo: bool) -> Message:
    """To a mailbox that somebody named when they invited its owner."""
    return _mail(
        N_("Your invitation to Liaison"),
        N_(
            "Your office invites you to Liaison, where customs officers warn each other. Open this page and press the button:"
        ),
        url,
        N_("The link works once, within 72 hours. If you do not expect it, do nothing."),
        spoken,
        demo=demo,
    )


def sign_in_link(url: str, spoken: Words, *, demo: bool) -> Message:
    """To a confirmed mailbox whose owner wants to sign in."""
    return _mail(
        N_("Your link to Liaison"),
        N_("Open this page and press the button to sign in:"),
        url,
        N_("The link works once, for 15 minutes. If you did not ask for it, do nothing."),
        spoken,
        demo=demo,
    )


LINKS = {
    "mailbox": ("mailbox", mailbox_link),
    "signin": ("signin", sign_in_link),
    "invitation": ("join", invitation_link),
}
"""Where a link of each purpose leads, and the mail it goes in."""


def _mail(title: str, before: str, url: str, after: str, spoken: Words, *, demo: bool) -> Message:
    """The link between what it is for and how long it works."""
    say = spoken.text
    titled = say(title)
    return Message(
        language=spoken.language,
        title=titled,
        mention=spoken.labelled(say(N_("DEMO")), titled) if demo else titled,
        text="\n\n".join((say(before), url, say(after))),
    )
