"""The board: who may see it, that it names nothing its reader could not open in chat, and what stands on it."""

import re
from datetime import timedelta

import pytest

from alerts.marking import Marking
from alerts.permit import Facts, Item, ItemKind, Permit, Purpose, Recipient, may_send
from alerts.person import Role, RoleKind
from bot.boarding import StoredBoards
from bot.language import words
from bot.ports import StoredSessions
from bot.views.board import BoardView, Seen, board_view
from channels.memory import MemoryChannel
from tests.bot.board_page import asks, signed_in
from tests.bot.client import MESSENGER, Client
from tests.bot.outbox import Outbox, approves, files, subscribes
from tests.bot.post_office import released
from tests.bot.rows import write
from tests.bot.stage import Stage

NUMBER = "KE-2026-000001"
HOSTILE = '</text><script>alert("x")</script>'
BRAZIL_TO_KENYA = [{"country": code, "name": ""} for code in ("BR", "ZA", "KE")]


async def board_of(client: Client) -> BoardView:
    """What somebody's board shows, before it is a page."""
    account = await client.account()
    assert account is not None
    view = await StoredBoards(client.stage.world).read(account.public_id)
    assert view is not None
    return view


# --- who may ------------------------------------------------------------------------------------------------------


async def test_reviewers_heads_and_administrators_have_a_board(stage: Stage) -> None:
    for client in (
        await stage.reviewer(),
        await stage.head(),
        await stage.administrator("ESA"),
        await stage.administrator(),
    ):
        answer = await asks(client)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


async def test_to_everybody_else_it_is_not_there(stage: Stage, officer: Client) -> None:
    auditor = await stage.somebody(Role(kind=RoleKind.AUDITOR))
    secretariat = await stage.somebody(Role(kind=RoleKind.SECRETARIAT))
    for client in (officer, await stage.member(), auditor, secretariat):
        board, nothing = await asks(client), await asks(client, "no-such-page")
        assert (board.status_code, board.content) == (404, nothing.content)


async def test_a_reviewer_whose_role_ended_has_no_board_any_more(stage: Stage, reviewer: Client) -> None:
    person = await reviewer.person()
    async with stage.database.writing() as unit:
        await unit.people.remove_roles(person.id, RoleKind.REVIEWER)
        await unit.commit()
    assert (await asks(reviewer)).status_code == 404


async def test_no_script_and_nothing_inline_is_on_it(reviewer: Client) -> None:
    answer = await asks(reviewer)
    assert "<script" not in answer.text
    assert not re.search(r"\s(?:style|on[a-z]+)=", answer.text)
    assert "unsafe" not in answer.headers["content-security-policy"]


# --- under which permits ------------------------------------------------------------------------------------------


async def test_another_offices_report_is_neither_named_nor_counted(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    await files(officer, {"route": BRAZIL_TO_KENYA})
    there = await board_of(await stage.reviewer("WE", name="Demo Elsewhere"))
    assert (there.queue, there.goods, there.ways, there.map) == ((), (), (), None)
    here = await board_of(reviewer)
    assert [line.number for line in here.queue] == [NUMBER]


async def test_ones_own_report_is_neither_named_nor_counted(stage: Stage) -> None:
    both = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA"), country="KE"
    )
    await files(both, {"route": BRAZIL_TO_KENYA})
    view = await board_of(both)
    assert (view.queue, view.goods, view.ways) == ((), (), ())


async def test_why_ones_own_report_came_back_is_not_counted_either(stage: Stage, reviewer: Client, box: Outbox) -> None:
    both = await stage.somebody(
        Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA"), country="KE"
    )
    await files(both)
    await box.press(reviewer, "Return")
    await reviewer.presses("The route is missing or unclear")
    await reviewer.presses("Skip")
    assert [bar.label for bar in (await board_of(reviewer)).returned] == ["The route is missing or unclear"]
    assert (await board_of(both)).returned == ()


async def test_an_alert_above_ones_clearance_is_not_on_it(stage: Stage, reviewer: Client) -> None:
    await released(stage, marking=Marking.AMBER_STRICT)
    assert (await board_of(reviewer)).alerts == ()
    await released(stage, marking=Marking.AMBER)
    assert [line.number for line in (await board_of(reviewer)).alerts] == ["ESA-2026-0002"]


async def test_an_alert_that_no_longer_holds_is_not_on_it(stage: Stage, reviewer: Client) -> None:
    await released(stage)
    stage.clock.passes(timedelta(days=91))
    assert (await board_of(reviewer)).alerts == ()


async def test_an_alert_that_is_not_what_was_approved_is_not_on_it(stage: Stage, reviewer: Client) -> None:
    await released(stage)
    write(stage, "UPDATE alert_revision SET body = replace(body, 'Cocaine', 'Sugar')")
    assert (await board_of(reviewer)).alerts == ()


async def test_on_an_address_that_is_given_up_nothing_is_named(stage: Stage, officer: Client, reviewer: Client) -> None:
    await files(officer)
    await released(stage)
    account = await reviewer.account()
    assert account is not None
    async with stage.database.writing() as unit:
        await unit.people.set_address_active(account.id, active=False)
        await unit.commit()
    view = await board_of(reviewer)
    assert (view.queue, view.goods, view.alerts) == ((), (), ())


async def test_a_permit_for_another_report_shows_none(stage: Stage, officer: Client) -> None:
    report = await files(officer)
    item = Item(kind=ItemKind.CARD, id=report.id + 1, marking=report.marking)
    world = stage.world
    permit = may_send(
        item, Recipient(), world.carrier(officer.address.channel), Purpose.REVIEW, Facts(reviews=True), world.now()
    )
    assert isinstance(permit, Permit)
    seen = Seen(offices=["ESA"], waiting=(), takers={}, filed=[(permit, report)], released=(), sent_back=())
    scene = world.scene(words("en"), zone="UTC", country=None, office="ESA")
    with pytest.raises(PermissionError):
        board_view(seen, "UTC", world.now(), scene)


# --- what stands on it --------------------------------------------------------------------------------------------


async def test_the_queue_tells_age_precedence_holder_and_when_it_rises(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer, {"precedence": "immediate"})
    stage.clock.passes(timedelta(hours=6))
    [line] = (await board_of(reviewer)).queue
    assert (line.number, line.precedence, line.age) == (NUMBER, "Immediate", "6 h")
    assert (line.holder, line.age_share, line.step_share) == ("nobody has it yet", 100, 25)
    assert line.step == "escalates to the head in 18 h (14 Nov 2026, 12:30 EAT)"
    await box.press(reviewer, "Take")
    [line] = (await board_of(reviewer)).queue
    assert line.holder == "taken by Demo Reviewer"


async def test_what_has_risen_to_the_administrators_rises_no_further(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    await files(officer)
    write(stage, "UPDATE report SET level = 'administrators'")
    [line] = (await board_of(reviewer)).queue
    assert line.step == "with the administrators since 13 Nov 2026, 12:30 EAT"


async def test_what_is_overdue_says_since_when(stage: Stage, officer: Client, reviewer: Client) -> None:
    await files(officer)
    stage.clock.passes(timedelta(hours=25))
    [line] = (await board_of(reviewer)).queue
    assert (line.step, line.step_share) == ("overdue since 14 Nov 2026, 12:30 EAT", 100)


async def test_of_a_long_queue_the_first_are_named_and_the_others_counted(
    stage: Stage, officer: Client, reviewer: Client
) -> None:
    await files(officer)
    row = "public_id, number, country, office, author_id, status, version, revision, marking, precedence, level, level_since"
    for number in range(2, 20):
        write(
            stage,
            f"INSERT INTO report ({row}, submitted_at, exercise) SELECT 'p{number}', 'KE-2026-{number:06d}', "
            f"{row.partition('number, ')[2]}, submitted_at, exercise FROM report WHERE id = 1",
        )
        write(
            stage,
            "INSERT INTO report_revision (report_id, revision, by, facts, at) "
            f"SELECT (SELECT id FROM report WHERE public_id = 'p{number}'), 1, by, facts, at FROM report_revision WHERE id = 1",
        )
    view = await board_of(reviewer)
    assert (len(view.queue), view.more) == (15, "and 4 more reports")


async def test_an_alert_tells_its_marking_number_title_time_and_reach(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await subscribes(await stage.member())
    await files(officer)
    await approves(reviewer, box)
    [line] = (await board_of(reviewer)).alerts
    assert (line.marking, line.number, line.released) == ("TLP:AMBER", "ESA-2026-0001", "13 Nov 2026, 12:30 EAT")
    assert line.title.startswith("Cocaine")
    assert line.reached == "to 1 address"


async def test_weeks_are_those_of_the_readers_zone(stage: Stage, officer: Client, reviewer: Client) -> None:
    await files(officer)
    # Sunday, 22:00 in UTC, is Monday in Nairobi.
    write(stage, "UPDATE report SET submitted_at = '2026-11-08 22:00:00.000000'")
    assert (await board_of(reviewer)).week_lines[-1] == ("9 Nov 2026", "1")


async def test_goods_and_routes_are_counted_with_their_countries_on_the_map(officer: Client, reviewer: Client) -> None:
    for _ in range(2):
        await files(officer, {"route": BRAZIL_TO_KENYA})
    view = await board_of(reviewer)
    assert [(bar.label, bar.number) for bar in view.goods] == [("Drugs", "2")]
    assert [(bar.label, bar.number) for bar in view.ways] == [
        ("Brazil (BR) → South Africa (ZA) → Kenya (KE); seized in Kenya (KE)", "2")
    ]
    assert view.map is not None
    assert [(spot.code, spot.seized) for spot in view.map.spots] == [("BR", False), ("ZA", False), ("KE", True)]
    assert len(view.map.legs) == 2


async def test_reasons_are_counted_by_name_and_free_words_are_not_repeated(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    for reason in ("Pictures are missing", "Pictures are missing", "Ask Mr Kamau again"):
        await files(officer)
        await box.press(reviewer, "Return")
        await (reviewer.says(reason) if "Kamau" in reason else reviewer.presses(reason))
        if "Kamau" not in reason:
            await reviewer.says("as Mr Kamau knows")
    assert [(bar.label, bar.number) for bar in (await board_of(reviewer)).returned] == [
        ("Pictures are missing", "2"),
        ("In the reviewer’s own words", "1"),
    ]
    assert "Kamau" not in (await asks(reviewer)).text


async def test_what_went_back_is_counted_by_the_country_that_reported(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    for who, move, times in ((await stage.officer("UG"), "Reject", 2), (officer, "Return", 1)):
        for _ in range(times):
            await files(who)
            await box.press(reviewer, move)
            await reviewer.says("Ask again")
    view = await board_of(reviewer)
    assert [(bar.label, bar.number) for bar in view.sent_back] == [("Uganda", "2"), ("Kenya", "1")]
    assert [(bar.label, bar.number) for bar in view.rejected] == [("In the reviewer’s own words", "2")]
    assert "by administration" in (await asks(reviewer)).text


async def test_the_marking_of_what_waits_is_written_out(stage: Stage, officer: Client, reviewer: Client) -> None:
    await files(officer, {"marking": "TLP:AMBER+STRICT"})
    stage.clock.passes(timedelta(minutes=1))
    [line] = (await board_of(reviewer)).queue
    assert (line.marking, line.band) == ("TLP:AMBER+STRICT", "amber-strict")
    assert '<b class="band amber-strict"><bdi>TLP:AMBER+STRICT</bdi></b>' in (await asks(reviewer)).text


async def test_reasons_older_than_ninety_days_are_not_counted(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await box.press(reviewer, "Reject")
    await reviewer.presses("Nothing was seized")
    await reviewer.presses("Skip")
    assert len((await board_of(reviewer)).rejected) == 1
    stage.clock.passes(timedelta(days=91))
    assert (await board_of(reviewer)).rejected == ()


async def test_the_reporter_and_the_narrative_are_not_on_it(officer: Client, reviewer: Client) -> None:
    await files(officer, {"narrative": "A tip of a cousin"})
    page = (await asks(reviewer)).text
    assert NUMBER in page
    assert "Demo Officer" not in page
    assert "cousin" not in page


async def test_what_people_typed_is_text_and_nothing_else(officer: Client, reviewer: Client) -> None:
    await files(officer, {"place": {"name": HOSTILE, "country": "KE"}})
    page = (await asks(reviewer)).text
    assert "<script" not in page
    assert "&lt;/text&gt;&lt;script&gt;alert(" in page


async def test_however_much_there_is_the_page_stays_small(stage: Stage, officer: Client, reviewer: Client) -> None:
    codes = [country.code for country in stage.world.reference.countries]
    for number in range(17):
        stops = [{"country": code, "name": "&" * 120} for code in codes[number * 12 : number * 12 + 12]]
        await files(officer, {"route": stops, "place": {"name": "<" * 120, "country": "KE"}})
    page = (await asks(reviewer)).content
    assert len(page) < 50_000
    assert (page.count(b'class="leg"'), page.count(b'class="spot"')) == (40, 60)


async def test_it_is_written_in_the_readers_language(stage: Stage, officer: Client) -> None:
    await files(officer)
    page = (await asks(await stage.reviewer(language="fr"))).text
    assert '<html lang="fr" dir="ltr">' in page
    assert "File d’attente" in page


async def test_the_figures_of_the_columns_stand_in_a_table_too(officer: Client, reviewer: Client) -> None:
    await files(officer)
    page = (await asks(reviewer)).text
    assert '<th scope="row">9 Nov 2026</th><td>1</td>' in page
    assert page.count("<figcaption") == page.count("<figure") > 2


# --- the way there ------------------------------------------------------------------------------------------------


async def test_a_reviewer_is_given_the_link_to_their_own_board(reviewer: Client) -> None:
    await reviewer.says("/board")
    account = await reviewer.account()
    assert account is not None
    [link] = reviewer.last[0].links
    assert (link.label, link.url) == ("Open the board", f"http://liaison.test/c/{account.public_id}/board")


async def test_the_page_of_the_chat_offers_it_to_whoever_has_one(officer: Client, reviewer: Client) -> None:
    offered = []
    for client in (officer, reviewer):
        path, token = await signed_in(client)
        session = await StoredSessions(client.stage.world).find(path.split("/")[2], token)
        assert session is not None
        assert "/board" not in [says for _, says in session.menu]
        offered.append(session.pages)
    assert offered == [(), (("Board", "board"),)]


async def test_an_officer_is_given_none(officer: Client) -> None:
    assert await officer.says("/board") == "Only reviewers have a board."


async def test_in_a_messenger_the_link_leads_to_the_page_of_the_web_chat(
    messenger: MemoryChannel, reviewer: Client
) -> None:
    del messenger
    account = await reviewer.account()
    assert account is not None
    phone = await reviewer.moves_to("a-phone", channel=MESSENGER)
    await phone.says("/board")
    assert [link.url for link in phone.last[0].links] == [f"http://liaison.test/c/{account.public_id}/board"]


async def test_without_a_web_chat_it_is_said_where_to_sign_in(stage: Stage, messenger: MemoryChannel) -> None:
    del messenger
    role = Role(kind=RoleKind.REVIEWER, office="ESA")
    reviewer = await stage.somebody(role, office="ESA", channel=MESSENGER)
    said = await reviewer.says("/board")
    assert "you have no web chat yet" in said
    assert [link.url for link in reviewer.last[0].links] == ["http://liaison.test/"]
