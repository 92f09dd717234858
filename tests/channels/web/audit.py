"""What keeps a page from being used by everybody: with a keyboard, by ear, in dark or light, on a small phone."""

from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Page

from tests.channels.web.axe import findings_at_every_size

_AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")


async def faults(page: Page, *, live: bool = True) -> Sequence[str]:
    """Sentences "rule: element, what is wrong", as the page is shown now. `live`: news comes while it is open."""
    await page.keyboard.press("Tab")
    found: list[str] = await page.evaluate(_AUDIT, {"live": live})
    return found


async def passes(page: Page, *, live: bool = True) -> None:
    """By our own rules and by axe-core's. An AssertionError that names every fault, one a line."""
    found = [*await faults(page, live=live), *await findings_at_every_size(page)]
    assert not found, "\n".join(found)
