"""axe-core over a page as it is shown now: what it calls serious or critical. Its rules see what our own do not, and the
other way round (it knows no size of 44 pixels, no live region where news comes).
"""

from collections.abc import Sequence
from importlib.resources import files

from playwright.async_api import Page, ViewportSize

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

_FOUND = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], iframes: false });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ target, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
      return `axe ${id}: ${target.join(" ")}, ${help}. ${why}`;
    }));
}"""

DESKTOP = ViewportSize(width=1280, height=800)


async def findings(page: Page) -> Sequence[str]:
    """Sentences "axe rule: element, what is wrong"; frames are pages of their own."""
    # As the browser's own tools do, past the page's policy, which lets in no script but its own.
    await page.evaluate(_AXE)
    found: list[str] = await page.evaluate(_FOUND)
    return found


async def findings_at_every_size(page: Page) -> Sequence[str]:
    """On the screen as it is, and on a desktop's."""
    small = page.viewport_size
    assert small is not None
    found = list(await findings(page))
    await page.set_viewport_size(DESKTOP)
    found += [f"on a desktop: {one}" for one in await findings(page)]
    await page.set_viewport_size(small)
    return found
