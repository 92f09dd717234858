"""An event loop whose clock jumps to the next timer when nobody has anything to do: what waits for minutes is tested in no
time, and in the very order in which it would happen.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Never waits for anything outside; where the loop would wait for a timer, its clock is set there."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None:
            self.now += timeout
        elif not ready:
            raise RuntimeError("everybody waits for somebody else")
        return ready


class Racing(asyncio.SelectorEventLoop):
    """The loop."""

    def __init__(self) -> None:
        self._clock = _Jumping()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def race(work: Coroutine[Any, Any, T]) -> T:
    """Runs it by such a clock; `asyncio.get_running_loop().time` is the steady clock to pass on."""
    with asyncio.Runner(loop_factory=Racing) as runner:
        return runner.run(work)
