"""What people see of Groups: setting one up, a list of them."""

from collections.abc import Sequence

from bot.dialogs.subscribe import place_name
from bot.language import N_, Words
from bot.scene import Scene
from bot.views.buttons import NONE, button, rows
from channels.message import Message
from storage.groups import Group


def may_not_set_up(scene: Scene) -> Message:
    """To who asked for it without the right."""
    text = scene.words.text(
        N_("Only an administrator or head of an office, or a contact point, can set up alerts for a group.")
    )
    return Message(language=scene.words.language, text=text)


def added_to(title: str, address: str, spoken: Words) -> Message:
    """To whoever added us to a Group."""
    say = spoken.text
    return Message(
        language=spoken.language,
        text=say(N_("I am now in “{title}”. Nothing goes there before somebody sets it up.")).format(title=title),
        buttons=((button(say(N_("Set up alerts")), "setup", "group", address, NONE, style="primary"),),),
    )


def choose_owner(address: str, owners: Sequence[str], scene: Scene) -> Message:
    """Whose Group it is to be."""
    return Message(
        language=scene.words.language,
        text=scene.words.text(N_("Whose group is it?")),
        buttons=rows([button(place_name(owner, scene), "setup", "group", address, owner) for owner in owners]),
    )


def set_up_done(group: Group, scene: Scene, *, alerts: bool) -> Message:
    """What goes to the Group from now on."""
    say = scene.words.text
    if alerts:
        text = say(N_("Set up. Alerts up to {marking} go there; /groups lists all groups."))
    else:
        text = say(N_("Set up. No alerts go there; /groups lists all groups."))
    return Message(language=scene.words.language, text=text.format(marking=group.ceiling.value))


def group_list(groups: Sequence[Group], scene: Scene, *, just_ended: bool = False) -> Message:
    """The Groups, each with a button that ends it."""
    say = scene.words.text
    if not groups:
        text = say(N_("There is no group. Add me to one, and write /group there."))
        return Message(language=scene.words.language, text=text)
    ends = [
        button(say(N_("End {number}")).format(number=position), "endgroup", "group", group.public_id, NONE)
        for position, group in enumerate(groups, 1)
    ]
    return Message(
        language=scene.words.language,
        title=say(N_("Groups")),
        text=say(N_("Nothing goes to that group any more.")) if just_ended else "",
        fields=tuple((str(position), _line(group, scene)) for position, group in enumerate(groups, 1)),
        buttons=rows(ends[:20]),
    )


def _line(group: Group, scene: Scene) -> str:
    owner = f"country:{group.country}" if group.country else f"office:{group.office}"
    return " · ".join((group.name or group.channel, place_name(owner, scene), group.ceiling.value))
