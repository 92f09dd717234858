"""What a message to one recipient carries beside its content: its name, and the tokens that an answer, a bounce and the
link to stop come back with.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from alerts.alert import Revision
from alerts.permit import Carrier
from bot.language import N_, words
from bot.world import World
from channels.base import Slots
from storage.claims import Claimed
from storage.facts import Receiver

UNSUBSCRIBE = "unsubscribe"
TOKENS_VALID = timedelta(days=365)
BOUNCE = "bounce"
FEEDBACK = "feedback"
"""What the token in an alert's reply address is signed for: it names the delivery."""


def slots_of(world: World, delivery: Claimed, receiver: Receiver, revision: Revision | None) -> Slots:
    """The slots of one delivery; `revision` where an alert is told, which can be answered and stopped."""
    say, until = words(receiver.language).text, delivery.created + TOKENS_VALID
    mail = world.carrier(delivery.channel) is Carrier.MAIL
    unsubscribe = world.signer.sign(UNSUBSCRIBE, delivery.address, until) if mail and revision is not None else ""
    feedback = world.signer.sign(FEEDBACK, delivery.id, until) if mail and revision is not None else ""
    return Slots(
        message_id=delivery.public_id,
        unsubscribe_url=f"{world.public_url}/u/{unsubscribe}" if unsubscribe else "",
        unsubscribe_label=say(N_("Stop these mails")) if unsubscribe else "",
        list_id=f"alerts-{revision.office.lower()}.{_domain(world.public_url)}" if revision is not None else "",
        unsubscribe_token=unsubscribe,
        answer_token=feedback,
        reply_token=world.signer.sign(BOUNCE, delivery.id, until) if mail else "",
        repeat=delivery.repeat,
        repeat_note=say(N_("This may be a second copy: the first try was not confirmed.")) if delivery.repeat else "",
    )


def _domain(url: str) -> str:
    """The domain that a list's name stands in; `localhost` where our address has none (RFC 2919, section 2)."""
    host = urlsplit(url).hostname or ""
    return host if re.fullmatch(r"[a-z0-9.-]+", host) else "localhost"
