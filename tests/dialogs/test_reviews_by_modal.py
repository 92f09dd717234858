"""A review made in Slack's modal ends in what the same review ends in step by step: the decision, the grading, the reason
and the alert, field by field. Everybody before and after it talks as the transcript says.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from tests.bot.stage import Stage
from tests.dialogs.conftest import ByMemory
from tests.dialogs.ended import ended
from tests.dialogs.hand_modal import ModalHand
from tests.dialogs.hand_slack import open_slack
from tests.dialogs.playing import FOLDER, Playing, squeezed
from tests.dialogs.transcript import lines_of

REVIEWER = {"en": "reviewer ESA", "fr": "reviewer WA"}
OFFICER = {"en": "officer KE", "fr": "officer SN"}

APPROVED: Mapping[str, Mapping[str, str]] = {
    "en/approve": {
        "title": "Cocaine in a reefer motor, Mombasa",
        "audience": "Kenya, Uganda, Brazil",
        "marking": "TLP:AMBER+STRICT",
        "precedence": "Flash",
        "expires": "25 November 2026",
    },
    "en/grade": {
        "source": "B usually reliable",
        "information": "2 probably true",
        "precedence": "Flash",
        "audience": "western europe",
        "why": "Third case <on this line> in a *month* & the _same_ ~seals~.",
        "look_for": "Reefers from Santos.\nFresh screw marks on the motor panel.",
    },
    "fr/approve": {
        "source": "B habituellement fiable",
        "precedence": "Prioritaire",
        "title": "Cocaïne dans un groupe froid, Dakar",
    },
}
"""What is changed in the fields, by transcript."""

REFUSED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "en/return_and_change": ("Return", {"reason": "Is it 12 kg gross or net? Please give the net weight."}),
    "en/reject": ("Reject", {"reason": "this case has been reported already"}),
    "en/reasons": (
        "Return",
        {"reason": "The quantity or unit is unclear", "text": "Is it gross or net? Please give the net weight."},
    ),
    "fr/return": ("Renvoyer", {"reason": "Le poids est-il <net> & exact ?\nMerci d'ajouter *une* photo du scellé."}),
    "fr/reasons": (
        "Renvoyer",
        {"reason": "la quantité ou l’unité n’est pas claire", "text": "Brut ou net ? Merci de donner le poids net."},
    ),
}
"""What is pressed, and what is filled in at once, by transcript."""

APPROVE = {"en": "Approve", "fr": "Approuver"}
CHANGE = {"en": "Change", "fr": "Modifier"}
RELEASE = {"en": "Release", "fr": "Diffuser"}


class Review:
    """A transcript in Slack, as far as a reviewer's modal, and behind it."""

    def __init__(self, name: str, playing: Playing, hand: ModalHand) -> None:
        self.hand = hand
        self._lines = lines_of((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
        self._playing = playing

    async def comes_to(self, label: str) -> None:
        """Everything before the press that opens the modal, and that press."""
        for line in self._lines[: self._first(f"[{label}] pressed")]:
            await self._playing.goes_on(line)
        await self.hand.opens_by(label)

    async def fills_all(self, label: str, values: Mapping[str, str]) -> None:
        """From the summary, which is what an approval opens as, to its fields and back to it."""
        await self.hand.presses(label)
        await self.hand.fills(values)
        await self.hand.sends()

    async def goes_on(self, doing: str) -> None:
        """What the transcript says from a line on."""
        for line in self._lines[self._first(doing) :]:
            await self._playing.goes_on(line)

    def _first(self, doing: str) -> int:
        doings = [line.doing for line in self._lines]
        reviewed = next(at for at, line in enumerate(doings) if line.startswith("as reviewer"))
        return doings.index(doing, reviewed)


@asynccontextmanager
async def reviewing(stage: Stage, name: str) -> AsyncIterator[Review]:
    """A transcript in Slack, whose reviewer decides in a modal."""
    async with open_slack(stage) as scene:
        me = scene.end.address(REVIEWER[name[:2]])
        yield Review(name, Playing(stage=stage, scene=scene), ModalHand(scene.end, me.id, scene.bot))


@pytest.mark.parametrize("name", APPROVED)
async def test_what_is_approved_in_a_modal_is_what_is_approved_step_by_step(
    name: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    language = name[:2]
    async with reviewing(bare_stage, name) as review:
        await review.comes_to(APPROVE[language])
        await review.fills_all(CHANGE[language], APPROVED[name])
        await review.hand.sends()
        assert review.hand.user not in review.hand.harness.slack.modals
        await review.goes_on(f"[{RELEASE[language]}] pressed")
    assert await ended(bare_stage) == await by_memory(name)


async def test_back_from_the_preview_opens_the_modal_with_everything_that_was_filled_in(
    bare_stage: Stage, by_memory: ByMemory
) -> None:
    changed = APPROVED["en/grade"]
    async with reviewing(bare_stage, "en/grade") as review:
        await review.comes_to("Approve")
        await review.fills_all("Change", {name: changed[name] for name in ("source", "precedence", "why")})
        await review.hand.sends()
        await review.hand.opens_by("Back")
        await review.fills_all("Change", {name: changed[name] for name in ("information", "audience", "look_for")})
        await review.hand.sends()
        await review.goes_on("[Release] pressed")
    assert await ended(bare_stage) == await by_memory("en/grade")


async def test_a_review_with_mistakes_in_it_ends_in_the_same_when_they_are_mended(
    bare_stage: Stage, by_memory: ByMemory
) -> None:
    """Precedence is read though the day is not: what follows it stands in the next view."""
    right = APPROVED["en/approve"]
    async with reviewing(bare_stage, "en/approve") as review:
        await review.comes_to("Approve")
        await review.fills_all("Change", {**right, "audience": "Kenya, Nowhere, Brazil", "expires": "yesterday"})
        assert review.hand.modal.value("please") == (
            "Check similar shipments until 16 Nov 2026 and report what you find."
        )
        await review.hand.fills({name: right[name] for name in ("audience", "expires")})
        await review.hand.sends()
        await review.hand.sends()
        await review.goes_on("[Release] pressed")
    assert await ended(bare_stage) == await by_memory("en/approve")


@pytest.mark.parametrize("name", REFUSED)
async def test_a_reason_given_in_a_modal_is_the_reason_given_step_by_step(
    name: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    language, (label, values) = name[:2], REFUSED[name]
    async with reviewing(bare_stage, name) as review:
        await review.comes_to(label)
        await review.hand.fills(values)
        await review.hand.sends()
        assert review.hand.user not in review.hand.harness.slack.modals
        officer = review.hand.harness.address(OFFICER[language])
        told = (await review.hand.harness.shown(officer))[-1]
        for words in values.values():
            assert squeezed(words).casefold() in squeezed(told).casefold()
        await review.goes_on(f"as {OFFICER[language]}" + (" fr" if language == "fr" else ""))
    assert await ended(bare_stage) == await by_memory(name)


async def test_words_beside_a_reason_of_ones_own_are_not_lost(bare_stage: Stage) -> None:
    async with reviewing(bare_stage, "en/reasons") as review:
        await review.comes_to("Return")
        await review.hand.fills({"reason": "Ask at the port again.", "text": "The seal is missing."})
        await review.hand.sends()
    async with bare_stage.database.reading() as unit:
        decisions = await unit.reports.decisions(1)
    assert (decisions[-1].reason, decisions[-1].note) == ("other", "Ask at the port again.\nThe seal is missing.")
