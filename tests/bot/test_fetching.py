"""Pictures that wait in a messenger: fetched after what they came with was taken in, and told as one."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image

from bot.fetching import ALBUM_QUIET, GIVE_UP_AFTER, Fetcher
from bot.replies_json import from_json
from channels.base import Outcome
from channels.errors import Misconfigured, Permanent, SendError, Temporary, TooLarge, Unknown
from channels.memory import MemoryChannel
from channels.message import Happened, Incoming, Sent
from storage.database import DatabaseAway
from tests.bot.client import CHAT, Client
from tests.bot.outbox import fills
from tests.bot.rows import rows
from tests.bot.stage import Stage
from tests.bot.test_pictures import png_header

ONE = "1 picture is in the report."
LOST = "I could not fetch a picture: it is not there any more. Please send it again."


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


class Messenger(MemoryChannel):
    """A memory channel whose pictures may fail to come."""

    def __init__(self) -> None:
        super().__init__(CHAT)
        self.failures: list[Exception] = []
        """What the next tries to fetch raise."""
        self.fetched: list[str] = []
        """Every picture that was asked for."""

    async def fetch(self, ref: str) -> bytes:
        self.fetched.append(ref)
        if self.failures:
            raise self.failures.pop(0)
        return await super().fetch(ref)


class Darkroom:
    """A fetcher over a stage, and what an officer was told by it."""

    def __init__(self, stage: Stage, officer: Client) -> None:
        self.stage, self.officer, self.channel = stage, officer, Messenger()
        self.told: list[str] = []
        self.start()

    def start(self) -> None:
        self.fetcher = Fetcher(self.stage.world, {CHAT: self.channel}, self.hears)

    async def hears(self, came: Incoming | Happened) -> Outcome:
        handled = await self.stage.conversation.handle(came)
        if handled.inbox is not None and not handled.outcome.repeated:
            async with self.stage.database.reading() as unit:
                taken = await unit.inbox.get(handled.inbox)
            assert taken is not None
            self.told.append(" ".join(from_json(reply).message.text for reply in taken.replies))
        return handled.outcome

    async def sends(self, *refs: str, album: str = "", text: str = "") -> str:
        """The officer sends what stands in the messenger."""
        for ref in refs:
            self.channel.pictures.setdefault(ref, picture())
        return await self.officer.does(Sent(pictures=refs, album=album, text=text))

    async def later(self, span: timedelta = ALBUM_QUIET) -> None:
        self.stage.clock.passes(span)
        await self.fetcher.look()


@pytest.fixture
async def room(stage: Stage, officer: Client) -> Darkroom:
    await fills(officer)
    return Darkroom(stage, officer)


def waiting(stage: Stage) -> int:
    [(number,)] = rows(stage, "SELECT count(*) FROM fetch WHERE NOT told")
    assert isinstance(number, int)
    return number


async def test_a_picture_is_fetched_after_its_turn_and_put_into_the_report(stage: Stage, room: Darkroom) -> None:
    await room.sends("a")
    assert room.channel.fetched == []
    assert await room.fetcher.look()
    assert room.channel.fetched == ["a"]
    assert len(room.told) == 1
    assert room.told[0].startswith(ONE)
    await room.officer.says("/help")
    await room.officer.presses("Submit")
    assert len((await stage.reports())[0].seizure.pictures) == 1


async def test_what_is_kept_is_cleaned_and_told_once(stage: Stage, room: Darkroom) -> None:
    await room.sends("a")
    for _ in range(3):
        await room.later()
    assert len(room.told) == 1
    assert rows(stage, "SELECT hex(substr(content, 1, 2)) FROM picture") == [("FFD8",)]  # a JPEG, whatever came
    assert not await room.fetcher.look()


async def test_an_album_that_comes_picture_by_picture_is_told_once(room: Darkroom) -> None:
    for number in range(10):
        room.channel.pictures[str(number)] = picture(f"#{number}{number}{number}")
        await room.sends(str(number), album="holiday")
        await room.fetcher.look()
    assert room.told == []
    await room.later()
    assert len(room.told) == 1
    assert room.told[0].startswith("10 pictures are in the report.")


async def test_a_picture_that_comes_late_to_its_album_is_told_by_itself(room: Darkroom) -> None:
    await room.sends("a", album="holiday")
    await room.later()
    room.channel.pictures["b"] = picture("blue")
    await room.sends("b", album="holiday")
    await room.later()
    assert [told.split(".")[0] for told in room.told] == [
        "1 picture is in the report",
        "2 pictures are in the report",
    ]


async def test_a_picture_too_large_for_the_channel_is_told_so_and_the_report_stays(room: Darkroom) -> None:
    room.channel.failures = [TooLarge()]
    await room.sends("a")
    await room.fetcher.look()
    assert room.told[0].startswith("A file was too large for me: at most 20 MB.")
    assert "[Submit]" in await room.officer.says("/help")


async def test_a_picture_that_is_gone_is_not_called_too_large_and_the_report_stays(room: Darkroom) -> None:
    room.channel.failures = [Permanent()]
    await room.sends("a")
    await room.fetcher.look()
    assert room.told[0].startswith(LOST)
    assert "too large" not in room.told[0]
    assert "[Submit]" in await room.officer.says("/help")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a and no more", "That is not a picture I can read. Please send a JPEG, PNG or WebP."),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "That is a picture in the format HEIC, which I cannot read."),
        (png_header(50_000, 50_000), "That picture is too large: at most 40 million pixels."),
    ],
)
async def test_of_a_file_that_is_not_kept_it_is_told_why(
    stage: Stage, room: Darkroom, content: bytes, sentence: str
) -> None:
    room.channel.pictures["a"] = content
    await room.sends("a")
    await room.fetcher.look()
    assert len(room.told) == 1
    assert room.told[0].startswith(sentence)
    assert rows(stage, "SELECT (SELECT count(*) FROM picture), (SELECT count(*) FROM upload)") == [(0, 0)]
    assert "[Submit]" in await room.officer.says("/help")


async def test_one_bad_picture_of_an_album_keeps_no_other_out(room: Darkroom) -> None:
    room.channel.pictures["bad"] = room.channel.pictures["worse"] = b"nothing"
    await room.sends("good", "bad", "worse", album="holiday")
    await room.later()
    assert len(room.told) == 1
    assert room.told[0].count("not a picture") == 1
    assert ONE in room.told[0]
    assert "That is not a picture I can read." in room.told[0]


@pytest.mark.parametrize("error", [Temporary, Unknown, Misconfigured])
async def test_a_service_that_is_away_is_asked_again_until_it_is_there(
    room: Darkroom, error: Callable[[], SendError]
) -> None:
    room.channel.failures = [error(), error(), error()]
    await room.sends("a")
    await room.fetcher.look()
    await room.fetcher.look()
    assert room.channel.fetched == ["a"]
    for _ in range(4):
        await room.later(timedelta(seconds=30))
    assert len(room.channel.fetched) == 4
    assert len(room.told) == 1
    assert room.told[0].startswith(ONE)


async def test_after_an_hour_a_picture_is_given_up_with_a_word(stage: Stage, room: Darkroom) -> None:
    room.channel.failures = [Temporary() for _ in range(200)]
    await room.sends("a")
    for _ in range(40):
        await room.later(GIVE_UP_AFTER / 20)
    assert len(room.told) == 1
    assert room.told[0].startswith(LOST)
    assert waiting(stage) == 0


async def test_a_picture_that_breaks_the_channel_holds_up_no_other(stage: Stage, room: Darkroom) -> None:
    room.channel.failures = [ValueError("a bug of ours")]
    await room.sends("a")
    await room.sends("b")
    await room.fetcher.look()
    assert len(room.told) == 2
    assert ONE in " ".join(room.told)
    assert waiting(stage) == 0


async def test_what_was_not_fetched_goes_on_after_a_restart(stage: Stage, room: Darkroom) -> None:
    await room.sends("a")
    await stage.restart()
    room.start()
    await room.fetcher.look()
    assert room.told[0].startswith(ONE)


async def test_told_again_after_a_crash_it_counts_once(stage: Stage, room: Darkroom) -> None:
    """The process ends between telling and noting that it was told."""
    await room.sends("a")

    async def dies(came: Incoming | Happened) -> Outcome:
        await room.hears(came)
        raise DatabaseAway("the process ends here")

    with pytest.raises(DatabaseAway):
        await Fetcher(stage.world, {CHAT: room.channel}, dies).look()
    assert waiting(stage) == 1
    await stage.restart()
    room.start()
    await room.fetcher.look()
    assert (len(room.told), waiting(stage)) == (1, 0)
    assert room.channel.fetched == ["a"]


async def test_a_report_that_was_submitted_meanwhile_stays_as_it_is(stage: Stage, room: Darkroom) -> None:
    await room.sends("a")
    await room.officer.says("/help")
    await room.officer.presses("Submit")
    await room.fetcher.look()
    assert room.told == ["Pictures belong to a report. /report begins one."]
    assert (await stage.reports())[0].seizure.pictures == ()


async def test_the_same_update_twice_fetches_once(room: Darkroom) -> None:
    await room.sends("a")
    await room.officer.repeats()
    await room.fetcher.look()
    assert room.channel.fetched == ["a"]
    assert len(room.told) == 1


async def test_pictures_outside_a_report_are_not_fetched(stage: Stage, room: Darkroom) -> None:
    other = await stage.officer(name="Demo Other")
    assert await other.does(Sent(pictures=("a",))) == "Pictures belong to a report. /report begins one."
    assert not await room.fetcher.look()
