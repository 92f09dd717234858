"""Buttons as names: whatever token is pressed by whomever, it is answered, and without the right nothing changes."""

import random
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog import Several, Step
from bot.dialogs.register import DIALOGS
from bot.inputs import VERBS
from bot.language import LANGUAGES, words
from bot.views.buttons import NONE, button, read
from channels.message import TOKEN_BYTES
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files, fills, subscribes
from tests.bot.rows import everything, rows
from tests.bot.stage import Stage

OUTSIDE = (
    "take",
    "put_back",
    "approve",
    "return",
    "reject",
    "escalate",
    "details",
    "card",
    "withdraw",
    "reopen",
    "extend",
    "correct",
)
OTHERS = ("release", "edit", "full", "end", "resume", "throw", "do", "leave", "sudo")
LAST_REVISION = "zzzz-99999"


async def scene_with_something_to_lose(stage: Stage, box: Outbox) -> list[tuple[str, str]]:
    """An approved and an open report, a half-done one, a subscription, a preview: kinds and ids of all of them."""
    officer, reviewer, member = await stage.officer(), await stage.reviewer(), await stage.member()
    await subscribes(member)
    await files(officer)
    await approves(reviewer, box)
    await files(officer)
    await box.press(reviewer, "Approve")
    await reviewer.presses("Preview")
    await fills(officer)
    return [
        *(("report", str(pid)) for (pid,) in rows(stage, "SELECT public_id FROM report")),
        ("alert", str(rows(stage, "SELECT public_id FROM alert")[0][0])),
        ("subscription", str(rows(stage, "SELECT public_id FROM subscription")[0][0])),
        ("draft", officer.button("Submit").token.split(".")[3].partition("-")[0]),
        ("command", "mine"),
        ("approve", NONE),
        ("picture", "1"),
        ("quantity", "0"),
    ]


def others(stage: Stage, attacker: Client) -> dict[str, list[tuple[object, ...]]]:
    """Everything but the attacker's own half-done dialog."""
    kept = everything(stage, without=("progress",))
    kept["progress"] = rows(
        stage,
        "SELECT p.* FROM progress p WHERE p.person_id IS NOT (SELECT person_id FROM address WHERE external_id = ?) "
        "AND p.address_id IS NULL",
        attacker.address.id,
    )
    return kept


@pytest.mark.parametrize(
    ("who", "scope"),
    [("officer of another country", "BR"), ("reviewer of another office", "WE"), ("stranger", "a-new-inbox")],
)
async def test_no_forged_button_changes_anything_and_each_is_answered(
    stage: Stage, box: Outbox, who: str, scope: str
) -> None:
    things = await scene_with_something_to_lose(stage, box)
    if who == "stranger":
        client = await stage.stranger(scope)
    else:
        client = await (stage.officer(scope) if who.startswith("officer") else stage.reviewer(scope))
    await client.says("hello")
    taken = rows(stage, "SELECT body FROM progress WHERE dialog = 'approve'")
    revision = re.search(r'"draft": "(\w{4})", "turn": (\d+)', str(taken[0][0]))
    assert revision is not None
    revisions = ("1", NONE, "yes", f"{revision[1]}-{revision[2]}")
    tokens = [
        f"{verb}.{kind}.{what}.{version}"
        for verb, (kind, what), version in product((*VERBS, *OUTSIDE, *OTHERS), things, revisions)
    ]
    before = others(stage, client)
    for token in random.Random(27).sample(tokens, 150):  # noqa: S311 - the same ones each time
        await client.presses_token(token)
        assert client.last, token
    assert others(stage, client) == before


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "...",
        "take.report",
        "take.report.'; DROP TABLE report;--.1",
        "x" * 300,
        "take.report.\u202e.1",
        "take.report.\ud800.1",
    ],
)
@pytest.mark.usefixtures("box")
async def test_what_is_no_token_is_answered(officer: Client, token: str) -> None:
    assert (await officer.presses_token(token)).startswith("That button is an old one; nothing was changed.")


@pytest.mark.usefixtures("box")
async def test_an_old_button_repeats_the_open_question(officer: Client) -> None:
    await officer.says("/report")
    old = officer.button("Drugs").token
    await officer.says("cocaine hydrochloride")
    question = officer.shown()
    said = await officer.presses_token(old)
    assert said.startswith("That button is an old one; nothing was changed. We are here:\n\n")
    assert said.partition("\n\n")[2] in question


@given(st.text(max_size=80))
def test_a_token_is_read_or_not_and_never_raises(text: str) -> None:
    token = read(text)
    assert token is None or (len(text.encode()) <= TOKEN_BYTES and all((token.verb, token.kind, token.id)))


def _paths() -> list[tuple[str, Step]]:
    found: list[tuple[str, Step]] = []
    for dialog in DIALOGS.values():
        for step in dialog.steps:
            if isinstance(step, Several):
                found += [(f"{step.key}/{step.most - 1}/{inner.key}", inner) for inner in step.steps]
            else:
                found.append((step.key, step))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_longest_ids_and_options_fit_a_token(stage: Stage, language: str) -> None:
    scene = stage.world.scene(words(language), zone="UTC", country="KE", office="ESA")
    so_far = {"category": "DRG", "commodity": "DRG-COC-HCL"}
    for path, step in _paths():
        for option in step.options(so_far, scene):
            assert len(button(option.label, "pick", path, option.code, LAST_REVISION).token) <= TOKEN_BYTES
        for verb in VERBS:
            button("", verb, path, NONE, LAST_REVISION)
    for verb in (*OUTSIDE, *OTHERS):
        button("", verb, "subscription", "0" * 12, "99999")


async def test_a_token_has_no_content(officer: Client, reviewer: Client, box: Outbox) -> None:
    await files(officer, {"narrative": "Secret words"})
    await box.deliver()
    for message in box.at(reviewer):
        for row in message.buttons:
            for one in row:
                assert re.fullmatch(r"[a-z_]+\.report\.[0-9a-z]{12}\.\d+", one.token)
