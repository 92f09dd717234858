"""How long a service that is polled, or holds a connection, has said nothing: anything it says ends the silence, a try that
failed does not.
"""

import asyncio
from dataclasses import dataclass

import pytest

from channels.errors import SendError, Temporary
from channels.frames import Frames
from tests.channels.fake_imap import FakeImap
from tests.channels.harness_slack import open_workspace, working
from tests.channels.harness_telegram import open_bot
from tests.channels.telegram.service import Act
from tests.channels.test_email_in_imap import channel, receiving, url
from tests.channels.test_telegram_receive import ANN, Ear, confirmed
from tests.channels.test_telegram_receive import receiving as polling


@dataclass(slots=True)
class Clock:
    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def test_silence_is_counted_from_when_a_frame_is_first_expected() -> None:
    clock = Clock()
    frames = Frames(clock)
    assert frames.silence() is None
    frames.expected()
    clock.at += 5
    frames.expected()
    assert frames.silence() == 5
    frames.came()
    assert frames.silence() == 0


async def test_what_telegram_brings_ends_the_silence() -> None:
    clock = Clock()
    async with open_bot(clock=clock) as bot:
        assert bot.channel.silence() is None
        async with polling(bot.channel, Ear()):
            await bot.service.until(lambda: bot.service.count("getUpdates") > 0)
            clock.at += 600
            bot.service.world.says(ANN, "one")
            await bot.service.until(confirmed(bot))
            assert bot.channel.silence() == 0


async def test_a_poll_that_fails_ends_no_silence() -> None:
    clock = Clock()
    async with open_bot(clock=clock) as bot:
        for _ in range(2):
            bot.service.script("getUpdates", Act.GATEWAY)
            with pytest.raises(Temporary):
                await bot.channel.receive(Ear())
            clock.at += 300
        assert bot.channel.silence() == 600


async def test_telegram_that_posts_to_us_is_not_waited_for() -> None:
    async with open_bot(webhook=True) as bot, polling(bot.channel, Ear()):
        await bot.service.until(lambda: bot.service.count("setWebhook") > 0)
        assert bot.channel.silence() is None


async def test_a_ping_of_slack_ends_the_silence() -> None:
    clock = Clock()
    async with open_workspace(by_socket=True, clock=clock) as harness, working(harness):
        await harness.slack.until(lambda: harness.slack.sockets)
        clock.at += 600
        await harness.slack.sockets[0].ping(b"Ping from applink")
        await harness.slack.until(lambda: harness.slack.socket_mode.pongs)
        assert harness.channel.silence() == 0


async def test_slack_by_http_is_not_waited_for() -> None:
    async with open_workspace() as harness, working(harness):
        assert harness.channel.silence() is None


async def test_a_look_into_the_mailbox_ends_the_silence() -> None:
    clock = Clock()
    async with FakeImap() as server:
        mail = channel(url(server), clock=clock)
        async with receiving(mail, Ear()):
            await server.until("UID SEARCH")
            clock.at += 600
            await server.until("UID SEARCH", times=4)
            assert mail.silence() == 0


async def test_a_mailbox_that_cannot_be_opened_stays_silent() -> None:
    clock = Clock()
    async with FakeImap() as server:
        gone = url(server)
    mail = channel(gone, clock=clock)
    async with mail:
        for _ in range(2):
            with pytest.raises(SendError):
                await mail.receive(Ear())
            clock.at += 300
    assert mail.silence() == 600


async def test_mail_without_a_mailbox_to_look_into_is_not_waited_for() -> None:
    mail = channel("", listen_port=0)
    async with receiving(mail, Ear()):
        await asyncio.wait_for(mail.listening(), 5)
        assert mail.silence() is None
