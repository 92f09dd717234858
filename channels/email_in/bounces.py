"""What a delivery status notification (RFC 3464) says of the mail it is about. The token in the address it came to says
which mail that was; whether the token is real is not decided here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from channels.email_address import check_mailbox
from channels.email_in.headers import Mail, line_of

Verdict = Literal["hard", "soft"]

_STATUS = re.compile(r"([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])")
_REPLY = re.compile(r"([45])[0-9][0-9](?![0-9])[ -]*(?:([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.]))?")
_NOBODY = frozenset({"550", "551", "553"})

_SENDERS_FAULT = frozenset({"1.7", "1.8"})
"""RFC 3463 files the sender's own address under addresses; it says nothing against the recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A mail came back. `recipient` is the address it names, "" where it names none that is one."""

    hard: bool
    recipient: str


def read_bounce(mail: Mail) -> Bounce | None:
    """None for what tells of no failure: another kind of report, a delay (the other server is still trying; the end
    comes as a notification of its own), a confirmed delivery.

    Hard is only what says that the address is none (x.1, as when sending) or is switched off (x.2.1) and will stay so:
    class 5. A full mailbox, no route, a policy, too large, given up after days: soft, three of which in a week count as
    much. A copy for several addresses behind one is hard only when all of them are gone.
    """
    told = [(_judge(block), block) for block in _blocks(mail)]
    failed = [(verdict, block) for verdict, block in told if verdict]
    if not failed:
        return None
    return Bounce(hard=all(verdict == "hard" for verdict, _ in told), recipient=_recipient(failed[0][1]))


def _blocks(mail: Mail) -> Iterator[Mail]:
    """The groups of fields about one recipient each."""
    report = str(mail.get_param("report-type", "")).lower()
    if mail.get_content_type() != "multipart/report" or report != "delivery-status":
        return
    for part in _children(mail):
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            yield from (block for block in _children(part) if "Action" in block or "Final-Recipient" in block)


def _children(mail: Mail) -> Sequence[Mail]:
    return [part for part in mail.get_payload() if isinstance(part, type(mail))] if mail.is_multipart() else []


def _judge(block: Mail) -> Verdict | None:
    if line_of(block, "Action").partition(" ")[0].lower() != "failed":
        return None
    status = _STATUS.search(line_of(block, "Status"))
    code = f"{status[2]}.{status[3]}" if status else "0.0"
    if status and code != "0.0":
        return "hard" if status[1] == "5" and _is_gone(code) else "soft"
    # "5.0.0" is what Exim writes for everything: then the other server's own answer says more.
    said = _REPLY.search(line_of(block, "Diagnostic-Code").partition(";")[2])
    if not said or said[1] != "5":
        return "soft"
    if said[2]:
        return "hard" if said[2] == "5" and _is_gone(f"{said[3]}.{said[4]}") else "soft"
    return "hard" if said[0].strip(" -") in _NOBODY else "soft"


def _is_gone(code: str) -> bool:
    return (code.startswith("1.") and code not in _SENDERS_FAULT) or code == "2.1"


def _recipient(block: Mail) -> str:
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = line_of(block, name).partition(";")
        if kind.strip().lower() != "rfc822":
            continue
        try:
            return check_mailbox(address.strip()).lower()
        except ValueError:
            continue
    return ""
