"""The pace of a channel, shared by all who send by it: never faster than its service allows, and answers before alerts."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.post import BREAK_AFTER, LONGEST_TURN, PAUSE, REST, Post
from channels import memory
from channels.memory import MemoryChannel
from channels.message import Address
from channels.pace import Rate
from tests.bot.racing import race

MESSENGER = "messenger"
PRIVATE, GROUP = Rate(per_second=1.0), Rate(per_second=20 / 60)


class Slow(MemoryChannel):
    """A channel with the figures of a messenger: 30 a second in all, 1 in a chat, 20 a minute in a Group."""

    def __init__(self) -> None:
        super().__init__(MESSENGER, limits=replace(memory.LIMITS, per_second=30.0))

    def rate(self, to: Address) -> Rate | None:
        return replace(GROUP, of=to.id.partition(":")[0]) if to.id.startswith("-") else PRIVATE


class Street:
    """A post by a clock that jumps, and when what went."""

    def __init__(self) -> None:
        self.clock = asyncio.get_running_loop().time
        self.post = Post(Slow(), self.clock)
        self.went: list[tuple[float, str]] = []

    async def send(self, to: str, *, parts: int = 1, pressing: bool = False) -> None:
        """Sends when its turn has come; what is far away is put back, and comes again then (by a clock that jumps)."""
        while wait := await self.post.turn(Address(MESSENGER, to), parts=parts, pressing=pressing):  # noqa: ASYNC110
            await asyncio.sleep(wait)
        with self.post.under_way(Address(MESSENGER, to)):
            self.went += [(self.clock(), to)] * parts

    def times(self, to: str) -> list[float]:
        return [at for at, whom in self.went if whom == to]

    def most_within(self, seconds: float, times: Iterable[float]) -> int:
        """How many went within any such span."""
        ordered = sorted(times)
        return max(sum(start <= at < start + seconds for at in ordered[index:]) for index, start in enumerate(ordered))


def on_street(story: Callable[[Street], Awaitable[None]]) -> None:
    async def tell() -> None:
        await story(Street())

    race(tell())


def test_a_thousand_chats_and_fifty_groups_are_never_sent_to_faster_than_allowed() -> None:
    async def story(street: Street) -> None:
        chats, groups = [str(number) for number in range(1000)], [f"-{number}" for number in range(1, 51)]
        to_send = iter([*chats, *chats[:40] * 2, *groups * 4])

        async def sender() -> None:
            for to in to_send:
                await street.send(to)

        await asyncio.gather(*(sender() for _ in range(60)))
        assert len(street.went) == 1000 + 80 + 200
        assert street.most_within(1.0, (at for at, _ in street.went)) <= 30
        for chat in chats[:40]:
            assert all(later - earlier >= 1.0 - 1e-6 for earlier, later in pairwise(street.times(chat)))
        for group in groups:
            assert all(later - earlier >= 3.0 - 1e-6 for earlier, later in pairwise(street.times(group)))

    on_street(story)


def test_a_group_gets_no_more_than_twenty_in_any_minute() -> None:
    async def story(street: Street) -> None:
        await asyncio.gather(*(street.send("-1") for _ in range(70)))
        assert street.most_within(59.9, street.times("-1")) == 20

    on_street(story)


def test_the_topics_of_a_group_share_its_pace() -> None:
    async def story(street: Street) -> None:
        await asyncio.gather(*(street.send(f"-1:{number}") for number in range(1, 31)))
        assert street.most_within(59.9, (at for at, _ in street.went)) == 20

    on_street(story)


def test_a_message_of_several_parts_counts_as_so_many() -> None:
    async def story(street: Street) -> None:
        await asyncio.gather(*(street.send(str(number), parts=7) for number in range(20)))
        assert street.most_within(1.0, (at for at, _ in street.went)) <= 30
        await street.send("somebody", parts=4)
        await street.send("somebody")
        first, *_, last = street.times("somebody")
        assert last - first >= 4.0 - 1e-6

    on_street(story)


def test_answers_overtake_a_blast_of_ten_thousand() -> None:
    async def story(street: Street) -> None:
        blast = iter(range(10_000))

        async def sender() -> None:
            for number in blast:
                await street.send(f"member {number}")

        senders = [asyncio.create_task(sender()) for _ in range(16)]
        waited = []
        for number in range(100):
            await asyncio.sleep(1.7)
            asked = street.clock()
            await street.send(f"officer {number}", pressing=True)
            waited.append(street.clock() - asked)
        assert max(waited) < 2.0
        await asyncio.gather(*senders)
        assert len(street.went) == 10_100

    on_street(story)


def test_a_blast_goes_on_while_answers_come_in() -> None:
    async def story(street: Street) -> None:
        async def answer(number: int) -> None:
            await asyncio.sleep(number / 10)
            await street.send(f"officer {number}", pressing=True)

        await asyncio.gather(
            *(answer(number) for number in range(100)), *(street.send(f"member {number}") for number in range(200))
        )
        assert street.clock() < 12.0

    on_street(story)


@pytest.mark.parametrize("to", ["somebody", "-1", "-1:7"])
def test_a_conversation_that_is_to_be_left_alone_is_and_no_other(to: str) -> None:
    async def story(street: Street) -> None:
        street.post.hold(Address(MESSENGER, to), 30.0)
        assert await street.post.turn(Address(MESSENGER, to)) == 30.0
        await street.send("another")
        assert street.clock() == 0.0
        await street.send(to)
        assert street.clock() >= 30.0

    on_street(story)


def test_a_turn_that_is_far_away_is_told_at_once_and_a_near_one_is_waited_for() -> None:
    async def story(street: Street) -> None:
        to = Address(MESSENGER, "somebody")
        street.post.hold(to, LONGEST_TURN + 1)
        assert await street.post.turn(to) == LONGEST_TURN + 1
        assert street.clock() == 0.0
        await asyncio.sleep(2.0)
        assert await street.post.turn(to) == 0.0
        assert street.clock() == LONGEST_TURN + 1

    on_street(story)


def test_nothing_goes_by_a_channel_that_is_paused() -> None:
    async def story(street: Street) -> None:
        street.post.pause(PAUSE, "its set-up is wrong")
        assert await street.post.turn(Address(MESSENGER, "somebody")) == PAUSE.total_seconds()
        await asyncio.sleep(PAUSE.total_seconds())
        assert await street.post.turn(Address(MESSENGER, "somebody")) == 0.0

    on_street(story)


def test_a_service_that_fails_again_and_again_gets_a_rest_and_one_success_forgives() -> None:
    async def story(street: Street) -> None:
        for _ in range(BREAK_AFTER - 1):
            street.post.did_not_answer()
        street.post.worked()
        for _ in range(BREAK_AFTER - 1):
            street.post.did_not_answer()
        assert street.post.rests() == 0.0
        street.post.did_not_answer()
        assert street.post.rests() == REST.total_seconds()

    on_street(story)


def test_everybody_gets_what_they_are_sent_once() -> None:
    async def story(street: Street) -> None:
        await asyncio.gather(*(street.send(str(number % 7), pressing=number % 2 == 0) for number in range(70)))
        assert set(Counter(to for _, to in street.went).values()) == {10}

    on_street(story)
