"""A live installation, from the first administrator's link to an alert in a member's chat and mailbox."""

import asyncio
import email
import email.policy
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.language import words
from tests.acceptance.phone import TAKES, enter, phone, report_cocaine
from tests.acceptance.process import Installation, installed, mail_to
from tests.acceptance.rows import count, until_rows
from tests.channels.fake_smtp import FakeSmtp, Taken

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

PEOPLE = "select count(*) from person"
MAILBOX = "member@uganda.example"
CONFIRMED = "select count(*) from address where channel = 'email' and active"


async def test_without_a_terminal_the_first_administrators_link_is_written_nowhere(live: Installation) -> None:
    assert "/join#" not in live.printed + live.log


async def test_opening_the_first_administrators_link_changes_nothing_and_its_button_works_once(
    chromium: Browser, tmp_path: Path
) -> None:
    async with installed(tmp_path / "live", start=False) as installation:
        await installation.start(terminal=True)
        assert installation.printed.count("/join#") == 1
        assert "/join#" not in installation.log
        link = installation.link
        async with phone(chromium) as first, phone(chromium) as second:
            page = await first.visit(link)
            await page.reload()
            await expect(page.get_by_role("button")).to_be_visible()
            assert count(installation.database, PEOPLE) == 0
            await enter(first, link)
            await first.sees("Please choose your preferred language")
            await first.presses("English", then="Welcome, Administrator")
            assert count(installation.database, PEOPLE) == 1
            page = await second.visit(link)
            await page.get_by_role("button").click()
            await expect(page.get_by_text("was used already")).to_be_visible(timeout=TAKES)
            assert first.wrong == second.wrong == []


async def test_a_report_becomes_an_alert_in_a_members_chat_and_mailbox(chromium: Browser, tmp_path: Path) -> None:
    async with FakeSmtp() as smtp, installed(tmp_path / "live", settings=mail_to(smtp.port)) as live:
        invitations = await asyncio.gather(
            invitation(live, "Demo Officer", "officer", "--country", "KE"),
            invitation(live, "Demo Reviewer", "reviewer", "--office", "ESA"),
            invitation(live, "Demo Membre", "member", "--country", "UG"),
        )
        async with phone(chromium) as officer, phone(chromium) as reviewer, phone(chromium, language="fr") as member:
            for one, link in zip((officer, reviewer, member), invitations, strict=True):
                await enter(one, link)
            await officer.presses("English", then="Welcome, Demo Officer")
            await reviewer.presses("English", then="Welcome, Demo Reviewer")
            await member.presses("Français", then="Bienvenue")

            await member.says("/subscribe")
            for label in ("Everywhere", "All goods", "Routine", "In chat and by mail"):
                await member.presses(french(label))
            await expect(member.button(french("Cancel"))).to_be_visible(timeout=TAKES)
            await member.says(MAILBOX, then=MAILBOX)
            await member.presses(french("Subscribe"))
            await smtp.reached(1)
            link = link_in(smtp.taken[0])
            async with phone(chromium, language="fr") as mailbox:
                page = await mailbox.visit(link)
                await page.reload()
                await expect(page.get_by_role("button")).to_be_visible()
                assert count(live.database, CONFIRMED) == 0
                await page.get_by_role("button").click()
                await until_rows(live.database, CONFIRMED)

            await report_cocaine(officer)
            await officer.presses("That is all for now", then="Seizure report")
            await expect(officer.button("Submit")).to_be_in_viewport(ratio=1)
            await officer.presses("Submit", then="Thank you. Your report is KE-")
            await reviewer.sees("REPORT KE-")
            await reviewer.presses("Approve", then="Audience")
            await reviewer.presses("Preview", then="This goes to 1 person")
            await reviewer.presses("Release", then="Released: ESA-")

            await member.sees("TLP:AMBER · ")
            await member.presses(french("Full text"))
            await expect(member.told.last.locator("img.picture")).to_have_js_property(
                "naturalWidth", 640, timeout=TAKES
            )
            await officer.sees("was approved and is now alert ESA-")
            await smtp.reached(2)
            assert smtp.taken[1].recipients == (MAILBOX,)
            assert re.fullmatch(r"TLP:AMBER · \w+ · ESA-\d{4}-0001", subject_of(smtp.taken[1]))
            assert smtp.violations == []
            assert officer.wrong == reviewer.wrong == member.wrong == []
        assert await live.stop() == 0


async def invitation(installation: Installation, name: str, role: str, *scope: str) -> str:
    invited = await installation.run("invite", "--name", name, "--role", role, *scope)
    assert (invited.status, invited.err) == (0, "")
    return invited.out.strip()


def french(text: str) -> str:
    """A text as the French catalogue has it."""
    return words("fr").text(text)


def link_in(taken: Taken) -> str:
    """The one link a mail's text has."""
    message = email.message_from_bytes(taken.content, policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"http://\S+", str(body.get_content()))
    return str(link)


def subject_of(taken: Taken) -> str:
    return str(email.message_from_bytes(taken.content, policy=email.policy.default)["Subject"])
