"""`liaison replay` as a process: where it plays, where it refuses to, and what it prints."""

from pathlib import Path

import pytest

from tests.acceptance import people
from tests.acceptance.process import Ended, installed
from tests.bot.replaying import LINE, write

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]


async def test_cases_are_played_in_a_demo_that_is_made_for_them(tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv", [LINE])
    async with installed(tmp_path / "live", start=False) as nothing_yet:
        played = await nothing_yet.run("replay", str(file))
        assert played.status == 0, played
        assert numbers(played) == {
            "Cases": 1,
            "Reports": 1,
            "Already there": 0,
            "Refused": 0,
            "Alerts": 1,
            # In chat and by mail, to the members of the offices of Kenya and of Brazil.
            "Deliveries accepted": 4,
            "Mails caught": 2,
        }
        assert (tmp_path / "var" / "demo" / "liaison.db").exists()
        again = numbers(await nothing_yet.run("replay", str(file), "--folder", "var/demo"))
        assert (again["Reports"], again["Already there"], again["Mails caught"]) == (0, 1, 0)


async def test_a_refused_line_is_named_with_its_number_and_why(tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv", [{**LINE, "date": "never"}, LINE])
    async with installed(tmp_path / "live", start=False) as nothing_yet:
        played = await nothing_yet.run("replay", str(file))
    assert played.status == 1
    (line,) = [line for line in played.out.splitlines() if "never" in line]
    assert line.split()[1] == "2"
    assert (numbers(played)["Refused"], numbers(played)["Alerts"]) == (1, 1)


async def test_a_live_installation_is_never_played_in(tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv", [LINE])
    async with people.writing(tmp_path / "live"):
        pass
    async with installed(tmp_path / "live", start=False) as live:
        assert "live" in refusal(await live.run("replay", str(file)))
        assert "live" in refusal(await live.run("replay", str(file), "--folder", str(live.folder)))
        assert not (tmp_path / "var").exists()
        assert not (live.folder / "mail").exists()


async def test_a_demo_that_is_being_served_is_not_played_in(tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv", [LINE])
    async with installed(tmp_path / "demo", kind="demo") as served:
        assert "data folder" in refusal(await served.run("replay", str(file), "--folder", str(served.folder)))


async def test_a_file_that_cannot_be_used_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("date,country\n")
    async with installed(tmp_path / "live", start=False) as nothing_yet:
        assert "wrong.csv" in refusal(await nothing_yet.run("replay", str(wrong)))
        assert "missing.csv" in refusal(await nothing_yet.run("replay", "missing.csv"))
    assert not (tmp_path / "var").exists()


async def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv", [LINE])
    async with installed(tmp_path / "live", start=False) as nothing_yet:
        refusal(await nothing_yet.run("replay", str(file), "--folder", str(file)))


def numbers(ended: Ended) -> dict[str, int]:
    """The closing table."""
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in ended.out.splitlines() if "│" in line]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def refusal(ended: Ended) -> str:
    """The one sentence of a command that was refused."""
    assert (ended.status, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.endswith(".")
    return line
