"""How often somebody may try or post: so many in a period, then no more are looked at. Counted by network address, by
mailbox or by session, in memory; a restart forgives.
"""

import ipaddress
import math
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.requests import Request

TRIES = 10
PERIOD = timedelta(hours=1)

ADDRESSES = 10_000
"""Most network addresses remembered; beyond it the one seen longest ago is forgotten."""


class Throttle:
    """Counts what was wrong, or what somebody asks for too often."""

    def __init__(self, now: Callable[[], datetime], *, tries: int = TRIES, period: timedelta = PERIOD) -> None:
        self._now = now
        self._tries = tries
        self._period = period
        self._seen: dict[str, deque[datetime]] = {}

    def count(self, address: str) -> None:
        """One more try that counts."""
        network = _network(address)
        recent = self._recent(network)
        recent.append(self._now())
        self._seen.pop(network, None)
        self._seen[network] = recent
        if len(self._seen) > ADDRESSES:
            del self._seen[next(iter(self._seen))]

    def wait(self, address: str) -> int:
        """Seconds until this network address may try again; 0 where it may now."""
        recent = self._recent(_network(address))
        if len(recent) < self._tries:
            return 0
        return max(1, math.ceil((recent[0] + self._period - self._now()).total_seconds()))

    def _recent(self, network: str) -> deque[datetime]:
        recent = self._seen.get(network, deque())
        now = self._now()
        # A clock that was set back must not lock anybody out for longer than a period.
        while recent and not timedelta() <= now - recent[0] < self._period:
            recent.popleft()
        return recent


def _network(address: str) -> str:
    """IPv6 by its /64: a household has that many addresses to try from (RFC 6177)."""
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def address_of(request: Request) -> str:
    """The network address a request comes from."""
    return request.client.host if request.client else ""
