"""Filled in as a form, by Slack's modal or by mail, the same answers give the same report as the conversation."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from tests.bot.stage import Stage
from tests.dialogs.conftest import ByMemory
from tests.dialogs.ended import ended
from tests.dialogs.hand_mail import open_mail
from tests.dialogs.hand_modal import open_modal
from tests.dialogs.hand_slack import send_files
from tests.dialogs.hands import Who, drawn
from tests.dialogs.playing import squeezed

ENGLISH, FRENCH = Who(role="officer", where="KE"), Who(role="officer", where="SN", language="fr")

LEAST: Mapping[str, tuple[Who, Mapping[str, str]]] = {
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

REST: Mapping[str, Mapping[str, str]] = {  # the marking follows from the tip-off
    "en": {
        "description": "12 blocks with a crown stamp; value 400,000 USD; HS 2939.72; declared as furniture, HS 9403",
        "concealment": "Refrigeration unit of container",
        "concealment_text": "behind the motor panel, new screws",
        "route": "Santos > Durban > Mombasa > Uganda",
        "identifiers": "reefer MSCU1234566, IMO 9321483",
        "control": "import, transit procedure, tip-off, cargo scanner, drug dog, smuggling",
        "people": "2 drivers, Kenyan; 1 passenger",
        "narrative": "The scanner showed a dense block; the dog confirmed.",
        "precedence": "Immediate",
    },
    "fr": {
        "description": "12 pains marqués d'une couronne ; valeur 400 000 USD ; SH 2939.72 ; déclaré comme meubles, SH 9403",
        "concealment": "Groupe froid du conteneur",
        "concealment_text": "derrière le panneau du moteur, vis neuves",
        "route": "Santos > Abidjan > Dakar > Mali",
        "identifiers": "conteneur frigorifique MSCU1234566, IMO 9321483",
        "control": "importation, régime de transit, dénonciation, scanner de conteneurs, chien anti-drogue, contrebande",
        "people": "2 conducteurs maliens ; 1 passager",
        "narrative": "Le scanner montrait un bloc dense ; le chien a confirmé.",
        "precedence": "Immédiat",
    },
}

MORE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "more/0/category": "Tobacco",
        "more/0/commodity": "Cigarettes (genuine, cheap white, unknown)",
        "more/0/quantity": "200,000 sticks",
        "more/0/description": "brand Crown; value 12,000 USD; declared as tissue paper",
    },
    "fr": {
        "more/0/category": "Tabac",
        "more/0/commodity": "Cigarettes (authentiques, cheap whites, inconnues)",
        "more/0/quantity": "200 000 cigarettes",
        "more/0/description": "marque Crown ; valeur 12 000 USD ; déclaré comme papier de soie",
    },
}

PICTURES = {"en": ("seal", "hold"), "fr": ("scellé", "cale")}
MORE_GOODS = {"en": "More goods", "fr": "Autres marchandises"}
SUBMIT = {"en": "Submit", "fr": "Envoyer"}
NO_WORD = {"en": "a little more", "fr": "un peu plus"}
NOT_THAT = {
    "en": "I found none of these words in the first line of your answer.",
    "fr": "Je n’ai trouvé aucun de ces mots dans la première ligne de votre réponse.",
}
HOW_TO_CHANGE = {
    "en": "“Change” or the name of a line to change something",
    "fr": "« Modifier » ou le nom d’une ligne pour modifier quelque chose",
}
QUANTITY = {"en": "Quantity", "fr": "Quantité"}

CHANGED: Mapping[str, tuple[Mapping[str, str], Mapping[str, str], Sequence[str]]] = {
    "en": (
        {
            "category": "cigarettes (genuine, cheap white, unknown)",
            "quantity": "200,000 sticks",
            "place": "JKIA",
            "day": "10 November 2026",
            "transport": "Air",
        },
        {"category": "Drugs", "commodity": "heroin", "quantity": "3 kg", "route": "Pakistan > ? > Kenya"},
        (),
    ),
    "fr": (
        {
            "category": "Cigarettes (authentiques, cheap whites, inconnues)",
            "quantity": "200 000 cigarettes",
            "place": "AIBD",
            "day": "10 novembre 2026",
            "transport": "Aérien",
        },
        {"quantity": "12000 paquets"},
        ("colis",),
    ),
}
"""Filled in first and then, and pictures."""

UNCLEAR: Mapping[str, tuple[Mapping[str, str], Sequence[str], Mapping[str, str]]] = {
    "en": (
        {
            "category": "cocaine",
            "quantity": "5 boxes",
            "place": "Kilifi creek",
            "day": "31/02/2026",
            "transport": "dhow",
            "marking": "tlp amber strict",
            "precedence": "urgent",
        },
        tuple(f"I did not understand “{words}”." for words in ("31/02/2026", "dhow", "urgent")),
        {"quantity": "١٢٫٥ kg", "day": "March 2026", "transport": "On foot or animal", "precedence": "priority"},
    ),
    "fr": (
        {
            "category": "cocaïne",
            "quantity": "beaucoup",
            "place": "Dakar",
            "day": "12/11/2026",
            "transport": "pirogue",
            "concealment": "réservoir",
            "route": "Brésil > ? > Sénégal",
            "marking": "rouge",
            "precedence": "prioritaire",
        },
        (
            "Qu’entendez-vous par « Dakar » ?",
            "« 12/11/2026 » peut se lire de plusieurs façons.",
            "Je n’ai pas compris « rouge ».",
        ),
        {"quantity": "١٢٫٥ kg", "place": "« Dakar », tel que je l’ai écrit", "day": "lundi dernier", "marking": ""},
    ),
}
"""Filled in first, what is said to it, and filled in then."""


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
    assert await ended(bare_stage) == await by_memory(f"{language}/minimal_report")


@pytest.mark.parametrize("language", LEAST)
async def test_everything_there_is_to_tell_filled_into_a_modal(
    language: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    officer, values = LEAST[language]
    async with open_modal(bare_stage, officer) as hand:
        await hand.opens()
        await hand.fills({**values, **REST[language]})
        await send_files(hand.harness, hand.bot, hand.user, [drawn(one) for one in PICTURES[language]], "")
        await hand.presses(f"+ {MORE_GOODS[language]}")
        await hand.fills(MORE[language])
        await hand.sends()
        await hand.sends()
    assert await ended(bare_stage) == await by_memory(f"{language}/full_report")


@pytest.mark.parametrize("language", LEAST)
async def test_the_least_there_is_to_tell_written_into_a_mail(
    language: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    officer, values = LEAST[language]
    async with open_mail(bare_stage, officer) as hand:
        await hand.writes("…")
        await hand.fills({**values, "category": values["commodity"]})
        await hand.answers(SUBMIT[language])
    assert await ended(bare_stage) == await by_memory(f"{language}/minimal_report")


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
    assert await ended(bare_stage) == await by_memory(f"{language}/full_report")


@pytest.mark.parametrize("language", CHANGED)
async def test_what_is_changed_by_mail_before_it_is_sent(language: str, bare_stage: Stage, by_memory: ByMemory) -> None:
    officer, _ = LEAST[language]
    first, second, pictures = CHANGED[language]
    async with open_mail(bare_stage, officer) as hand:
        await hand.writes("…")
        await hand.fills(first)
        await hand.answers(NO_WORD[language])
        assert squeezed(NOT_THAT[language]) in squeezed(hand.text())
        assert squeezed(HOW_TO_CHANGE[language]) in squeezed(hand.text())
        await hand.answers(QUANTITY[language])
        await hand.fills(second)
        if pictures:
            await hand.writes("", pictures=[drawn(one) for one in pictures])
        await hand.answers(SUBMIT[language])
    assert await ended(bare_stage) == await by_memory(f"{language}/change_keep_back")


@pytest.mark.parametrize("language", UNCLEAR)
async def test_what_cannot_be_read_is_said_in_the_next_mail_and_nothing_is_guessed(
    language: str, bare_stage: Stage, by_memory: ByMemory
) -> None:
    officer, _ = LEAST[language]
    first, said, second = UNCLEAR[language]
    bare_stage.clock.passes(timedelta(days=29))
    async with open_mail(bare_stage, officer) as hand:
        await hand.writes("…")
        await hand.fills(first)
        for sentence in said:
            assert squeezed(sentence) in squeezed(hand.text())
        await hand.fills(second)
    by_mail, by_memory_too = await ended(bare_stage), await by_memory(f"{language}/unclear_answers")
    assert by_mail.reports == []
    assert [given(one) for one in by_mail.unfinished] == [given(one) for one in by_memory_too.unfinished]


def given(unfinished: Mapping[str, object]) -> Mapping[str, object]:
    """What was answered; a form does not ask one by one for what may be left out."""
    answers = unfinished["answers"]
    assert isinstance(answers, Mapping)
    return {name: value for name, value in answers.items() if value is not None}


async def test_a_mail_nobody_vouches_for_reports_nothing(bare_stage: Stage) -> None:
    async with open_mail(bare_stage, ENGLISH) as hand:
        await hand.writes("12.4 kg cocaine", proven=False)
        assert "nothing proves that it was you" in hand.text()
    assert await bare_stage.reports() == []
