"""The office's board on a small phone: from the chat's menu to the page and back."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.acceptance.chat import chat
from tests.acceptance.people import officer, reviewer, writing
from tests.acceptance.phone import SMALL, TAKES, signed_in
from tests.acceptance.process import installed

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

LETTERS = """node => parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().a"""
"""How large letters of a drawing are on the screen, in pixels."""


async def test_a_reviewer_opens_the_board_from_the_menu_and_reads_it_without_scrolling_sideways(
    chromium: Browser, tmp_path: Path
) -> None:
    async with installed(tmp_path / "live", start=False) as installation:
        async with writing(tmp_path / "live") as unit:
            files, decides = await officer(unit), await reviewer(unit)
        await installation.start()
        async with chat(installation.address, files) as field:
            await field.reports(route="Brazil > South Africa > Kenya")
        async with signed_in(chromium, installation.address, decides) as phone:
            await phone.sees("REPORT KE-")
            page = phone.page
            await page.get_by_label("Menu").click()
            await page.get_by_role("link", name="Board").click()
            await expect(page.get_by_role("heading", name="Queue")).to_be_visible(timeout=TAKES)
            await expect(page.get_by_role("heading", name="KE-")).to_be_visible()
            await expect(page.get_by_role("img", name="Map of the routes")).to_be_visible()
            await expect(page.get_by_role("row", name="Drugs 1")).to_be_visible()
            box = await page.locator(".map").bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= box["x"] + box["width"] <= SMALL["width"]
            assert await page.locator(".map text").first.evaluate(LETTERS) >= 11
            assert await sideways(page) == 0
            await page.evaluate("document.documentElement.dir = 'rtl'")
            assert await sideways(page) == 0
            await page.get_by_role("link", name="Back to the chat").click()
            await phone.sees("REPORT KE-")
            assert phone.wrong == []
        assert await installation.stop() == 0


async def sideways(page: Page) -> int:
    """How many pixels the page is wider than the phone."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
