"""A double tap is one tap: whoever taps a button twice is told nothing twice, and nobody else is taken for them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.conversation import Handled
from bot.metrics import Metrics
from bot.post import posts_of
from bot.replies import AGAIN_AFTER, Replies
from bot.taps import TAPPED_WITHIN
from channels.base import Outcome
from channels.errors import Temporary
from channels.message import Pressed, Receipt
from tests.bot.client import CHAT, Client
from tests.bot.hall import HALL, reviewer_at_messenger
from tests.bot.outbox import Outbox, files, fills
from tests.bot.rows import rows, verbs, write
from tests.bot.stage import Stage

TOAST = "I have that already."
REPORTS, HELP = "do.command.mine.-", "do.command.help.-"


def outcome(client: Client) -> Outcome:
    assert client.handled is not None
    return client.handled.outcome


async def press(client: Client, token: str, *, on: str) -> Handled:
    """Presses a button of the message with this id."""
    came = replace(client.incoming(Pressed(token=token)), pressed_on=Receipt((on,)))
    return await client.stage.conversation.handle(came)


async def test_submit_tapped_twice_is_answered_once(stage: Stage, officer: Client) -> None:
    await fills(officer)
    token = officer.button("Submit").token
    assert "Your report is KE-2026-000001." in await officer.presses_token(token)
    assert await officer.presses_token(token) == ""
    assert outcome(officer) == Outcome(toast=TOAST)
    assert len(await stage.reports()) == 1


async def test_what_others_do_in_between_makes_no_difference(officer: Client, reviewer: Client) -> None:
    await officer.presses_token(HELP)
    await reviewer.says("/queue")
    assert await officer.presses_token(HELP) == ""


async def test_the_first_tap_is_answered_without_a_toast(officer: Client) -> None:
    await officer.presses_token(HELP)
    assert outcome(officer) == Outcome()


async def test_two_taps_in_the_same_moment_are_answered_once(officer: Client) -> None:
    await fills(officer)
    token = officer.button("Submit").token
    handled = await asyncio.gather(*(press(officer, token, on="1") for _ in range(2)))
    assert sorted(one.outcome.toast for one in handled) == ["", TOAST]
    assert sum(one.inbox is not None for one in handled) == 1


async def test_what_two_presses_would_do_twice_a_double_tap_does_once(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "More")
    token = reviewer.button("Escalate").token
    await reviewer.presses_token(token)
    await reviewer.presses_token(token)
    assert verbs(stage).count("report.escalate") == 1


async def test_the_toast_is_in_the_persons_language(stage: Stage) -> None:
    officer = await stage.officer(language="fr")
    for _ in range(2):
        await officer.presses_token(HELP)
    assert outcome(officer).toast == "C’est déjà reçu."


async def test_who_goes_on_tapping_is_told_where_they_are_after_a_while(stage: Stage, officer: Client) -> None:
    await fills(officer)
    token = officer.button("Submit").token
    await officer.presses_token(token)
    for _ in range(2):
        stage.clock.passes(TAPPED_WITHIN / 2)
        assert await officer.presses_token(token) == ""
    stage.clock.passes(timedelta(seconds=1))
    assert (await officer.presses_token(token)).startswith("That button is an old one")
    assert outcome(officer).toast == ""


async def test_a_clock_that_was_set_back_makes_no_press_a_second_tap(stage: Stage, officer: Client) -> None:
    await officer.presses_token(HELP)
    stage.clock.passes(timedelta(hours=-1))
    assert await officer.presses_token(HELP)


async def test_a_button_pressed_again_after_another_is_a_press_of_its_own(officer: Client) -> None:
    first = await officer.presses_token(REPORTS)
    await officer.presses_token(HELP)
    assert await officer.presses_token(REPORTS) == first


async def test_the_same_button_of_another_message_is_a_press_of_its_own(officer: Client) -> None:
    handled = [await press(officer, HELP, on=message) for message in ("1", "2", "2")]
    assert [one.inbox is not None for one in handled] == [True, True, False]


async def test_the_same_button_pressed_by_somebody_else_is_a_press_of_its_own(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    other = await stage.reviewer(name="Demo Other")
    await files(officer)
    await box.deliver()
    take = box.button(reviewer, "Take").token
    await reviewer.presses_token(take)
    assert "Demo Reviewer" in await other.presses_token(take)


async def test_what_failed_on_our_side_is_done_when_it_is_pressed_again(stage: Stage, officer: Client) -> None:
    await fills(officer)
    token = officer.button("Submit").token
    await stage.reviewer()
    write(stage, "CREATE TRIGGER breaks BEFORE INSERT ON delivery BEGIN SELECT RAISE(ABORT, 'broken'); END")
    assert (await officer.presses_token(token)).startswith("Something went wrong on our side")
    write(stage, "DROP TRIGGER breaks")
    assert "Your report is KE-2026-000001." in await officer.presses_token(token)


async def test_a_second_tap_after_a_restart_is_one_and_the_answer_to_the_first_still_comes(
    stage: Stage, officer: Client
) -> None:
    await fills(officer)
    token, channel = officer.button("Submit").token, stage.channels[CHAT]
    replies = Replies(stage.world, stage.conversation, posts_of(stage.channels), metrics=Metrics())
    channel.fail_next(Temporary())
    await replies.handle(officer.incoming(Pressed(token=token)))
    await replies.finish()
    await stage.restart()
    replies = Replies(stage.world, stage.conversation, posts_of(stage.channels), metrics=Metrics())
    assert (await replies.handle(officer.incoming(Pressed(token=token)))).toast == TOAST
    assert channel.shown(officer.address) == []
    stage.clock.passes(AGAIN_AFTER)
    await replies.send_unanswered()
    await replies.finish()
    [receipt] = channel.shown(officer.address)
    assert "Your report is KE-2026-000001." in receipt.text


async def test_a_form_that_was_closed_opens_again_at_once(officer: Client) -> None:
    report = Pressed(token="do.command.report.-")
    for _ in range(2):
        await officer.does(report, form="now")
        assert outcome(officer).form is not None


async def test_in_a_group_too_a_second_tap_is_answered_by_a_toast_alone(
    stage: Stage, officer: Client, box: Outbox
) -> None:
    stage.opens_messenger()
    reviewer = await reviewer_at_messenger(stage)
    await files(officer)
    await box.deliver()
    take = Pressed(token=f"take.report.{rows(stage, 'SELECT public_id FROM report')[0][0]}.1")
    told = []
    for _ in range(2):
        await reviewer.does_in(HALL, take)
        told.append((outcome(reviewer).notice, outcome(reviewer).toast))
    assert told == [("See our private chat.", ""), ("", TOAST)]


async def test_a_stranger_who_taps_twice_is_answered_once_too(stage: Stage) -> None:
    stranger = await stage.stranger()
    await stranger.says("hello")
    english = stranger.button("English").token
    assert (await stranger.presses_token(english)).startswith("Please send the invitation code")
    assert await stranger.presses_token(english) == ""


async def test_of_what_a_stranger_forges_nothing_is_kept(stage: Stage) -> None:
    stranger = await stage.stranger()
    await stranger.does(Pressed(token="a.code.that-lets.in"), key="forged")
    assert rows(stage, "SELECT content FROM inbox WHERE key = 'forged'") == [(None,)]
