"""An account in words, for a person who has to know it again: by its service, and by what that service calls it."""

from bot.world import World
from channels.text import clean_line
from storage.accounts import Account


def label_of(world: World, account: Account) -> str:
    """The service's name."""
    return world.channels[account.channel].label if account.channel in world.channels else account.channel


def described(world: World, account: Account, named: str) -> str:
    """The account as its service names it; `named` is its owner's own word, and stands in quotation marks."""
    id_ = account.external_id if account.external_id != account.public_id else ""
    name = clean_line(named)
    return ", ".join(part for part in (label_of(world, account), f"“{name}”" if name else "", id_) if part)
