"""The member's use cases: subscribe, confirm a mailbox, end a subscription, see one's alerts."""

from datetime import timedelta

from alerts.delivery import Kind
from alerts.permit import Facts, Item, ItemKind, Permit, Purpose, Refusal
from alerts.precedence import Precedence
from bot import link_mails, talking
from bot.dialog import Progress
from bot.dialogs.subscribe import BOTH, CHAT, MAIL, SUBSCRIBE, wish_of
from bot.endings_type import Endings
from bot.language import N_
from bot.scene import Answers
from bot.turn import Turn
from bot.views.alerts import alert_full
from bot.views.refusals import sending_refused
from bot.views.subscriptions import alert_list, mailbox_waits, subscription_list
from storage.alerts import KeptAlert
from storage.deliveries import NewDelivery

MAILBOX_LINK = "mailbox"
LINK_VALID = timedelta(hours=72)


async def begin(turn: Turn, endings: Endings, *, anew: bool = False) -> None:
    """/subscribe: what there is, or the dialog at once where there is nothing yet."""
    person = turn.require_person()
    kept = await turn.unit.subscriptions.of_person(person.id)
    if kept and not anew:
        turn.reply(subscription_list(kept, turn.scene))
        return
    await talking.start(turn, endings, SUBSCRIBE)


async def subscribe(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The summary was submitted."""
    del progress
    person = turn.require_person()
    await turn.unit.progress.end_front(turn.owner)
    how = str(answers["how"])
    if how != CHAT and turn.world.mail_channel is None:
        turn.tell(turn.words.text(N_("Mail is not set up in this installation. Please choose chat.")))
        return
    wish = wish_of(answers, person.id, chat=how in {CHAT, BOTH}, mail=how in {MAIL, BOTH})
    added = await turn.unit.subscriptions.add(wish, turn.now)
    await turn.unit.audit.add(
        at=turn.now,
        who=person.id,
        verb="subscription.add",
        subject=f"subscription {added.public_id}",
        details={"lowest": wish.lowest.value, "chat": wish.chat, "mail": wish.mail},
    )
    waits = await ask_to_confirm(turn, str(answers["mailbox"])) if wish.mail else False
    kept_wishes = await turn.unit.subscriptions.of_person(person.id)
    turn.reply(subscription_list(kept_wishes, turn.scene, just_added=True))
    if waits:
        turn.reply(mailbox_waits(turn.scene))


async def ask_to_confirm(turn: Turn, mailbox: str) -> bool:
    """Mails a link whose button makes a mailbox count; False where it counts already for this person. A mailbox of
    somebody else is answered alike, and nothing happens: nobody learns whose it is.
    """
    person, channel = turn.require_person(), turn.world.mail_channel
    if channel is None:
        return False
    account = await turn.unit.people.account(channel, mailbox.casefold())
    if account is None:
        account = await turn.unit.people.add_account(
            channel=channel, external_id=mailbox.casefold(), person=person.id, active=False, now=turn.now
        )
    elif account.person != person.id and account.active:
        return True
    elif account.person != person.id:
        # Named before by somebody who never confirmed it: whoever presses the button behind the link owns it.
        await turn.unit.links.cancel(MAILBOX_LINK, account.id, turn.now)
        await turn.unit.people.hand_over(account.id, person.id)
    elif account.active:
        return False
    if not await link_mails.may_have_another(turn.unit, account.id, turn.now):
        # The last link works for three days: it is there.
        return True
    link = await turn.unit.links.make_derived(
        MAILBOX_LINK, derive=turn.world.signer.derive, valid=LINK_VALID, now=turn.now, address=account.id
    )
    await turn.unit.deliveries.add(
        [
            NewDelivery(
                kind=Kind.MAILBOX,
                subject="link",
                subject_id=link,
                revision=1,
                address=account.id,
                person=person.id,
                channel=channel,
                precedence=Precedence.IMMEDIATE,
                expires=turn.now + LINK_VALID,
            )
        ],
        turn.now,
    )
    return True


async def end(turn: Turn, public_id: str) -> bool:
    """Ends one subscription; False when it is not this person's."""
    person = turn.require_person()
    if not await turn.unit.subscriptions.end(public_id, person.id):
        return False
    await turn.unit.audit.add(
        at=turn.now, who=person.id, verb="subscription.end", subject=f"subscription {public_id}", details={}
    )
    turn.reply(subscription_list(await turn.unit.subscriptions.of_person(person.id), turn.scene, just_ended=True))
    return True


async def alerts(turn: Turn) -> None:
    """/alerts: what this person received and still holds."""
    person = turn.require_person()
    listed = []
    for alert in await turn.unit.alerts.received_by(person.id, now=turn.now):
        permit = await alert_permit(turn, alert)
        if isinstance(permit, Permit):
            listed.append((permit, alert, await turn.unit.alerts.revision(alert.id, alert.revision)))
    turn.reply(alert_list(listed, turn.scene))


async def full_text(turn: Turn, alert: KeptAlert) -> None:
    """Full text of an alert, as it stands now."""
    permit = await alert_permit(turn, alert)
    if not isinstance(permit, Permit):
        await turn.unit.audit.add(
            at=turn.now,
            who=turn.require_person().id,
            verb="alert.refused",
            subject=f"alert {alert.number}",
            details={"move": "read", "why": permit.value},
        )
        turn.tell(sending_refused(permit, turn.scene))
        return
    revision = await turn.unit.alerts.revision(alert.id, alert.revision)
    turn.reply(alert_full(permit, alert.id, revision, turn.require_person().zone, turn.scene))


async def alert_permit(turn: Turn, alert: KeptAlert) -> Permit | Refusal:
    """Asks may_send for this person's reading of an alert."""
    person = turn.require_person()
    facts = await turn.unit.facts.of_reading(alert.id, person.id, turn.account.id, turn.world.mail_channels)
    facts = Facts(
        in_audience=facts.in_audience,
        subscribed=facts.subscribed,
        received=facts.received,
        reviews=person.decides_for(alert.office),
    )
    item = Item(kind=ItemKind.ALERT, id=alert.id, marking=alert.marking, live=alert.live, expires=alert.expires)
    return turn.permit(item, Purpose.READ, facts)
