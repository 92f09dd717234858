"""The demo: one page, one person, the whole chain."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.acceptance.phone import TAKES, Phone, report_cocaine
from tests.acceptance.process import installed

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]


async def test_one_person_plays_a_report_with_two_goods_and_a_picture_through_to_the_alert_and_its_mail(
    chromium: Browser, tmp_path: Path
) -> None:
    async with installed(tmp_path / "demo", kind="demo") as demo:
        context = await chromium.new_context(viewport={"width": 1600, "height": 900}, locale="en")
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.goto(demo.link)
        await expect(page.locator(".demo")).to_be_visible()
        await page.get_by_role("button", name="Open the demo").click()
        officer, reviewer, member = [
            Phone(root=page.frame_locator(f"#pane-{role} iframe")) for role in ("officer", "reviewer", "member")
        ]
        for one in (officer, reviewer, member):
            await one.sees("Welcome")
            await expect(one.root.locator(".demo")).to_be_visible()

        await report_cocaine(officer)
        await officer.presses("That is all for now", then="Seizure report")
        await officer.sees("1,500 sticks")
        await officer.presses("Submit", then="Thank you. Your report is KE-")

        await reviewer.sees("REPORT KE-")
        await expect(reviewer.told.last.locator("img.picture")).to_have_js_property("naturalWidth", 640, timeout=TAKES)
        await reviewer.presses("Approve", then="Audience")
        await reviewer.presses("Preview", then="This goes to")
        await reviewer.presses("Release", then="Released: ESA-")

        await member.sees("TLP:AMBER · ")
        await member.presses("Full text", then="Grade")
        await expect(member.told.last.locator("img.picture")).to_have_js_property("naturalWidth", 640, timeout=TAKES)
        await officer.sees("was approved and is now alert ESA-")

        await expect(page.locator("#mails li")).to_have_count(3, timeout=TAKES)
        await page.locator("#mails button", has_text="demo.member@uganda.example").click()
        mail = page.frame_locator("#shown")
        await expect(mail.get_by_text("TLP:AMBER").first).to_be_visible()
        await expect(mail.get_by_text("1,500 sticks").first).to_be_visible()
        assert wrong == []
        await context.close()
        assert await demo.stop() == 0
