"""Two hands, two browsers, forged buttons and hostile words against the real process: one effect, or none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from tests.acceptance import people
from tests.acceptance.chat import Chat, chat, text_of, token_of
from tests.acceptance.people import SignedIn
from tests.acceptance.phone import TAKES, Phone, new_page, report_cocaine, signed_in
from tests.acceptance.process import Installation
from tests.acceptance.rows import count
from tests.acceptance.waiting import until

pytestmark = [pytest.mark.acceptance, pytest.mark.asyncio(loop_scope="session")]

REPORTS = "select count(*) from report"
ALERTS = "select count(*) from alert"
REFUSED = "select count(*) from audit where verb = 'report.refused'"
POISON = "select count(*) from inbox where poison"
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> &amp; **b** [x](javascript:alert(1)) {{7*7}} %s {0} "
    "\u202eevil\u202c\u200b 🚢🇰🇪"
)
SHOWN = "<img src=x onerror=\"document.title='owned'\"> &amp; **b** [x](javascript:alert(1)) {{7*7}} %s {0} evil 🚢🇰🇪"


async def test_a_double_tap_on_submit_and_a_press_in_another_tab_file_one_report(
    chromium: Browser, live: Installation
) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    before = count(live.database, REPORTS)
    async with signed_in(chromium, live.address, who) as officer:
        await report_cocaine(officer, more=False)
        await officer.presses("That is all for now", then="Seizure report")
        other = await new_page(officer.context)
        await other.visit(who.path)
        await other.sees("Seizure report")
        here, there = await officer.aims_at("Submit"), await other.aims_at("Submit")
        await asyncio.gather(officer.taps_twice(here), other.taps_twice(there))
        await expect(officer.told.filter(has_text="Thank you. Your report is KE-").first).to_be_visible(timeout=TAKES)
        await expect(other.root.locator(".waiting")).to_have_count(0, timeout=TAKES)
        await expect(officer.root.locator(".waiting")).to_have_count(0, timeout=TAKES)
        assert count(live.database, REPORTS) == before + 1


async def test_two_reviewers_release_in_two_browsers_at_once_and_one_alert_goes_out(
    chromium: Browser, live: Installation
) -> None:
    async with people.writing(live.folder) as unit:
        reporter = await people.officer(unit)
        one, other = await people.reviewer(unit, "Demo One"), await people.reviewer(unit, "Demo Other")
    async with chat(live.address, reporter) as officer:
        await officer.reports()
    alerts = count(live.database, ALERTS)
    async with (
        signed_in(chromium, live.address, one) as first,
        signed_in(chromium, live.address, other) as second,
    ):
        for reviewer in (first, second):
            await reviewer.sees("REPORT KE-")
        here, there = await first.aims_at("Approve"), await second.aims_at("Approve")
        await asyncio.gather(first.taps(here), second.taps(there))
        winner, slower = await by_luck(first, second)
        # The card as it stands comes behind the sentence, so the sentence is not the newest for long.
        await expect(slower.told.filter(has_text="has taken this report")).to_have_count(1, timeout=TAKES)
        await winner.presses("Preview", then="This goes")
        await winner.taps_twice(await winner.aims_at("Release"))
        await expect(winner.told.filter(has_text="Released: ESA-")).to_have_count(1, timeout=TAKES)
        # The card of both has lost its buttons and names who decided.
        for reviewer in (winner, slower):
            closed = reviewer.told.filter(has_text="Approved by Demo")
            await expect(closed.first).to_be_visible(timeout=TAKES)
            await expect(closed.first.get_by_role("button")).to_have_count(0)
    assert count(live.database, ALERTS) == alerts + 1


async def test_a_forged_or_borrowed_button_changes_nothing_and_is_noted(live: Installation) -> None:
    async with cast(live) as (officer, reviewer, member):
        await officer.reports()
        card = await reviewer.sees("REPORT KE-")
        alerts, refused = count(live.database, ALERTS), count(live.database, REFUSED)
        approve = token_of(card, "Approve")
        for stranger in (officer, member):
            assert "Audience" not in text_of(await stranger.presses_token(approve, on=card["id"]))
        for forged in (
            approve.replace("approve", "release"),
            approve.replace("approve", "drop_table"),
            f"{approve}.9",
            "release.report.aaaaaaaaaaaaaaaa.1",
            "full.alert.aaaaaaaaaaaaaaaa.1",
            "do.command.nothing.-",
            "pick.category.'; drop table report;--.1",
            "....",
        ):
            assert text_of(await member.presses_token(forged)), forged
        assert count(live.database, ALERTS) == alerts
        assert count(live.database, REFUSED) >= refused + 2
        assert (await reviewer.told())[-1] == card
        assert count(live.database, POISON) == 0


async def test_hostile_words_are_shown_literally_on_every_page_and_change_nothing(
    chromium: Browser, live: Installation
) -> None:
    async with people.writing(live.folder) as unit:
        who, judge = await people.officer(unit), await people.reviewer(unit)
    async with signed_in(chromium, live.address, who) as officer, signed_in(chromium, live.address, judge) as reviewer:
        await report_cocaine(officer, more=False)
        await officer.says(HOSTILE, then="How was it hidden?")
        await expect(officer.said.last).to_contain_text(SHOWN, timeout=TAKES)
        await officer.presses("That is all for now", then="Seizure report")
        await officer.sees(SHOWN)
        await officer.presses("Submit", then="Thank you. Your report is KE-")
        await reviewer.sees("REPORT KE-")
        await reviewer.sees(SHOWN)
        assert await reviewer.page.title() != "owned"
        assert await officer.page.title() != "owned"
        await expect(reviewer.told.locator("img[src=x]")).to_have_count(0)
        assert officer.wrong == reviewer.wrong == []


async def test_long_words_are_taken_up_to_the_limit_or_asked_again(chromium: Browser, live: Installation) -> None:
    async with people.writing(live.folder) as unit:
        who = await people.officer(unit)
    async with signed_in(chromium, live.address, who) as officer:
        await report_cocaine(officer, more=False)
        await officer.says("x" * 4000, then="300")
        await officer.says("🚢" * 300, then="How was it hidden?")
        wide = await officer.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, "a long word widens the page"
        assert count(live.database, POISON) == 0


@asynccontextmanager
async def cast(live: Installation) -> AsyncIterator[tuple[Chat, Chat, Chat]]:
    """Officer, reviewer and member, each at their chat."""
    async with people.writing(live.folder) as unit:
        who: list[SignedIn] = [await people.officer(unit), await people.reviewer(unit), await people.member(unit)]
    async with AsyncExitStack() as stack:
        officer, reviewer, member = [await stack.enter_async_context(chat(live.address, one)) for one in who]
        yield officer, reviewer, member


async def by_luck(first: Phone, second: Phone) -> tuple[Phone, Phone]:
    """Who got the report, and who did not."""
    got = [one.told.filter(has_text="Audience") for one in (first, second)]

    async def decided() -> bool:
        return bool(await got[0].count() + await got[1].count())

    await until(decided, what="one of the two to get the report")
    return (first, second) if await got[0].count() else (second, first)
