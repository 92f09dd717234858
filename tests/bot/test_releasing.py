"""Approving and releasing: what is prefilled, what the preview counts, who gets the alert, and that all of it is there
or nothing.
"""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.alert import canonical
from alerts.marking import Marking
from alerts.person import Role, RoleKind
from alerts.precedence import Precedence
from alerts.report import Status
from alerts.subscription import Subscription
from channels.message import Address
from tests.bot.client import CHAT, MAIL, Client
from tests.bot.outbox import Outbox, approves, files, previews, subscribes
from tests.bot.rows import everything, rows, verbs, write
from tests.bot.stage import Stage

ROUTE = [{"country": "BR", "name": None}, {"country": "KE", "name": None}, {"country": "UG", "name": None}]


async def test_everything_is_filled_in_when_approve_is_pressed(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer, {"route": ROUTE, "precedence": "immediate", "concealment": "PACKAGING"})
    assert (await box.press(reviewer, "Approve")).splitlines()[:11] == [
        "Approve KE-2026-000001",
        "Source: A completely reliable",
        "Content: 1 confirmed",
        "Marking: TLP:AMBER",
        "Precedence: Immediate",
        "Audience: Eastern and Southern Africa (27 countries), Brazil",
        "Valid until: 20 Nov 2026",
        "Title: Cocaine 12.4 kg, In packaging, pallets, rolls, Mombasa port, Kenya, Brazil → Uganda",
        "Why it matters: Cocaine found in Kenya. Hidden: In packaging, pallets, rolls.",
        "Look for: Similar shipments (Sea) on the route Brazil → Kenya → Uganda.",
        "What to do: Check similar shipments until 20 Nov 2026 and report what you find.",
    ]


@pytest.mark.parametrize(
    ("precedence", "until"),
    [("routine", "11 Feb 2027"), ("priority", "13 Dec 2026"), ("immediate", "20 Nov 2026"), ("flash", "16 Nov 2026")],
)
async def test_how_long_it_holds_follows_the_precedence(
    officer: Client, reviewer: Client, box: Outbox, precedence: str, until: str
) -> None:
    await files(officer, {"precedence": precedence})
    assert f"Valid until: {until}" in await box.press(reviewer, "Approve")


async def test_three_presses_release_an_alert(stage: Stage, officer: Client, reviewer: Client, box: Outbox) -> None:
    member = await stage.member()
    await subscribes(member)
    await files(officer)
    assert await approves(reviewer, box) == "Released: ESA-2026-0001, to 1 person in 1 country."
    (report,) = await stage.reports()
    assert report.status is Status.APPROVED
    assert box.text_at(member).splitlines() == [
        "TLP:AMBER · ROUTINE · ESA-2026-0001",
        "Cocaine 12.4 kg, Mombasa port, Kenya",
        "New: Cocaine found in Kenya.",
        "Look for: Similar shipments (Sea).",
        "Please: Check similar shipments until 11 Feb 2027 and report what you find.",
        "[Full text]",
    ]


async def test_the_officer_hears_how_far_it_went(stage: Stage, officer: Client, reviewer: Client, box: Outbox) -> None:
    await subscribes(await stage.member())
    await files(officer)
    await approves(reviewer, box)
    assert box.text_at(officer) == (
        "TLP:AMBER\nYour report KE-2026-000001 was approved and is now alert ESA-2026-0001. "
        "It reaches 1 colleague in 1 country. Thank you."
    )


async def test_an_alert_for_nobody_says_so_before_it_is_released(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    said = await previews(reviewer, box)
    assert "This goes to nobody: nobody in the audience has subscribed to this." in said


async def test_the_preview_is_what_members_will_see_in_full(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await subscribes(member)
    await files(officer, {"route": ROUTE})
    await previews(reviewer, box)
    previewed = reviewer.last[0]
    await reviewer.presses("Release")
    await box.press(member, "Full text")
    assert member.last == (previewed,)


async def test_nothing_is_decided_before_release_is_pressed(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await subscribes(await stage.member())
    await files(officer)
    await box.press(reviewer, "Approve")
    await box.deliver()
    before = everything(stage, without=("progress",))
    await reviewer.presses("Preview")
    await reviewer.presses("Back")
    await reviewer.presses("✎ Title")
    await reviewer.says("Cocaine in reefers from Santos")
    await reviewer.presses("Preview")
    assert everything(stage, without=("progress",)) == before


async def test_the_count_of_the_preview_is_the_number_of_people_who_get_it(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    members = [await stage.member(country) for country in ("UG", "TZ", "TZ", "FR")]
    for member in members:
        await subscribes(member)
    await files(officer)
    assert "This goes to 3 people in 2 countries." in await previews(reviewer, box)
    await reviewer.presses("Release")
    assert rows(stage, "SELECT count(DISTINCT person_id), count(*) FROM delivery WHERE kind = 'alert'") == [(3, 3)]
    await box.deliver()
    assert [bool(box.at(member)) for member in members] == [True, True, True, False]


async def test_if_the_list_changed_nothing_is_sent_and_the_preview_comes_again(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await subscribes(await stage.member())
    await files(officer)
    await previews(reviewer, box)
    late = await stage.member("TZ", name="Demo Late")
    await subscribes(late)
    said = await reviewer.presses("Release")
    assert said.endswith(
        "Nothing was sent: the list of recipients changed since the preview. It now goes to 2 people in 2 countries.\n"
        "[Release] [Back]"
    )
    assert rows(stage, "SELECT count(*) FROM alert") == [(0,)]
    assert verbs(stage).count("report.approve") == 0
    assert await reviewer.presses("Release") == "Released: ESA-2026-0001, to 2 people in 2 countries."


async def test_release_pressed_three_times_releases_once(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await subscribes(await stage.member())
    await files(officer)
    await previews(reviewer, box)
    token = reviewer.button("Release").token
    assert await reviewer.presses_token(token) == "Released: ESA-2026-0001, to 1 person in 1 country."
    for _ in range(2):
        stage.clock.passes(timedelta(minutes=1))
        again = "This report was already approved by Demo Reviewer, 13 Nov 2026, 12:30 EAT."
        assert await reviewer.presses_token(token) == again
    assert rows(stage, "SELECT count(*) FROM delivery WHERE kind = 'alert'") == [(1,)]


async def test_release_after_the_expiry_sends_nothing_and_asks_for_a_later_day(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await subscribes(await stage.member())
    await files(officer, {"precedence": "flash"})
    await previews(reviewer, box)
    token = reviewer.button("Release").token
    stage.clock.passes(timedelta(days=4))
    said = await reviewer.presses_token(token)
    assert said.startswith("Nothing was sent: the alert is out of date.\n\nUntil which day does it hold?")
    assert rows(stage, "SELECT count(*) FROM alert") == [(0,)]


async def test_a_day_gone_by_is_no_expiry(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer)
    await box.press(reviewer, "Approve")
    await reviewer.presses("✎ Valid until")
    assert (await reviewer.says("12 November 2026")).startswith("12 Nov 2026 is not in the future.")


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("TLP:RED", "TLP:RED needs named recipients, which Liaison cannot handle yet."),
        ("green", "A marking below TLP:AMBER needs the consent of the source, which Liaison cannot record yet."),
        ("tlp: clear", "A marking below TLP:AMBER needs the consent of the source, which Liaison cannot record yet."),
    ],
)
async def test_a_marking_that_cannot_be_given_is_refused_with_a_sentence(
    officer: Client, reviewer: Client, box: Outbox, said: str, answered: str
) -> None:
    await files(officer)
    await box.press(reviewer, "Approve")
    await reviewer.presses("✎ Marking")
    assert (await reviewer.says(said)).startswith(answered)


async def test_a_marking_below_the_reports_is_refused_with_a_sentence(
    officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer, {"marking": "TLP:AMBER+STRICT"})
    assert "Marking: TLP:AMBER+STRICT" in await box.press(reviewer, "Approve")
    await reviewer.presses("✎ Marking")
    await reviewer.presses("TLP:AMBER")
    assert (
        "The report is marked TLP:AMBER+STRICT. A lower one needs the consent of its source, which Liaison cannot "
        "record yet."
    ) in await reviewer.presses("Preview")


async def test_an_alert_says_what_the_reviewer_wrote(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await subscribes(member)
    await files(officer)
    await box.press(reviewer, "Approve")
    for line, words in (("Title", "Reefers from Santos"), ("Why it matters", "Third case in a month.")):
        await reviewer.presses(f"✎ {line}")
        await reviewer.says(words)
    await reviewer.presses("Preview")
    await reviewer.presses("Release")
    await box.deliver()
    shown = box.at(member)[0]
    assert shown.title == "Reefers from Santos"
    assert ("New", "Third case in a month.") in shown.fields


# Who gets it.


async def test_somebody_of_an_office_gets_what_goes_to_any_of_its_countries(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    at_office = await stage.somebody(Role(kind=RoleKind.MEMBER, office="SAM"), office="SAM", name="Demo South America")
    not_named = await stage.somebody(Role(kind=RoleKind.MEMBER, office="WE"), office="WE", name="Demo Western Europe")
    for client in (at_office, not_named):
        await subscribes(client)
    await files(officer, {"route": ROUTE})
    await approves(reviewer, box)
    assert bool(box.at(at_office)) is True
    assert box.at(not_named) == []


@pytest.mark.parametrize(
    ("precedence", "gets"), [("routine", False), ("priority", False), ("immediate", True), ("flash", True)]
)
async def test_a_contact_point_gets_immediate_and_flash_without_subscribing(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, precedence: str, *, gets: bool
) -> None:
    contact = await stage.somebody(Role(kind=RoleKind.CONTACT_POINT, country="UG"), country="UG")
    elsewhere = await stage.somebody(Role(kind=RoleKind.CONTACT_POINT, country="FR"), country="FR")
    await files(officer, {"precedence": precedence})
    await approves(reviewer, box)
    assert bool(box.at(contact)) is gets
    assert box.at(elsewhere) == []


async def test_who_is_not_cleared_gets_nothing(stage: Stage, officer: Client, reviewer: Client, box: Outbox) -> None:
    green = await stage.member("TZ", name="Demo Green", clearance=Marking.GREEN)
    amber = await stage.member("UG", name="Demo Amber")
    strict = await stage.member("RW", name="Demo Strict", clearance=Marking.AMBER_STRICT)
    for client in (green, amber, strict):
        await subscribes(client)
    await files(officer, {"marking": "TLP:AMBER+STRICT"})
    assert "This goes to 1 person in 1 country." in await previews(reviewer, box)
    await reviewer.presses("Release")
    await box.deliver()
    assert [bool(box.at(client)) for client in (green, amber, strict)] == [False, False, True]


@pytest.mark.parametrize(
    ("wish", "gets"),
    [
        ({}, True),
        ({"countries": frozenset({"KE"})}, True),
        ({"countries": frozenset({"BR"})}, True),
        ({"countries": frozenset({"ZA"})}, False),
        ({"offices": frozenset({"ESA"})}, True),
        ({"offices": frozenset({"SAM"})}, True),
        ({"offices": frozenset({"WE"})}, False),
        ({"regions": frozenset({"ESA"})}, True),
        ({"regions": frozenset({"EUR"})}, False),
        ({"categories": frozenset({"DRG"})}, True),
        ({"categories": frozenset({"TOB"})}, False),
        ({"lowest": Precedence.ROUTINE}, True),
        ({"lowest": Precedence.PRIORITY}, False),
        ({"countries": frozenset({"ZA"}), "regions": frozenset({"ESA"})}, True),
        ({"countries": frozenset({"KE"}), "categories": frozenset({"TOB"})}, False),
    ],
)
async def test_a_subscription_gets_what_it_asks_for(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, wish: dict[str, frozenset[str]], *, gets: bool
) -> None:
    member = await stage.member()
    person = await member.person()
    async with stage.database.writing() as unit:
        await unit.subscriptions.add(Subscription(person=person.id, **wish), stage.clock())  # type: ignore[arg-type]
        await unit.commit()
    await files(officer, {"route": ROUTE})
    await approves(reviewer, box)
    assert bool(box.at(member)) is gets


async def test_three_matching_subscriptions_and_two_channels_give_one_copy_in_each(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.member()
    await member.moves_to("demo.member@uganda.example", channel=MAIL)
    await subscribes(member)
    await subscribes(member, chat=True, mail=True)
    await subscribes(member, chat=False, mail=True)
    await files(officer)
    await approves(reviewer, box)
    assert (len(box.at(member)), len(box.mails("demo.member@uganda.example"))) == (1, 1)


async def test_who_chose_mail_gets_no_chat(stage: Stage, officer: Client, reviewer: Client, box: Outbox) -> None:
    member = await stage.member()
    await member.moves_to("demo.member@uganda.example", channel=MAIL)
    await subscribes(member, chat=False, mail=True)
    await files(officer)
    await approves(reviewer, box)
    assert (len(box.at(member)), len(box.mails("demo.member@uganda.example"))) == (0, 1)


async def test_who_subscribes_after_the_release_gets_nothing_of_it(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await approves(reviewer, box)
    late = await stage.member()
    await subscribes(late)
    await box.deliver()
    assert box.at(late) == []


@pytest.mark.parametrize("how", ["unsubscribed", "suspended", "address gone", "clearance lowered", "expired"])
async def test_what_ended_between_release_and_sending_is_not_delivered(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, how: str
) -> None:
    member = await stage.member()
    await subscribes(member)
    await files(officer)
    await previews(reviewer, box)
    await reviewer.presses("Release")
    person, account = await member.person(), await member.account()
    assert account is not None
    if how == "unsubscribed":
        await member.says("/subscribe")
        await member.presses("End 1")
    elif how == "expired":
        stage.clock.passes(timedelta(days=91))
    elif how == "clearance lowered":
        write(stage, "UPDATE person SET clearance = 1 WHERE id = ?", person.id)
    else:
        async with stage.database.writing() as unit:
            if how == "suspended":
                await unit.people.set_active(person.id, active=False)
            else:
                await unit.people.set_address_active(account.id, active=False)
            await unit.commit()
    await box.deliver()
    assert stage.channels[CHAT].shown(Address(CHAT, member.address.id)) == []
    ((state, reason),) = rows(stage, "SELECT state, reason FROM delivery WHERE kind = 'alert'")
    assert state == "dropped"
    assert reason in {"not_subscribed", "person_not_active", "address_not_active", "not_cleared", "expired"}


# All or nothing.

TABLES = ("alert", "alert_revision", "alert_scope", "decision", "audit", "audit_detail", "delivery", "inbox")


@pytest.mark.parametrize("table", TABLES)
async def test_a_release_that_breaks_off_anywhere_leaves_nothing_and_can_be_pressed_again(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, table: str
) -> None:
    await subscribes(await stage.member())
    await files(officer)
    await previews(reviewer, box)
    await box.deliver()
    token, before = reviewer.button("Release").token, everything(stage)
    poison = "WHEN NOT NEW.poison" if table == "inbox" else ""
    write(stage, f"CREATE TRIGGER broken BEFORE INSERT ON {table} {poison} BEGIN SELECT RAISE(ABORT, 'broken'); END")
    said = await reviewer.presses_token(token)
    assert said.startswith("Something went wrong on our side")
    assert everything(stage) == before
    assert "report.approve" not in verbs(stage)
    write(stage, "DROP TRIGGER broken")
    write(stage, "UPDATE inbox SET poison = 0")
    assert await reviewer.presses_token(token) == "Released: ESA-2026-0001, to 1 person in 1 country."


@pytest.mark.parametrize("calls", range(1, 9))
async def test_a_release_that_breaks_off_at_any_look_at_the_clock_is_there_completely_or_not_at_all(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, calls: int
) -> None:
    await subscribes(await stage.member())
    await files(officer)
    await previews(reviewer, box)
    token, before = reviewer.button("Release").token, everything(stage)
    stage.clock.fails_at = calls
    await reviewer.presses_token(token)
    stage.clock.fails_at = 0
    if "report.approve" in verbs(stage):
        kept = everything(stage)
        assert [len(kept[name]) for name in ("alert", "alert_revision")] == [1, 1]
        assert rows(stage, "SELECT count(*) FROM delivery WHERE kind IN ('alert', 'outcome')") == [(2,)]
        assert {"alert.release", "report.approve"} <= set(verbs(stage))
    else:
        assert everything(stage) == before
    write(stage, "UPDATE inbox SET poison = 0")


# What leaves.


async def test_an_approval_names_the_digest_of_what_was_previewed(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    await files(officer)
    await approves(reviewer, box)
    (report,) = await stage.reports()
    revision = await stage.revision_for(report)
    assert revision is not None
    ((digest,),) = rows(stage, "SELECT digest FROM alert_revision")
    ((details,),) = rows(
        stage,
        "SELECT d.details FROM audit a JOIN audit_detail d ON d.audit_id = a.id WHERE a.verb = 'alert.release'",
    )
    assert str(digest) in str(details)
    assert canonical(revision)


async def test_neither_reporter_nor_source_nor_narrative_leaves_in_any_form(
    stage: Stage, reviewer: Client, box: Outbox
) -> None:
    officer = await stage.officer(name="Demo Whistler")
    member = await stage.member()
    await member.moves_to("demo.member@uganda.example", channel=MAIL)
    await subscribes(member, chat=True, mail=True)
    await files(officer, {"narrative": "Told by an informant called Sparrow", "route": ROUTE})
    await approves(reviewer, box)
    full = await box.press(member, "Full text")
    listed = await member.says("/alerts")
    (report,) = await stage.reports()
    ((body,),) = rows(stage, "SELECT body FROM alert_revision")
    mail = str(box.mails("demo.member@uganda.example")) + str(box.slots("demo.member@uganda.example"))
    for text in (box.text_at(member), full, listed, str(body), mail):
        assert "Cocaine" in text or "DRG-COC" in text
        for secret in ("Whistler", "Sparrow", "informant", report.number, report.public_id):
            assert secret not in text


async def test_times_are_the_readers_and_name_their_zone(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    member = await stage.somebody(
        Role(kind=RoleKind.MEMBER, country="BR"), country="BR", zone="America/Sao_Paulo", name="Demo Brazil"
    )
    await subscribes(member)
    await files(officer, {"route": ROUTE})
    await approves(reviewer, box)
    assert "Issued: 13 Nov 2026, 06:30 UTC-03" in await box.press(member, "Full text")
    assert "Valid until: 11 Feb 2027 UTC" in member.shown()


async def test_today_is_the_reviewers_today(stage: Stage, officer: Client, box: Outbox) -> None:
    reviewer = await stage.somebody(
        Role(kind=RoleKind.REVIEWER, office="ESA"), office="ESA", zone="Pacific/Auckland", name="Demo Far"
    )
    stage.clock.at = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)  # the 14th in Auckland
    await files(officer, {"precedence": "flash"})
    assert "Valid until: 17 Nov 2026" in await box.press(reviewer, "Approve")
