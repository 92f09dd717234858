"""Mails with a link that changes nothing until its button is pressed."""

from bot.language import N_, Words
from channels.message import Message


def mailbox_link(url: str, spoken: Words, *, demo: bool) -> Message:
    """To a mailbox that somebody wants alerts sent to."""
    say = spoken.text
    title = say(N_("Please confirm this mailbox"))
    return Message(
        language=spoken.language,
        title=title,
        mention=_subject(title, spoken, demo=demo),
        text="\n\n".join(
            (
                say(
                    N_(
                        "Somebody who uses Liaison wants alerts sent to this mailbox. If that is you, open this page and press the button:"
                    )
                ),
                url,
                say(N_("The link works for 72 hours. If it was not you, do nothing: no mail will come.")),
            )
        ),
    )


def invitation_link(url: str, spoken: Words, *, demo: bool) -> Message:
    """To a mailbox that somebody named when they invited its owner."""
    say = spoken.text
    title = say(N_("Your invitation to Liaison"))
    return Message(
        language=spoken.language,
        title=title,
        mention=_subject(title, spoken, demo=demo),
        text="\n\n".join(
            (
                say(
                    N_(
                        "Your office invites you to Liaison, where customs officers warn each other. Open this page and press the button:"
                    )
                ),
                url,
                say(N_("The link works once, within 72 hours. If you do not expect it, do nothing.")),
            )
        ),
    )


def sign_in_link(url: str, spoken: Words, *, demo: bool) -> Message:
    """To a confirmed mailbox whose owner wants to sign in."""
    say = spoken.text
    title = say(N_("Your link to Liaison"))
    return Message(
        language=spoken.language,
        title=title,
        mention=_subject(title, spoken, demo=demo),
        text="\n\n".join(
            (
                say(N_("Open this page and press the button to sign in:")),
                url,
                say(N_("The link works once, for 15 minutes. If you did not ask for it, do nothing.")),
            )
        ),
    )


LINKS = {
    "mailbox": ("mailbox", mailbox_link),
    "signin": ("signin", sign_in_link),
    "invitation": ("join", invitation_link),
}
"""Where a link of each purpose leads, and the mail it goes in."""


def _subject(title: str, spoken: Words, *, demo: bool) -> str:
    return spoken.labelled(spoken.text(N_("DEMO")), title) if demo else title
