"""What is shown of people to who decides about them: an invitation that was made, an account to be confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.marking import Marking
from alerts.person import Role
from alerts.seizure import PartialDate
from bot.dialogs.invite import EVERYWHERE, scope_name
from bot.dialogs.lists import ROLE_LABELS
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import NONE, SURE, button
from channels.base import Limits
from channels.message import Link, Message
from channels.text import shorten

LONGEST_ACCOUNT = 80
"""Characters of an account's own words about itself that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An invitation that somebody took, as it is shown to who confirms it."""

    public_id: str
    name: str
    roles: Sequence[Role]
    clearance: Marking
    account: str
    invited_by: str
    """"" where it was whoever runs the installation."""
    own: bool
    """Whether the reader invited them."""
    needs_another: bool
    """Whether somebody beside the inviter has to confirm."""


def scope_of(role: Role) -> str:
    """The scope of a role as the dialogs write it."""
    if role.country is not None:
        return f"country:{role.country}"
    return f"office:{role.office}" if role.office is not None else EVERYWHERE


def role_line(role: Role, scene: Scene) -> str:
    """A role in words: Reviewer, RILO Eastern and Southern Africa, until 31 Dec 2026."""
    say = scene.words.text
    parts = [say(ROLE_LABELS[role.kind]), scope_name(scope_of(role), scene)]
    if role.ends is not None:
        day = scene.words.day(PartialDate(role.ends.year, role.ends.month, role.ends.day))
        parts.append(say(N_("until {day}")).format(day=day))
    return ", ".join(parts)


def only_in_chat(scene: Scene) -> Message:
    """Who may do what is not decided by mail."""
    text = scene.words.text(N_("People and offices are looked after in chat, not by mail."))
    return Message(language=scene.words.language, text=text)


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


def account_to_confirm(taken: Taken, scene: Scene) -> Message:
    """The card that asks whether the right account took an invitation."""
    say = scene.words.text
    fields = [
        (say(N_("Name")), taken.name),
        *((say(N_("Role")), role_line(role, scene)) for role in taken.roles),
        (say(N_("Clearance")), taken.clearance.value),
        (say(N_("Account")), shorten(taken.account, LONGEST_ACCOUNT)),
        (say(N_("Invited by")), taken.invited_by or say(N_("whoever runs this installation"))),
    ]
    told = (
        say(N_("{name} took your invitation. Before you confirm the account, the role gives nothing."))
        if taken.own
        else say(N_("{name} took an invitation. Before the account is confirmed, the role gives nothing."))
    ).format(name=taken.name)
    another = say(N_("Somebody other than who invited confirms it too.")) if taken.needs_another else ""
    return Message(
        language=scene.words.language,
        title=say(N_("Is this the right account?")),
        text="\n".join(part for part in (told, another) if part),
        fields=tuple(fields),
        buttons=(
            (button(say(N_("It is the right one")), "right", "admission", taken.public_id, NONE, style="primary"),),
            (button(say(N_("It is not")), "wrong", "admission", taken.public_id, NONE, style="danger"),),
        ),
    )


def ask_whether_wrong(public_id: str, name: str, scene: Scene) -> Message:
    """Asked once: it cannot be undone."""
    say = scene.words.text
    text = say(N_("Then the account is taken away and the invitation of {name} is void. Is it not the right one?"))
    return Message(
        language=scene.words.language,
        text=text.format(name=name),
        buttons=(
            (button(say(N_("No, take it away")), "wrong", "admission", public_id, SURE, style="danger"),),
            (button(say(N_("It is the right one")), "right", "admission", public_id, NONE),),
        ),
    )
