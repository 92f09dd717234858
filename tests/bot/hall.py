"""A Group in a messenger: who is in it as its service tells, and setting it up by the questions people answer."""

from collections.abc import Mapping

from alerts.person import Role, RoleKind
from bot.conversation import Handled
from bot.replies_json import from_json
from channels.base import Standing
from channels.message import Address, Happened, HappenedKind, Said
from tests.bot.client import MESSENGER, Client
from tests.bot.rows import rows
from tests.bot.stage import Stage

HALL = Address(MESSENGER, "-100500")


def standing(
    *members: Client, private: bool = True, broadcast: bool = False, complete: bool = True, others: int = 0
) -> Standing:
    """How the service says it is: closed, unless something else is said."""
    return Standing(
        title="Night watch",
        private=private,
        broadcast=broadcast,
        complete=complete,
        members=frozenset(member.address.id for member in members),
        others=others,
    )


async def head_at_messenger(stage: Stage, office: str = "ESA", *, language: str = "en") -> Client:
    """The head of an office, who is reached by the messenger."""
    return await stage.somebody(
        Role(kind=RoleKind.HEAD, office=office),
        name="Demo Head",
        language=language,
        office=office,
        channel=MESSENGER,
    )


async def reviewer_at_messenger(stage: Stage, office: str = "ESA", *, name: str = "Demo Reviewer") -> Client:
    return await stage.somebody(
        Role(kind=RoleKind.REVIEWER, office=office), name=name, office=office, channel=MESSENGER
    )


async def asks_for_group(client: Client, group: Address = HALL) -> str:
    """Writes /group where everybody reads it; what is answered."""
    return await client.does_in(group, Said(text="/group"))


async def sets_up(
    client: Client,
    *,
    ceiling: str = "TLP:AMBER",
    reviews: str = "No",
    alerts: str = "Yes",
    group: Address = HALL,
) -> str:
    """From /group to the summary's button."""
    await asks_for_group(client, group)
    return await answers(client, ceiling=ceiling, reviews=reviews, alerts=alerts)


async def answers(client: Client, *, ceiling: str = "TLP:AMBER", reviews: str = "No", alerts: str = "Yes") -> str:
    """The questions, answered one after the other; then Set up."""
    await client.says(ceiling)
    await client.says(reviews)
    await client.says(alerts)
    if alerts == "Yes":
        for label in ("Everywhere", "All goods", "Routine"):
            await client.presses(label)
    return await client.presses("Set up")


async def befalls(
    stage: Stage,
    kind: HappenedKind,
    address: Address = HALL,
    *,
    key: str = "",
    details: Mapping[str, str] | None = None,
) -> Handled:
    """Something befalls an address, as its service tells it."""
    happened = Happened(key=key or f"h{next(stage.keys)}", address=address, kind=kind, details=details or {})
    return await stage.conversation.handle(happened)


async def is_shown(client: Client, handled: Handled) -> str:
    """What somebody is told of what befell; they can press its buttons then."""
    assert handled.inbox is not None
    assert handled.answer_to == client.address
    async with client.stage.database.reading() as unit:
        taken = await unit.inbox.get(handled.inbox)
    assert taken is not None
    client.last = tuple(from_json(reply).message for reply in taken.replies)
    return client.shown()


def fate(stage: Stage, group: Address = HALL, kind: str = "alert") -> list[tuple[object, ...]]:
    """State and reason of everything of a kind that was queued for a Group, oldest first."""
    return rows(
        stage,
        "SELECT d.state, d.reason FROM delivery d JOIN address a ON a.id = d.address_id "
        "WHERE a.external_id = ? AND d.kind = ? ORDER BY d.id",
        group.id,
        kind,
    )
