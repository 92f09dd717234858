"""What is said to `liaison` in a terminal, as a process: a wrong word gives one sentence and exit status 2."""

from pathlib import Path

import pytest

from tests.acceptance import people
from tests.acceptance.chat import chat
from tests.acceptance.process import Ended, Installation, installed
from tests.acceptance.rows import rows

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEB_PORT", "http"),
        ("WEB_HOST", "192.0.2.1"),
        ("DATABASE_URL", "nonsense"),
        ("MAIL_FROM", ""),
        ("SECRET_KEY", "short"),
    ],
)
async def test_a_wrong_setting_is_named_in_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    settings = {"SMTP_HOST": "127.0.0.1", "MAIL_FROM": "alerts@customs.example", name: value}
    async with installed(tmp_path / "live", settings=settings, start=False) as live:
        sentence = refusal(await live.run("run"))
        assert f"LIAISON_{name}" in sentence
        assert not live.database.exists()
        assert name != "SECRET_KEY" or value not in sentence.removeprefix(f"LIAISON_{name}")


async def test_a_second_run_on_the_same_folder_stops_with_one_sentence(live: Installation) -> None:
    assert "data folder" in refusal(await live.run("run"))


async def test_a_live_installation_is_no_demo(live: Installation, tmp_path: Path) -> None:
    async with people.writing(tmp_path / "live"):
        pass
    async with installed(tmp_path / "live", start=False) as idle:
        assert "live" in refusal(await idle.run("demo", "--folder", str(idle.folder)))
    assert "data folder" in refusal(await live.run("demo", "--folder", str(live.folder)))


async def test_check_says_what_needs_a_look(tmp_path: Path) -> None:
    async with installed(tmp_path / "live", start=False) as nothing_yet:
        assert "There is no Liaison" in refusal(await nothing_yet.run("check"))
    async with people.writing(tmp_path / "live") as unit:
        await people.officer(unit)
    async with installed(tmp_path / "live", start=False) as idle:
        checked = await idle.run("check")
        assert (checked.status, checked.err) == (1, "")
        assert "LIAISON_SMTP_HOST" in checked.out


async def test_who_is_suspended_is_signed_out_at_once_and_comes_back_by_restore_and_signing_in(
    live: Installation,
) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit, "Demo Suspended")
    async with chat(live.address, who) as officer:
        await officer.says("/help", then="You can write or press")
        ((identity,),) = rows(live.database, "select public_id from person where name = 'Demo Suspended'")
        listed = (await live.run("people", "--suspend", str(identity))).out
        assert [line for line in listed.splitlines() if "Demo Suspended" in line and "suspended" in line]
        assert (await officer.post({"said": "/report"})).status_code == 401
        assert (await live.run("people", "--restore", str(identity))).status == 0
        assert (await officer.post({"said": "/mine"})).status_code == 401
    async with people.writing(live.folder) as unit:
        again = await people.signs_in(unit, who)
    async with chat(live.address, again) as officer:
        await officer.says("/mine", then="You have no reports yet")


async def test_an_invitation_that_cannot_be_made_is_refused_in_one_sentence(live: Installation) -> None:
    assert "--country" in refusal(await live.run("invite", "--name", "Demo Officer", "--role", "officer"))


async def test_an_office_is_changed_in_whole_or_not_at_all(live: Installation) -> None:
    asked = ("offices", "--office", "ESA", "--contact", "+263 1", "--from", "2999-01-01", "--hours", "8")
    assert "pairs" in refusal(await live.run(*asked, "--threshold", "khat 5 kg", "--threshold", "cocaine 10 pairs"))
    assert "--office" in refusal(await live.run("offices", "--no-threshold", "khat"))
    assert rows(live.database, "select contact from office_seat where office = 'ESA'") == [("",)]
    assert rows(live.database, "select * from office_threshold") == []
    changed = await live.run(*asked, "--threshold", "cocaine 100 g", "--no-threshold", "khat")
    assert (changed.status, changed.err) == (0, "")
    assert rows(live.database, "select contact, valid_from from office_seat where office = 'ESA' order by id") == [
        ("", None),
        ("+263 1", "2999-01-01"),
    ]
    assert rows(live.database, "select goods, amount, unit from office_threshold order by goods") == [
        ("DRG-COC-HCL", "100", "GRM"),
        ("DRG-KHAT", None, None),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("people", "--suspend", ""), "Nobody has the id"),
        (("people", "--restore", ""), "Nobody has the id"),
        (("people", "--confirm", ""), "Nobody with the id"),
        (("offices", "--hours", "12"), "--office"),
        (("offices", "--office", ""), "is not an office"),
        (("held", "--channel", "email"), "--channel"),
    ],
)
async def test_what_was_left_out_or_empty_is_asked_for_and_not_passed_over(
    live: Installation, words: tuple[str, ...], said: str
) -> None:
    assert said in refusal(await live.run(*words))


async def test_of_two_changes_none_is_made(live: Installation) -> None:
    async with people.writing(live.folder) as unit:
        await people.officer(unit, "Demo Twice")
    ((identity,),) = rows(live.database, "select public_id from person where name = 'Demo Twice'")
    ended = await live.run("people", "--suspend", str(identity), "--restore", str(identity))
    assert (ended.status, "one change at a time" in ended.err) == (2, True)


def refusal(ended: Ended) -> str:
    """The one sentence of a command that was refused."""
    assert (ended.status, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.endswith(".")
    return line
