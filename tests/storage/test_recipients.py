"""Who gets an alert: the SQL that chooses set-wise says the same as the rules with pencil and paper, for some hundred
people, Groups, wishes and alerts that chance made up.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from alerts.alert import Approval, Grade, Texts, alert_from
from alerts.audience import Audience, admits
from alerts.geography import Country, Geography
from alerts.marking import Marking, cleared
from alerts.person import Person, Role, RoleKind
from alerts.precedence import Precedence
from alerts.seizure import Good, PartialDate, Place, Quantity, Seizure
from alerts.subscription import Scope, Subscription, matches, scope_of
from storage import terms
from storage.accounts import Account
from storage.database import Database
from storage.reports import Filing
from storage.unit_of_work import UnitOfWork
from tests.storage.rows import NOW, change, later

DAY = date(2026, 11, 13)
CHAT, MAIL, OFF = "chat", "mail", "a channel that is off"
ON, MAILS = (CHAT, MAIL), (MAIL,)

# Burundi lies in a region other than its office's; Guatemala changed its office; Andorra has none.
GEOGRAPHY = Geography(
    offices={},
    links=(
        Country(code="BI", office="CAF", region="ESA"),
        Country(code="CM", office="CAF", region="WCA"),
        Country(code="KE", office="ESA", region="ESA"),
        Country(code="UG", office="ESA", region="ESA"),
        Country(code="BR", office="SAM", region="AMS"),
        Country(code="GT", office="CAR", region="AMS", valid_to=date(2021, 10, 31)),
        Country(code="GT", office="CAM", region="AMS", valid_from=date(2021, 11, 1)),
    ),
)
COUNTRIES = ("BI", "CM", "KE", "UG", "BR", "GT", "AD")
OFFICES = ("CAF", "ESA", "SAM", "CAR", "CAM")
REGIONS = ("ESA", "WCA", "AMS")
GOODS = ("DRG", "TOB", "WLD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person with everything that counts; `group` where it is a Group (then `person` only lends country and office)."""

    person: Person
    accounts: tuple[Account, ...]
    wishes: tuple[Subscription, ...]
    ceiling: Marking | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert as the rules see it."""

    scope: Scope
    audience: Audience
    marking: Marking


class Chance:
    """Makes things up, the same ones every time."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - chance that can be repeated

    def some(self, among: Sequence[str], most: int = 2) -> frozenset[str]:
        return frozenset(self._random.sample(among, self._random.randint(0, most)))

    def yes(self, share: float = 0.5) -> bool:
        return self._random.random() < share

    def marking(self) -> Marking:
        return self._random.choice(list(Marking))

    def precedence(self) -> Precedence:
        return self._random.choice(list(Precedence))

    def one(self, among: Sequence[str]) -> str:
        return self._random.choice(among)

    def wish(self, person: int) -> Subscription:
        return Subscription(
            person=person,
            regions=self.some(REGIONS, 1),
            offices=self.some(OFFICES, 1),
            countries=self.some(COUNTRIES),
            categories=self.some(GOODS),
            lowest=self.precedence(),
            chat=self.yes(),
            mail=self.yes(),
            exercise=self.yes(0.1),
        )

    async def person(self, unit: UnitOfWork) -> Known:
        country = self.one(COUNTRIES) if self.yes(0.7) else None
        office = self.one(OFFICES) if country is None or self.yes(0.2) else None
        made = await unit.people.add(
            name="Demo Person",
            language="en",
            zone="UTC",
            clearance=self.marking(),
            country=country,
            office=office,
            now=NOW,
        )
        if self.yes(0.2):
            await unit.people.add_role(
                made.id, Role(kind=RoleKind.CONTACT_POINT, country=country or self.one(COUNTRIES)), NOW
            )
        if self.yes(0.1):
            await unit.people.set_active(made.id, active=False)
        accounts = [
            await unit.people.add_account(
                channel=channel, external_id=None, person=made.id, active=self.yes(0.9), now=NOW
            )
            for channel in (CHAT, CHAT, MAIL, OFF)
            if self.yes()
        ]
        wishes = [self.wish(made.id) for _ in range(self._random.randint(0, 3))]
        for wish in wishes:
            await unit.subscriptions.add(wish, NOW)
        return Known(person=await unit.people.get(made.id), accounts=tuple(accounts), wishes=tuple(wishes))

    def alert(self, people: Sequence[Known]) -> Alert:
        named = {known.person.id for known in people if known.ceiling is None and self.yes(0.02)}
        return Alert(
            scope=scope_of(
                self.some(COUNTRIES, 3) | {self.one(COUNTRIES)},
                self.some(GOODS, 1) | {self.one(GOODS)},
                self.precedence(),
                geography=GEOGRAPHY,
                day=DAY,
                exercise=self.yes(0.1),
            ),
            audience=Audience(countries=self.some(COUNTRIES, 4), persons=frozenset(named)),
            marking=self.marking(),
        )


def due(alert: Alert, everybody: Sequence[Known]) -> set[int]:
    """The addresses that the rules name: of a person's chats only the first choice."""
    found = set()
    for known in everybody:
        on = [account for account in known.accounts if account.active and account.channel in ON]
        chats = sorted((one for one in on if one.channel not in MAILS), key=lambda one: (one.rank, one.id))
        chosen = [*chats[:1], *(one for one in on if one.channel in MAILS)]
        found |= {account.id for account in chosen if _gets(alert, known, account)}
    return found


def _gets(alert: Alert, known: Known, account: Account) -> bool:
    person = known.person
    asked = any(
        matches(wish, alert.scope) and (wish.mail if account.channel in MAILS else wish.chat) for wish in known.wishes
    )
    if known.ceiling is not None:
        named = Audience(countries=alert.audience.countries)
        within = admits(named, person=-1, country=person.country, office=person.office, geography=GEOGRAPHY, day=DAY)
        return asked and within and known.ceiling.rank >= alert.marking.rank
    # Without subscribing in chat only: a mail comes to who asked for it, so that its link can stop it.
    pointed = (
        account.channel not in MAILS
        and alert.scope.precedence.pressing
        and any(
            role.kind is RoleKind.CONTACT_POINT and role.country in alert.audience.countries for role in person.roles
        )
    )
    return (
        person.active
        and admits(
            alert.audience,
            person=person.id,
            country=person.country,
            office=person.office,
            geography=GEOGRAPHY,
            day=DAY,
        )
        and (asked or pointed)
        and (not alert.marking.guarded or cleared(person.clearance, alert.marking))
    )


async def _group(database: Database, chance: Chance, number: int) -> Known:
    """A Group and its wishes. They are made a person's first: storage has no door for Groups yet."""
    country = chance.one(COUNTRIES) if chance.yes() else None
    office = chance.one(OFFICES) if country is None or chance.yes(0.2) else None
    async with database.writing() as unit:
        lent = await unit.people.add(
            name="", language="en", zone="UTC", clearance=Marking.CLEAR, country=country, office=office, now=NOW
        )
        await unit.people.set_active(lent.id, active=False)
        account = await unit.people.add_account(
            channel=chance.one((CHAT, MAIL)), external_id=None, person=None, active=True, now=NOW
        )
        wishes = [chance.wish(lent.id) for _ in range(2)]
        for wish in wishes:
            await unit.subscriptions.add(wish, NOW)
        await unit.commit()
    ceiling = chance.marking()
    await change(
        database,
        "INSERT INTO circle (id, public_id, name, address_id, country, office, ceiling, private, broadcast, complete, others, active) "
        f"VALUES ({number}, 'circle-{number}', '', {account.id}, {_quoted(country)}, {_quoted(office)}, {ceiling.rank}, "
        "1, 0, 1, 0, 1)",
    )
    await change(database, f"UPDATE subscription SET person_id = NULL, group_id = {number} WHERE person_id = {lent.id}")
    return Known(person=lent, accounts=(account,), wishes=tuple(wishes), ceiling=ceiling)


def _quoted(value: str | None) -> str:
    return "NULL" if value is None else f"'{value}'"


async def _release(unit: UnitOfWork, alert: Alert, author: int) -> int:
    """The alert as the approval would write it, scope included."""
    report = await unit.reports.file(
        Filing(
            country="KE",
            office="ESA",
            author=author,
            seizure=Seizure(
                goods=(Good(commodity="DRG-COC-HCL", quantity=Quantity(Decimal(1), "KGM")),),
                place=Place(country="KE", name="Mombasa"),
                day=PartialDate(2026, 11, 13),
                transport="SEA",
            ),
            marking=Marking.CLEAR,
            precedence=alert.scope.precedence,
            exercise=alert.scope.exercise,
        ),
        NOW,
    )
    revision = alert_from(
        report,
        Approval(
            number=await unit.alerts.next_number("ESA", 2026),
            texts={"en": Texts(title="t", why="w", look_for="l", please="p")},
            grade=Grade(),
            marking=alert.marking,
            precedence=alert.scope.precedence,
            audience=alert.audience,
            issued=NOW,
            expires=later(days=3),
        ),
    )
    kept = await unit.alerts.add(revision, report=report.id, approved_by=author, now=NOW)
    await unit.alerts.set_scope(kept.id, terms.of_scope(alert.scope, alert.audience, geography=GEOGRAPHY, day=DAY))
    return kept.id


async def _frozen(unit: UnitOfWork, alert: int) -> list[int]:
    """The addresses that deliveries were made for."""
    return [address for address, _, _ in await unit.delivered.addressed("alert", alert)]


@pytest.mark.parametrize("seed", range(2))
async def test_the_database_chooses_whom_the_rules_name(database: Database, seed: int) -> None:
    chance = Chance(seed)
    async with database.writing() as unit:
        people = [await chance.person(unit) for _ in range(150)]
        await unit.commit()
    everybody = [*people, *[await _group(database, chance, number) for number in range(1, 21)]]
    sizes = set()
    async with database.writing() as unit:
        for _ in range(60):
            alert = chance.alert(people)
            wanted = due(alert, everybody)
            kept = await _release(unit, alert, people[0].person.id)
            reach = await unit.recipients.reach(kept, channels=ON, mail_channels=MAILS)
            made = await unit.recipients.freeze(kept, channels=ON, mail_channels=MAILS, now=NOW)
            chosen = await _frozen(unit, kept)
            assert set(chosen) == wanted, (alert, set(chosen) ^ wanted)
            assert made == len(chosen) == len(wanted)
            hit = [known for known in everybody if any(account.id in wanted for account in known.accounts)]
            assert reach.people == sum(known.ceiling is None for known in hit)
            assert reach.groups == sum(known.ceiling is not None for known in hit)
            assert reach.countries == len({known.person.country for known in hit} - {None})
            sizes.add(len(wanted))
    assert len(sizes) > 10, "chance made up alerts that all go to as many: the test proves little"


async def test_right_after_the_choice_the_facts_of_sending_agree_with_it(database: Database) -> None:
    chance = Chance(7)
    async with database.writing() as unit:
        people = [await chance.person(unit) for _ in range(100)]
        await unit.commit()
    everybody = [*people, *[await _group(database, chance, number) for number in range(1, 11)]]
    looked_at = 0
    for _ in range(20):
        alert = chance.alert(everybody)
        async with database.writing() as unit:
            kept = await _release(unit, alert, people[0].person.id)
            await unit.recipients.freeze(kept, channels=ON, mail_channels=MAILS, now=NOW)
            claimed = [
                delivery
                for channel in ON
                for delivery in await unit.deliveries.claim(channel, 1, worker="w", most=1000, now=NOW)
            ]
            sending = await unit.facts.alerts([delivery.id for delivery in claimed], frozenset(MAILS))
            await unit.commit()
        assert len(sending) == len(claimed)
        assert all(entry.facts.in_audience and entry.facts.subscribed for entry in sending)
        looked_at += len(sending)
    assert looked_at > 50


async def test_the_digest_names_the_list_and_not_its_size(database: Database) -> None:
    digests = set()
    for _ in range(2):
        async with database.writing() as unit:
            person = await unit.people.add(
                name="",
                language="en",
                zone="UTC",
                clearance=Marking.AMBER,
                country="UG",
                office=None,
                now=NOW,
            )
            await unit.people.add_account(channel=CHAT, external_id=None, person=person.id, active=True, now=NOW)
            await unit.subscriptions.add(Subscription(person=person.id), NOW)
            scope = scope_of(frozenset({"KE"}), frozenset({"DRG"}), Precedence.ROUTINE, geography=GEOGRAPHY, day=DAY)
            alert = Alert(
                scope=scope,
                audience=Audience(countries=frozenset({"UG"}), persons=frozenset()),
                marking=Marking.GREEN,
            )
            reach = await unit.recipients.reach(
                await _release(unit, alert, person.id), channels=ON, mail_channels=MAILS
            )
        assert reach.people == 1
        digests.add(reach.digest)
        async with database.writing() as unit:
            # Takes the id that the first had: the next list is as long, and another.
            nobody = await unit.people.add(
                name="", language="en", zone="UTC", clearance=Marking.AMBER, country=None, office="ESA", now=NOW
            )
            await unit.people.add_account(channel=CHAT, external_id=None, person=nobody.id, active=True, now=NOW)
            await unit.commit()
    assert len(digests) == 2
