"""What an officer should look at once more before a report is submitted: words that may name a person."""

from collections.abc import Iterator, Sequence

from alerts.naming import suspects
from alerts.seizure import Seizure
from bot.answers import items
from bot.language import N_
from bot.scene import Answers, Scene
from bot.steps import goods_told

MOST = 3
"""Places pointed out at once."""


def names_somebody(answers: Answers, scene: Scene) -> Sequence[str]:
    """The free texts of a report that may name a person, one sentence for each place."""
    return [
        scene.words.text(
            N_("⚠ This may name a person: “{said}”. Please take it out, or leave it if it names nobody.")
        ).format(said=said)
        for said in _suspects(_texts(answers))
    ]


def named_in(seizure: Seizure) -> Sequence[str]:
    """What in the free texts of a seizure may name a person."""
    hidden = [seizure.concealment.text] if seizure.concealment else []
    goods = [text for good in seizure.goods for text in goods_told.of(good).words]
    return _suspects([*goods, *hidden, *(number.number for number in seizure.identifiers), seizure.narrative])


def _suspects(texts: Sequence[str]) -> Sequence[str]:
    return list(dict.fromkeys(said for text in texts for said in suspects(text)))[:MOST]


def _texts(answers: Answers) -> Sequence[str]:
    return list(_said(answers))


def _said(answers: Answers) -> Iterator[str]:
    for one in (answers, *items(answers.get("more"))):
        told = goods_told.read(one.get("description"))
        yield from told.words if told else ()
    for key in ("concealment_text", "narrative"):
        text = answers.get(key)
        if isinstance(text, str):
            yield text
