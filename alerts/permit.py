"""The one function that lets content leave: `may_send`. Views of content take the `Permit` it gives, and only this
module can make one. What no line below names is refused (docs/architecture.md, "What may leave").
"""

from dataclasses import InitVar, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, final

from alerts.marking import Marking, cleared


class ItemKind(StrEnum):
    """What wants to leave."""

    ALERT = "alert"
    PREVIEW = "preview"
    """An alert as members will see it, before its release."""
    REPORT = "report"
    CARD = "card"
    OUTCOME = "outcome"
    FEEDBACK = "feedback"
    """What somebody answered to an alert, for the office that released it. It may quote the alert: its marking counts."""
    HINT = "hint"
    """That a report much like one's own is there: its number, day and goods, and why it is like it."""
    DRAFT = "draft"
    """A half-done report in one line: what, how much, where."""
    PICTURE = "picture"


class Purpose(StrEnum):
    """Why it should leave."""

    DISSEMINATE = "disseminate"
    """Pushed to somebody who subscribed."""
    READ = "read"
    """Asked for by somebody: full text, a list, a picture."""
    REVIEW = "review"
    """Shown to somebody who decides on it."""
    ACCOUNT = "account"
    """Shown to the officer whose report it is."""


class Carrier(StrEnum):
    """Whose hands it goes through."""

    WEB = "web"
    MAIL = "mail"
    MESSENGER = "messenger"


class Refusal(StrEnum):
    """Why something does not leave, in one word; kept with the delivery."""

    NOT_NAMED = "not_named"
    NOT_RELEASED = "not_released"
    EXPIRED = "expired"
    HELD = "held"
    PERSON_NOT_ACTIVE = "person_not_active"
    ADDRESS_NOT_ACTIVE = "address_not_active"
    NOT_IN_AUDIENCE = "not_in_audience"
    NOT_SUBSCRIBED = "not_subscribed"
    NOT_CLEARED = "not_cleared"
    NOT_IN_SCOPE = "not_in_scope"
    NOT_THE_REPORTER = "not_the_reporter"
    NO_NAMED_RECIPIENTS = "no_named_recipients"
    NOT_BY_THIS_CHANNEL = "not_by_this_channel"
    GROUP_CEILING = "group_ceiling"
    GROUP_OPEN = "group_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that wants to leave. `live` is true for a released alert and for any report; `expires` None: never."""

    kind: ItemKind
    id: int
    marking: Marking
    live: bool = True
    expires: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """What is known of a Group at this moment."""

    ceiling: Marking
    private: bool
    broadcast: bool
    """Whoever follows it reads it, and nobody can tell who that is."""
    all_cleared: bool
    """Every member is known to us and cleared for the item's marking, and no one else is there."""

    @property
    def closed(self) -> bool:
        """Nobody reads there but people we know to be cleared."""
        return self.private and not self.broadcast and self.all_cleared


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who would get it: a person, or a Group (then `group` is set and the person fields do not count)."""

    clearance: Marking = Marking.CLEAR
    active: bool = True
    address_active: bool = True
    group: GroupFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is true at the moment of sending, read at most one second ago."""

    in_audience: bool = False
    subscribed: bool = False
    """A subscription that matches is active, or a contact point gets it without one."""
    received: bool = False
    """It was delivered to this person before."""
    reviews: bool = False
    """A reviewer in scope, today."""
    reporter: bool = False
    colleague: bool = False
    """An officer of the country whose officer filed the report, or is handing the draft to this very person."""
    held: bool = False
    """The operator has put everything on hold: no alert and no outcome leaves; cards, reports, previews go on."""


_SEAL: Final = object()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The right to render one item for one recipient, now. Made by `may_send` only, and frozen: it cannot be turned
    into a permit for something else.
    """

    item: Item
    purpose: Purpose
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            msg = "a Permit is made by may_send only"
            raise TypeError(msg)

    def require(self, kind: ItemKind, item_id: int) -> None:
        """Raises PermissionError unless this permit is for that very item. Views call it first."""
        if (self.item.kind, self.item.id) != (kind, item_id):
            msg = f"this permit is for {self.item.kind} {self.item.id}, not for {kind} {item_id}"
            raise PermissionError(msg)


def may_send(
    item: Item, recipient: Recipient, carrier: Carrier, purpose: Purpose, facts: Facts, now: datetime
) -> Permit | Refusal:
    """Whether this item may go to this recipient by this channel for this purpose at this moment."""
    refusal = _refuse(item, recipient, carrier, purpose, facts, now)
    return refusal if refusal is not None else Permit(item=item, purpose=purpose, seal=_SEAL)


def _refuse(
    item: Item, recipient: Recipient, carrier: Carrier, purpose: Purpose, facts: Facts, now: datetime
) -> Refusal | None:
    if recipient.group is None and not recipient.active:
        return Refusal.PERSON_NOT_ACTIVE
    if not recipient.address_active:
        return Refusal.ADDRESS_NOT_ACTIVE
    if facts.held and (purpose in {Purpose.DISSEMINATE, Purpose.READ} or item.kind is ItemKind.OUTCOME):
        return Refusal.HELD
    if purpose in {Purpose.REVIEW, Purpose.ACCOUNT}:
        return _refuse_within_office(item, recipient, carrier, purpose, facts)
    if item.kind not in {ItemKind.ALERT, ItemKind.PICTURE}:
        return Refusal.NOT_NAMED
    if not item.live:
        return Refusal.NOT_RELEASED
    if item.expires is not None and now >= item.expires:
        return Refusal.EXPIRED
    if item.marking is Marking.RED:
        return Refusal.NO_NAMED_RECIPIENTS if carrier is Carrier.WEB else Refusal.NOT_BY_THIS_CHANNEL
    if not facts.in_audience and not (purpose is Purpose.READ and (facts.received or facts.reviews)):
        return Refusal.NOT_IN_AUDIENCE
    if not facts.subscribed and not (purpose is Purpose.READ and (facts.received or facts.reviews)):
        return Refusal.NOT_SUBSCRIBED
    if recipient.group is not None:
        return _refuse_group(item, recipient.group, purpose)
    return None if cleared(recipient.clearance, item.marking) or not item.marking.guarded else Refusal.NOT_CLEARED


def _refuse_within_office(
    item: Item, recipient: Recipient, carrier: Carrier, purpose: Purpose, facts: Facts
) -> Refusal | None:
    """Reports, cards, previews, answers to alerts and pictures: the reporter and the reviewers in scope only, in chat only,
    and what is marked RED not through somebody else's service. What became of a report may be told by mail: it is a
    sentence, without the report.
    """
    if item.kind is ItemKind.ALERT:
        return Refusal.NOT_NAMED
    if item.kind is ItemKind.HINT:
        return _refuse_hint(item, recipient, carrier, purpose, facts)
    if item.kind is ItemKind.DRAFT:
        return _refuse_draft(item, recipient, carrier, purpose, facts)
    if recipient.group is not None:
        return _refuse_reviewers_group(item, recipient.group, purpose, facts)
    told_by_mail = item.kind is ItemKind.OUTCOME and purpose is Purpose.ACCOUNT
    if (carrier is Carrier.MAIL and not told_by_mail) or (item.marking is Marking.RED and carrier is not Carrier.WEB):
        return Refusal.NOT_BY_THIS_CHANNEL
    if purpose is Purpose.REVIEW:
        if item.kind is ItemKind.OUTCOME:
            return Refusal.NOT_NAMED
        return None if facts.reviews else Refusal.NOT_IN_SCOPE
    if item.kind in {ItemKind.CARD, ItemKind.PREVIEW, ItemKind.FEEDBACK}:
        return Refusal.NOT_NAMED
    return None if facts.reporter else Refusal.NOT_THE_REPORTER


def _refuse_hint(item: Item, recipient: Recipient, carrier: Carrier, purpose: Purpose, facts: Facts) -> Refusal | None:
    """To an officer of the same country, in chat, who is cleared for the report it tells of."""
    if purpose is not Purpose.ACCOUNT or recipient.group is not None:
        return Refusal.NOT_NAMED
    if item.marking is Marking.RED or carrier is Carrier.MAIL:
        return Refusal.NOT_BY_THIS_CHANNEL
    if not facts.colleague:
        return Refusal.NOT_IN_SCOPE
    return None if cleared(recipient.clearance, item.marking) or not item.marking.guarded else Refusal.NOT_CLEARED


def _refuse_draft(item: Item, recipient: Recipient, carrier: Carrier, purpose: Purpose, facts: Facts) -> Refusal | None:
    """In chat: to its officer, and to the one colleague of the same country it is handed to, who is cleared for it."""
    if purpose is not Purpose.ACCOUNT or recipient.group is not None:
        return Refusal.NOT_NAMED
    if carrier is Carrier.MAIL or (item.marking is Marking.RED and carrier is not Carrier.WEB):
        return Refusal.NOT_BY_THIS_CHANNEL
    if facts.reporter:
        return None
    if not facts.colleague:
        return Refusal.NOT_IN_SCOPE
    return None if cleared(recipient.clearance, item.marking) or not item.marking.guarded else Refusal.NOT_CLEARED


def _refuse_reviewers_group(item: Item, group: GroupFacts, purpose: Purpose, facts: Facts) -> Refusal | None:
    """A card may stand where several reviewers see it: in a closed Group of nobody but reviewers in scope."""
    if purpose is not Purpose.REVIEW or item.kind is not ItemKind.CARD:
        return Refusal.NOT_NAMED
    if item.marking is Marking.RED:
        return Refusal.NOT_BY_THIS_CHANNEL
    if not group.closed:
        return Refusal.GROUP_OPEN
    if item.marking.rank > group.ceiling.rank:
        return Refusal.GROUP_CEILING
    return None if facts.reviews else Refusal.NOT_IN_SCOPE


def _refuse_group(item: Item, group: GroupFacts, purpose: Purpose) -> Refusal | None:
    if purpose is not Purpose.DISSEMINATE:
        return Refusal.NOT_NAMED
    if item.marking.rank > group.ceiling.rank:
        return Refusal.GROUP_CEILING
    if item.marking.guarded:
        return None if group.closed else Refusal.GROUP_OPEN
    if item.marking is Marking.GREEN:
        return None if group.private else Refusal.GROUP_OPEN
    return None
