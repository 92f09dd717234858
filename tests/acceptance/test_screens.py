"""What officers, reviewers and members see on a phone, in light, in dark and from right to left: everybody can use it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.acceptance import people
from tests.acceptance.chat import Chat, chat
from tests.acceptance.mirrored import LANGUAGE, mirrored
from tests.acceptance.people import SignedIn
from tests.acceptance.phone import SMALL, TAKES
from tests.acceptance.process import installed
from tests.channels.web.audit import passes
from tests.channels.web.axe import findings_at_every_size

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

LANGUAGES = ("en", LANGUAGE)
LOOKS: Mapping[str, tuple[str, Literal["light", "dark"]]] = {
    "light": ("en", "light"),
    "dark": ("en", "dark"),
    "right to left": (LANGUAGE, "light"),
    "right to left, dark": (LANGUAGE, "dark"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """An installation in which somebody is at every screen, in each language."""

    people: Mapping[tuple[str, str], SignedIn]
    """By language and screen."""
    context: BrowserContext

    @asynccontextmanager
    async def opened(self, look: str, screen: str) -> AsyncIterator[Page]:
        """The page of whoever is at a screen."""
        language, scheme = LOOKS[look]
        who = self.people[language, screen]
        page = await self.context.new_page()
        try:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if screen == "board":
                await page.goto(f"{who.path}board")
                await expect(page.get_by_role("img").first).to_be_visible(timeout=TAKES)
                yield page
                return
            await page.goto(who.path)
            await expect(page.locator("#log article").first).to_be_visible(timeout=TAKES)
            if screen == "menu":
                await page.locator("#menu summary").click()
            yield page
        finally:
            await page.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def screens(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Screens]:
    folder = tmp_path_factory.mktemp("screens") / "live"
    found: dict[tuple[str, str], SignedIn] = {}
    async with people.writing(folder) as unit:
        for language in LANGUAGES:
            for screen in ("question", "summary"):
                found[language, screen] = await people.officer(unit, language=language)
            found[language, "card"] = await people.reviewer(unit, language=language)
            found[language, "alert"] = await people.member(unit, language=language)
            found[language, "menu"] = found[language, "board"] = found[language, "card"]
    async with installed(folder, module="tests.acceptance.mirrored") as installation:
        async with chat(installation.address, found["en", "question"]) as officer:
            await officer.reports(precedence="Flash")
        async with chat(installation.address, found["en", "card"]) as reviewer:
            await reviewer.approves()
        for language in LANGUAGES:
            async with chat(installation.address, found[language, "summary"]) as officer:
                await _reports(officer, language)
                await officer.presses(_said("Submit", language), then="Thank you")
                await _reports(officer, language)
            async with chat(installation.address, found[language, "question"]) as officer:
                await officer.says("/report", then="What was seized?")
            async with chat(installation.address, found[language, "alert"]) as member:
                await member.sees("TLP:")
        context = await chromium.new_context(viewport=SMALL, base_url=installation.address)
        await context.add_cookies(
            [
                {"name": "liaison", "value": who.session, "domain": "127.0.0.1", "path": who.path}
                for who in found.values()
            ]
        )
        yield Screens(people=found, context=context)
        await context.close()


def _said(text: str, language: str) -> str:
    return mirrored(text) if language == LANGUAGE else text


async def _reports(officer: Chat, language: str) -> None:
    """A report up to its summary."""
    await officer.says("/report", then="What was seized?")
    await officer.says("cocaine", then="How much?")
    await officer.says("12.4 kg", then="Where was it found?")
    await officer.says("Mombasa port", then="When?")
    await officer.says("2026-11-01", then="How did it travel?")
    await officer.presses(_said("Sea", language), then="That is enough for a report")
    await officer.presses(_said("That is all for now", language), then="Seizure report")


@pytest.mark.parametrize("screen", ["question", "summary", "card", "menu", "alert"])
@pytest.mark.parametrize("look", LOOKS)
async def test_everybody_can_use_the_screen(screens: Screens, look: str, screen: str) -> None:
    async with screens.opened(look, screen) as page:
        await passes(page)


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_serious_on_the_board(screens: Screens, look: str) -> None:
    async with screens.opened(look, "board") as page:
        assert await findings_at_every_size(page) == []


@pytest.mark.parametrize("look", LOOKS)
async def test_writing_and_sending_are_in_sight(screens: Screens, look: str) -> None:
    async with screens.opened(look, "card") as page:
        await expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=1)
        await expect(page.locator("button.send")).to_be_in_viewport(ratio=1)
