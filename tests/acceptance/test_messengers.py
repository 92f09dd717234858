"""Telegram, Slack, mail and the web chat around the real process: one report on its way through all of them, then each
thing that a messenger does to it.
"""

import asyncio
import email
import email.policy
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from alerts.person import Role, RoleKind
from tests.acceptance import people, slack, telegram
from tests.acceptance.chat import chat, text_of
from tests.acceptance.people import SignedIn
from tests.acceptance.phone import photograph
from tests.acceptance.process import Installation, installed, mail_to
from tests.acceptance.slack import slack_at
from tests.acceptance.telegram import labels, readable, shows, telegram_at, told, with_words
from tests.acceptance.waiting import until
from tests.channels.fake_slack import FakeSlack
from tests.channels.fake_slack_blocks import buttons
from tests.channels.fake_smtp import FakeSmtp
from tests.channels.telegram.service import FakeTelegram
from tests.channels.telegram.world import BOT_ID, Room

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

ANN, BEN, STRANGER = 7_001, 7_002, 7_999
"""People in Telegram."""

HARBOUR = -1_001_234_567
UP_TO_AMBER = ("TLP:AMBER", "No", "Yes", "Everywhere", "All goods", "Routine")
"""How a Group is set up to get everything."""


async def test_a_report_from_telegram_is_approved_in_slack_and_reaches_a_group_a_channel_a_mailbox_and_a_page(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "live"
    async with FakeTelegram() as bot_api, FakeSlack("127.0.0.1") as workspace, FakeSmtp() as smtp:
        async with people.writing(folder) as unit:
            page, duty = await people.member(unit), await people.reviewer(unit, "Demo Duty")
            (mailbox,) = await people.mailboxes(unit, 1)
            contact_point = Role(kind=RoleKind.CONTACT_POINT, country="KE")
            for_ben = await people.invitation(unit, "Demo Ben", contact_point, country="KE")
            for_eve = await people.invitation(
                unit, "Demo Eve", Role(kind=RoleKind.ADMINISTRATOR, office="ESA"), office="ESA"
            )
            for_max = await people.invitation(
                unit, "Demo Max", Role(kind=RoleKind.REVIEWER, office="ESA"), office="ESA"
            )
        settings = mail_to(smtp.port) | telegram_at(bot_api) | slack_at(workspace)
        async with installed(folder, settings=settings) as live:
            ann = telegram.Person(service=bot_api, id=ANN)
            ben = telegram.Person(service=bot_api, id=BEN)
            eve = slack.Person(slack=workspace, installation=live, name="Eve")
            max_ = slack.Person(slack=workspace, installation=live, name="Max")
            harbour = bot_api.world.group(HARBOUR, members={BOT_ID: "administrator", BEN: "creator", ANN: "member"})
            office = workspace.channel("office", eve.id, max_.id)

            invited = await live.run("invite", "--name", "Demo Ann", "--role", "officer", "--country", "KE")
            _, deep_link = invited.out.split()
            assert deep_link.startswith("https://t.me/liaison_bot?start=")

            async def telegrams_group() -> None:
                await joins(ben, for_ben, "Demo Ben")
                ben.says_in(harbour, "/group@liaison_bot")
                await ben.sees("Up to which marking")
                for label in UP_TO_AMBER:
                    await ben.presses(label, then=f"✓ {label}")
                await ben.presses("Set up", then="Alerts up to TLP:AMBER go there")

            async def slacks_channel() -> None:
                await max_.says("Hello", then="language")
                await max_.presses("English", then="invitation code")
                await max_.says(for_max, then="Welcome, Demo Max")
                await eve.says(for_eve, then="language")
                await eve.presses("English", then="Welcome, Demo Eve")
                await eve.mentions(office, "/group")
                await eve.sees("Up to which marking")
                for label in UP_TO_AMBER:
                    await eve.presses(label, then=f"✓ {label}")
                await eve.presses("Set up", then="Alerts up to TLP:AMBER go there")

            async def report() -> None:
                await joins(ann, deep_link.partition("=")[2], "Demo Ann")
                await reports_cocaine(ann)

            await asyncio.gather(telegrams_group(), slacks_channel(), report())

            await max_.sees("REPORT KE-")
            await max_.presses("Approve")
            modal = await max_.form("Please look it over")
            assert "Cocaine 12.4 kg, Mombasa port, Kenya" in str(modal.blocks)
            await max_.submits()
            await max_.sees("This goes to 2 people and 2 groups in 2 countries")
            await max_.presses("Release", then="Released: ESA-")

            alert = await shows(harbour, "TLP:AMBER · ROUTINE · ESA-")
            assert {(one.kind, one.start) for one in alert.said.entities} >= {("b", 0)}
            assert alert.protected
            assert not alert.preview
            posted = await slack.shows(workspace, office, "TLP:AMBER · ROUTINE · ESA-")
            assert [block["type"] for block in posted.blocks][:2] == ["context", "header"]
            await smtp.reached(1)
            assert smtp.taken[0].recipients == (mailbox,)
            assert re.fullmatch(r"TLP:AMBER · ROUTINE · ESA-\d{4}-0001", subject_of(smtp.taken[0].content))
            async with chat(live.address, page) as member:
                assert "Cocaine 12.4 kg" in text_of(await member.sees("TLP:AMBER · ROUTINE · ESA-"))

            await ann.sees("was approved and is now alert ESA-")
            card = await slack.shows(workspace, max_.id, "Approved by Demo Max")
            assert not list(buttons(card.blocks))
            async with chat(live.address, duty) as reviewer:
                card_there = await reviewer.sees("Approved by Demo Max")
                assert not card_there["message"].get("buttons")
            assert (bot_api.violations, workspace.violations, smtp.violations) == ([], [], [])
            assert await live.stop() == 0
            assert "Traceback" not in live.log


async def joins(person: telegram.Person, code: str, name: str) -> None:
    """By the deep link's code, in the language they choose."""
    await person.says(f"/start {code}", then="Veuillez choisir")
    await person.presses("English", then=f"Welcome, {name}")


async def reports_cocaine(officer: telegram.Person) -> None:
    """A whole report with a picture."""
    await officer.says("/report", then="What was seized?")
    await officer.says("cocaine", then="How much?")
    await officer.says("12.4 kg", then="Where was it found?")
    await officer.says("Mombasa port", then="When?")
    await officer.says("yesterday", then="How did it travel?")
    await officer.presses("Sea", then="That is enough for a report")
    officer.sends_picture(photograph())
    await officer.sees("1 picture is in the report")
    await officer.presses("That is all for now", then="Seizure report")
    await officer.presses("Submit", then="Thank you. Your report is KE-")


def subject_of(content: bytes) -> str:
    return str(email.message_from_bytes(content, policy=email.policy.default)["Subject"])
