"""Whatever several people do with the same drafts and reports, in whatever order: nothing raises, a draft is in one hand,
revisions only grow, nobody decides on what went through their hands, and what is released is what was approved.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alerts.alert import digest, from_object
from alerts.person import Role, RoleKind
from alerts.seizure_json import from_json
from bot.reminding import remind
from bot.schedule import end_roles, escalate_waiting
from channels.message import Message
from tests.bot.client import Client
from tests.bot.outbox import fills, subscribes
from tests.bot.rows import rows
from tests.bot.stage import CHAT, Stage, Way
from tests.examples import examples

CAST = ("officer", "colleague", "both", "reviewer", "second", "head", "administrator", "stranger")
"""Who plays: two officers of one administration, one who reviews as well, who decides, and an address nobody knows."""

OFFICERS = CAST[:3]

SAID = [
    *("/handover", "/mine", "/report", "/report new", "/queue", "/board", "/cancel", "/help", "/notice", "/office"),
    *("/people", "/people Demo", "/invite", "/zone", "/alerts", "/sessions", "/countries"),
    *("cocaine", "5 kg", "Mombasa port", "Kampala", "yesterday", "Brazil > Kenya", "RED", "AMBER", "flash"),
    *("Demo Colleague", "1", "2", "yes", "no", "skip", "back", "submit", "cocaine from 100 g", "Words of a reason."),
]


@dataclass(frozen=True, slots=True)
class Do:
    """One thing somebody does, or that befalls all of them."""

    who: str
    how: str
    text: str = ""
    number: int = 0


def _do(how: str, *, who: Sequence[str] = CAST, most: int = 0) -> st.SearchStrategy[Do]:
    return st.builds(Do, st.sampled_from(who), st.just(how), number=st.integers(0, most))


anything = st.one_of(
    st.builds(Do, st.sampled_from(CAST), st.just("says"), st.sampled_from(SAID)),
    _do("presses", most=30),
    _do("presses an old one", most=60),
    _do("presses another's", most=60),
    _do("time passes", most=40),
)

OF_OFFICERS: Mapping[str, Sequence[str]] = {
    "hand over": ("fills", "/handover", "pick"),
    "take over": ("takeover", "submit"),
    "decline": ("decline",),
    "take back": ("/handover", "takeback"),
    "go on": ("/mine", "resume", "submit"),
    "throw away": ("/mine", "throw", "throw"),
    "file": ("fills", "submit"),
    "add": ("/mine", "extend", "change.route", "Brazil > Kenya", "submit"),
    "withdraw": ("/mine", "withdraw", "withdraw"),
    "change": ("reopen", "change.quantity", "5 kg", "submit"),
}
OF_DECIDING: Mapping[str, Sequence[str]] = {
    "take": ("take",),
    "put back": ("put_back",),
    "correct": ("details", "correct", "change.route", "Uganda > Kenya", "submit"),
    "approve": ("approve", "submit", "release"),
    "return": ("return", "pick", "skip"),
    "reject": ("reject", "pick", "Words of a reason."),
    "transfer": ("transfer", "pick", "Words of a reason."),
    "escalate": ("escalate",),
}
OF_LOOKING_AFTER: Mapping[str, Sequence[str]] = {
    "suspend": ("/people Demo", "see", "suspend", "suspend"),
    "restore": ("/people Demo", "see", "restore"),
    "end a role": ("/people Demo", "see", "endrole", "endrole"),
    "give a role": ("/people Demo", "see", "give", "pick", "pick", "skip", "submit"),
    "another home": ("/people Demo", "see", "home", "Uganda", "home"),
    "change the office": ("/office", "change.least", "cocaine from 100 g", "submit"),
}
PLANS = {**OF_OFFICERS, **OF_DECIDING, **OF_LOOKING_AFTER}
"""What somebody has in mind: a half-done report, words, a command, or the verb of a button that stands in front of them."""

VERBS = {text for plan in PLANS.values() for text in plan if text.islower() and " " not in text and text[0] != "/"}
DECIDING, LOOKING_AFTER = CAST[2:6], CAST[5:7]


@st.composite
def _plans(draw: st.DrawFn, of: Mapping[str, Sequence[str]], who: Sequence[str], *, most: int) -> list[list[Do]]:
    """What people do who mostly may; the button is mostly the newest."""
    one = st.tuples(st.sampled_from(list(of.values())), st.sampled_from([*who, *who, *CAST]), st.integers(-8, 8))
    found = draw(st.lists(one, max_size=most))
    return [[Do(name, "goes on", text, max(0, number)) for text in plan] for plan, name, number in found]


@st.composite
def plots(draw: st.DrawFn) -> list[Do]:
    """Plans of several people, one thing of each after the other, by chance; with anything else in between."""
    # Something is there already: what comes of it is what this is about.
    start = [Do(who, "goes on", text) for who, name in draw(st.sampled_from(STARTS)) for text in PLANS[name]]
    plans = [
        start,
        *draw(_plans(OF_OFFICERS, OFFICERS, most=2)),
        *draw(_plans(OF_DECIDING, DECIDING, most=4)),
        *draw(_plans(OF_LOOKING_AFTER, LOOKING_AFTER, most=1)),
    ]
    done = list(plans.pop(0))
    while any(plans):
        plan = draw(st.sampled_from([plan for plan in plans if plan]))
        done += [plan.pop(0) for _ in range(draw(st.integers(1, len(plan))))]
        done += draw(st.lists(anything, max_size=1))
    return done


TAKEN = (("both", "hand over"), ("officer", "take over"), ("colleague", "take over"))
"""Whichever of the two is asked."""

STARTS = ((("officer", "file"),), (("officer", "hand over"),), (("both", "file"), ("both", "hand over")), TAKEN)


HANDED = (*TAKEN, ("both", "correct"), ("both", "approve"), ("reviewer", "approve"))
IN_HAND = [Do(who, "goes on", text) for who, name in HANDED for text in PLANS[name]]
"""Who gave the draft away decides on it with a card that somebody forwards."""


@dataclass(slots=True)
class Watched:
    """What was seen so far, for what may only grow."""

    hands: dict[int, set[int]] = field(default_factory=dict)
    """Who had each half-done report, by its id."""
    involved: dict[int, set[int]] = field(default_factory=dict)
    """Who had a hand in each report before it was filed, its author included, by its id."""
    written: dict[int, list[tuple[object, ...]]] = field(default_factory=dict)
    """The revisions of each report, by its id."""


def _tokens(messages: tuple[Message, ...] | list[Message]) -> list[str]:
    """The buttons of messages, the newest message first."""
    return [button.token for message in reversed(messages) for row in message.buttons for button in row]


async def _cast(stage: Stage) -> dict[str, Client]:
    officer, reviewer = Role(kind=RoleKind.OFFICER, country="KE"), Role(kind=RoleKind.REVIEWER, office="ESA")
    cast = {
        "officer": await stage.officer(),
        "colleague": await stage.officer(name="Demo Colleague"),
        "both": await stage.somebody(officer, reviewer, name="Demo Both", country="KE"),
        "reviewer": await stage.reviewer(),
        "second": await stage.reviewer(name="Demo Second"),
        "head": await stage.head(),
        "administrator": await stage.administrator(),
        "stranger": await stage.stranger(),
    }
    await subscribes(await stage.member())
    return cast


async def _play(stage: Stage, cast: Mapping[str, Client], action: Do) -> None:
    person = cast[action.who]
    tokens: list[str] = []
    match action.how:
        case "goes on" if action.text == "fills":
            if person in [cast[name] for name in OFFICERS]:
                await fills(person)
        case "goes on" if action.text in VERBS:
            # Where it stands nowhere in front of them, they are forwarded what somebody else was sent.
            for one in (person, *cast.values()):
                came = [*stage.channels[CHAT].shown(one.address), *one.last]
                tokens = tokens or [token for token in _tokens(came) if token.startswith(f"{action.text}.")]
        case "goes on":
            await person.says(action.text)
        case "says":
            await person.says(action.text)
        case "presses":
            tokens = _tokens(person.last)
        case "presses an old one":
            tokens = _tokens(person.history)
        case "presses another's":
            others = [client for name, client in cast.items() if name != action.who]
            tokens = [token for client in others for token in _tokens(client.history[-2:])]
        case _:
            stage.clock.passes(timedelta(hours=action.number))
            for tick in (remind, escalate_waiting, end_roles):
                await tick(stage.world)
    if tokens:
        await person.presses_token(tokens[action.number % len(tokens)])
    await stage.deliver()


async def _holds(stage: Stage, seen: Watched) -> None:
    assert await stage.poisoned() == 0
    _drafts_are_in_one_hand(stage, seen)
    _revisions_only_grow(stage, seen)
    _nobody_decides_on_what_they_had(stage, seen)
    _what_is_released_is_what_was_approved(stage)


def _drafts_are_in_one_hand(stage: Stage, seen: Watched) -> None:
    now = {
        int(str(draft)): int(str(owner))
        for draft, owner in rows(
            stage, "SELECT id, person_id FROM progress WHERE dialog = 'report' AND json_extract(body, '$.about') = ''"
        )
    }
    for report, author in rows(stage, "SELECT id, author_id FROM report"):
        if int(str(report)) not in seen.involved:
            # What was filed was in the author's hands, and is there no more.
            gone = [had for draft, had in seen.hands.items() if draft not in now and author in had]
            seen.involved[int(str(report))] = {int(str(author))}.union(*gone) if len(gone) == 1 else {int(str(author))}
    seen.hands = {draft: seen.hands.get(draft, set()) | {owner} for draft, owner in now.items()}
    assert (
        rows(stage, "SELECT person_id FROM progress WHERE front GROUP BY person_id, address_id HAVING count(*) > 1")
        == []
    )
    offered = rows(stage, "SELECT progress_id, giver_id FROM handover WHERE state = 'offered'")
    for draft, giver in offered:
        assert now.get(int(str(draft))) == giver, "offered by somebody whose it is not"
    assert len({draft for draft, _ in offered}) == len(offered)
    assert (
        rows(
            stage,
            "SELECT 1 FROM progress p JOIN handover h ON h.progress_id = p.id WHERE h.state = 'offered' AND p.front",
        )
        == []
    )


def _revisions_only_grow(stage: Stage, seen: Watched) -> None:
    for report, newest in rows(stage, "SELECT id, revision FROM report"):
        written = rows(
            stage, 'SELECT revision, "by", facts, at FROM report_revision WHERE report_id = ? ORDER BY revision', report
        )
        before = seen.written.get(int(str(report)), [])
        assert written[: len(before)] == before
        assert [row[0] for row in written] == list(range(1, int(str(newest)) + 1))
        seen.written[int(str(report))] = written


def _nobody_decides_on_what_they_had(stage: Stage, seen: Watched) -> None:
    for report, author, hands in rows(stage, "SELECT id, author_id, hands FROM report"):
        involved = seen.involved[int(str(report))]
        assert involved == {author, *json.loads(str(hands))}
        decided = rows(
            stage,
            "SELECT \"by\", move FROM decision WHERE report_id = ? AND move NOT IN ('resubmit', 'withdraw')",
            report,
        )
        assert [row for row in decided if row[0] in involved] == []
        writers = {row[1] for row in seen.written[int(str(report))]}
        assert not (involved - {author}) & writers, "corrected by somebody who had it in hand"


def _what_is_released_is_what_was_approved(stage: Stage) -> None:
    released = rows(
        stage,
        "SELECT v.body, v.digest, w.facts, d.revision, r.revision, r.status FROM alert a "
        "JOIN alert_revision v ON v.alert_id = a.id JOIN report r ON r.id = a.report_id "
        "JOIN decision d ON d.report_id = r.id AND d.move = 'approve' "
        "JOIN report_revision w ON w.report_id = r.id AND w.revision = d.revision",
    )
    assert len(released) == rows(stage, "SELECT count(*) FROM alert")[0][0]
    for body, digested, facts, approved, newest, status in released:
        assert (approved, status) == (newest, "approved")
        revision, seizure = from_object(json.loads(str(body))), from_json(json.loads(str(facts)))
        assert digest(revision) == digested
        assert (revision.facts.goods, revision.facts.route) == (seizure.goods, seizure.route)
        assert revision.facts.place.name == seizure.place.name


def test_whatever_several_people_do_together_nothing_is_lost_doubled_or_decided_by_the_wrong_one(
    template: Path, tmp_path: Path, way: Way
) -> None:
    with asyncio.Runner() as runner:

        async def play(done: list[Do]) -> None:
            stage = Stage(template, tmp_path)
            await stage.start(way.to(tmp_path))
            cast, seen = await _cast(stage), Watched()
            for action in done:
                await _play(stage, cast, action)
                await _holds(stage, seen)
            await stage.stop()

        @settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
        @given(plots())
        @example(IN_HAND)
        def holds(done: list[Do]) -> None:
            runner.run(play(done))

        holds()
