"""Channels that are paused because their set-up is wrong: administrators are told once, and once when they work again."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from alerts.person import Role, RoleKind
from bot.pausing import tell_of_pauses
from bot.post import BREAK_AFTER, Post, posts_of
from bot.world import World
from channels.errors import Misconfigured
from tests.bot.hall import reviewer_at_messenger
from tests.bot.outbox import Outbox, files
from tests.bot.post_office import PostOffice
from tests.bot.shown import as_text
from tests.bot.stage import MAIL, MESSENGER, Client, Stage

PAUSED = (
    "The channel messenger is paused: its set-up is wrong. What is to go by it waits. Whoever runs Liaison finds the "
    "reason in its log and with “liaison check”."
)
WORKS = "The channel messenger works again. What waited for it goes now."


@dataclass(slots=True)
class Watch:
    """A process that looks after its channels."""

    stage: Stage
    demo: bool = False
    posts: dict[str, Post] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begins()

    def begins(self) -> None:
        """Another process: it has seen nothing yet."""
        self.posts = posts_of(self.stage.channels, lambda: self.stage.clock().timestamp())

    @property
    def messenger(self) -> Post:
        return self.posts[MESSENGER]

    async def looks(self, times: int = 2) -> None:
        world: World = replace(self.stage.world, demo=self.demo)
        for _ in range(times):
            await tell_of_pauses(world, self.posts)
        await self.stage.deliver()


@pytest.fixture
def watch(stage: Stage) -> Watch:
    stage.opens_messenger()
    return Watch(stage)


@pytest.fixture
async def told(stage: Stage, watch: Watch) -> Client:
    """An administrator of an office, in the installation's own chat."""
    del watch
    return await stage.administrator("ESA")


def at(box: Outbox, client: Client) -> list[str]:
    return [as_text(message) for message in box.at(client)]


async def test_administrators_of_all_and_of_every_office_are_told_once_and_nobody_else(
    stage: Stage, watch: Watch, told: Client, box: Outbox
) -> None:
    of_all, elsewhere = await stage.administrator(name="Demo All"), await stage.administrator("WE", name="Demo West")
    head, reviewer = await stage.head(), await stage.reviewer()
    for _ in range(3):
        watch.messenger.misconfigured("sending", "The token is wrong.")
        await watch.looks()
    assert [at(box, one) for one in (told, of_all, elsewhere)] == [[PAUSED]] * 3
    assert [at(box, one) for one in (head, reviewer)] == [[], []]


async def test_they_are_told_by_the_channels_that_work(stage: Stage, watch: Watch, told: Client, box: Outbox) -> None:
    both = await told.moves_to("administrator", channel=MESSENGER)
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    assert at(box, told) == [PAUSED]
    assert stage.channels[MESSENGER].shown(both.address) == []


async def test_they_are_told_by_mail_too_unless_that_is_what_does_not_work(
    watch: Watch, told: Client, box: Outbox
) -> None:
    mail = await told.moves_to("administrator@office.example", channel=MAIL)
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    assert [as_text(one) for one in box.mails(mail.address.id)] == at(box, told) == [PAUSED]
    watch.posts[MAIL].misconfigured("sending", "")
    await watch.looks()
    assert (len(box.mails(mail.address.id)), len(at(box, told))) == (1, 2)


async def test_when_it_works_again_they_are_told_once(watch: Watch, told: Client, box: Outbox) -> None:
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    watch.messenger.worked()
    await watch.looks()
    assert at(box, told) == [PAUSED, WORKS]
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    assert at(box, told) == [PAUSED, WORKS, PAUSED]


async def test_a_process_that_begins_anew_tells_of_no_pause_twice_and_of_its_end(
    watch: Watch, told: Client, box: Outbox
) -> None:
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    watch.begins()
    await watch.looks()
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    assert at(box, told) == [PAUSED]
    watch.begins()
    watch.messenger.worked()
    await watch.looks()
    assert at(box, told) == [PAUSED, WORKS]


async def test_a_channel_that_sends_and_cannot_receive_does_not_work_again(
    watch: Watch, told: Client, box: Outbox
) -> None:
    watch.messenger.misconfigured("receiving", "")
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    watch.messenger.worked()
    await watch.looks()
    assert at(box, told) == [PAUSED]
    watch.messenger.listens()
    await watch.looks()
    assert at(box, told) == [PAUSED, WORKS]


async def test_a_service_that_is_only_away_is_no_pause_to_tell_of(watch: Watch, told: Client, box: Outbox) -> None:
    for _ in range(BREAK_AFTER):
        watch.messenger.did_not_answer()
    assert watch.messenger.rests()
    await watch.looks()
    assert at(box, told) == []


async def test_a_demo_tells_nobody(watch: Watch, told: Client, box: Outbox) -> None:
    watch.demo = True
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    assert at(box, told) == []


async def test_a_send_that_finds_the_set_up_wrong_is_told_and_the_next_that_goes_through_too(
    stage: Stage, watch: Watch, told: Client, officer: Client, box: Outbox
) -> None:
    await reviewer_at_messenger(stage)
    office = PostOffice(stage)
    office.deliver_by(watch.posts)
    stage.channels[MESSENGER].fail_next(Misconfigured(), times=1)
    await files(officer)
    await office.deliver()
    await watch.looks()
    assert at(box, told)[-1] == PAUSED
    stage.clock.passes(timedelta(seconds=61))
    await office.deliver()
    await watch.looks()
    assert at(box, told)[-1] == WORKS


async def test_an_administrator_who_left_is_told_nothing(stage: Stage, watch: Watch, box: Outbox) -> None:
    gone = await stage.somebody(Role(kind=RoleKind.ADMINISTRATOR))
    person = await gone.person()
    async with stage.database.writing() as unit:
        await unit.people.set_active(person.id, active=False)
        await unit.commit()
    watch.messenger.misconfigured("sending", "")
    await watch.looks()
    assert at(box, gone) == []
