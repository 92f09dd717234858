"""One transaction and its repositories, with an explicit commit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.addresses import Addresses
from storage.admissions import Admissions
from storage.alerts import Alerts
from storage.audit import Audit
from storage.board import Board
from storage.bounces import Bounces
from storage.delivered import Delivered
from storage.deliveries import Deliveries
from storage.directory import Directory
from storage.exports import Exports
from storage.facts import SendingFacts
from storage.falling_back import FallingBack
from storage.fetches import Fetches
from storage.groups import Groups
from storage.handovers import Handovers
from storage.held import Held
from storage.inbox import Inbox
from storage.installation import Installations
from storage.links import Links
from storage.notices import Notices
from storage.office_notices import OfficeNotices
from storage.people import People
from storage.pictures import Pictures
from storage.places import Places
from storage.progress import ProgressStore
from storage.recipients import Recipients
from storage.reports import Reports
from storage.revisions import Revisions
from storage.similar import Similar
from storage.subscriptions import Subscriptions
from storage.ticks import Ticks
from storage.web_entries import WebEntries


class Trial:
    """Work inside a unit that is undone at its end unless somebody says `keep`."""

    def __init__(self) -> None:
        self.kept = False

    def keep(self) -> None:
        self.kept = True


class UnitOfWork:
    """All repositories over one session. Made by `Database.writing()` and `Database.reading()`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.committed = False
        self.addresses = Addresses(session)
        self.admissions = Admissions(session)
        self.alerts = Alerts(session)
        self.audit = Audit(session)
        self.board = Board(session)
        self.bounces = Bounces(session)
        self.delivered = Delivered(session)
        self.deliveries = Deliveries(session)
        self.directory = Directory(session)
        self.exports = Exports(session)
        self.facts = SendingFacts(session)
        self.falling_back = FallingBack(session)
        self.fetches = Fetches(session)
        self.groups = Groups(session)
        self.handovers = Handovers(session)
        self.held = Held(session)
        self.inbox = Inbox(session)
        self.installations = Installations(session)
        self.links = Links(session)
        self.notices = Notices(session)
        self.office_notices = OfficeNotices(session)
        self.people = People(session)
        self.pictures = Pictures(session)
        self.places = Places(session)
        self.progress = ProgressStore(session)
        self.recipients = Recipients(session)
        self.reports = Reports(session)
        self.revisions = Revisions(session)
        self.similar = Similar(session)
        self.subscriptions = Subscriptions(session)
        self.ticks = Ticks(session)
        self.web = WebEntries(session)

    async def commit(self) -> None:
        """Keeps everything done in this unit, or raises and keeps nothing."""
        await self._session.commit()
        self.committed = True

    @asynccontextmanager
    async def trial(self) -> AsyncIterator[Trial]:
        """A savepoint: what is written in it can be looked at, and is undone unless the trial is kept. So a preview
        counts with the very statements that a release uses.
        """
        trial = Trial()
        savepoint = await self._session.begin_nested()
        try:
            yield trial
        except BaseException:
            await savepoint.rollback()
            raise
        if trial.kept:
            await savepoint.commit()
        else:
            await savepoint.rollback()
