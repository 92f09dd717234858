"""Filled in as a form, by Slack's modal or by mail, the same answers give the same report as the conversation."""

from collections.abc import Mapping

import pytest

from tests.bot.stage import Stage
from tests.dialogs.conftest import ByMemory
from tests.dialogs.hand_mail import open_mail
from tests.dialogs.hand_modal import open_modal
from tests.dialogs.hand_slack import SlackHand
from tests.dialogs.hands import Officer, drawn
from tests.dialogs.playing import reported

ENGLISH, FRENCH = Officer(country="KE", language="en"), Officer(country="SN", language="fr")

LEAST: Mapping[str, tuple[Officer, Mapping[str, str]]] = {
    "en": (
        ENGLISH,
        {
            "category": "Drugs",
            "commodity": "Cocaine",
            "quantity": "12.4 kg",
            "place": "Mombasa port",
            "day": "yesterday",
            "transport": "Sea",
        },
    ),
    "fr": (
        FRENCH,
        {
            "category": "Stupéfiants",
            "commodity": "Cocaïne",
            "quantity": "12,4 kg",
            "place": "Dakar port",
            "day": "hier",
            "transport": "Maritime",
        },
    ),
}

REST: Mapping[str, Mapping[str, str]] = {
    "en": {
        "description": "12 blocks with a crown stamp",
        "concealment": "Refrigeration unit of container",
        "concealment_text": "behind the motor panel, new screws",
        "route": "Santos > Durban > Mombasa > Uganda",
        "identifiers": "MSCU1234566, IMO 9321483",
        "narrative": "The scanner showed a dense block; the dog confirmed.",
        "marking": "TLP:AMBER+STRICT",
        "precedence": "Immediate",
    },
    "fr": {
        "description": "12 pains marqués d'une couronne",
        "concealment": "Groupe froid du conteneur",
        "concealment_text": "derrière le panneau du moteur, vis neuves",
        "route": "Santos > Abidjan > Dakar > Mali",
        "identifiers": "MSCU1234566, IMO 9321483",
        "narrative": "Le scanner montrait un bloc dense ; le chien a confirmé.",
        "marking": "TLP:AMBER+STRICT",
        "precedence": "Immédiat",
    },
}

MORE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "more/0/category": "Tobacco",
        "more/0/commodity": "Cigarettes (genuine, cheap white, unknown)",
        "more/0/quantity": "200,000 sticks",
    },
    "fr": {
        "more/0/category": "Tabac",
        "more/0/commodity": "Cigarettes (authentiques, cheap whites, inconnues)",
        "more/0/quantity": "200 000 cigarettes",
    },
}

PICTURES = {"en": ("seal", "hold"), "fr": ("scellé", "cale")}
MORE_GOODS = {"en": "More goods", "fr": "Autres marchandises"}
SUBMIT = {"en": "Submit", "fr": "Envoyer"}


@pytest.mark.parametrize("language", LEAST)
async def test_the_least_there_is_to_tell_filled_into_a_modal(
    language: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    officer, values = LEAST[language]
    async with open_modal(bare_stage, officer) as hand:
        await hand.opens()
        await hand.fills(values)
        await hand.sends()
        assert hand.names() == [], "the summary has no fields"
        await hand.sends()
        assert hand.user not in hand.harness.slack.modals
    assert await reported(bare_stage) == await by_memory(f"{language}/minimal_report")


@pytest.mark.parametrize("language", LEAST)
async def test_everything_there_is_to_tell_filled_into_a_modal(
    language: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    officer, values = LEAST[language]
    async with open_modal(bare_stage, officer) as hand:
        await hand.opens()
        await hand.fills({**values, **REST[language]})
        await SlackHand(hand.harness, hand.me, hand.bot).sends([drawn(one) for one in PICTURES[language]], "")
        await hand.presses(f"+ {MORE_GOODS[language]}")
        await hand.fills(MORE[language])
        await hand.sends()
        await hand.sends()
    assert await reported(bare_stage) == await by_memory(f"{language}/full_report")


@pytest.mark.parametrize("language", LEAST)
async def test_the_least_there_is_to_tell_written_into_a_mail(
    language: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    officer, values = LEAST[language]
    async with open_mail(bare_stage, officer) as hand:
        await hand.writes("…")
        await hand.fills({**values, "category": values["commodity"]})
        await hand.answers(SUBMIT[language])
    assert await reported(bare_stage) == await by_memory(f"{language}/minimal_report")


@pytest.mark.parametrize("language", LEAST)
async def test_everything_there_is_to_tell_written_into_mails(
    language: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    officer, values = LEAST[language]
    async with open_mail(bare_stage, officer) as hand:
        await hand.writes("…")
        await hand.fills({**values, **REST[language], "category": values["commodity"]})
        await hand.fills({"concealment_text": REST[language]["concealment_text"]})
        await hand.answers(MORE_GOODS[language])
        await hand.fills({**MORE[language], "more/0/category": MORE[language]["more/0/commodity"]})
        await hand.writes("", pictures=[drawn(one) for one in PICTURES[language]])
        await hand.answers(SUBMIT[language])
    assert await reported(bare_stage) == await by_memory(f"{language}/full_report")


async def test_a_mail_nobody_vouches_for_reports_nothing(bare_stage: Stage) -> None:
    async with open_mail(bare_stage, ENGLISH) as hand:
        await hand.writes("12.4 kg cocaine", proven=False)
        assert "nothing proves that it was you" in hand.text()
    assert await bare_stage.reports() == []
