"""The settings of incoming mail, and which addresses are ours. It opens nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from channels.email_address import LOCAL_MOST, TOKEN, SmtpSettings, Tls, check_mailbox

REPORT_NAME_MOST = 18
"""Characters before the @ of `report_to`: 64 (RFC 5321 4.5.3.1.1) less "+u+" and a token of up to 43."""

UNSUBSCRIBE = "u+"
"""Stands before an unsubscribe token. No token holds a "+", so it cannot be taken for one."""

_PORT_MOST = 65_535
_AUTHSERV_ID = re.compile(r"[!#-'*+./0-9A-Z^_`a-z{|}~-]+")  # a token (RFC 2045 5.1), as such ids are in practice
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_IMAP_PORTS = {"imaps": 993, "imap": 143}

Kind = Literal["report", "bounce", "unsubscribe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """A mailbox to be read."""

    host: str
    port: int
    tls: Tls
    username: str
    password: str = field(repr=False)
    mailbox: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailInSettings:
    """Where mail comes in. Raises ValueError naming the field, never its value.

    `report_to` is the address people write to; its plus-addresses (`reports+TOKEN@...`) take answers. Empty: only
    returned mail is heard. Returned mail goes to `SmtpSettings.bounce_to`.

    `listen_port` None: no listener; 0: any free port. `lmtp`: the listener speaks LMTP, else SMTP. `imap_url` is
    `imaps://user:password@host/INBOX` or `imap://...`, which insists on STARTTLS unless the host is this machine;
    `%40` stands for an @ in the user's name. Both ways may be on at once.

    `trusted_relay` is the name (authserv-id, RFC 8601 2.5) under which the organisation's own mail server says in
    Authentication-Results whether a sender is real. Empty: no sender is taken for real.
    """

    report_to: str = ""
    trusted_relay: str = ""
    listen_host: str = "127.0.0.1"
    listen_port: int | None = None
    lmtp: bool = True
    imap_url: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.report_to:
            _check_report_to(self.report_to)
        if self.listen_port is not None and not 0 <= self.listen_port <= _PORT_MOST:
            raise ValueError("listen_port is not a port")
        if self.trusted_relay and not _AUTHSERV_ID.fullmatch(self.trusted_relay):
            raise ValueError("trusted_relay is not the name of a mail server")
        if self.imap_url:
            _read_imap_url(self.imap_url)
        if self.report_to and self.listen_port is None and not self.imap_url:
            raise ValueError("report_to needs listen_port or imap_url: otherwise nothing written to it is heard")

    @property
    def imap(self) -> ImapServer | None:
        """`imap_url`, taken apart."""
        return _read_imap_url(self.imap_url) if self.imap_url else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which of our addresses a mail came to. `token` is what stood behind the plus, not checked; "": nothing."""

    kind: Kind
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OurAddresses:
    """The addresses that are ours, each with its plus-addresses. `sent_from` is what our own mails come from."""

    sent_from: str
    report_to: str
    bounce_to: str

    def locate(self, recipient: str) -> Place | None:
        """What an address is to us; None: it is not ours. Names are compared without case, tokens with it."""
        for kind, base in (("report", self.report_to), ("bounce", self.bounce_to)):
            token = _behind(base, recipient) if base else None
            if token is None:
                continue
            if kind == "report" and token.startswith(UNSUBSCRIBE) and TOKEN.fullmatch(token, len(UNSUBSCRIBE)):
                return Place(kind="unsubscribe", token=token.removeprefix(UNSUBSCRIBE))
            if not token or TOKEN.fullmatch(token):
                return Place(kind="report" if kind == "report" else "bounce", token=token)
        return None

    def locate_first(self, recipients: Sequence[str]) -> Place | None:
        """The first with a token, else the first that is ours."""
        places = [place for place in map(self.locate, recipients) if place]
        return next((place for place in places if place.token), places[0] if places else None)

    def sends_from(self, address: str) -> bool:
        """Whether it is one of ours, so that a mail from there is our own come back."""
        return address.lower() == self.sent_from.lower() or self.locate(address) is not None


def our_addresses(smtp: SmtpSettings, mail_in: MailInSettings) -> OurAddresses:
    """The addresses that both settings name."""
    return OurAddresses(
        sent_from=smtp.sender.addr_spec,
        report_to=check_mailbox(mail_in.report_to) if mail_in.report_to else "",
        bounce_to=check_mailbox(smtp.bounce_to) if smtp.bounce_to else "",
    )


def _behind(base: str, recipient: str) -> str | None:
    """What stands behind the plus of a plus-address of `base`; "" for `base` itself, None for anything else."""
    local, _, domain = recipient.rpartition("@")
    own, _, own_domain = base.rpartition("@")
    if domain.lower() != own_domain.lower() or len(local) > LOCAL_MOST:
        return None
    if local.lower() == own.lower():
        return ""
    token = local[len(own) + 1 :]
    return token if token and local[: len(own) + 1].lower() == f"{own}+".lower() else None


def _check_report_to(address: str) -> None:
    try:
        checked = check_mailbox(address)
    except ValueError:
        checked = ""
    if not checked.isascii() or not checked:
        raise ValueError("report_to is not a mail address in ASCII")
    if len(checked.rpartition("@")[0]) > REPORT_NAME_MOST:
        raise ValueError(f"report_to is too long before its @: {REPORT_NAME_MOST} characters leave room for a token")


def _read_imap_url(url: str) -> ImapServer:
    """Raises ValueError without a word of the URL: it holds a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        username, password = unquote(parts.username or ""), unquote(parts.password or "")
        mailbox = unquote(parts.path.removeprefix("/")) or "INBOX"
    except ValueError:
        host = ""
    if not host or parts.scheme not in _IMAP_PORTS or parts.query or parts.fragment:
        raise ValueError("imap_url must be such as imaps://user:password@host/INBOX") from None
    if not username or not password:
        raise ValueError("imap_url needs a user and a password, with %40 for an @ in them")
    if not all(text.isprintable() for text in (username, password)) or not (
        mailbox.isascii() and mailbox.isprintable()
    ):
        raise ValueError("imap_url holds a name that cannot be used; the mailbox must be in ASCII")
    clear: Tls = "none" if host in _LOOPBACK else "starttls"
    return ImapServer(
        host=host,
        port=port or _IMAP_PORTS[parts.scheme],
        tls="tls" if parts.scheme == "imaps" else clear,
        username=username,
        password=password,
        mailbox=mailbox,
    )
