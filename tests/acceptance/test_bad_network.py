"""A report from a container yard: a phone with a slow network that goes away in the middle, and the real process."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, CDPSession, expect

from tests.acceptance import people
from tests.acceptance.phone import TAKES, Phone, photograph, signed_in
from tests.acceptance.process import Installation
from tests.acceptance.rows import count

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Milliseconds a request, and bytes a second (400 kbit/s), as the benchmark of the page has them."""

TOLD_BLINDLY = ("12.4 kg", "Mombasa port", "yesterday", "sea", "that is all for now")


async def test_a_report_on_a_slow_network_that_goes_away_in_the_middle_is_whole_and_filed_once(
    chromium: Browser, live: Installation
) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    before = count(live.database, "select count(*) from report")
    async with signed_in(chromium, live.address, who) as officer:
        network = await network_of(officer)
        await network.is_slow()
        await officer.says("/report", then="What was seized?")
        await officer.says("cocaine", then="How much?")
        await network.is_gone()
        for answer in TOLD_BLINDLY:
            await officer.says(answer)
        await expect(officer.page.locator(".waiting")).to_have_count(len(TOLD_BLINDLY))
        await expect(officer.page.get_by_role("status")).to_contain_text(
            "No connection. What you write is kept and sent later."
        )
        await network.is_slow()
        await officer.sees("Seizure report")
        await expect(officer.page.locator(".waiting")).to_have_count(0, timeout=TAKES)
        said = await officer.said.locator(".text").all_inner_texts()
        assert said[-len(TOLD_BLINDLY) :] == list(TOLD_BLINDLY)
        await officer.sends_picture(photograph(seed=7))
        await officer.sees("1 picture is in the report")
        summary = await officer.told.last.inner_text()
        for line in ("Cocaine", "12.4 kg", "Mombasa port", "Sea"):
            assert line in summary
        await network.is_gone()
        await officer.presses("Submit")
        await network.is_slow()
        await officer.sees("Thank you. Your report is KE-")
        assert officer.wrong == []
    assert count(live.database, "select count(*) from report") == before + 1


@dataclass(frozen=True, slots=True)
class Network:
    """What a phone is connected by."""

    session: CDPSession

    async def is_slow(self) -> None:
        await self.session.send("Network.emulateNetworkConditions", SLOW)

    async def is_gone(self) -> None:
        await self.session.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})


async def network_of(phone: Phone) -> Network:
    return Network(await phone.context.new_cdp_session(phone.page))
