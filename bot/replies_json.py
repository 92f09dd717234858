"""Replies as the inbox keeps them."""

from collections.abc import Mapping

from channels.message import Receipt, Reply
from channels.message_json import from_json as message_from_json
from channels.message_json import to_json as message_to_json


def to_json(reply: Reply) -> dict[str, object]:
    return {
        "message": message_to_json(reply.message),
        "instead_of": list(reply.instead_of.parts) if reply.instead_of else None,
    }


def from_json(data: object) -> Reply:
    """The reply of an object made by `to_json`. Raises TypeError or ValueError for anything else."""
    if not isinstance(data, Mapping) or not isinstance(data["message"], Mapping):
        msg = "not a reply"
        raise TypeError(msg)
    instead = data["instead_of"]
    return Reply(
        message=message_from_json(data["message"]),
        instead_of=Receipt(tuple(str(part) for part in instead)) if isinstance(instead, list) else None,
    )
