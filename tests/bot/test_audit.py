"""Every change of a status, a role, a subscription or a setting leaves an audit row in its own transaction: all use cases
are walked through, and after each step the two are compared.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from alerts.person import Role, RoleKind
from bot import demo, operating_people
from bot.ports import StoredLinks, StoredMailboxes
from bot.schedule import escalate_waiting, expire_alerts
from bot.slots import UNSUBSCRIBE
from channels.base import Outcome
from channels.message import Happened, Incoming
from tests.bot.client import MAIL, Client
from tests.bot.outbox import Outbox, approves, files, fills, token_in
from tests.bot.rows import rows, verbs
from tests.bot.stage import Stage

WATCHED = {
    "report": "status, level, office, marking, precedence, taken_by, revision",
    "alert": "status, revision, marking, expires",
    "role": "person_id, kind, country, office",
    "subscription": "person_id, lowest, chat, mail, active",
    "subscription_term": "subscription_id, term",
    "person": "country, office, clearance, language, zone, active",
    "address WHERE person_id IS NOT NULL": "active",
    "circle": "ceiling, active",
    "office": "code, name, escalate_after, languages, remark",
    "office_seat": "office, host_country, contact, zone, valid_from, valid_to",
    "office_threshold": "office, goods, amount, unit",
    "country": "code, office, region, valid_from, valid_to",
    "installation": "kind",
}


@dataclass(slots=True)
class Watch:
    """What is watched, as it stood at the last look."""

    stage: Stage
    seen: list[object] = field(default_factory=list)
    traces: int = 0
    changed: list[str] = field(default_factory=list)

    def look(self, step: str) -> None:
        """Raises AssertionError when something changed since the last look and no audit row came."""
        now: list[object] = [rows(self.stage, f"SELECT {columns} FROM {name}") for name, columns in WATCHED.items()]
        traces = len(verbs(self.stage))
        if self.seen and now != self.seen:
            assert traces > self.traces, f"{step}: something changed without an audit row"
            self.changed.append(step)
        self.seen, self.traces = now, traces


async def test_coming_in_and_choosing_a_language_leave_a_row_each(stage: Stage) -> None:
    watch = Watch(stage)
    code = await stage.invitation(Role(kind=RoleKind.OFFICER, country="KE"))
    officer = await stage.stranger()
    await officer.says(f"/start {code}")
    watch.look("first contact")
    await officer.presses("English")
    watch.look("join")
    await officer.says("/language")
    await officer.presses("Français")
    watch.look("another language")
    assert watch.changed == ["join", "another language"]


async def test_every_move_on_a_report_leaves_a_row(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    watch = Watch(stage)
    watch.look("people are there")
    await files(officer)
    watch.look("submit")
    for step in ("Take", "Put back", "Return"):
        await box.press(reviewer, step)
        watch.look(step)
    await reviewer.presses("Pictures are missing")
    await reviewer.presses("Skip")
    watch.look("give a reason")
    await box.press(officer, "Change KE-2026-000001")
    await officer.presses("Submit")
    watch.look("resubmit")
    await box.press(reviewer, "More")
    await reviewer.presses("Escalate")
    watch.look("escalate by hand")
    stage.clock.passes(timedelta(hours=24))
    await escalate_waiting(stage.world)
    watch.look("escalate by the clock")
    await officer.says("/mine")
    await officer.presses("Withdraw KE-2026-000001")
    await officer.presses("Withdraw")
    watch.look("withdraw")
    assert watch.changed == [
        "submit",
        "Take",
        "Put back",
        "Return",
        "give a reason",
        "resubmit",
        "escalate by hand",
        "escalate by the clock",
        "withdraw",
    ]


async def test_every_decision_and_the_end_of_an_alert_leave_a_row(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox
) -> None:
    watch = Watch(stage)
    await files(officer)
    watch.look("submit")
    await approves(reviewer, box)
    watch.look("approve")
    await files(officer)
    await box.press(reviewer, "Reject")
    watch.look("take by rejecting")
    await reviewer.presses("Nothing was seized")
    await reviewer.presses("Skip")
    watch.look("reject")
    stage.clock.passes(timedelta(days=91))
    await expire_alerts(stage.world)
    watch.look("expire")
    assert watch.changed == ["approve", "take by rejecting", "reject", "expire"]
    assert {"report.approve", "alert.release", "report.reject", "alert.expire"} <= set(verbs(stage))


async def test_every_change_of_a_subscription_or_a_mailbox_leaves_a_row(stage: Stage, box: Outbox) -> None:
    member, mailboxes, watch = await stage.member(), StoredMailboxes(stage.world), Watch(stage)
    watch.look("people are there")
    await member.says("/subscribe")
    for answer in ("Everywhere", "All goods", "Routine", "In chat and by mail"):
        await member.presses(answer)
    await member.says("demo.member@uganda.example")
    await member.presses("Subscribe")
    watch.look("subscribe")
    await box.deliver()
    assert await mailboxes.confirm(token_in(box.mails("demo.member@uganda.example")[0]))
    watch.look("confirm a mailbox")
    address = rows(stage, "SELECT id FROM address WHERE channel = ?", MAIL)[0][0]
    assert isinstance(address, int)
    await mailboxes.unsubscribe(stage.world.signer.sign(UNSUBSCRIBE, address, stage.clock() + timedelta(days=365)))
    watch.look("unsubscribe by the link")
    await member.says("/subscribe")
    await member.presses("End 1")
    watch.look("end a subscription")
    assert watch.changed == ["subscribe", "confirm a mailbox", "unsubscribe by the link", "end a subscription"]


async def test_suspending_and_restoring_people_and_addresses_leave_a_row_each(stage: Stage, officer: Client) -> None:
    watch, person = Watch(stage), await officer.person()
    watch.look("people are there")
    await operating_people.set_active(stage.world, person.public_id, active=False)
    watch.look("suspend")
    await operating_people.set_active(stage.world, person.public_id, active=True)
    watch.look("restore")
    await stage.conversation.handle(Happened(key="1", address=officer.address, kind="blocked"))
    watch.look("blocked")
    await officer.says("/start")
    watch.look("offered")
    await officer.presses("Yes, send again")
    watch.look("returned")
    assert watch.changed == ["suspend", "restore", "blocked", "returned"]


async def test_making_the_demos_people_leaves_a_row_for_each_person_and_subscription(stage: Stage) -> None:
    await demo.people_the_demo(stage.world)
    people, subscriptions = rows(stage, "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM subscription)")[0]
    assert verbs(stage).count("person.add") == people
    assert verbs(stage).count("subscription.add") == subscriptions


async def test_a_sign_in_leaves_a_row(stage: Stage, box: Outbox) -> None:
    member = await stage.member()
    await member.moves_to("demo.member@uganda.example", channel=MAIL)
    links = StoredLinks(stage.world, _nobody)
    await links.request("demo.member@uganda.example")
    await box.deliver()
    (mail,) = box.mails("demo.member@uganda.example")
    assert await links.use("signin", token_in(mail), language="en") is not None
    assert verbs(stage)[-1] == "session.open"


async def _nobody(came: Incoming | Happened) -> Outcome:
    raise AssertionError(came)


async def test_what_is_audited_has_no_text_of_the_report(stage: Stage, box: Outbox) -> None:
    officer, reviewer = await stage.officer(), await stage.reviewer()
    await files(officer, {"narrative": "Sparrow told us"})
    await approves(reviewer, box)
    await fills(officer)
    kept = rows(stage, "SELECT verb, subject FROM audit") + rows(stage, "SELECT details FROM audit_detail")
    assert "Sparrow" not in str(kept)
