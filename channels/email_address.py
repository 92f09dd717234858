"""Mail addresses as they may stand in an envelope and a header, and the settings of the mail server that hold two of them."""

import re
from dataclasses import dataclass, field
from email.headerregistry import Address as Mailbox
from email.utils import parseaddr
from typing import Literal

from channels.text import clean_line

Tls = Literal["none", "starttls", "tls"]

LOCAL_MOST, _DOMAIN_MOST = 64, 255  # octets, RFC 5321 4.5.3.1
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+"  # RFC 5322 3.2.3 with RFC 6531 3.3
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PLAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*")
"""What nearly every address is, and nothing that is none."""

TOKEN = re.compile(r"[A-Za-z0-9_=-]+(?:\.[A-Za-z0-9_=-]+)*")
"""What may stand behind the plus of an address of ours; it holds no plus itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """Where mail is handed in, and as whom. `starttls` and `tls` both insist: a server without it is not used.

    `mail_from` may carry a name (`Liaison <alerts@example.org>`). `bounce_to` is the mailbox for returned mail; each
    mail's return path adds a token to it (`bounces+TOKEN@example.org`). Raises ValueError naming the field.
    """

    host: str
    port: int
    mail_from: str
    username: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = "starttls"
    bounce_to: str = ""
    helo: str = ""
    """The name we greet with; empty: the domain of `mail_from`, which needs no look-up."""

    def __post_init__(self) -> None:
        if not self.sender.addr_spec.isascii():
            raise ValueError("mail_from must be in ASCII")
        if self.bounce_to:
            _check("bounce_to", self.bounce_to)
        if self.password and not self.username:
            raise ValueError("a password needs a username")

    @property
    def sender(self) -> Mailbox:
        """`mail_from`, taken apart."""
        if clean_line(self.mail_from) != self.mail_from:
            raise ValueError("mail_from must be one line")
        name, address = parseaddr(self.mail_from)
        return Mailbox(display_name=clean_line(name), addr_spec=_check("mail_from", address))

    @property
    def return_base(self) -> str:
        """Where mail that cannot be delivered comes back to."""
        return check_mailbox(self.bounce_to) if self.bounce_to else self.sender.addr_spec


def check_mailbox(text: str) -> str:
    """The address with its domain in ASCII. Quoted local parts and address literals are not taken. Raises ValueError."""
    if len(text) <= LOCAL_MOST and _PLAIN.fullmatch(text):
        return text
    local, at, domain = text.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            domain = ""
    fits = at and len(local.encode()) <= LOCAL_MOST and len(domain) <= _DOMAIN_MOST
    if not fits or clean_line(local) != local or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise ValueError("This is not a mail address.")
    return f"{local}@{domain}"


def add_token(mailbox: str, token: str, *, kind: str = "") -> str:
    """`bounces@example.org` and a token: `bounces+TOKEN@example.org`, with `kind` before the token. Raises ValueError
    where that is no address.
    """
    local, _, domain = mailbox.rpartition("@")
    if not TOKEN.fullmatch(token) or len(f"{local}+{kind}{token}") > LOCAL_MOST:
        raise ValueError("This token cannot stand in an address.")
    return f"{local}+{kind}{token}@{domain}"


def _check(name: str, address: str) -> str:
    try:
        return check_mailbox(address)
    except ValueError:
        raise ValueError(f"{name} is not a mail address") from None
