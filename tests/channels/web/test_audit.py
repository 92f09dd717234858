"""Each rule of the audit can fail: a small bad page breaks it, and a good one none."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.channels.web.audit import faults, passes
from tests.channels.web.browser import launched

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="module")]

STYLE = (
    "button, input { min-height: 44px } :focus-visible { outline: 3px solid blue } body { background: #fff }"
    "p, label { color: #52606d }"
)
GOOD = (
    '<h1>Page</h1><p role="status">News</p><p dir="rtl">كوكايين <bdi dir="ltr">12.4 kg</bdi></p>'
    '<img src="data:," alt=""><label for="a">Name</label><input id="a" placeholder="" aria-describedby="b">'
    '<p id="b">Such as Ann</p><h2>Part</h2><button>Send</button>'
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page() -> AsyncIterator[Page]:
    async with launched() as browser:
        context = await browser.new_context(viewport={"width": 360, "height": 740})
        yield await context.new_page()
        await context.close()


def html(body: str, *, start: str = '<html lang="en">', title: str = "Page") -> str:
    return f"<!doctype html>{start}<head><title>{title}</title><style>{STYLE}</style></head><body>{body}</body></html>"


async def broken(page: Page, content: str) -> set[str]:
    """The rules a page breaks."""
    await page.set_content(content)
    return {fault.partition(":")[0] for fault in await faults(page)}


async def test_a_good_page_breaks_no_rule(page: Page) -> None:
    assert await broken(page, html(GOOD)) == set()


@pytest.mark.parametrize(
    ("rule", "added"),
    [
        ("name", "<button></button>"),
        ("name", '<input id="c" placeholder="Mailbox">'),
        ("name", '<iframe src="data:,"></iframe>'),
        ("alt", '<img src="data:,">'),
        ("id", '<p id="b">Again</p>'),
        ("reference", '<p aria-labelledby="nobody">Text</p>'),
        ("reference", '<label for="nobody">Text</label>'),
        ("heading", "<h4>Too deep</h4>"),
        ("order", '<p tabindex="3">Text</p>'),
        ("keyboard", '<p role="button" style="min-height: 44px">Send</p>'),
        ("keyboard", '<button tabindex="-1">Send</button>'),
        ("keyboard", '<p role="tablist"><button role="tab" tabindex="-1">Part</button></p>'),
        ("focus", '<button style="outline: none">Send</button>'),
        ("contrast", '<p style="color: #888">Text</p>'),
        ("contrast", '<p style="opacity: .6">Text</p>'),
        ("contrast", '<div style="background: #444"><p style="color: #777; font-size: 30px">Text</p></div>'),
        ("contrast", '<p style="color: color-mix(in srgb, white 60%, black)">Text</p>'),
        ("overflow", '<p style="width: 400px">Text</p>'),
        ("target", '<button style="min-height: 0; height: 40px">Send</button>'),
        ("code", '<p dir="rtl">كوكايين 12.4 kg</p>'),
        ("code", '<p dir="rtl">كوكايين 2026-11-13</p>'),
        ("code", '<p dir="rtl">كوكايين <bdi dir="ltr">13\u200f/11</bdi></p>'),
    ],
)
async def test_a_bad_page_breaks_its_rule_and_no_other(page: Page, rule: str, added: str) -> None:
    assert await broken(page, html(GOOD + added)) == {rule}


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("lang", html(GOOD, start="<html>")),
        ("title", html(GOOD, title="")),
        ("heading", html('<p role="status">News</p>')),
        ("live", html(GOOD.replace(' role="status"', ""))),
    ],
)
async def test_a_page_that_lacks_something_breaks_its_rule_and_no_other(page: Page, rule: str, content: str) -> None:
    assert await broken(page, content) == {rule}


async def test_one_tab_is_reached_by_keyboard_and_leads_to_the_others(page: Page) -> None:
    tabs = "".join(f'<button role="tab" tabindex="{place}">Part</button>' for place in (-1, 0))
    assert await broken(page, html(f'{GOOD}<p role="tablist">{tabs}</p>')) == set()


async def test_large_text_needs_less_contrast_and_what_cannot_be_used_none(page: Page) -> None:
    grey = '<p style="color: #888; font-size: 24px">Large</p><button disabled style="color: #ccc">Send</button>'
    assert await broken(page, html(GOOD + grey)) == set()


async def test_axe_finds_nothing_in_a_good_page(page: Page) -> None:
    await page.set_content(html(f"<main>{GOOD}</main>"))
    await passes(page)


@pytest.mark.parametrize(
    ("rule", "added"),
    [
        (
            "aria-required-children",
            '<ul role="list"><li role="presentation">One</li></ul><div role="menu"><p>x</p></div>',
        ),
        ("list", "<ul><p>One</p></ul>"),
        ("nested-interactive", '<button>Send <a href="#b">more</a></button>'),
        ("aria-valid-attr-value", '<button aria-expanded="perhaps">Menu</button>'),
        ("color-contrast", '<p style="color: #888">Text</p>'),
    ],
)
async def test_a_page_with_a_serious_finding_of_axe_does_not_pass(page: Page, rule: str, added: str) -> None:
    await page.set_content(html(f"<main>{GOOD}{added}</main>"))
    with pytest.raises(AssertionError, match=f"axe {rule}: "):
        await passes(page)


async def test_what_only_a_desktop_shows_is_found_too(page: Page) -> None:
    wide = "<style>.wide { display: none } @media (min-width: 1000px) { .wide { display: block } }</style>"
    await page.set_content(html(f'<main>{GOOD}{wide}<p class="wide" style="color: #888">Text</p></main>'))
    with pytest.raises(AssertionError, match="on a desktop: axe color-contrast"):
        await passes(page)
