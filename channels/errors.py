"""How a send can fail: a closed set, decided once at the edge of each channel and acted on by the dispatcher."""

from datetime import timedelta

from channels.message import Address, Receipt


class SendError(Exception):
    """A message could not be sent."""

    def __init__(self, reason: str = "", *, done: Receipt | None = None) -> None:
        super().__init__(reason or type(self).__doc__)
        self.reason = reason
        self.done = done
        """Parts that went out before the failure."""


class Temporary(SendError):
    """The service did not take the message now; trying again later may work."""

    def __init__(self, reason: str = "", *, retry_after: timedelta | None = None, done: Receipt | None = None) -> None:
        super().__init__(reason, done=done)
        self.retry_after = retry_after


class Unknown(SendError):
    """The request had left when the connection failed: the message may or may not have been taken."""


class Permanent(SendError):
    """The message will never work as it stands."""


class TooLarge(Permanent):
    """The file is larger than may be fetched."""


class RecipientGone(Permanent):
    """This address takes no messages any more."""


class Misconfigured(Permanent):
    """Our own set-up is at fault: the channel is paused until an operator has mended it."""


class Moved(SendError):
    """The conversation has another address now."""

    def __init__(self, to: Address, reason: str = "") -> None:
        super().__init__(reason)
        self.to = to
