"""A person in front of the web chat in a real browser, on a page of their own or in a frame of the demo's page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from random import Random

from PIL import Image
from playwright.async_api import (
    Browser,
    BrowserContext,
    FilePayload,
    FrameLocator,
    Locator,
    Page,
    Position,
    ViewportSize,
    expect,
)

from tests.acceptance.people import SignedIn

SMALL = ViewportSize(width=360, height=740)
TAKES = 90_000
"""Milliseconds until what has not come is taken for lost, on however loaded a machine."""


@dataclass(slots=True, kw_only=True)
class Phone:
    """One person's chat. What the page's script complains of, or the policy stops, is in `wrong`."""

    root: Page | FrameLocator
    wrong: list[str] = field(default_factory=list)

    @property
    def told(self) -> Locator:
        """Everything the service said, oldest first."""
        return self.root.locator("#log article.told")

    @property
    def said(self) -> Locator:
        """Everything the person said or pressed, once it was taken in."""
        return self.root.locator("#log article.said:not(.waiting)")

    async def sees(self, words: str) -> None:
        """The newest message has these words."""
        await expect(self.told.last).to_contain_text(words, timeout=TAKES)

    async def says(self, words: str, *, then: str = "") -> None:
        """Types and sends; waits for `then` in the newest message."""
        before = await self.told.count()
        await self.root.get_by_role("textbox").fill(words)
        await self.root.get_by_role("textbox").press("Enter")
        await self._answered(before, then)

    async def presses(self, label: str, *, then: str = "", within: str = "") -> None:
        """Presses a button of the newest message, or of the newest with the words `within`; waits for `then`."""
        before = await self.told.count()
        await self.button(label, within=within).click(timeout=TAKES)
        await self._answered(before, then)

    async def aims_at(self, label: str) -> Position:
        """Where on the screen a button is."""
        button = self.button(label)
        await button.scroll_into_view_if_needed(timeout=TAKES)
        box = await button.bounding_box()
        assert box is not None
        return Position(x=box["x"] + box["width"] / 2, y=box["y"] + box["height"] / 2)

    async def taps(self, where: Position) -> None:
        """One tap, whatever is there by then."""
        await self.page.mouse.click(where["x"], where["y"])

    async def taps_twice(self, where: Position) -> None:
        """Two taps as fast as a finger can, whatever is there by then."""
        await self.page.mouse.dblclick(where["x"], where["y"])

    def button(self, label: str, *, within: str = "") -> Locator:
        message = self.told.filter(has_text=within).last if within else self.told.last
        return message.get_by_role("button", name=label, exact=True)

    async def sends_picture(self, content: bytes, *, name: str = "seal.jpg", kind: str = "image/jpeg") -> None:
        """Chooses a file as the camera or the gallery gives it."""
        await self.root.locator("#pictures").set_input_files(FilePayload(name=name, mimeType=kind, buffer=content))

    async def _answered(self, before: int, then: str) -> None:
        if then:
            await expect(self.told).not_to_have_count(before, timeout=TAKES)
            await self.sees(then)

    @property
    def page(self) -> Page:
        """Their page, where it is no frame of another."""
        assert isinstance(self.root, Page)
        return self.root

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    async def visit(self, link: str) -> Page:
        """Opens a link and presses nothing."""
        await self.page.goto(link)
        return self.page


@asynccontextmanager
async def phone(
    browser: Browser, *, language: str = "en", size: ViewportSize = SMALL, address: str | None = None
) -> AsyncIterator[Phone]:
    """A browser of one person's own."""
    context = await browser.new_context(viewport=size, locale=language, base_url=address, reduced_motion="reduce")
    try:
        yield await new_page(context)
    finally:
        await context.close()


@asynccontextmanager
async def signed_in(
    browser: Browser, address: str, who: SignedIn, *, language: str = "en", size: ViewportSize = SMALL
) -> AsyncIterator[Phone]:
    """Somebody's chat, open in a browser of their own."""
    async with phone(browser, language=language, size=size, address=address) as made:
        await made.context.add_cookies(
            [{"name": "liaison", "value": who.session, "domain": "127.0.0.1", "path": who.path}]
        )
        await made.visit(who.path)
        yield made


async def new_page(context: BrowserContext) -> Phone:
    """Another tab."""
    page = await context.new_page()
    made = Phone(root=page)
    page.on("pageerror", lambda error: made.wrong.append(str(error)))
    page.on("console", lambda line: made.wrong.append(line.text) if "Content Security Policy" in line.text else None)
    return made


async def enter(phone: Phone, link: str) -> None:
    """Opens an invitation or a sign-in link and presses its one button; the chat is there then."""
    page = await phone.visit(link)
    await page.get_by_role("button").click()
    await page.wait_for_url("**/c/*/", timeout=TAKES)


async def report_cocaine(officer: Phone, *, more: bool = True) -> None:
    """A whole report but for its end: with `more` a second good and a picture."""
    await officer.says("/report", then="What was seized?")
    await officer.says("cocaine", then="How much?")
    await officer.says("12.4 kg", then="Where was it found?")
    await officer.says("Mombasa port", then="When?")
    await officer.says("yesterday", then="How did it travel?")
    await officer.presses("Sea", then="That is enough for a report")
    if not more:
        return
    await officer.presses("Skip", then="How was it hidden?")
    await officer.presses("Skip", then="Which route?")
    await officer.says("Brazil > South Africa > Kenya > Uganda", then="Which vehicle, and its numbers")
    await officer.says("MSCU 123456-6", then="How did customs come to it?")
    await officer.presses("Skip", then="Who was involved?")
    await officer.presses("Skip", then="Were other goods seized with it?")
    await officer.presses("Yes, add", then="What was seized?")
    await officer.says("cigarettes", then="How much?")
    await officer.says("1,500 sticks", then="Anything to add")
    await officer.presses("Skip", then="Any other goods?")
    await officer.presses("No", then="Pictures?")
    await officer.sends_picture(photograph())
    await officer.sees("1 picture is in the report")


def photograph(*, kind: str = "JPEG", size: tuple[int, int] = (640, 480), seed: int = 1) -> bytes:
    """A picture nobody has seen before: grain, as a camera in bad light makes it."""
    grain = Image.frombytes("L", (32, 24), Random(seed).randbytes(32 * 24))  # noqa: S311 - grain
    kept = BytesIO()
    grain.resize(size).convert("RGB").save(kept, kind)
    return kept.getvalue()
