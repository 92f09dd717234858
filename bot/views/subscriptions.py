"""What a member sees of their subscriptions and received alerts."""

from collections.abc import Sequence

from alerts.alert import Revision
from alerts.permit import ItemKind, Permit
from alerts.subscription import Subscription
from bot.dialogs.lists import PRECEDENCE_LABELS
from bot.dialogs.subscribe import BOTH, CHAT, HOW_LABELS, MAIL, place_name
from bot.language import N_
from bot.scene import Scene
from bot.views.alerts import heading, texts_for
from bot.views.buttons import NONE, button
from channels.message import Message
from storage.alerts import KeptAlert
from storage.subscriptions import KeptSubscription


def subscription_list(
    kept: Sequence[KeptSubscription], scene: Scene, *, just_added: bool = False, just_ended: bool = False
) -> Message:
    """All subscriptions, each with a button that ends it."""
    say = scene.words.text
    text = ""
    if just_added:
        text = say(N_("Subscribed."))
    elif just_ended:
        text = say(N_("That subscription has ended."))
    if not kept:
        text = " ".join((text, say(N_("You have no subscription, so you get no alerts.")))).strip()
    new = button(say(N_("New subscription")), "do", "command", "subscribe", "new", style="primary")
    ends = [
        button(say(N_("End {number}")).format(number=position), "end", "subscription", one.public_id, NONE)
        for position, one in enumerate(kept, 1)
    ]
    return Message(
        language=scene.words.language,
        title=say(N_("My subscriptions")) if kept else "",
        text=text,
        fields=tuple((str(position), describe(one.wish, scene)) for position, one in enumerate(kept, 1)),
        buttons=((new,), *((one,) for one in ends[:10])),
    )


def describe(wish: Subscription, scene: Scene) -> str:
    """A subscription as one line."""
    say = scene.words.text
    terms = [
        *(f"region:{code}" for code in sorted(wish.regions)),
        *(f"office:{code}" for code in sorted(wish.offices)),
        *(f"country:{code}" for code in sorted(wish.countries)),
    ]
    where = ", ".join(place_name(term, scene) for term in terms) or say(N_("Everywhere"))
    labels = {entry.code: entry.label for entry in scene.reference.categories}
    goods = ", ".join(scene.words.name("category", labels[code]) for code in sorted(wish.categories)) or say(
        N_("All goods")
    )
    lowest = say(N_("from {precedence} on")).format(precedence=say(PRECEDENCE_LABELS[wish.lowest]))
    how = BOTH if wish.chat and wish.mail else MAIL if wish.mail else CHAT
    return " · ".join((where, goods, lowest, say(HOW_LABELS[how])))


def mailbox_waits(scene: Scene) -> Message:
    text = scene.words.text(
        N_("A link is on its way to that mailbox. Mail begins when its owner opens it and presses the button.")
    )
    return Message(language=scene.words.language, text=text)


def alert_list(listed: Sequence[tuple[Permit, KeptAlert, Revision]], scene: Scene) -> Message:
    """/alerts: newest first, each with its full text one press away."""
    say = scene.words.text
    if not listed:
        return Message(
            language=scene.words.language,
            text=say(N_("No alerts that are still valid. /subscribe chooses which ones you get.")),
        )
    fields, buttons = [], []
    for permit, alert, revision in listed:
        permit.require(ItemKind.ALERT, alert.id)
        fields.append((heading(revision, scene), texts_for(revision, scene).title))
        buttons.append((button(revision.label, "full", "alert", alert.public_id, revision.revision),))
    return Message(language=scene.words.language, title=say(N_("Alerts")), fields=tuple(fields), buttons=tuple(buttons))
