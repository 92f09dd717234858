"""What waits too long, who is silent, how much room is left: red while it lasts, told once when it begins and when it ends."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from bot.checking import check
from bot.pausing import tell_of_pauses
from bot.ports import ProcessHealth
from bot.post import posts_of
from bot.restoring import release
from bot.settings import Watched, WrongSetting, load
from bot.watching import Watch
from tests.bot.outbox import Outbox, files
from tests.bot.rows import write
from tests.bot.shown import as_text
from tests.bot.stage import MAIL, MESSENGER, Client, Stage
from tests.bot.writer import Writer, writer

HOUR = timedelta(hours=1)
LATE = "What is to be sent waits: the oldest message should have gone "
GONE = "What had to wait to be sent has gone. Nothing is late any more."


@dataclass(slots=True)
class Desk:
    """A process that looks after a live installation with a large disk."""

    stage: Stage
    watched: Watched = field(default_factory=Watched)
    demo: bool = False
    free: int = 10**12
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.begins()

    def begins(self) -> None:
        """Another process: it has found nothing yet."""
        world = replace(self.stage.world, demo=self.demo, watched=self.watched)
        self.watch = Watch(world, posts_of(self.stage.channels), room=self._room)

    async def looks(self, times: int = 2) -> None:
        for _ in range(times):
            await self.watch.look()

    async def red(self) -> dict[str, str]:
        """What the health check says is late; empty where it is green."""
        await self.looks(1)
        found = await ProcessHealth(dict, lambda: True, lambda: False, self.watch).readiness()
        assert found.ready is not bool(found.late)
        return dict(found.late)

    def _room(self, folder: Path) -> tuple[int, int, int]:
        assert folder.exists()
        return 10**12, 10**12 - self.free, self.free


@pytest.fixture
def desk(stage: Stage) -> Desk:
    stage.opens_messenger()
    return Desk(stage)


@pytest.fixture
async def administrator(stage: Stage, desk: Desk) -> Client:
    del desk
    return await stage.administrator("ESA")


def told(box: Outbox, client: Client) -> list[str]:
    return [as_text(message) for message in box.at(client)]


@pytest.mark.usefixtures("reviewer")
async def test_a_delivery_that_is_due_for_too_long_turns_it_red_and_its_going_green(
    stage: Stage, desk: Desk, officer: Client
) -> None:
    await files(officer)
    stage.clock.passes(timedelta(minutes=5))
    assert await desk.red() == {}
    stage.clock.passes(timedelta(minutes=2))
    assert await desk.red() == {"queue": "the oldest has been due for 7 min"}
    await stage.deliver()
    assert await desk.red() == {}


@pytest.mark.usefixtures("reviewer")
async def test_a_report_without_a_decision_for_too_long_turns_it_red_and_its_decision_green(
    stage: Stage, desk: Desk, officer: Client
) -> None:
    await files(officer)
    await stage.deliver()
    stage.clock.passes(72 * HOUR)
    assert await desk.red() == {}
    stage.clock.passes(HOUR)
    assert await desk.red() == {"reports": "the oldest waits for 73 h"}
    write(stage, "UPDATE report SET status = 'rejected'")
    assert await desk.red() == {}


async def test_a_report_handed_in_again_waits_from_then_on(stage: Stage, desk: Desk, officer: Client) -> None:
    await files(officer)
    await stage.deliver()
    write(
        stage,
        "INSERT INTO decision (report_id, by, move, note, revision, at) SELECT id, author_id, 'resubmit', '', 2, ? FROM report",
        f"{stage.clock() + 70 * HOUR:%Y-%m-%d %H:%M:%S}.000000",
    )
    stage.clock.passes(100 * HOUR)
    assert await desk.red() == {}
    stage.clock.passes(43 * HOUR)
    assert await desk.red() == {"reports": "the oldest waits for 73 h"}


async def test_a_channel_that_is_listened_to_and_says_nothing_turns_it_red_and_a_frame_green(
    stage: Stage, desk: Desk
) -> None:
    stage.channels[MESSENGER].silent = 299.0
    assert await desk.red() == {}
    stage.channels[MESSENGER].silent = 301.0
    assert await desk.red() == {"silent messenger": "nothing was heard for 5 min"}
    stage.channels[MESSENGER].silent = 0.5
    assert await desk.red() == {}


@pytest.mark.usefixtures("reviewer")
async def test_the_limits_are_settings(stage: Stage, officer: Client) -> None:
    given = {"LIAISON_LATE_DELIVERY_MINUTES": "60", "LIAISON_LATE_REPORT_HOURS": "1", "LIAISON_SILENT_MINUTES": "1"}
    desk = Desk(stage, watched=load(given, env_file=None).watched)
    stage.channels[MAIL].silent = 61.0
    await files(officer)
    stage.clock.passes(timedelta(minutes=59))
    assert set(await desk.red()) == {"silent mail"}
    stage.clock.passes(timedelta(minutes=2))
    assert set(await desk.red()) == {"silent mail", "queue", "reports"}


@pytest.mark.parametrize(
    ("given", "least"),
    [
        ({}, 500 * 10**6),
        ({"LIAISON_DISK_LOW": "2 GB"}, 2 * 10**9),
        ({"LIAISON_DISK_LOW": "750MB"}, 750 * 10**6),
        ({"LIAISON_DISK_LOW": "5 %"}, 5 * 10**10),
    ],
)
async def test_little_room_is_told_from_the_limit_on(
    stage: Stage, box: Outbox, administrator: Client, given: dict[str, str], least: int
) -> None:
    desk = Desk(stage, watched=load(given, env_file=None).watched, free=least)
    await desk.looks()
    await stage.deliver()
    assert told(box, administrator) == []
    desk.free = least - 1
    await desk.looks()
    await stage.deliver()
    left = (least - 1) // 10**6
    short = (
        f"Only {left} MB are free on the disk of Liaison. Once it is full, no report is taken in. Whoever runs Liaison "
        "makes room."
    )
    assert told(box, administrator) == [short]
    desk.free = least
    await desk.looks()
    await stage.deliver()
    assert told(box, administrator) == [short, "There is room on the disk of Liaison again."]


@pytest.mark.parametrize("room", ["much", "5", "-1 GB", "5 kB"])
def test_a_room_that_is_none_is_named_in_one_sentence(room: str) -> None:
    with pytest.raises(WrongSetting, match=r"LIAISON_DISK_LOW is wrong: must be such as 500 MB, 2 GB or 5 %\.$"):
        load({"LIAISON_DISK_LOW": room}, env_file=None)


@pytest.mark.parametrize("name", ["LATE_DELIVERY_MINUTES", "LATE_REPORT_HOURS", "SILENT_MINUTES"])
def test_a_limit_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(WrongSetting, match=f"LIAISON_{name} is wrong"):
        load({f"LIAISON_{name}": "0"}, env_file=None)


@pytest.mark.usefixtures("reviewer")
async def test_a_queue_that_waits_is_told_once_and_its_end_once_also_over_a_restart(
    stage: Stage, desk: Desk, officer: Client, administrator: Client, box: Outbox
) -> None:
    await files(officer)
    stage.clock.passes(HOUR)
    await desk.looks()
    desk.begins()
    await desk.looks()
    await stage.deliver()
    (begins,) = [text for text in told(box, administrator) if text.startswith(LATE)]
    assert begins.startswith(f"{LATE}60 minutes ago.")
    await desk.looks()
    await stage.deliver()
    assert told(box, administrator)[-1] == GONE
    assert len(told(box, administrator)) == 2


async def test_an_input_that_raised_is_told_for_a_day(
    stage: Stage, desk: Desk, officer: Client, administrator: Client, box: Outbox
) -> None:
    stage.clock.fails_at = 1
    await officer.says("/mine")
    assert await stage.poisoned() == 1
    await desk.looks()
    await stage.deliver()
    assert told(box, administrator)[-1].startswith("Something that somebody wrote could not be handled")
    stage.clock.passes(timedelta(days=1))
    await desk.looks()
    await stage.deliver()
    assert told(box, administrator)[-1] == "For a day everything that people wrote could be handled."
    write(stage, "DELETE FROM inbox")


async def test_silence_is_told_with_the_name_of_the_channel(
    stage: Stage, desk: Desk, administrator: Client, box: Outbox
) -> None:
    stage.channels[MESSENGER].silent = 600.0
    await desk.looks()
    stage.channels[MESSENGER].silent = 0.0
    await desk.looks()
    await stage.deliver()
    begins, over = told(box, administrator)
    assert begins.startswith("Nothing has been heard from messenger for 10 minutes")
    assert over == "messenger is heard again."


async def test_administrators_are_told_by_mail_too_and_not_by_a_channel_that_is_paused(
    stage: Stage, desk: Desk, administrator: Client, box: Outbox
) -> None:
    mail: Writer = await writer(administrator, "desk@wco.example")
    paused = await administrator.moves_to("administrator", channel=MESSENGER)
    posts = posts_of(stage.channels)
    posts[MESSENGER].misconfigured("sending", "")
    await tell_of_pauses(replace(stage.world, demo=False), posts)
    desk.free = 0
    await desk.looks()
    await stage.deliver()
    assert [as_text(one) for one in box.mails(mail.client.address.id)] == told(box, administrator)[-2:]
    assert told(box, administrator)[-1].startswith("Only 0 MB are free")
    assert stage.channels[MESSENGER].shown(paused.address) == []


@pytest.mark.usefixtures("reviewer")
async def test_that_a_report_waits_is_told_to_nobody_here_since_it_escalates(
    stage: Stage, desk: Desk, officer: Client, administrator: Client, box: Outbox
) -> None:
    await files(officer)
    await stage.deliver()
    stage.clock.passes(200 * HOUR)
    await desk.looks()
    await stage.deliver()
    assert told(box, administrator) == []


async def test_a_demo_tells_nobody(stage: Stage, administrator: Client, box: Outbox) -> None:
    await Desk(stage, demo=True, free=0).looks()
    await stage.deliver()
    assert told(box, administrator) == []


async def test_an_installation_that_is_held_says_how_much_and_tells_nobody(
    stage: Stage, desk: Desk, administrator: Client, box: Outbox
) -> None:
    async with stage.database.writing() as unit:
        await unit.held.hold(made=stage.clock(), now=stage.clock())
        await unit.commit()
    desk.free = 0
    await desk.looks()
    await stage.deliver()
    assert (desk.watch.held, told(box, administrator)) == (0, [])
    await release(stage.world, None)
    await desk.looks()
    await stage.deliver()
    assert (desk.watch.held, len(told(box, administrator))) == (None, 1)


@pytest.mark.usefixtures("reviewer")
async def test_check_says_the_same_and_is_content_again_by_itself(stage: Stage, desk: Desk, officer: Client) -> None:
    stage.channels[MESSENGER].silent = 600.0
    await files(officer)
    stage.clock.passes(100 * HOUR)
    await desk.looks()
    found = await lines(stage)
    assert {line for line in found if line.startswith("⚠")} >= {
        "⚠ Oldest due delivery waits 360000 s",
        "⚠ Oldest report undecided waits 100 h",
        "⚠ Nothing is heard from messenger",
    }
    stage.channels[MESSENGER].silent = 0.0
    await stage.deliver()
    write(stage, "UPDATE report SET status = 'rejected'")
    await desk.looks()
    found = await lines(stage)
    assert {"✓ Oldest report undecided none waits", "✓ Oldest due delivery none waits"} <= set(found)
    assert not [line for line in found if "heard" in line]


async def lines(stage: Stage) -> list[str]:
    """What `liaison check` prints, without the lines of its table."""
    out = StringIO()
    await check(stage.world, {}, out)
    return [" ".join(line.replace("│", " ").split()) for line in out.getvalue().splitlines()]
