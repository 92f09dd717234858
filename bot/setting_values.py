"""What a single setting may be: a host, an address, a list of them, an amount of room. Each function takes what somebody
wrote and raises ValueError with the rest of a sentence that begins with the setting's name. It opens and asks nothing.
"""

import ipaddress
import re
from urllib.parse import urlsplit

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_NUMBERS = re.compile(r"[\d.]+")
_UNITS = {"MB": 10**6, "GB": 10**9}
_ROOM = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?(%|MB|GB)", re.IGNORECASE)


def host(text: str) -> str:
    """A host's name or its address; what looks like an address has to be one."""
    numbers = ":" in text or _NUMBERS.fullmatch(text)
    if not (_is_address(text) if numbers else _HOST.fullmatch(text)):
        msg = "must be the name of a host or its address, such as mail.customs.example or 127.0.0.1"
        raise ValueError(msg)
    return text


def public_address(text: str) -> str:
    """Scheme, host and perhaps a port, without a slash at its end; "" where none is set."""
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and host(parts.hostname or "") and parts.port != 0
        more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
        fits = not text or (whole and not more and text == "".join(text.split()))
    except ValueError:
        fits = False
    if not fits:
        msg = "must be an address such as https://liaison.example.org, without a path"
        raise ValueError(msg)
    return text.rstrip("/")


def networks(text: str) -> str:
    """Addresses and networks. Anything else would be taken for a name that never asks, and nothing said."""
    try:
        for part in text.split(","):
            ipaddress.ip_network(part.strip())
    except ValueError:
        msg = "must be addresses or networks separated by commas, such as 127.0.0.1,10.1.0.0/16"
        raise ValueError(msg) from None
    return text


def room(text: str) -> str:
    """Room on a disk, as `read_room` reads it."""
    read_room(text)
    return text


def read_room(text: str) -> tuple[int, float]:
    """Bytes, or a share of the disk (0.05 for 5 %)."""
    found = _ROOM.fullmatch(text)
    amount, unit = (float(found[1]), found[2].upper()) if found else (0.0, "")
    if found is None or (unit == "%" and amount >= 100):  # noqa: PLR2004 - all of it
        msg = "must be such as 500 MB, 2 GB or 5 %"
        raise ValueError(msg)
    return (0, amount / 100) if unit == "%" else (int(amount * _UNITS[unit]), 0.0)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
