"""What a failure of the mail server, or of the way to it, means for the delivery. It never repeats words of the server."""

import ssl
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import aiosmtplib

from channels.email_pipeline import LostAfter, LostBefore, Refused
from channels.errors import Misconfigured, Permanent, RecipientGone, SendError, Temporary, Unknown

_BY_KIND: Mapping[type[BaseException], type[SendError]] = {
    LostAfter: Unknown,
    LostBefore: Temporary,
    aiosmtplib.SMTPConnectError: Temporary,
    aiosmtplib.SMTPServerDisconnected: Temporary,
    aiosmtplib.SMTPTimeoutError: Temporary,
    # No STARTTLS, no AUTH, no method in common: said without a code.
    aiosmtplib.SMTPException: Misconfigured,
    # The handshake was cut short; any other SSLError is a wrong certificate, version or port.
    ssl.SSLEOFError: Temporary,
    ssl.SSLZeroReturnError: Temporary,
    ssl.SSLSyscallError: Temporary,
    ssl.SSLError: Misconfigured,
    OSError: Temporary,
}
"""What happened to the connection. Looked up along the error's ancestry: the nearest kind counts."""


class Verdict(NamedTuple):
    """One line of the table of replies; an empty field fits everything."""

    stages: str
    codes: str
    enhanced: str
    failure: type[SendError]


_BY_REPLY: Sequence[Verdict] = (
    Verdict("", "4", "", Temporary),
    Verdict("", "530 534 535 538", "", Misconfigured),
    Verdict("connect", "5", "", Misconfigured),
    Verdict("", "5", "7.", Misconfigured),  # policy: our set-up, not the recipient
    Verdict("", "5", "1.7 1.8", Misconfigured),  # the sender's address
    Verdict("MAIL", "5", "1.", Misconfigured),
    Verdict("RCPT content", "5", "1. 2.1", RecipientGone),
    Verdict("", "5", "2. 3. 4. 5. 6.", Permanent),  # mailbox full, too big, no route, syntax, content
    Verdict("MAIL", "550 551 553 554", "", Misconfigured),
    Verdict("RCPT", "550 551 553", "", RecipientGone),
    Verdict("", "5", "", Permanent),
)
"""What a reply means: stage, codes (or their first digit), enhanced codes without their class (RFC 3463); the first
line that fits counts.
"""


def classify(error: BaseException) -> SendError:
    """What a failure of the connection or a refusal means for the delivery. Never repeats words of the server."""
    if isinstance(error, Refused):
        return _by_reply(error)
    if isinstance(error, aiosmtplib.SMTPResponseException) and 400 <= error.code <= 599:  # noqa: PLR2004
        return _by_reply(Refused("connect", error.code, error.message.encode("ascii", "replace")))
    if isinstance(error, aiosmtplib.SMTPConnectError) and isinstance(error.__cause__, ssl.SSLError):
        error = error.__cause__  # TLS from the first byte: the certificate was the reason
    kind = next((kind for kind in type(error).__mro__ if kind in _BY_KIND), None)
    if kind is None:
        raise error
    return _BY_KIND[kind](_reason(error))


def _by_reply(refused: Refused) -> SendError:
    for stages, codes, enhanced, failure in _BY_REPLY:
        if (
            (not stages or refused.stage in stages.split())
            and any(str(refused.code).startswith(code) for code in codes.split())
            and (not enhanced or any(_within(refused.enhanced, one) for one in enhanced.split()))
        ):
            return failure(str(refused))
    return Temporary(str(refused))


def _within(enhanced: str, wanted: str) -> bool:
    return enhanced.startswith(wanted) if wanted.endswith(".") else enhanced == wanted


def _reason(error: BaseException) -> str:
    """Our own words: the exception's own may hold host names, addresses or what the server said."""
    if isinstance(error, Refused | LostBefore | LostAfter):
        return str(error) or (type(error).__doc__ or "")
    return f"The mail server could not be used ({type(error).__name__})."
