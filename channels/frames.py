"""When a service that is polled, or to which a connection is held open, last said anything at all: an update, an answer
that there is none, a ping. Silence tells a line that is dead from people who say nothing.
"""

import time
from collections.abc import Callable


class Frames:
    """Counted from when one is first expected."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None

    def expected(self) -> None:
        """Somebody listens from now on; a later try to listen does not begin the silence anew."""
        if self._last is None:
            self.came()

    def came(self) -> None:
        self._last = self._clock()

    def silence(self) -> float | None:
        """Seconds since the last one; None while nobody ever listened."""
        return None if self._last is None else self._clock() - self._last
