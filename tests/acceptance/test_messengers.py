"""Telegram, Slack, mail and the web chat around the real process: one report on its way through all of them, then each
thing that a messenger does to it.
"""

import asyncio
import email
import email.policy
import re
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
from tests.acceptance.telegram import shows, telegram_at
from tests.channels.fake_slack import FakeSlack
from tests.channels.fake_slack_blocks import buttons
from tests.channels.fake_smtp import FakeSmtp, Taken
from tests.channels.telegram.service import FakeTelegram
from tests.channels.telegram.world import BOT_ID, Room

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

ANN, BEN = 7_001, 7_002
"""People in Telegram."""

HARBOUR = -1_001_234_567
ALERT = "TLP:AMBER · ROUTINE · "
UP_TO_AMBER = ("TLP:AMBER", "Yes", "Everywhere", "All goods", "Routine")
OF_AN_OFFICE = ("TLP:AMBER", "No", *UP_TO_AMBER[1:])
"""How a country's Group is set up to get everything, and an office's, which could get review cards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """With whom the test begins, and the codes of those who still have to join."""

    page: SignedIn
    duty: SignedIn
    mailbox: str
    ben: str
    eve: str
    max: str


async def test_a_report_from_telegram_is_approved_in_slack_and_reaches_a_group_a_channel_a_mailbox_and_a_page(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "live"
    async with FakeTelegram() as bot_api, FakeSlack("127.0.0.1") as workspace, FakeSmtp() as smtp:
        codes = await written(folder)
        settings = mail_to(smtp.port) | telegram_at(bot_api) | slack_at(workspace)
        async with installed(folder, settings=settings) as live:
            ann = telegram.Person(service=bot_api, id=ANN)
            ben = telegram.Person(service=bot_api, id=BEN)
            eve = slack.Person(slack=workspace, installation=live, name="Eve")
            max_ = slack.Person(slack=workspace, installation=live, name="Max")
            harbour = bot_api.world.group(HARBOUR, members={BOT_ID: "administrator", BEN: "creator", ANN: "member"})
            office = workspace.channel("office", eve.id, max_.id)
            await asyncio.gather(sets_up_group(ben, codes.ben, harbour), sets_up_channel(eve, codes.eve, office))
            await joins_in_slack(max_, codes.max)
            await confirms(eve, max_)
            await reports(ann, live)
            await approves(max_)

            alert = await shows(harbour, f"{ALERT}ESA-")
            assert [(one.kind, one.start) for one in alert.said.entities][:1] == [("b", 0)]
            assert alert.protected
            assert not alert.preview
            posted = await slack.shows(workspace, office, f"{ALERT}ESA-")
            assert [block["type"] for block in posted.blocks][:2] == ["context", "header"]
            await smtp.reached(1)
            assert smtp.taken[0].recipients == (codes.mailbox,)
            assert re.fullmatch(rf"{ALERT}ESA-\d{{4}}-0001", subject_of(smtp.taken[0]))
            async with chat(live.address, codes.page) as member:
                assert "Cocaine 12.4 kg" in text_of(await member.sees(f"{ALERT}ESA-"))

            await ann.sees("was approved and is now alert ESA-")
            card = await slack.shows(workspace, max_.id, "Approved by Demo Max")
            assert not list(buttons(card.blocks))
            async with chat(live.address, codes.duty) as reviewer:
                assert not (await reviewer.sees("Approved by Demo Max"))["message"].get("buttons")
            assert (bot_api.violations, workspace.violations, smtp.violations) == ([], [], [])
            assert await live.stop() == 0
            assert "Traceback" not in live.log


async def written(folder: Path) -> Codes:
    """Who is there before the process starts."""
    async with people.writing(folder) as unit:
        (mailbox,) = await people.mailboxes(unit, 1)
        contact_point = Role(kind=RoleKind.CONTACT_POINT, country="KE")
        administrator = Role(kind=RoleKind.ADMINISTRATOR, office="ESA")
        reviewer = Role(kind=RoleKind.REVIEWER, office="ESA")
        return Codes(
            page=await people.member(unit),
            duty=await people.reviewer(unit, "Demo Duty"),
            mailbox=mailbox,
            ben=await people.invitation(unit, "Demo Ben", contact_point, country="KE"),
            eve=await people.invitation(unit, "Demo Eve", administrator, office="ESA"),
            max=await people.invitation(unit, "Demo Max", reviewer, office="ESA"),
        )


async def reports(officer: telegram.Person, live: Installation) -> None:
    """Joins by the deep link that the command line printed, and reports with a picture."""
    invited = await live.run("invite", "--name", "Demo Ann", "--role", "officer", "--country", "KE")
    _, link = invited.out.split()
    found = re.fullmatch(r"https://t\.me/liaison_bot\?start=([A-Za-z0-9_-]{1,64})", link)
    assert found is not None
    await joins(officer, found[1], "Demo Ann")
    await officer.reports_cocaine(picture=photograph())


async def sets_up_group(contact_point: telegram.Person, code: str, group: Room) -> None:
    await joins(contact_point, code, "Demo Ben")
    contact_point.says_in(group, "/group@liaison_bot")
    await contact_point.sees("Up to which marking")
    for label in UP_TO_AMBER:
        await contact_point.presses(label, then=f"✓ {label}")
    await contact_point.presses("Set up", then="Alerts up to TLP:AMBER go there")


async def sets_up_channel(administrator: slack.Person, code: str, channel: str) -> None:
    await administrator.says(code, then="language")
    await administrator.presses("English", then="Welcome, Demo Eve")
    await administrator.mentions(channel, "/group")
    await administrator.sees("Up to which marking")
    for label in OF_AN_OFFICE:
        await administrator.presses(label, then=f"✓ {label}")
    await administrator.presses("Set up", then="Alerts up to TLP:AMBER go there")


async def joins_in_slack(reviewer: slack.Person, code: str) -> None:
    """Says hello first, and is asked for the code."""
    await reviewer.says("Hello", then="language")
    await reviewer.presses("English", then="invitation code")
    await reviewer.says(code, then="Welcome, Demo Max")


async def confirms(administrator: slack.Person, reviewer: slack.Person) -> None:
    """A reviewer counts only when somebody of the office has confirmed the account that took the invitation."""
    await administrator.sees("Is this the right account?")
    await administrator.presses("It is the right one")
    await reviewer.sees("Your account is confirmed")


async def approves(reviewer: slack.Person) -> None:
    """In the direct message, in three presses: the form comes filled in."""
    await reviewer.sees("REPORT KE-")
    await reviewer.presses("Approve")
    modal = await reviewer.form("Approve KE-")
    assert "Cocaine 12.4 kg, Mombasa port, Kenya" in str(modal.blocks)
    await reviewer.submits()
    await reviewer.sees("This goes to 2 people and 2 groups in 2 countries")
    await reviewer.presses("Release", then="Released: ESA-")


async def joins(person: telegram.Person, code: str, name: str) -> None:
    """By the deep link's code, in the language they choose."""
    await person.says(f"/start {code}", then="Veuillez choisir")
    await person.presses("English", then=f"Welcome, {name}")


def subject_of(taken: Taken) -> str:
    return str(email.message_from_bytes(taken.content, policy=email.policy.default)["Subject"])
