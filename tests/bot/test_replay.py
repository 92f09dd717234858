"""Cases played through the door people use: what must not pass for played, and that nothing is played twice."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from alerts.person import RoleKind
from alerts.report import Status
from bot.dialog import Dialog
from bot.dialogs.register import DIALOGS
from bot.dialogs.report import REPORT
from bot.replay import replay
from bot.replay_case import Refused
from bot.replay_chat import enter
from bot.replay_people import gather
from bot.replay_player import filed, tell
from bot.steps.text import Text
from tests.bot.replaying import case, demo


@pytest.fixture(scope="module")
def template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo in which everybody who plays a case of Kenya is there already."""
    folder = tmp_path_factory.mktemp("peopled")

    async def people() -> None:
        async with demo(template, folder) as world:
            await gather(world.parts.world, ["KE"])

    asyncio.run(people())
    return folder / "liaison.db"


def with_report(dialog: Dialog) -> Mapping[str, Dialog]:
    """The dialogs with another one for reports."""
    return {**DIALOGS, REPORT.name: dialog}


def with_question(*, required: bool) -> Mapping[str, Dialog]:
    """The dialogs with a question that no file answers."""
    weather = Text(key="weather", label="Weather", ask="What was the weather like?", required=required)
    return with_report(replace(REPORT, steps=(*REPORT.steps[:3], weather, *REPORT.steps[3:])))


async def test_a_case_becomes_a_report_an_alert_and_a_mail(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo") as world:
        (played,) = await world.plays(case(tmp_path))
        assert played.wrong == ""
        assert played.alert == "ESA-2026-0001"
        assert played.mails >= 1
        assert played.mails == sum("ESA-2026-0001" in mail.subject for mail in world.catcher.mails())


@pytest.mark.parametrize(
    "key",
    [
        "category",
        "commodity",
        "quantity",
        "place",
        "day",
        "transport",
        "description",
        "concealment",
        "concealment_text",
        "route",
        "narrative",
    ],
)
async def test_with_a_question_removed_from_the_dialog_no_case_passes(template: Path, tmp_path: Path, key: str) -> None:
    dialogs = with_report(replace(REPORT, steps=tuple(step for step in REPORT.steps if step.key != key)))
    async with demo(template, tmp_path / "demo", dialogs=dialogs) as world:
        (played,) = await world.plays(case(tmp_path))
        assert played.wrong
        assert not played.alert


async def test_a_new_question_that_has_to_be_answered_stops_a_case_by_its_name(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo", dialogs=with_question(required=True)) as world:
        (played,) = await world.plays(case(tmp_path))
        assert "“weather” has to be answered" in played.wrong
        assert played.report is None


async def test_a_new_question_that_can_be_left_is_left(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo", dialogs=with_question(required=False)) as world:
        (played,) = await world.plays(case(tmp_path))
        assert played.wrong == ""


async def test_without_the_reviewers_scope_nothing_is_approved(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo") as world:
        troupe = await gather(world.parts.world, ["KE"])
        async with world.parts.world.database.writing() as unit:
            await unit.people.remove_roles(troupe.reviewers["ESA"].person.id, RoleKind.REVIEWER)
            await unit.commit()
        (played,) = await world.plays(case(tmp_path))
        assert "Demo Reviewer ESA has no card" in played.wrong
        assert played.report is not None
        async with world.parts.world.database.reading() as unit:
            assert (await unit.reports.get(played.report.id)).status is Status.SUBMITTED
            assert await unit.alerts.of_report(played.report.id) is None
        assert world.catcher.count == 0


async def test_an_alert_that_reaches_no_mailbox_is_not_as_it_should_be(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo", mail=False) as world:
        (played,) = await world.plays(case(tmp_path))
        assert played.wrong == f"alert {played.alert} reached no mailbox"


async def test_a_case_the_bot_does_not_take_is_refused_and_leaves_no_draft(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo") as world:
        (played,) = await world.plays(case(tmp_path, unit="HEA"))
        assert "“quantity” does not take it" in played.wrong
        troupe = await gather(world.parts.world, ["KE"])
        chat = await enter(world.parts, troupe.officers["KE"])
        await chat.says("/mine")
        assert "no reports yet" in chat.said()


async def test_others_go_on_after_a_line_that_is_refused(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo") as world:
        refused = Refused(line=2, reason="date is missing")
        wrong, played = await replay(world.parts, world.catcher, [refused, case(tmp_path)])
        assert (wrong.line, wrong.wrong) == (2, "date is missing")
        assert played.alert


async def test_the_same_case_twice_in_a_file_is_one_report(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo") as world:
        first, again = await world.plays(case(tmp_path), case(tmp_path))
        assert (first.known, again.known) == (False, True)
        assert first.report is not None
        assert again.report is not None
        assert first.report.id == again.report.id
        assert (first.alert, again.alert) == ("ESA-2026-0001", "")
        assert (first.wrong, again.wrong) == ("", "")


async def test_a_case_whose_run_broke_off_before_its_approval_is_finished_by_the_next(
    template: Path, tmp_path: Path
) -> None:
    async with demo(template, tmp_path / "demo") as world:
        troupe = await gather(world.parts.world, ["KE"])
        await tell(await enter(world.parts, troupe.officers["KE"]), case(tmp_path))
        (played,) = await world.plays(case(tmp_path))
        assert (played.known, played.wrong) == (True, "")
        assert played.alert


async def test_a_report_half_told_when_a_run_broke_off_is_told_anew(template: Path, tmp_path: Path) -> None:
    async with demo(template, tmp_path / "demo") as world:
        troupe = await gather(world.parts.world, ["KE"])
        chat = await enter(world.parts, troupe.officers["KE"])
        await chat.says("/report new")
        await chat.presses("pick", what="TOB")
        (played,) = await world.plays(case(tmp_path))
        assert (played.known, played.wrong) == (False, "")
        await chat.says("/mine")
        assert "Not submitted" not in str(chat.shown)


async def test_a_number_is_told_as_the_file_means_it(template: Path, tmp_path: Path) -> None:
    money = {"commodity_code": "CUR-CASH", "commodity_category": "Currency and valuables", "unit": "MON:USD"}
    told = [case(tmp_path, quantity=quantity) for quantity in ("712.574", "1.5", "90000000", "7.035")]
    async with demo(template, tmp_path / "demo") as world:
        played = await world.plays(*told, case(tmp_path, quantity="250000.125", **money))
        assert [one.wrong for one in played] == [""] * 5


async def test_a_place_stays_what_the_file_calls_it(template: Path, tmp_path: Path) -> None:
    places = ("Mombasa", "Port of Mombasa", "at sea off Mombasa", "not stated", "Malaba")
    async with demo(template, tmp_path / "demo") as world:
        played = await world.plays(*(case(tmp_path, place=place) for place in places))
        assert [one.wrong for one in played] == [""] * 5


async def test_what_a_line_does_not_say_is_skipped(template: Path, tmp_path: Path) -> None:
    bare = case(
        tmp_path,
        commodity="",
        concealment="",
        origin="",
        transit="",
        destination="",
        source="",
        date_basis="",
        note="",
    )
    async with demo(template, tmp_path / "demo") as world:
        (played,) = await world.plays(bare)
        assert played.wrong == ""
        report = await filed(world.parts.world, bare)
        assert report is not None
        assert (report.seizure.route, report.seizure.concealment, report.seizure.narrative) == (None, None, "")
