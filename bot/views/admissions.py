"""What is shown of an invitation that was made, and of what waits for a word: an account that took one, a further role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.marking import Marking
from alerts.person import Role
from bot.language import N_
from bot.scene import Scene
from bot.views.accounts import LONGEST_ACCOUNT
from bot.views.buttons import NONE, SURE, button
from bot.views.people import role_line
from channels.base import Limits
from channels.message import Link, Message
from channels.text import shorten


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An invitation that somebody took, as it is shown to who confirms it."""

    public_id: str
    name: str
    roles: Sequence[Role]
    clearance: Marking
    account: str
    known: bool
    """Whether they had joined before, and only the role is asked about."""
    invited_by: str
    """"" where it was whoever runs the installation."""
    own: bool
    """Whether the reader invited them."""
    needs_another: bool
    """Whether somebody beside the inviter has to confirm."""


def invitation_made(
    name: str,
    page: str,
    links: Mapping[str, str],
    channels: Mapping[str, Limits],
    scene: Scene,
    *,
    mailed: bool,
    asks: bool,
) -> Message:
    """The links, and what happens next."""
    say = scene.words.text
    told = [say(N_("Pass one of these links on to {name}, and to nobody else. One use, 72 hours.")).format(name=name)]
    if mailed:
        told.append(say(N_("It goes out by mail as well.")))
    if asks:
        told.append(
            say(
                N_(
                    "When it is taken, you are asked whether it was the right account: before that, the role gives nothing."
                )
            )
        )
    return Message(
        language=scene.words.language,
        title=say(N_("Invitation for {name}")).format(name=name),
        text="\n".join(told),
        links=(
            Link(label=say(N_("Join on this page")), url=page),
            *(
                Link(label=say(N_("Open {channel}")).format(channel=channels[one].label), url=link)
                for one, link in links.items()
            ),
        ),
    )


def to_confirm(taken: Taken, scene: Scene) -> Message:
    """The card that asks whether the right account took an invitation, or whether somebody is to have a further role."""
    say = scene.words.text
    given_by = say(N_("Given by")) if taken.known else say(N_("Invited by"))
    fields = [
        (say(N_("Name")), taken.name),
        *((say(N_("Role")), role_line(role, scene)) for role in taken.roles),
        (say(N_("Clearance")), taken.clearance.value),
        (say(N_("Accounts")) if taken.known else say(N_("Account")), shorten(taken.account, LONGEST_ACCOUNT)),
        (given_by, taken.invited_by or say(N_("whoever runs this installation"))),
    ]
    if taken.known:
        title, right, wrong = say(N_("Is this role right?")), say(N_("Confirm the role")), say(N_("Take it back"))
        told = say(
            N_("{name} is here already and is to have this role as well. Before it is confirmed, it gives nothing.")
        )
        another = say(N_("Somebody other than who gave it confirms it too."))
    else:
        title, right, wrong = (
            say(N_("Is this the right account?")),
            say(N_("It is the right one")),
            say(N_("It is not")),
        )
        told = (
            say(N_("{name} took your invitation. Before you confirm the account, the role gives nothing."))
            if taken.own
            else say(N_("{name} took an invitation. Before the account is confirmed, the role gives nothing."))
        )
        another = say(N_("Somebody other than who invited confirms it too."))
    return Message(
        language=scene.words.language,
        title=title,
        text="\n".join(part for part in (told.format(name=taken.name), another if taken.needs_another else "") if part),
        fields=tuple(fields),
        buttons=(
            (button(right, "right", "admission", taken.public_id, NONE, style="primary"),),
            (button(wrong, "wrong", "admission", taken.public_id, NONE, style="danger"),),
        ),
    )


def ask_whether_wrong(public_id: str, name: str, scene: Scene, *, known: bool) -> Message:
    """Asked once: it cannot be undone."""
    say = scene.words.text
    if known:
        text = say(N_("Then {name} does not get this role, and keeps everything else. Take it back?"))
        wrong, right = say(N_("Yes, take it back")), say(N_("Confirm the role"))
    else:
        text = say(N_("Then the account is taken away and the invitation of {name} is void. Is it not the right one?"))
        wrong, right = say(N_("No, take it away")), say(N_("It is the right one"))
    return Message(
        language=scene.words.language,
        text=text.format(name=name),
        buttons=(
            (button(wrong, "wrong", "admission", public_id, SURE, style="danger"),),
            (button(right, "right", "admission", public_id, NONE),),
        ),
    )
