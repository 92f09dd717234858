"""When an officer is reminded of a half-done report, and when one that nobody wants goes. Not here: who is told, and how."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST = timedelta(hours=4)
"""Untouched for so long, a half-done report brings the first reminder."""

SECOND = timedelta(days=1)
"""The second one comes so long after the first; then there is silence."""

LAST = timedelta(days=27)
"""Untouched for so long, it brings the word that it will be removed."""

KEPT = timedelta(days=30)
"""Untouched for so long it is removed, and never sooner than `NOTICE` after that word."""

NOTICE = timedelta(days=3)

REMINDERS = 2
LAST_TOLD = REMINDERS + 1
"""How often somebody has been told when the last word is out."""

QUIET_FROM, QUIET_UNTIL = time(21), time(7)
"""On the officer's own clock nobody is reminded between these."""


def first_due(touched: datetime) -> datetime:
    """When the first reminder of what was touched then is due."""
    return touched + FIRST


def next_due(touched: datetime, told: int, now: datetime) -> datetime:
    """When the next word is due after so many (1, 2, 3), the last of them now. It counts from now: words that were due
    while nothing ran do not come all at once.
    """
    if told < REMINDERS:
        return now + SECOND
    if told < LAST_TOLD:
        return max(touched + LAST, now + SECOND)
    return max(touched + KEPT, now + NOTICE)


def awake(at: datetime, zone: str) -> datetime:
    """The first moment from `at` on at which somebody of this zone may be reminded, in UTC. It is read off the clock of the
    day it falls on, so that a night with one hour more or less ends at seven too.
    """
    there = at.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= there.time() < QUIET_FROM:
        return at
    day = there.date() + timedelta(days=1) if there.time() >= QUIET_FROM else there.date()
    return datetime.combine(day, QUIET_UNTIL, ZoneInfo(zone)).astimezone(at.tzinfo)
