"""What an office has people accept: before anything is given, version by version, kept with who accepted it."""

import sqlite3
from pathlib import Path

import pytest

from bot import exporting, noticing, operating_notices
from bot.operating import CannotBeDone
from tests.bot.client import Client
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage

TEXT = "We keep your name."


async def saves(stage: Stage, office: str = "ESA", **texts: str) -> None:
    async with stage.database.writing() as unit:
        await noticing.save(unit, stage.world, office, texts or {"en": TEXT}, by=None)
        await unit.commit()


async def comes(stage: Stage, code: str, language: str = "English") -> tuple[Client, str]:
    stranger = await stage.stranger()
    await stranger.says(f"/start {code}")
    return stranger, await stranger.presses(language)


async def test_without_a_notice_nothing_is_asked(stage: Stage) -> None:
    _, shown = await comes(stage, await stage.invitation())
    assert shown.startswith("Welcome, Demo Invited.")


async def test_the_notice_of_another_office_is_not_asked(stage: Stage) -> None:
    await saves(stage, "CAF")
    _, shown = await comes(stage, await stage.invitation())
    assert shown.startswith("Welcome, Demo Invited.")


async def test_before_it_is_accepted_there_is_no_person_and_the_invitation_is_good(stage: Stage) -> None:
    await saves(stage)
    stranger, shown = await comes(stage, await stage.invitation())
    assert TEXT in shown
    assert stranger.labels() == ["Accept", "Decline"]
    assert rows(stage, "SELECT count(*) FROM person") == [(0,)]
    assert rows(stage, "SELECT used_at FROM link") == [(None,)]


async def test_who_declines_has_not_joined_and_can_come_back(stage: Stage) -> None:
    await saves(stage)
    code = await stage.invitation()
    stranger, _ = await comes(stage, code)
    assert (await stranger.presses("Decline")).startswith("You have not joined.")
    assert rows(stage, "SELECT count(*) FROM person") == [(0,)]
    again, _ = await comes(stage, code)
    assert (await again.presses("Accept")).startswith("Welcome, Demo Invited.")


async def test_what_was_accepted_is_kept_and_part_of_the_export(stage: Stage, tmp_path: Path) -> None:
    await saves(stage)
    stranger, _ = await comes(stage, await stage.invitation())
    await stranger.presses("Accept")
    person = await stranger.person()
    kept = rows(stage, "SELECT person_id, office_notice_id, accepted IS NOT NULL FROM notice_acceptance")
    assert kept == [(person.id, 1, 1)]
    assert "notice.accept" in verbs(stage)
    file = tmp_path / "person.json"
    await exporting.export(stage.world, person.public_id, file)
    assert TEXT in file.read_text(encoding="utf-8")


async def test_a_version_saved_meanwhile_is_asked_in_place_of_the_older(stage: Stage) -> None:
    await saves(stage)
    stranger, _ = await comes(stage, await stage.invitation())
    await saves(stage, en="Another text.")
    assert "Another text." in await stranger.presses("Accept")
    assert rows(stage, "SELECT count(*) FROM person") == [(0,)]
    assert (await stranger.presses("Accept")).startswith("Welcome")


async def test_it_is_shown_in_the_readers_language_or_as_written(stage: Stage) -> None:
    await saves(stage, en=TEXT, fr="Nous gardons votre nom.")
    _, shown = await comes(stage, await stage.invitation(), "Français")
    assert "Nous gardons votre nom." in shown
    await saves(stage, es="Guardamos su nombre.")
    other = await stage.stranger("another-inbox")
    await other.says(f"/start {await stage.invitation()}")
    assert "Guardamos su nombre." in await other.presses("English")


async def test_a_later_version_is_told_once_and_hinders_nothing(stage: Stage, officer: Client) -> None:
    await saves(stage)
    shown = await officer.says("/mine")
    assert TEXT in shown
    assert "You have no reports yet." in shown
    assert TEXT not in await officer.says("/mine")
    await officer.says("/notice")
    assert await officer.presses("Accept") == "Accepted. /notice shows it again at any time."
    assert officer.labels() == []
    await officer.says("/notice")
    assert officer.labels() == []


async def test_a_saved_version_never_changes(stage: Stage) -> None:
    await saves(stage)
    with pytest.raises(sqlite3.IntegrityError, match="a saved notice does not change"):
        write(stage, "UPDATE office_notice SET texts = '{}'")
    with pytest.raises(sqlite3.IntegrityError, match="a saved notice does not change"):
        write(stage, "DELETE FROM office_notice")


async def test_the_same_words_make_no_further_version(stage: Stage) -> None:
    await saves(stage)
    await saves(stage)
    assert rows(stage, "SELECT version FROM office_notice") == [(1,)]


@pytest.mark.parametrize("who", ["officer", "reviewer", "member"])
async def test_only_who_looks_after_an_office_writes_its_notice(stage: Stage, who: str) -> None:
    client = await getattr(stage, who)()
    assert (await client.says("/notice ESA")).startswith("Heads and administrators look after an office.")


async def test_a_preview_saves_nothing_and_an_old_one_neither(stage: Stage) -> None:
    head = await stage.head()
    await head.says("/notice ESA")
    await head.says("English")
    await head.says(TEXT)
    await head.presses("No")
    assert TEXT in await head.presses("Show the preview")
    assert rows(stage, "SELECT count(*) FROM office_notice") == [(0,)]
    save = head.button("Save").token
    await head.presses("Back")
    await head.presses("+ Text")
    await head.says("Français")
    await head.says("Nous gardons votre nom.")
    await head.presses("No")
    await head.presses_token(save)
    assert rows(stage, "SELECT count(*) FROM office_notice") == [(0,)]


async def test_the_operator_sets_a_text_from_a_file_and_takes_it_back(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(f"{TEXT}\n", encoding="utf-8")
    await operating_notices.set_text(stage.world, "ESA", "en", file)
    assert rows(stage, "SELECT version, texts FROM office_notice") == [(1, '{"en": "We keep your name."}')]
    await operating_notices.take_back(stage.world, "ESA")
    _, shown = await comes(stage, await stage.invitation())
    assert shown.startswith("Welcome")


@pytest.mark.parametrize(
    ("office", "language", "text", "said"),
    [
        ("XXX", "en", TEXT, "--office: XXX is not an office"),
        ("ESA", "zz", TEXT, "--language: ESA writes in"),
        ("ESA", "en", "", "give a text of at most 3000 characters"),
        ("ESA", "en", "x" * 3001, "give a text of at most 3000 characters"),
    ],
)
async def test_a_wrong_file_or_name_is_refused_with_one_sentence(
    stage: Stage, tmp_path: Path, office: str, language: str, text: str, said: str
) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CannotBeDone, match=said):
        await operating_notices.set_text(stage.world, office, language, file)
    assert rows(stage, "SELECT count(*) FROM office_notice") == [(0,)]
