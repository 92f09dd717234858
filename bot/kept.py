"""What was made for many and is kept for the next one who needs it: so many, the one used longest ago goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """Things by what makes them the same."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()

    def get(self, same: Hashable) -> Thing | None:
        """The thing kept under this key."""
        if same in self._things:
            self._things.move_to_end(same)
        return self._things.get(same)

    def keep(self, same: Hashable, thing: Thing) -> None:
        """Keeps a thing; one too many is dropped."""
        self._things[same] = thing
        if len(self._things) > self._most:
            self._things.popitem(last=False)
