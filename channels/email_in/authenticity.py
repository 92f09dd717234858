"""Whether the organisation's own mail server vouches that a mail is from whom it says, by its Authentication-Results
(RFC 8601). It checks no signature itself and looks nothing up.
"""

import re
from collections.abc import Iterator, Mapping

from channels.email_in.headers import LINE_MOST, Mail, lines_of

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[()]|[^"()\\]+|.', re.DOTALL)
_RESULT = re.compile(r"([a-z0-9-]+)(?:/1)?=([a-z]+)")
_PROPERTY = re.compile(r'(?<!\S)([a-z0-9.-]+)=((?:"(?:[^"\\]|\\.)*"|[^\s"])+)')
"""A value is read with what is quoted in it: the local part of an address may hold blanks and look like a property."""

_LABELS_LEAST = 2
"""Labels a domain has at least to vouch for those below it: nobody signs for a whole top-level domain."""


def is_proven(mail: Mail, domain: str, *, relay: str) -> bool:
    """Whether the relay of this name says that somebody entitled to `domain` sent the mail.

    Only the first field with its name counts: those below may have come with the mail (RFC 8601 5). A passed DMARC
    check of `domain` counts, and a passed DKIM or SPF check of `domain` itself or of a domain above it. One below it
    does not: without the list of public suffixes (RFC 7489 3.2 has the relay use one), "evil.gov.example" could vouch
    for "gov.example".
    """
    if not relay:
        return False
    for line in lines_of(mail, "Authentication-Results"):
        if len(line) == LINE_MOST:
            return False  # made to keep us busy, and cut short
        who, *results = _statements(line.lower())
        if who.split()[:1] == [relay.lower()] and who.split()[1:] in ([], ["1"]):
            return any(_vouches(result, domain.lower()) for result in results)
    return False


def _vouches(result: str, domain: str) -> bool:
    found = _RESULT.match(result)
    if not found or found[2] != "pass":
        return False
    # Of two of one name the first counts, as written by the relay before anything a sender could make it repeat.
    said = dict(reversed(_PROPERTY.findall(result[found.end() :])))
    match found[1]:
        case "dmarc":
            return said.get("header.from") == domain
        case "dkim":
            return _covers(_domain(said, "header.d", "header.i"), domain)
        case "spf":
            return _covers(_domain(said, "smtp.mailfrom"), domain)
        case _:
            return False


def _domain(said: Mapping[str, str], *names: str) -> str:
    value = next((said[name] for name in names if name in said), "")
    return value.rpartition("@")[2]


def _covers(vouching: str, domain: str) -> bool:
    return bool(vouching) and (
        vouching == domain or (vouching.count(".") + 1 >= _LABELS_LEAST and domain.endswith(f".{vouching}"))
    )


def _statements(line: str) -> Iterator[str]:
    """The field cut at its semicolons, without its comments; quoted text is left whole."""
    depth, current = 0, ""
    for piece in _PIECE.findall(line):
        if piece in {"(", ")"}:
            depth = max(depth + (1 if piece == "(" else -1), 0)
        elif depth:
            continue
        elif piece.startswith('"'):
            current += piece
        else:
            *done, rest = piece.split(";")
            for one in done:
                yield (current + one).strip()
                current = ""
            current += rest
    yield current.strip()
