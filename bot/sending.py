"""From a channel's failure to the rules' own words: the one place where the two meet."""

from datetime import datetime, timedelta

from alerts.delivery import Outcome, Result
from channels.errors import Misconfigured, Moved, Permanent, RecipientGone, SendError, Temporary, Unknown

_RESULTS: dict[type[SendError], Result] = {
    Temporary: Result.RETRY,
    Unknown: Result.UNKNOWN,
    RecipientGone: Result.GONE,
    Misconfigured: Result.MISCONFIGURED,
    Permanent: Result.FAILED,
    Moved: Result.MOVED,
    SendError: Result.RETRY,
}


def translate(error: SendError, now: datetime) -> Outcome:
    """The outcome of a failed send; the nearest class of the error's ancestry counts. The reason is the failure's
    name only: a service's words may carry what must not be kept.
    """
    kind = next(ancestor for ancestor in type(error).__mro__ if ancestor in _RESULTS)
    if isinstance(error, Temporary) and error.retry_after is not None:
        until = now + max(error.retry_after, timedelta())
        return Outcome(result=Result.WAIT, reason="asked to wait", until=until)
    return Outcome(result=_RESULTS[kind], reason=kind.__name__)
