"""Numbers on means of transport as people write them: container (ISO 6346), ship (IMO), flight, plate, waybill. A check
digit is looked at, never insisted on: many real ships fail theirs.
"""

import re

from stdnum import imo, iso6346

from alerts.identifiers import is_waybill
from alerts.seizure import Identifier
from bot.reading.names import plain
from bot.reading.numbers import western

_CONTAINER = re.compile(r"[A-Z]{4}[0-9]{7}")
_IMO = re.compile(r"IMO([0-9]{7})")
_FLIGHT = re.compile(r"(?=[A-Z0-9]*[A-Z])([A-Z0-9]{2})([0-9]{1,4}[A-Z]?)")
_WAYBILL = re.compile(r"[0-9]{11}")
_HYPHENED = re.compile(r"\s*[0-9]{3}\s?-\s?[0-9]{8}\s*")
_LONGEST_PLATE = 12

_NAMED = {
    "flight": ("flight", "vol"),
    "plate": ("plate", "number plate", "registration", "plaque", "immatriculation"),
    "waybill": ("waybill", "air waybill", "awb", "lta", "lettre de transport"),
}
"""How people say what a number is, before the number."""

_BY_TRANSPORT = {"AIR": "flight", "ROAD": "plate"}
"""What a number without a word before it is, where it has that form."""


def recognise(text: str, transport: str = "") -> Identifier:
    """A number whose form or name tells what it is, else the words as they are."""
    compact = _compact(text)
    if _CONTAINER.fullmatch(compact):
        return Identifier(kind="container", number=compact, valid=bool(iso6346.is_valid(compact)))
    if found := _IMO.fullmatch(compact):
        return Identifier(kind="imo", number=found[1], valid=bool(imo.is_valid(found[1])))
    kind, number = _named(text)
    if kind is None and _HYPHENED.fullmatch(western(text)):
        kind, number = "waybill", text
    if known := _as(kind or _BY_TRANSPORT.get(transport, ""), number):
        return known
    return Identifier(kind="other", number=" ".join(text.split()))


def _named(text: str) -> tuple[str | None, str]:
    """What the word before a number says it is, and the number."""
    for kind, names in _NAMED.items():
        for name in names:
            if found := re.fullmatch(rf"\s*{name}\s*(?:no\.?|n°)?\s*:?\s+(.+)", text, re.IGNORECASE | re.DOTALL):
                return kind, found[1]
    return None, text


def _as(kind: str, text: str) -> Identifier | None:
    compact = _compact(text)
    match kind:
        case "flight" if found := _FLIGHT.fullmatch(compact):
            return Identifier(kind=kind, number=f"{found[1]} {found[2]}")
        case "waybill" if _WAYBILL.fullmatch(compact):
            return Identifier(kind=kind, number=f"{compact[:3]}-{compact[3:]}", valid=is_waybill(compact))
        case "plate" if _is_plate(text):
            return Identifier(kind=kind, number=" ".join(text.split()).upper())
    return None


def _is_plate(text: str) -> bool:
    """Plates have as many forms as there are countries: short, with letters and digits."""
    letters = plain(text).replace(" ", "")
    return 1 < len(letters) <= _LONGEST_PLATE and any(one.isdigit() for one in letters) and not letters.isdigit()


def _compact(text: str) -> str:
    return re.sub(r"[\s\-/.]", "", western(text)).upper()
