"""Pictures for the pages: each view asks the rules for the report, alert or draft that has the picture."""

from alerts.permit import Facts, Item, ItemKind, Permit, Purpose, Recipient, may_send
from alerts.person import Person
from bot.cards import reviews
from bot.dialogs.report_answers import marking_of
from bot.progress_json import from_json
from bot.world import World
from storage.accounts import Account
from storage.unit_of_work import UnitOfWork


class StoredPictures:
    """Pictures by the digest of their content, for whoever may see a draft, a report or an alert that has them."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def read(self, inbox: str, ref: str) -> bytes | None:
        async with self._world.database.reading() as unit:
            account = await unit.people.account_by_public_id(inbox)
            if account is None or account.person is None:
                return None
            person = await unit.people.get(account.person)
            # What one sent oneself is shown by the reference the upload was given, all else by its digest.
            digest = await unit.pictures.digest_of(ref, account.id) or ref
            if not await self._may(unit, account, person, digest):
                return None
            return await unit.pictures.content(digest)

    async def _may(self, unit: UnitOfWork, account: Account, person: Person, digest: str) -> bool:
        """One's own upload; one's own draft, also one taken over; a report as its reporter or reviewer; an alert as its
        reader: each by may_send.
        """
        if await unit.pictures.uploaded_by(digest, account.id):
            return person.active and account.active
        recipient = Recipient(clearance=person.clearance, active=person.active, address_active=account.active)
        carrier = self._world.carrier(account.channel)
        for kept in await unit.progress.drafts_with(digest, person.id):
            item = Item(kind=ItemKind.PICTURE, id=kept.id, marking=marking_of(from_json(kept.body).answers))
            own = Facts(reporter=True)
            if isinstance(may_send(item, recipient, carrier, Purpose.ACCOUNT, own, self._world.now()), Permit):
                return True
        for report_id in await unit.reports.with_picture(digest):
            report = await unit.reports.get(report_id)
            item = Item(kind=ItemKind.PICTURE, id=report.id, marking=report.marking)
            reading = {
                Purpose.REVIEW: Facts(reviews=reviews(person, report)),
                Purpose.ACCOUNT: Facts(reporter=report.author == person.id),
            }
            for purpose, facts in reading.items():
                if isinstance(may_send(item, recipient, carrier, purpose, facts, self._world.now()), Permit):
                    return True
            alert = await unit.alerts.of_report(report.id)
            if alert is None:
                continue
            known = await unit.facts.of_reading(alert.id, person.id, account.id, self._world.mail_channels)
            item = Item(
                kind=ItemKind.PICTURE, id=alert.id, marking=alert.marking, live=alert.live, expires=alert.expires
            )
            if isinstance(may_send(item, recipient, carrier, Purpose.READ, known, self._world.now()), Permit):
                return True
        return False
