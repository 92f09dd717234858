"""What the reviewer settles beside grade and audience: which pictures go out, and in which languages the texts are."""

import hashlib

import pytest

from alerts.alert import Revision
from bot.scene import Answers
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files, previews, subscribes
from tests.bot.stage import Stage

ROOM, MOTOR, SEAL = (hashlib.sha256(f"picture {name}".encode()).hexdigest() for name in ("room", "motor", "seal"))
WITH_PICTURES: Answers = {"pictures": {"pictures": [ROOM, MOTOR, SEAL], "closed": True}}


async def takes(officer: Client) -> None:
    """The officer's three pictures are there."""
    await officer.says("/report new")
    await officer.sends_picture("room", "motor", "seal")


async def released(stage: Stage) -> Revision:
    (report,) = await stage.reports()
    revision = await stage.revision_for(report)
    assert revision is not None
    return revision


async def test_a_picture_is_left_out_and_taken_in_again_at_the_preview(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await takes(officer)
    await files(officer, WITH_PICTURES)
    shown = await previews(reviewer, box)
    assert shown.count("(picture: ") == 3
    assert (await reviewer.presses("Without picture 1")).count("(picture: ") == 2
    await reviewer.presses("Without picture 3")
    assert "With picture 3" in reviewer.labels()
    await reviewer.presses("With picture 1")
    await reviewer.presses("Release")
    assert (await released(stage)).facts.pictures == (ROOM, MOTOR)
    (report,) = await stage.reports()
    assert report.seizure.pictures == (ROOM, MOTOR, SEAL)


async def test_what_was_left_out_stays_out_after_a_look_back(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await takes(officer)
    await files(officer, WITH_PICTURES)
    await previews(reviewer, box)
    await reviewer.presses("Without picture 2")
    await reviewer.presses("Back")
    await reviewer.presses("Preview")
    await reviewer.presses("Release")
    assert (await released(stage)).facts.pictures == (ROOM, SEAL)


async def test_a_button_of_an_older_preview_changes_nothing(officer: Client, reviewer: Client, box: Outbox) -> None:
    await takes(officer)
    await files(officer, WITH_PICTURES)
    await previews(reviewer, box)
    old = reviewer.button("Without picture 2").token
    await reviewer.presses("Without picture 1")
    assert "old one" in await reviewer.presses_token(old)
    await reviewer.presses("Preview")
    assert {"With picture 1", "Without picture 2"} <= set(reviewer.labels())


async def test_a_picture_that_is_left_out_cannot_be_fetched_by_a_member(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await subscribes(member)
    await takes(officer)
    await files(officer, WITH_PICTURES)
    await previews(reviewer, box)
    await reviewer.presses("Without picture 2")
    await reviewer.presses("Release")
    await box.deliver()
    shown = await member.presses_token(box.button(member, "Full text").token)
    assert shown.count("(picture: ") == 2
    assert MOTOR not in {picture.ref for message in member.last for picture in message.pictures}


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Cocaine 12.4 kg, Mombasa port, Kenya"), ("fr", "Cocaïne 12,4 kg, Mombasa port, Kenya")],
)
async def test_everybody_reads_the_texts_in_their_language_where_it_was_added(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, language: str, title: str
) -> None:
    member = await stage.member(language=language)
    await subscribes(member)
    await files(officer)
    await box.press(reviewer, "Approve")
    await reviewer.presses("+ Second language")
    await reviewer.presses("Français")
    shown = await reviewer.presses("Preview")
    assert "French: Cocaïne 12,4 kg, Mombasa port, Kenya" in shown
    await reviewer.presses("Release")
    await box.deliver()
    assert box.at(member)[-1].title == title
    assert "Written in" not in box.text_at(member)
    assert "Écrit en" not in box.text_at(member)


async def test_the_drafts_of_the_second_language_can_be_changed(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "Approve")
    await reviewer.presses("+ Second language")
    await reviewer.presses("Français")
    await reviewer.presses("✎ Title, second language")
    await reviewer.says("Cocaïne dans un moteur")
    await reviewer.presses("Preview")
    await reviewer.presses("Release")
    texts = (await released(stage)).texts
    assert list(texts) == ["en", "fr"]
    assert (texts["en"].title, texts["fr"].title) == ("Cocaine 12.4 kg, Mombasa port, Kenya", "Cocaïne dans un moteur")


async def test_the_request_in_the_second_language_follows_the_last_day(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "Approve")
    await reviewer.presses("+ Second language")
    await reviewer.presses("Français")
    await reviewer.presses("✎ Precedence")
    await reviewer.presses("Flash")
    await reviewer.presses("Preview")
    await reviewer.presses("Release")
    texts = (await released(stage)).texts
    assert "16 nov. 2026" in texts["fr"].please
    assert "16 Nov 2026" in texts["en"].please


async def test_without_a_second_language_there_is_one(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await approves(reviewer, box)
    assert list((await released(stage)).texts) == ["en"]
