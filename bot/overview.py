"""Everything that is a person's at a glance, where a service has a place to show it: reports, what waits for review,
subscriptions, received alerts. It shows the same views as the commands do.
"""

from alerts.person import RoleKind
from bot import reporting, reviewing, subscribing
from bot.language import N_
from bot.turn import Turn
from bot.views.help import help_text
from bot.views.subscriptions import subscription_list


async def show(turn: Turn) -> None:
    """Replies with one message for each thing there is."""
    person = turn.person
    if person is None:
        turn.tell(turn.words.text(N_("This is Liaison. Write to me, and I ask for your invitation code.")))
        return
    turn.reply(help_text(person, turn.scene))
    if person.decides:
        await reviewing.queue(turn)
    if person.has(RoleKind.OFFICER):
        await reporting.mine(turn)
    turn.reply(subscription_list(await turn.unit.subscriptions.of_person(person.id), turn.scene))
    await subscribing.alerts(turn)
