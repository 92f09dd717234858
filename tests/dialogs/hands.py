"""What somebody does at a service and what it shows them, whichever service that is."""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from alerts.marking import Marking
from alerts.person import DECIDING, Role, RoleKind
from storage.accounts import Account
from tests.bot.stage import Stage


class Hand(Protocol):
    """One person at one service. Everything goes in as the service hands it over; `shown` is what stands on the screen."""

    @property
    def carries_positions(self) -> bool:
        """Whether the service can share where somebody is."""
        ...

    async def says(self, text: str) -> None: ...

    async def says_in_group(self, text: str) -> None:
        """Where others read it, and the bot with them. Raises AssertionError where the service has no groups."""
        ...

    async def presses(self, label: str) -> None:
        """The newest button with this label."""
        ...

    async def presses_again(self, label: str) -> None:
        """A button that was pressed before, though it may be gone: two quick taps, or a screen not drawn anew."""
        ...

    async def sends(self, pictures: Sequence[bytes], text: str) -> None:
        """Pictures picked together, perhaps with words."""
        ...

    async def shares(self, latitude: float, longitude: float, name: str) -> None:
        """Where one is; at a service that cannot carry it, written."""
        ...

    async def shown(self) -> Mapping[str, str]:
        """Every message as it stands now, by its id, oldest first, with its buttons."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who is at the service: an officer of a country, a colleague of such, a reviewer, head or administrator of an office ("-": of all), a member
    of an administration, or a stranger, who has no account before they say something; and what they read.
    """

    role: str
    where: str = ""
    language: str = "en"

    @property
    def known(self) -> bool:
        return self.role != "stranger"


async def enrolled(stage: Stage, who: Who, channel: str, id_: str | None) -> Account:
    """Somebody with an account at a service; without an id, one that is made for them."""
    kind = RoleKind.OFFICER if who.role == "colleague" else RoleKind(who.role)
    country, office = (None, who.where.strip("-") or None) if kind in DECIDING else (who.where, None)
    async with stage.database.writing() as unit:
        person = await unit.people.add(
            name=f"Demo {who.role.title()}",
            language=who.language,
            zone="Africa/Nairobi",
            clearance=Marking.AMBER,
            country=country,
            office=office,
            now=stage.clock(),
        )
        await unit.people.add_role(person.id, Role(kind=kind, country=country, office=office), stage.clock())
        account = await unit.people.add_account(
            channel=channel, external_id=id_, person=person.id, active=True, now=stage.clock()
        )
        await unit.commit()
    return account


def drawn(name: str) -> bytes:
    """A picture: the same name, the same bytes."""
    colour = hashlib.sha256(name.encode()).digest()
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (colour[0], colour[1], colour[2])).save(out, "JPEG")
    return out.getvalue()


def labelled(label: str, there: Iterable[str]) -> str:
    """The label as it stands on the screen: any blank is a blank, and "…" stands for the rest. Raises AssertionError."""
    labels, wanted = list(there), " ".join(label.split())
    for one in labels:
        shown = " ".join(one.split())
        if shown == wanted or (wanted.endswith("…") and shown.startswith(wanted.removesuffix("…"))):
            return one
    raise AssertionError(f"no button {label!r} among {labels}")


def degrees(latitude: float, longitude: float) -> str:
    """A position in words."""
    north, east = ("N" if latitude >= 0 else "S"), ("E" if longitude >= 0 else "W")
    return f"{abs(latitude):.5f} {north} {abs(longitude):.5f} {east}"
