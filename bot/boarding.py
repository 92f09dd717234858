"""The office's board: who may see it, what is read for it under which permits, and the way there from chat. The page shows
what the queue and the list of alerts show, never more.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.figures import first_day
from alerts.marking import Marking
from alerts.permit import Carrier, Facts, Item, ItemKind, Permit, Purpose, Recipient, may_send
from alerts.person import Person
from bot.cards import reviews, reviews_for
from bot.language import N_, words
from bot.turn import Turn
from bot.views.board import BoardView, Seen, board_view
from bot.views.board_link import board_link, no_web_chat
from bot.world import World
from storage.accounts import Account
from storage.alerts import KeptAlert
from storage.board import NEWEST
from storage.unit_of_work import UnitOfWork

PAGE = "board"
"""The page's address within an inbox."""

REASONS_SINCE = timedelta(days=90)


async def show(turn: Turn) -> None:
    """/board: a link to the page, which is one of the person's own web chat."""
    person = turn.require_person()
    if not person.decides:
        turn.tell(turn.words.text(N_("Only reviewers have a board.")))
        return
    world = turn.world
    accounts = await turn.unit.people.every_account_of(person.id)
    chats = [one for one in accounts if one.channel in world.channels and world.carrier(one.channel) is Carrier.WEB]
    if not chats:
        turn.reply(no_web_chat(f"{world.public_url}/", turn.scene))
        return
    turn.reply(board_link(f"{world.public_url}/c/{chats[0].public_id}/{PAGE}", turn.scene))


class StoredBoards:
    """Boards, read from the database each time they are asked for."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def read(self, inbox: str) -> BoardView | None:
        """The board of whoever owns an inbox; None for somebody who decides for no office."""
        world, now = self._world, self._world.now()
        async with world.database.reading() as unit:
            account = await unit.people.account_by_public_id(inbox)
            if account is None or account.person is None:
                return None
            person = await unit.people.get(account.person)
            if not (person.active and person.decides):
                return None
            seen = await _look(unit, _Reader(world, person, account, now))
        scene = world.scene(words(person.language), zone=person.zone, country=person.country, office=person.office)
        return board_view(seen, person.zone, now, scene)


class _Reader:
    """Asks may_send for one person in front of the page, at one moment."""

    def __init__(self, world: World, person: Person, account: Account, now: datetime) -> None:
        self.person = person
        self.now = now
        self._recipient = Recipient(clearance=person.clearance, active=person.active, address_active=account.active)
        self._carrier = world.carrier(account.channel)

    def card(self, report: int, marking: Marking, *, reviews: bool) -> Permit | None:
        """For what a review card shows of a report."""
        return self._ask(Item(kind=ItemKind.CARD, id=report, marking=marking), Purpose.REVIEW, Facts(reviews=reviews))

    def alert(self, alert: KeptAlert) -> Permit | None:
        """For reading an alert of an office this person decides for."""
        item = Item(kind=ItemKind.ALERT, id=alert.id, marking=alert.marking, live=alert.live, expires=alert.expires)
        return self._ask(item, Purpose.READ, Facts(reviews=self.person.decides_for(alert.office)))

    def _ask(self, item: Item, purpose: Purpose, facts: Facts) -> Permit | None:
        answer = may_send(item, self._recipient, self._carrier, purpose, facts, self.now)
        return answer if isinstance(answer, Permit) else None


async def _look(unit: UnitOfWork, reader: _Reader) -> Seen:
    """Reads everything, and keeps what there is a permit for."""
    person, now, board = reader.person, reader.now, unit.board
    offices = person.offices_decided
    waiting = await board.waiting(offices)
    filed = await board.filed(offices, _since(person.zone, now))
    back = await board.sent_back(offices, now - REASONS_SINCE)
    takers = await unit.people.many({one.report.taken_by for one in waiting if one.report.taken_by is not None})
    return Seen(
        offices=offices,
        waiting=[
            (permit, one)
            for one in waiting
            if (permit := reader.card(one.report.id, one.report.marking, reviews=reviews(person, one.report)))
        ],
        takers={id_: taker.name for id_, taker in takers.items()},
        filed=[
            (permit, one) for one in filed if (permit := reader.card(one.id, one.marking, reviews=reviews(person, one)))
        ],
        released=[(permit, one) for one in await board.released(offices) if (permit := reader.alert(one.alert))],
        sent_back=[
            (permit, one)
            for one in back
            if (
                permit := reader.card(
                    one.report, one.marking, reviews=reviews_for(person, office=one.office, involved=one.involved)
                )
            )
        ],
        bounded=max(len(waiting), len(filed), len(back)) >= NEWEST,
    )


def _since(zone: str, now: datetime) -> datetime:
    """Midnight of the first Monday that is looked back to, in the person's zone."""
    there = ZoneInfo(zone)
    return datetime.combine(first_day(now.astimezone(there).date()), time(), there)
