"""What the memory channel offers beyond the contract: to look behind the scenes in other tests."""

from datetime import UTC, datetime

import pytest

from channels.base import Slots
from channels.errors import Temporary
from channels.memory import MemoryChannel
from channels.message import Address, Message

ANN, BOB = Address("memory", "ann"), Address("memory", "bob")
HELLO = Message(language="en", title="Hello")


async def test_the_same_key_is_shown_twice_as_in_a_mail() -> None:
    channel = MemoryChannel()
    for _ in range(2):
        await channel.send(ANN, channel.prepare(HELLO), Slots(), key="k")
    assert channel.shown(ANN) == [HELLO, HELLO]


async def test_the_same_key_is_shown_once_where_keys_count() -> None:
    channel = MemoryChannel(keys_count=True)
    receipts = [await channel.send(ANN, channel.prepare(HELLO), Slots(), key="k") for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert channel.shown(ANN) == [HELLO]


async def test_a_failure_for_one_address_waits_for_it() -> None:
    channel = MemoryChannel()
    channel.fail_next(Temporary(), to=BOB, times=2)
    await channel.send(ANN, channel.prepare(HELLO), Slots(), key="1")
    for _ in range(2):
        with pytest.raises(Temporary):
            await channel.send(BOB, channel.prepare(HELLO), Slots(), key="2")
    await channel.send(BOB, channel.prepare(HELLO), Slots(), key="2")
    assert channel.tried == [(ANN, "1"), (BOB, "2"), (BOB, "2"), (BOB, "2")]


async def test_a_button_nobody_was_shown_cannot_be_pressed() -> None:
    channel = MemoryChannel()
    with pytest.raises(LookupError):
        await channel.person_presses(ANN, "Approve", at=datetime(2026, 11, 22, tzinfo=UTC))


async def test_slots_are_remembered_with_what_was_sent() -> None:
    channel = MemoryChannel()
    await channel.send(ANN, channel.prepare(HELLO), Slots(repeat=True, message_id="d1"), key="k")
    assert [(kept.slots.repeat, kept.slots.message_id, kept.key) for kept in channel.sent] == [(True, "d1", "k")]
