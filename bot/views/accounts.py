"""What people see of their own accounts: where they can be reached, the code for another one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.language import N_, Words
from bot.scene import Scene
from bot.views.buttons import NONE, button
from channels.base import Limits
from channels.message import Link, Message
from channels.text import shorten
from storage.accounts import Account

LONGEST_ACCOUNT = 80
"""Characters of an account's own words about itself that are shown."""


def account_list(
    kept: Sequence[Account], here: Account, channels: Mapping[str, Limits], scene: Scene, *, note: str = ""
) -> Message:
    """All accounts, the first choice for alerts first, each with what can be done about it."""
    say = scene.words.text
    fields, buttons = [], []
    chats = [one for one in kept if one.channel in channels and channels[one.channel].carrier != "mail"]
    for account in kept:
        name = _name(account, channels)
        said = [
            *([say(N_("alerts come here first"))] if chats and account.id == chats[0].id else []),
            *([say(N_("this chat"))] if account.id == here.id else []),
            *([] if account.active else [say(N_("takes no messages"))]),
        ]
        fields.append((name, ", ".join(said) or say(N_("on"))))
        if account in chats[1:]:
            buttons.append(
                (
                    button(
                        say(N_("Alerts by {name} first")).format(name=name), "first", "account", account.public_id, NONE
                    ),
                )
            )
        if len(chats) > 1 or account not in chats:
            away = say(N_("Take {name} away")).format(name=name)
            buttons.append((button(away, "unlink", "account", account.public_id, NONE, style="danger"),))
    another = button(say(N_("Link another account")), "do", "command", "link", NONE, style="primary")
    return Message(
        language=scene.words.language,
        title=say(N_("My accounts")),
        text=note,
        fields=tuple(fields),
        buttons=((another,), *buttons),
    )


def code_shown(
    code: str, valid: timedelta, links: Mapping[str, str], channels: Mapping[str, Limits], scene: Scene
) -> Message:
    """The code, how long it works, where to type it, and what comes then."""
    say = scene.words.text
    minutes = int(valid.total_seconds() // 60)
    return Message(
        language=scene.words.language,
        title=code,
        text=say(
            N_(
                "Type this code in the other chat within {minutes} minutes. It works once, and then I ask you here whether "
                "that was you. Never give it to anybody."
            )
        ).format(minutes=minutes),
        links=tuple(
            Link(label=say(N_("Open {channel}")).format(channel=channels[name].label), url=link)
            for name, link in links.items()
            if link
        ),
    )


def ask_whether_mine(name: str, account: str, words: Words) -> Message:
    """To who made a code that somebody took, in the chat where they made it."""
    say = words.text
    text = say(
        N_("Somebody took your code: {account}. Is this you? Before you say so, nothing of yours is seen there.")
    )
    return Message(
        language=words.language,
        text=text.format(account=shorten(account, LONGEST_ACCOUNT)),
        buttons=(
            (button(say(N_("Yes, it is me")), "mine", "claim", name, NONE, style="primary"),),
            (button(say(N_("No")), "notmine", "claim", name, NONE, style="danger"),),
        ),
    )


def taken_up_again(scene: Scene, command: str, none: str) -> Message:
    """To somebody who had stopped us and writes again."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(N_("You had stopped me here, so nothing is sent to this chat. Shall messages come again?")),
        buttons=((button(say(N_("Yes, send again")), "do", "command", command, none, style="primary"),),),
    )


def _name(account: Account, channels: Mapping[str, Limits]) -> str:
    return channels[account.channel].label if account.channel in channels else account.channel
