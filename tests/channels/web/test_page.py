"""What the page's script promises, in a real browser."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, FilePayload, expect

from channels.base import Slots
from channels.message import Address, Button, Link, Mark, Message, Pressed, Said, Sent
from tests.channels.web.browser import browse, launched

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.asyncio(loop_scope="module"),
]

ANN = Address("web", "ann")
QUESTION = Message(
    language="en",
    text="What was seized?",
    buttons=((Button(label="Cocaine", token="pick.what.coc.1"), Button(label="Ivory", token="pick.what.ivo.1")),),
)
NEXT = Message(language="en", text="How much?", buttons=((Button(label="Skip", token="skip.much.-.2"),),))
HOSTILE = '<img src=x onerror="document.title=1"> &amp; **b** [x](javascript:alert(1))'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


async def test_what_is_written_is_sent_by_enter_and_shown_once(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await ann.say("12.4 kg")
        await expect(ann.page.get_by_text("12.4 kg", exact=True)).to_have_count(1)
        await expect(ann.page.locator(".waiting")).to_have_count(0)
        assert ann.said() == ["12.4 kg"]
        assert ann.wrong == []


async def test_shift_and_enter_make_a_line(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_label("compose").fill("one")
        await ann.page.keyboard.press("Shift+Enter")
        await ann.page.keyboard.type("two")
        await ann.page.keyboard.press("Enter")
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        assert ann.said() == ["one\ntwo"]


async def test_two_quick_presses_on_a_button_are_one(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_role("button", name="Cocaine").dblclick()
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        assert [news.content for news in ann.heard] == [Pressed(token="pick.what.coc.1")]
        assert len(ann.posted) == 1


async def test_the_second_half_of_a_double_press_does_not_reach_the_button_that_came_up_there(
    chromium: Browser,
) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_role("button", name="Cocaine").click()
        await ann.tell(NEXT)
        await ann.page.get_by_role("button", name="Skip").hover()
        await ann.page.mouse.down(click_count=2)
        await ann.page.mouse.up(click_count=2)
        await ann.page.get_by_role("button", name="Skip").click()
        await expect(ann.page.get_by_role("button", name="Skip", pressed=True, disabled=True)).to_be_visible()
        assert [news.content for news in ann.heard] == [
            Pressed(token="pick.what.coc.1"),
            Pressed(token="skip.much.-.2"),
        ]


async def test_a_pressed_button_shows_it_at_once_though_nothing_was_answered(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.context.set_offline(offline=True)
        await ann.page.get_by_role("button", name="Cocaine").click()
        await expect(ann.page.get_by_role("button", name="Cocaine", pressed=True)).to_be_visible()


async def test_of_an_answered_question_only_the_pressed_button_stays_and_does_nothing(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_role("button", name="Ivory").click()
        await ann.tell(NEXT)
        await expect(ann.page.get_by_role("button", name="Cocaine")).to_have_count(0)
        chosen = ann.page.get_by_role("button", name="Ivory", pressed=True, disabled=True)
        await chosen.click(force=True)
        await ann.page.get_by_role("button", name="Skip").click()
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(2)
        assert [news.content for news in ann.heard] == [
            Pressed(token="pick.what.ivo.1"),
            Pressed(token="skip.much.-.2"),
        ]


async def test_of_an_answered_question_the_pressed_button_stays_after_a_reload_too(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_role("button", name="Ivory").click()
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        await ann.tell(NEXT)
        await ann.page.reload()
        await expect(ann.page.get_by_role("button", name="Ivory", pressed=True, disabled=True)).to_be_visible()
        await expect(ann.page.get_by_role("button", name="Cocaine")).to_have_count(0)
        await expect(ann.page.get_by_role("button", name="Skip", pressed=False)).to_be_visible()


async def test_of_a_question_that_was_answered_by_typing_no_button_stays(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.say("cocaine")
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        await ann.tell(Message(language="en", text="Thank you."))
        await expect(ann.page.get_by_role("button", name="Cocaine")).to_have_count(0)
        await expect(ann.page.get_by_role("button", name="Ivory")).to_have_count(0)


async def test_a_question_that_was_answered_by_its_last_button_is_over_though_no_other_follows(
    chromium: Browser,
) -> None:
    async with browse(chromium) as ann:
        await ann.tell(NEXT)
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_role("button", name="Skip").click()
        await expect(ann.page.get_by_role("button", name="Skip", pressed=True, disabled=True)).to_be_visible()


async def test_what_comes_while_a_question_is_open_leaves_the_question_its_buttons(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        alert = (Button(label="Full text", token="full.alert.abc.1"),)
        await ann.tell(Message(language="en", text="Alert.", buttons=(alert,)))
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_role("button", name="Full text").click()
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        await ann.tell(Message(language="en", text="The whole alert."))
        await expect(ann.page.get_by_text("The whole alert.")).to_be_visible()
        await expect(ann.page.get_by_role("button", name="Cocaine", disabled=False)).to_be_visible()


async def test_a_card_keeps_its_buttons_when_a_question_comes_and_is_answered(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        card = ((Button(label="Take", token="take.report.abc.1"), Button(label="More", token="details.report.abc.1")),)
        await ann.tell(Message(language="en", text="A report.", buttons=card))
        await ann.tell(NEXT)
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_role("button", name="Skip").click()
        await ann.tell(Message(language="en", text="Thank you."))
        await expect(ann.page.get_by_text("Thank you.")).to_be_visible()
        for label in ("Take", "More"):
            await expect(ann.page.get_by_role("button", name=label, disabled=False)).to_be_visible()


async def test_without_a_connection_what_is_written_is_kept_and_sent_later_in_order(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_text("begin")).to_be_visible()
        await ann.context.set_offline(offline=True)
        for text in ("one", "two", "three"):
            await ann.say(text)
        await expect(ann.page.get_by_role("status")).to_contain_text("offline")
        assert ann.said() == []
        await ann.context.set_offline(offline=False)
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(3)
        assert ann.said() == ["one", "two", "three"]
        await expect(ann.page.get_by_role("status")).to_be_hidden()


async def test_what_was_not_taken_in_is_sent_again_with_its_key_even_after_a_reload(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        ann.failing = True
        await ann.say("12.4 kg")
        await expect(ann.page.get_by_role("status")).to_contain_text("not_taken")
        await ann.page.reload()
        ann.failing = False
        await expect(ann.page.locator(".waiting")).to_have_count(0)
        await expect(ann.page.get_by_text("12.4 kg", exact=True)).to_have_count(1)
        assert ann.said() == ["12.4 kg"]


async def test_what_was_not_sent_can_be_taken_back(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await ann.context.set_offline(offline=True)
        await ann.say("a mistake")
        await ann.page.get_by_role("button", name="remove").click()
        await expect(ann.page.get_by_text("a mistake")).to_have_count(0)
        await ann.context.set_offline(offline=False)
        await ann.say("better")
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        assert ann.said() == ["better"]


async def test_signed_out_in_another_tab_nothing_told_stays_in_sight_and_nothing_typed_is_lost(
    chromium: Browser,
) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_label("compose").fill("half a sent")
        other = await ann.context.new_page()
        await other.goto("/c/ann/")
        await ann.context.route("**/c/ann/**", lambda route: route.fulfill(status=401))
        await other.evaluate("localStorage.removeItem('liaison.last')")
        await expect(ann.page.get_by_role("status")).to_contain_text("signed_out")
        await expect(ann.page.get_by_text("What was seized?")).to_have_count(0)
        await expect(ann.page.get_by_label("compose")).to_have_value("half a sent")
        await ann.context.unroute("**/c/ann/**")
        await ann.page.evaluate("dispatchEvent(new Event('online'))")
        await expect(ann.page.get_by_text("What was seized?")).to_be_visible()
        await expect(ann.page.get_by_role("status")).to_be_hidden()


async def test_a_picture_cut_off_on_its_way_goes_up_when_the_connection_is_back(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await ann.context.route("**/pictures", lambda route: route.abort("connectionreset"))
        picture = FilePayload(name="seal.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8")
        await ann.page.locator("#pictures").set_input_files(picture)
        await expect(ann.page.get_by_text("not_yet")).to_be_visible()
        await ann.context.unroute("**/pictures")
        await expect(ann.page.locator(".waiting")).to_have_count(0)
        assert [news.content for news in ann.heard] == [Sent(pictures=("ann-1",))]


async def test_too_long_a_text_stays_in_the_field_whole_with_a_sentence(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await ann.say("x" * 4001)
        await expect(ann.page.get_by_role("status")).to_have_text("too_long")
        await expect(ann.page.get_by_label("compose")).to_have_value("x" * 4001)
        await ann.say("🚢" * 4000)  # 8,000 units of a script's own counting
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        assert ann.said() == ["🚢" * 4000]
        await expect(ann.page.get_by_role("status")).to_be_hidden()


async def test_enter_held_down_sends_once(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_role("button", name="Cocaine").focus()
        for _ in range(5):
            await ann.page.keyboard.down("Enter")
        await ann.page.keyboard.up("Enter")
        await ann.page.get_by_label("compose").fill("12.4 kg")
        for _ in range(5):
            await ann.page.keyboard.down("Enter")
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(2)
        assert [news.content for news in ann.heard] == [Pressed(token="pick.what.coc.1"), Said(text="12.4 kg")]


async def test_what_was_written_and_not_sent_is_there_after_a_reload(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await ann.page.get_by_label("compose").fill("half a sent")
        await ann.page.reload()
        await expect(ann.page.get_by_label("compose")).to_have_value("half a sent")


async def test_what_was_just_sent_is_in_sight_also_when_it_grows(chromium: Browser) -> None:
    picture = BytesIO()
    Image.new("RGB", (640, 480), "navy").save(picture, "JPEG")
    async with browse(chromium) as ann:
        for number in range(20):
            await ann.tell(Message(language="en", text=f"line {number}"))
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_text("line 19")).to_be_visible()
        await ann.context.set_offline(offline=True)
        seal = FilePayload(name="seal.jpg", mimeType="image/jpeg", buffer=picture.getvalue())
        await ann.page.locator("#pictures").set_input_files(seal)
        await expect(ann.page.locator(".waiting img")).to_have_js_property("naturalWidth", 640)
        await expect(ann.page.get_by_role("button", name="remove")).to_be_in_viewport(ratio=1)
        await expect(ann.page.locator(".waiting img")).to_be_in_viewport(ratio=0.9)


async def test_hostile_text_is_shown_literally_everywhere(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        button = Button(label=HOSTILE, token="a.b.c.d")
        mark = Mark(label=HOSTILE, colour="url(x)", guarded=True)
        fields = ((HOSTILE, HOSTILE),)
        hostile = Message(language="en", title=HOSTILE, text=HOSTILE, mark=mark, fields=fields, buttons=((button,),))
        await ann.tell(hostile)
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_text(HOSTILE, exact=True)).to_have_count(6)
        await expect(ann.page.locator("#log img")).to_have_count(0)
        await expect(ann.page).to_have_title("product")


async def test_a_link_opens_beside_the_chat_and_what_people_type_is_none(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        link = Link(label="Open Telegram", url="https://office.example/?start=AbC_-1")
        await ann.tell(Message(language="en", text="https://typed.example", links=(link,)))
        await ann.page.goto("/c/ann/")
        shown = ann.page.locator("#log a")
        await expect(shown).to_have_count(1)
        await expect(shown).to_have_text(link.label)
        for name, value in (("href", link.url), ("target", "_blank"), ("rel", "noopener noreferrer")):
            await expect(shown).to_have_attribute(name, value)


async def test_an_edit_replaces_the_message_and_its_buttons_where_it_stands(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        receipt = await ann.harness.channel.send(ANN, QUESTION, Slots(), key="q")
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_text("What was seized?")).to_be_visible()
        await ann.harness.channel.edit(receipt, Message(language="en", text="Decided."), to=ANN)
        await expect(ann.page.get_by_text("Decided.")).to_be_visible()
        await expect(ann.page.get_by_text("What was seized?")).to_have_count(0)
        await expect(ann.page.get_by_role("button", name="Cocaine")).to_have_count(0)


async def test_a_deleted_message_is_gone_also_after_a_reload(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        receipt = await ann.harness.channel.send(ANN, QUESTION, Slots(), key="q")
        await ann.harness.channel.delete(receipt, to=ANN)
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_text("withdrawn")).to_be_visible()
        await expect(ann.page.get_by_text("What was seized?")).to_have_count(0)


async def test_a_line_of_a_summary_is_changed_by_the_pencil_beside_it(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        summary = Message(
            language="en",
            fields=(("Goods", "Cocaine"), ("Where", "Mombasa")),
            buttons=(
                (Button(label="✎ Where", token="change.where.-.3"), Button(label="+ Route", token="change.r.-.3")),
            ),
        )
        await ann.tell(summary)
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_role("button", name="+ Route")).to_be_visible()
        await ann.page.get_by_role("button", name="change: Where").click()
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        assert [news.content for news in ann.heard] == [Pressed(token="change.where.-.3")]


async def test_times_are_shown_in_the_readers_zone_with_its_name(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await expect(ann.page.locator("time")).to_have_text("15:00 EAT")  # noon UTC in Nairobi


async def test_arabic_runs_from_right_to_left_with_numbers_and_codes_whole(chromium: Browser) -> None:
    async with browse(chromium, language="ar") as ann:
        await ann.tell(Message(language="ar", text="تم ضبط 12.4 kg في حاوية MSCU 123456-6 اليوم"))
        await ann.page.goto("/c/ann/")
        assert await ann.page.evaluate("document.documentElement.dir") == "rtl"
        assert await ann.page.locator("#log .text bdi[dir=ltr]").all_inner_texts() == ["12.4 kg", "MSCU 123456-6"]
        send = await ann.page.get_by_role("button", name="send").bounding_box()
        assert send
        assert send["x"] < 100


async def test_in_arabic_the_time_of_a_change_runs_from_left_to_right(chromium: Browser) -> None:
    async with browse(chromium, language="ar") as ann:
        receipt = await ann.harness.channel.send(ANN, QUESTION, Slots(), key="q")
        await ann.harness.channel.edit(receipt, Message(language="ar", text="تم"), to=ANN)
        await ann.page.goto("/c/ann/")
        await expect(ann.page.locator(".foot [dir=ltr]")).to_have_text(["15:00 EAT", "15:00 EAT"])


async def test_in_arabic_a_way_leads_from_its_first_place_to_its_last(chromium: Browser) -> None:
    async with browse(chromium, language="ar") as ann:
        await ann.tell(Message(language="ar", text="من سانتوس → مومباسا، ثم Durban → Kampala غدا"))
        await ann.page.goto("/c/ann/")
        text = ann.page.locator("#log .text")
        await expect(text).to_have_text("من سانتوس ← مومباسا، ثم Durban → Kampala غدا")
        assert await text.locator("bdi").all_inner_texts() == ["Durban → Kampala"]


async def test_a_message_from_while_the_page_was_away_comes_when_it_is_back(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        await ann.tell(QUESTION)
        await expect(ann.page.get_by_text("What was seized?")).to_be_visible()
        await ann.context.set_offline(offline=True)
        await ann.tell(NEXT)
        await ann.context.set_offline(offline=False)
        await expect(ann.page.get_by_text("How much?")).to_be_visible()


async def test_a_picture_goes_up_and_what_is_too_large_never_leaves(chromium: Browser, tmp_path: Path) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        for name, content in (("a.jpg", b"\xff\xd8"), ("b.jpg", b"x" * (20 * 1024 * 1024 + 1))):
            (tmp_path / name).write_bytes(content)
        await ann.page.locator("#pictures").set_input_files([tmp_path / "a.jpg", tmp_path / "b.jpg"])
        await expect(ann.page.get_by_text("not_sent too_large")).to_be_visible()
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        assert [news.content for news in ann.heard] == [Sent(pictures=("ann-1",))]
        assert len(ann.posted) == 1


async def test_while_a_picture_goes_up_a_bar_says_how_far_it_is(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        network = await ann.context.new_cdp_session(ann.page)
        speed = {"offline": False, "latency": 0, "downloadThroughput": -1}
        await network.send("Network.emulateNetworkConditions", {**speed, "uploadThroughput": 200_000})
        picture = FilePayload(name="seal.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8" + bytes(1_000_000))
        await ann.page.locator("#pictures").set_input_files(picture)
        bar = ann.page.locator(".said progress")
        await expect(bar).to_be_visible()
        assert await bar.evaluate("bar => bar.max === 1 && bar.value < 1")
        await network.send("Network.emulateNetworkConditions", {**speed, "uploadThroughput": -1})
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        await expect(bar).to_have_count(0)


async def test_the_button_beside_the_writing_offers_pictures_of_camera_and_gallery(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.goto("/c/ann/")
        async with ann.page.expect_file_chooser() as chosen:
            await ann.page.get_by_role("button", name="picture", exact=True).click()
        assert (await chosen.value).is_multiple()
        assert await ann.page.locator("#pictures").get_attribute("accept") == "image/*"


async def test_when_the_language_changes_the_pencils_keep_their_names(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        pencil = ((Button(label="✎ Where", token="change.where.-.3"),),)
        await ann.tell(Message(language="en", fields=(("Where", "Mombasa"),), buttons=pencil))
        await ann.page.goto("/c/ann/")
        spoken = {"language": "fr", "direction": "ltr", "name": "Ann", "menu": [], "texts": {"send": "Envoyer"}}
        await ann.page.route("**/c/ann/page", lambda route: route.fulfill(json=spoken))
        await ann.tell(Message(language="fr", text="Bonjour."))
        await expect(ann.page.get_by_role("button", name="Envoyer")).to_be_visible()
        await expect(ann.page.get_by_role("button", name="change: Where")).to_be_visible()


async def test_who_has_just_come_in_has_a_menu_and_the_clock_of_their_country(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await expect(ann.page.locator("#log time")).to_have_text("15:00 EAT")
        known = {
            "name": "Demo Ann",
            "menu": [{"label": "Report a seizure", "says": "/report"}],
            "zone": "Africa/Lagos",
            "zoneNames": {},
        }
        page = await (await ann.page.request.get("/c/ann/page")).json()
        await ann.page.route("**/c/ann/page", lambda route: route.fulfill(json={**page, **known}))
        ann.changes = True
        await ann.say("English")
        await expect(ann.page.locator("#log time").first).to_have_text("13:00 GMT+1")
        await expect(ann.page.get_by_text("Demo Ann")).to_be_visible()
        await ann.page.locator("#menu summary").click()
        await expect(ann.page.get_by_role("button", name="Report a seizure")).to_be_visible()


async def test_everything_can_be_reached_by_keyboard_alone(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_role("button", name="Cocaine")).to_be_visible()
        await ann.page.get_by_role("main").focus()
        await ann.page.keyboard.press("Tab")
        await ann.page.keyboard.press("Tab")
        await ann.page.keyboard.press("Space")
        await expect(ann.page.locator(".said:not(.waiting)")).to_have_count(1)
        assert [news.content for news in ann.heard] == [Pressed(token="pick.what.ivo.1")]


async def test_targets_are_large_enough_for_a_thumb_and_nothing_is_cut_off_on_a_small_phone(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        await ann.page.set_viewport_size({"width": 320, "height": 568})
        await ann.tell(QUESTION)
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_role("button", name="Cocaine")).to_be_visible()
        for face in await ann.page.locator("button:visible, summary:visible").all():
            box = await face.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 44
        assert await ann.page.evaluate("document.documentElement.scrollWidth") <= 320


async def test_unread_messages_are_counted_in_the_title_until_they_are_read(chromium: Browser) -> None:
    async with browse(chromium) as ann:
        for number in range(30):
            await ann.tell(Message(language="en", text=f"line {number}"))
        await ann.page.goto("/c/ann/")
        await expect(ann.page.get_by_text("line 29")).to_be_visible()
        # A browser says that it scrolled with the next frame.
        scroll = "node => new Promise(done => { node.scrollTo(0, 0); requestAnimationFrame(() => setTimeout(done)); })"
        await ann.page.locator("#scroller").evaluate(scroll)
        await ann.tell(NEXT)
        await expect(ann.page).to_have_title("(1) product")
        await ann.page.get_by_role("button", name="new_messages").click()
        await expect(ann.page).to_have_title("product")
        await expect(ann.page.get_by_text("How much?")).to_be_in_viewport()
