"""Whatever a person types, presses or sends, in whatever order: it is answered, nothing raises, and what is filed is
whole.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialog import walk
from bot.dialogs.register import DIALOGS
from bot.language import words
from bot.progress_json import from_json
from channels.message import Edited, Filled, Located
from storage.progress import Owner
from tests.bot.client import Client
from tests.bot.stage import Stage
from tests.examples import examples


@dataclass(frozen=True, slots=True)
class Do:
    """One thing a person does."""

    how: str
    text: str = ""
    number: int = 0


SENSIBLE = [
    *("1,000,000,000,000,000,000 kg", "9" * 300, "a@\\\\", '"', "99999999999 days ago", "in a week", "?", "-", "RED"),
    *(
        "cocaine",
        "cocain",
        "12.4 kg",
        "1.500",
        "200,000 sticks",
        "Mombasa port",
        "mombasa",
        "Kilifi creek",
        "yesterday",
    ),
    *(
        "12/11/2026",
        "March 2026",
        "sea",
        "reefer",
        "Brazil > ? > Kenya",
        "Brasil > Kenia",
        "MSCU1234566",
        "no",
        "2",
        "1",
    ),
    *(
        "that is all for now",
        "submit",
        "back",
        "skip",
        "cancel",
        "Kenya, Uganda",
        "drugs",
        "routine",
        "by mail",
        "🙂",
        "٣ kg",
    ),
]
COMMANDS = [
    "/report",
    "/report new",
    "/mine",
    "/help",
    "/start",
    "/cancel",
    "/language",
    "/subscribe",
    "/alerts",
    "/queue",
    "/board",
    *("/handover", "/handover abcd", "/notice", "/notice ESA", "/office", "/countries", "/countries new", "/people"),
    *("/people Demo", "/invite", "/zone", "/accounts", "/link", "/groups", "/sessions", "/start abcd"),
    "/x",
]
TOKENS = [
    *(
        "submit.report.-.abcd-1",
        "pick.category.DRG.abcd-0",
        "change.more/0.-.abcd-3",
        "page.place.99999.abcd-1",
        "...",
        "a.b.c.d",
    ),
    *(
        "remove.more/x/y.-.abcd-1",
        "release.report.aaaaaaaaaaaa.abcd-2",
        "throw.draft.abcd.yes",
        "resume.draft.abcd.-",
        "x" * 500,
    ),
    *(
        "do.command.report.new",
        "do.command.nothing.-",
        "approve.report.aaaaaaaaaaaa.1",
        "full.alert.aaaaaaaaaaaa.1",
        "\x00.\x00.\x00.\x00",
    ),
    *(f"{verb}.handover.aaaaaaaaaaaa.-" for verb in ("takeover", "decline", "takeback")),
    *(f"{verb}.report.aaaaaaaaaaaa.1" for verb in ("extend", "correct", "reopen", "withdraw", "transfer")),
    *(f"{verb}.person.aaaaaaaaaaaa.yes" for verb in ("give", "home", "endrole", "suspend")),
    *("do.command.handover.abcd", "accept.notice.aaaaaaaaaaaa.-", "save.notice.ESA.abcd-1", "takeback.office.ESA.1"),
]
anything = st.text(st.characters(exclude_categories=()), max_size=60)

actions = st.one_of(
    st.builds(Do, st.just("says"), st.sampled_from(SENSIBLE)),
    st.builds(Do, st.just("says"), st.sampled_from(COMMANDS)),
    st.builds(Do, st.just("says"), anything),
    st.builds(Do, st.just("presses"), number=st.integers(0, 40)),
    st.builds(Do, st.just("presses"), number=st.integers(0, 40)),
    st.builds(Do, st.just("presses an old one"), number=st.integers(0, 200)),
    st.builds(Do, st.just("presses another's"), number=st.integers(0, 3)),
    st.builds(Do, st.just("forges"), st.sampled_from(TOKENS) | anything),
    st.builds(Do, st.just("sends"), st.sampled_from(["a", "b", "c"]), st.integers(1, 12)),
    st.builds(Do, st.just("shares"), anything),
)


async def _do(person: Client, action: Do) -> None:
    match action.how:
        case "says":
            await person.says(action.text)
        case "presses" | "presses an old one":
            told = person.last if action.how == "presses" else tuple(person.history)
            buttons = [button for message in told for row in message.buttons for button in row]
            if buttons:
                await person.presses_token(buttons[action.number % len(buttons)].token)
        case "presses another's":
            revision = f"{'abcdefgh'[action.number]}bcd-{action.number}"
            await person.presses_token(f"skip.route.-.{revision}")
        case "forges":
            await person.presses_token(action.text)
        case "sends":
            await person.sends_picture(*(f"{action.text}{number}" for number in range(action.number)), text=action.text)
        case _:
            for content in (
                Located(latitude=1.0, longitude=2.0, name=action.text),
                Filled(values={action.text: action.text}),
                Edited(of="k1", text=action.text),
            ):
                await person.does(content)


async def _holds(stage: Stage, person: Client) -> None:
    """Nothing raised; what is in front is a question or a whole summary; every report that was filed can be read."""
    assert await stage.poisoned() == 0
    owner = Owner(person=(await person.person()).id)
    async with stage.database.reading() as unit:
        kept = await unit.progress.front(owner)
    if kept is not None:
        progress = from_json(kept.body)
        language = (await person.person()).language
        scene = stage.world.scene(words(language), zone="Africa/Nairobi", country="KE", office=None)
        counted, question = walk(DIALOGS[progress.dialog], progress.answers, scene)
        required = {step.key for step in DIALOGS[progress.dialog].steps if step.required and step.when(counted)}
        assert question is not None or required <= set(counted)
    await stage.reports()


BEGINNINGS = {
    "/report": ("cocaine", "12.4 kg", "Mombasa port", "yesterday", "sea", "skip", "reefer", "skip", "skip", "skip"),
    "/subscribe": ("Everywhere", "All goods", "Routine", "By mail"),
}


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_whatever_is_said_or_pressed_is_answered_and_nothing_raises(template: Path, tmp_path: Path, begin: str) -> None:
    stage = Stage(template, tmp_path)
    with asyncio.Runner() as runner:
        runner.run(stage.start())

        async def play(answered: int, done: list[Do]) -> None:
            person = await stage.officer()
            for text in (begin, *BEGINNINGS[begin][:answered]):
                await person.says(text)
            for action in done:
                await _do(person, action)
                assert person.last or (person.handled and person.handled.outcome.toast), "no answer"
            await _holds(stage, person)
            await person.says("/report")
            assert person.labels(), "no way to go on"

        @settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.integers(0, len(BEGINNINGS[begin])), st.lists(actions, max_size=8))
        def holds(answered: int, done: list[Do]) -> None:
            runner.run(play(answered, done))

        holds()
        runner.run(stage.stop())
