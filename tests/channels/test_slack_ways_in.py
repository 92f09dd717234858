"""The two ways in: what is acknowledged and what is not, who is let in by HTTP, and how a socket is kept up."""

import asyncio
import json
import logging
from contextlib import suppress

import httpx
import pytest

from channels.base import Outcome
from channels.errors import Misconfigured, SendError, Temporary
from channels.message import Happened, Incoming, Said
from channels.slack import TimeLimits
from tests.channels.fake_slack import Act
from tests.channels.fake_slack_blocks import Refused
from tests.channels.harness_slack import Desk, SlackHarness, open_workspace, working


async def says(harness: SlackHarness, text: str = "Hello") -> int:
    answer = await harness.post(harness.people.message(harness.address("ann").id, text))
    return answer.status_code


# HTTP.


async def test_the_address_is_confirmed_as_slack_asks() -> None:
    async with open_workspace() as harness:
        answer = await harness.post({"type": "url_verification", "challenge": "c-1", "token": "t"})
    assert (answer.status_code, answer.json()) == (200, {"challenge": "c-1"})


async def test_an_event_is_acknowledged_after_it_was_kept() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        desk.hold = asyncio.Event()
        posting = asyncio.create_task(says(harness))
        await asyncio.sleep(0.01)
        assert not posting.done()
        desk.hold.set()
        assert await posting == 200
        assert len(desk.heard) == 1


async def test_what_was_not_kept_is_answered_503_and_taken_when_it_comes_again() -> None:
    async with open_workspace() as harness, working(harness) as desk:
        message = harness.people.message(harness.address("ann").id, "Hello")
        desk.fails = True
        assert (await harness.post(message)).status_code == 503
        desk.fails = False
        assert (await harness.post(message, retry=1)).status_code == 200
        assert desk.said.content == Said(text="Hello")


async def test_while_nobody_receives_the_answer_is_503() -> None:
    async with open_workspace() as harness:
        assert await says(harness) == 503


async def test_while_slack_cannot_be_asked_who_we_are_nothing_is_acknowledged() -> None:
    async with open_workspace() as harness, working(harness):
        harness.slack.script("auth.test", Act.RESET)
        assert await says(harness) == 503
        assert await says(harness) == 200


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": "v0=0"},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "1795000001"},
    ],
)
async def test_a_wrong_signature_is_refused(change: dict[str, str]) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        assert harness.web
        body = json.dumps(harness.people.message(harness.address("ann").id, "Hello")).encode()
        headers = httpx.Headers({**harness.slack.sign(body), **change}, encoding="utf-8")
        answer = await harness.web.post("/hooks/slack", content=body, headers=headers)
        assert answer.status_code == 401
        assert desk.heard == []


@pytest.mark.parametrize(("seconds", "status"), [(-360, 401), (-301, 401), (-299, 200), (299, 200), (360, 401)])
async def test_a_good_signature_counts_for_five_minutes(seconds: int, status: int) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        assert harness.web
        body = json.dumps(harness.people.message(harness.address("ann").id, "Hello")).encode()
        headers = harness.slack.sign(body, at=harness.slack.world.seconds + seconds)
        answer = await harness.web.post(
            "/hooks/slack", content=body, headers={"Content-Type": "application/json", **headers}
        )
        assert answer.status_code == status
        assert len(desk.heard) == (status == 200)


async def test_a_request_over_a_megabyte_is_refused_before_it_is_read() -> None:
    async with open_workspace() as harness, working(harness):
        assert harness.web
        answer = await harness.web.post("/hooks/slack", content=b"x" * 1_000_001)
    assert answer.status_code == 413


async def test_a_body_that_is_no_text_is_refused() -> None:
    async with open_workspace() as harness, working(harness):
        assert harness.web
        answer = await harness.web.post("/hooks/slack", content=b"\xff\xfe", headers=harness.slack.sign(b"\xff\xfe"))
    assert answer.status_code == 401


async def test_without_a_signing_secret_there_is_no_route() -> None:
    async with open_workspace(by_socket=True) as harness:
        assert harness.channel.routes() == ()


async def test_what_one_person_sends_is_handed_over_one_after_the_other() -> None:
    running, most = 0, 0

    async def handle(_: Incoming | Happened) -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return Outcome()

    async with open_workspace() as harness:
        task = asyncio.create_task(harness.channel.receive(handle))
        await asyncio.gather(*(says(harness, str(number)) for number in range(5)))
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert most == 1


async def test_a_log_line_names_no_more_than_the_kind_of_what_failed(caplog: pytest.LogCaptureFixture) -> None:
    async with open_workspace() as harness, working(harness) as desk:
        desk.fails = True
        with caplog.at_level(logging.DEBUG):
            await says(harness, "the text of a report")
    assert "OSError" in caplog.text
    assert "the text of a report" not in caplog.text
    assert "the database is down" not in caplog.text


# Being thrown out.


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}]
)
async def test_a_workspace_that_throws_us_out_stops_the_channel(event: dict[str, object]) -> None:
    async with open_workspace() as harness:
        harness.slack.script("auth.test", *[Refused("account_inactive")] * 9)
        task = asyncio.create_task(harness.channel.receive(Desk()))
        assert (await harness.post(harness.people.event(event))).status_code == 200
        with pytest.raises(Misconfigured):
            await task
        assert await says(harness) == 503


async def test_a_token_slack_does_not_accept_stops_the_channel_and_nothing_is_acknowledged() -> None:
    async with open_workspace() as harness:
        harness.slack.script("auth.test", Refused("invalid_auth"))
        task = asyncio.create_task(harness.channel.receive(Desk()))
        assert await says(harness) == 503
        with pytest.raises(Misconfigured):
            await task


async def test_a_persons_token_taken_back_does_not_stop_the_channel() -> None:
    async with open_workspace() as harness, working(harness):
        await harness.post(harness.people.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}))
        assert await says(harness) == 200


# Socket Mode.


async def test_an_envelope_is_acknowledged_after_what_it_held_was_kept() -> None:
    async with open_workspace(by_socket=True) as harness, working(harness) as desk:
        desk.hold = asyncio.Event()
        await harness.slack.until(lambda: harness.slack.sockets)
        delivery = asyncio.create_task(harness.deliver(harness.people.message(harness.address("ann").id, "Hello")))
        await asyncio.sleep(0.02)
        assert not delivery.done()
        desk.hold.set()
        assert await delivery == {}
        assert len(desk.heard) == 1


async def test_an_envelope_that_was_not_kept_is_taken_when_it_comes_again() -> None:
    async with open_workspace(by_socket=True) as harness, working(harness) as desk:
        harness.patience = 0.1
        message = harness.people.message(harness.address("ann").id, "Hello")
        desk.fails = True
        assert await harness.deliver(message) is None
        desk.fails = False
        assert await harness.deliver(message) == {}
        assert desk.said.content == Said(text="Hello")


async def test_a_slow_turn_holds_up_nobody_else() -> None:
    async with open_workspace(by_socket=True) as harness:
        hold = asyncio.Event()
        ann, bob = harness.address("ann"), harness.address("bob")

        async def handle(news: Incoming | Happened) -> Outcome:
            if isinstance(news, Incoming) and news.sender == ann:
                await hold.wait()
            return Outcome()

        task = asyncio.create_task(harness.channel.receive(handle))
        slow = asyncio.create_task(harness.deliver(harness.people.message(ann.id, "slow")))
        assert await harness.deliver(harness.people.message(bob.id, "quick")) == {}
        assert not slow.done()
        hold.set()
        await slow
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_when_slack_asks_for_it_a_new_socket_takes_over() -> None:
    async with open_workspace(by_socket=True) as harness, working(harness) as desk:
        await harness.slack.until(lambda: harness.slack.sockets)
        await harness.slack.sockets[0].send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
        await harness.slack.until(lambda: harness.slack.socket_mode.opened == 2 and len(harness.slack.sockets) == 1)
        assert await harness.deliver(harness.people.message(harness.address("ann").id, "Hello")) == {}
        assert len(desk.heard) == 1


async def test_what_the_old_socket_brought_is_acknowledged_on_it() -> None:
    async with open_workspace(by_socket=True) as harness, working(harness) as desk:
        desk.hold = asyncio.Event()
        await harness.slack.until(lambda: harness.slack.sockets)
        old = harness.slack.sockets[0]
        delivery = asyncio.create_task(harness.deliver(harness.people.message(harness.address("ann").id, "Hello")))
        await asyncio.sleep(0.02)
        await old.send_str(json.dumps({"type": "disconnect", "reason": "warning"}))
        desk.hold.set()
        assert await delivery == {}


async def test_a_silent_socket_is_opened_anew_and_said_to_the_operator(caplog: pytest.LogCaptureFixture) -> None:
    limits = TimeLimits(quiet=0.1)
    async with open_workspace(by_socket=True, limits=limits) as harness, working(harness):
        await harness.slack.until(lambda: harness.slack.socket_mode.opened == 2)
    assert [record.levelname for record in caplog.records if "silent" in record.message][:1] == ["ERROR"]


async def test_a_ping_is_answered() -> None:
    async with open_workspace(by_socket=True) as harness, working(harness):
        await harness.slack.until(lambda: harness.slack.sockets)
        await harness.slack.sockets[0].ping(b"Ping from applink")
        await harness.slack.until(lambda: harness.slack.socket_mode.pongs == [b"Ping from applink"])


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Refused("invalid_auth"), Misconfigured),
        (Refused("not_allowed_token_type"), Misconfigured),
        (Refused("internal_error"), Temporary),
        (Refused("ratelimited", status=429, retry_after=5), Temporary),
        (Act.RESET, Temporary),
    ],
)
async def test_a_socket_that_cannot_be_had_has_its_reason(answer: Act | Refused, failure: type[SendError]) -> None:
    async with open_workspace(by_socket=True) as harness:
        harness.slack.script("apps.connections.open", answer)
        with pytest.raises(SendError) as caught:
            await harness.channel.receive(Desk())
    assert type(caught.value) is failure


async def test_a_socket_slack_does_not_let_in_is_for_later_and_its_address_is_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with open_workspace(by_socket=True) as harness:
        harness.slack.socket_mode.lets_in = False
        with caplog.at_level(logging.DEBUG), pytest.raises(Temporary) as caught:
            await harness.channel.receive(Desk())
    assert "ticket" not in f"{caught.value} {caplog.text}"


async def test_a_socket_that_breaks_off_is_for_later() -> None:
    async with open_workspace(by_socket=True) as harness:
        task = asyncio.create_task(harness.channel.receive(Desk()))
        await harness.slack.until(lambda: harness.slack.sockets)
        await harness.slack.sockets[0].close()
        with pytest.raises(Temporary):
            await task


async def test_socket_mode_switched_off_is_our_own_set_up() -> None:
    async with open_workspace(by_socket=True) as harness:
        task = asyncio.create_task(harness.channel.receive(Desk()))
        await harness.slack.until(lambda: harness.slack.sockets)
        await harness.slack.sockets[0].send_str(json.dumps({"type": "disconnect", "reason": "link_disabled"}))
        with pytest.raises(Misconfigured):
            await task


async def test_a_socket_taken_back_before_it_was_used_is_not_fetched_in_a_rush() -> None:
    async with open_workspace(by_socket=True) as harness:
        harness.slack.socket_mode.greets = False
        task = asyncio.create_task(harness.channel.receive(Desk()))
        await harness.slack.until(lambda: harness.slack.sockets)
        await harness.slack.sockets[0].send_str(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
        with pytest.raises(Temporary):
            await task


async def test_entering_needs_no_network() -> None:
    async with open_workspace(by_socket=True) as harness:
        assert harness.slack.reached.total() == 0


async def test_what_is_no_json_does_not_break_the_socket() -> None:
    async with open_workspace(by_socket=True) as harness, working(harness):
        await harness.slack.until(lambda: harness.slack.sockets)
        await harness.slack.sockets[0].send_str("{")
        assert await harness.deliver(harness.people.message(harness.address("ann").id, "Hello")) == {}
