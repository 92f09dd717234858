"""/office: what an office says of itself, from how much on reports concern it, and from which day on it sits elsewhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from babel import Locale

from alerts.seat import Seat
from bot.answers import items
from bot.dialog import Dialog, Several
from bot.dialogs import lists, places, thresholds
from bot.dialogs.zone import zone_code, zone_named, zone_names, zone_options
from bot.language import N_
from bot.scene import Answered, Answers, NotUnderstood, Option, Reading, Scene, always
from bot.steps.choice import Choice
from bot.steps.day import Day
from bot.steps.text import Text
from storage.places import OfficeCard

OFFICE, SEAT = "office", "seat"
HOURS = (1, 2, 4, 8, 12, 24, 48, 72)
LONGEST_CONTACT = 200
LONGEST_REMARK = 500
MOST_THRESHOLDS = 20


def _hours(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [
        Option(str(one), scene.words.count("{number} hour", "{number} hours", one).format(number=one)) for one in HOURS
    ]


@cache
def _known(language: str) -> Mapping[str, frozenset[str]]:
    """Languages by their code of two letters (ISO 639-1): what they are called."""
    spoken = [Locale.parse(one).languages for one in ("en", language)]
    return {
        str(code): frozenset({str(code), *(str(names[code]).casefold() for names in spoken if code in names)})
        for code in spoken[0]
        if len(str(code)) == 2  # noqa: PLR2004 - see above
    }


def read_languages(text: str, scene: Scene) -> Reading:
    """Languages by code or by name, in English or in the person's own language."""
    found: list[str] = []
    for said in (part.strip().casefold() for part in text.replace(";", ",").split(",")):
        code = next((code for code, names in _known(scene.words.language).items() if said in names), None)
        if code is None:
            sentence = scene.words.text(N_("I do not know the language “{said}”. Please write such as: en, fr."))
            return NotUnderstood(text=sentence.format(said=said[:40]))
        found.append(code)
    return Answered(value=", ".join(dict.fromkeys(found)))


def _zones(so_far: Answers, scene: Scene) -> Sequence[Option]:
    return zone_options(str(so_far.get("host")), scene)


def _zone_names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    return zone_names(str(so_far.get("host")), scene)


def _goods(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """All of the category, or one commodity of it."""
    category = so_far.get("category")
    if not isinstance(category, str):
        return []
    all_of = scene.words.text(N_("All: {goods}")).format(goods=thresholds.goods_name(category, scene))
    return [Option(category, all_of), *lists.commodities(so_far, scene)]


def _follow(before: Answers, after: Answers, scene: Scene) -> Answers:
    """An office that moves goes by the usual clock of where it goes."""
    options = _zones(after, scene)
    if before.get("host") == after.get("host") or not options:
        return after
    return {**after, "zone": options[0].code} if all(one.code != after.get("zone") for one in options) else after


def _twice(answers: Answers, scene: Scene) -> Sequence[str]:
    """Goods that are named more than once."""
    counted = Counter(str(item.get("commodity")) for item in items(answers.get("least")))
    said = scene.words.text(N_("{goods} is there twice: the last one counts."))
    return [said.format(goods=thresholds.goods_name(code, scene)) for code, number in counted.items() if number > 1]


OFFICE_DIALOG = Dialog(
    name=OFFICE,
    title=N_("Office"),
    submit=N_("Save"),
    follow=_follow,
    remarks=_twice,
    steps=(
        Choice(
            key="host",
            label=N_("Host country"),
            ask=N_("Which country hosts the office?"),
            choose=places.countries,
            names=places.spellings,
            required=True,
            redraws=True,
        ),
        Choice(
            key="zone",
            label=N_("Time zone"),
            ask=N_("Which city's clock does the office go by?"),
            choose=_zones,
            names=_zone_names,
            required=True,
        ),
        Text(
            key="languages",
            label=N_("Languages"),
            ask=N_("In which languages does the office work? Several are separated by commas, such as: en, fr."),
            understand=read_languages,
            required=True,
        ),
        Choice(
            key="escalate",
            label=N_("Answer within"),
            ask=N_("Within how many hours does an officer get an answer? After that a report goes one step up."),
            choose=_hours,
            required=True,
        ),
        Text(
            key="contact",
            label=N_("Contact"),
            ask=N_("How do people reach the office: a mailbox, a telephone?"),
            most=LONGEST_CONTACT,
        ),
        Several(
            key="least",
            label=N_("Threshold"),
            ask=N_("From how much on does something concern the office? Such as: cocaine from 100 g."),
            another=N_("Another threshold? Such as: tobacco, any quantity."),
            steps=(
                thresholds.Kind(
                    key="category",
                    label=N_("Kind of goods"),
                    ask=N_("Of which goods? Choose the kind, or type it all, such as: cocaine from 100 g."),
                    goods="commodity",
                    least="from",
                ),
                Choice(
                    key="commodity",
                    label=N_("Goods"),
                    ask=N_("Which goods exactly, or all of them?"),
                    choose=_goods,
                    names=lists.commodity_names,
                    required=True,
                ),
                thresholds.Least(
                    key="from",
                    label=N_("Least quantity"),
                    ask=N_("From how much on? Send a number and a unit, such as 100 g, or any quantity."),
                    of="commodity",
                ),
            ),
            when=always,
            most=MOST_THRESHOLDS,
        ),
        Text(
            key="remark",
            label=N_("Remark"),
            ask=N_("What else should people know of the office? In your own words."),
            most=LONGEST_REMARK,
        ),
    ),
)

SEAT_DIALOG = Dialog(
    name=SEAT,
    title=N_("From which day"),
    summary=False,
    steps=(
        Day(
            key="day",
            label=N_("From"),
            ask=N_("From which day on does it hold? Choose, or type a day, such as 1 January 2027."),
            ahead=True,
            today=True,
            required=True,
        ),
    ),
)


def answers_of(card: OfficeCard, seat: Seat, scene: Scene) -> Answers:
    """A card as answers; hours that are none of the listed ones are asked for."""
    own = [
        {
            "category": thresholds.category_of(one.goods, scene),
            "commodity": one.goods,
            "from": thresholds.to_answer(one),
        }
        for one in card.thresholds
    ]
    return {
        "host": seat.host_country,
        "zone": zone_code(seat.zone),
        "languages": ", ".join(card.languages),
        "escalate": str(int(card.escalate_after.total_seconds() // 3600)),
        "contact": seat.contact or None,
        "least": {"items": own, "closed": True} if own else None,
        "remark": card.remark or None,
    }


def card_of(answers: Answers) -> OfficeCard:
    """The card that complete answers tell: what holds at once."""
    own = {str(item["commodity"]): item["from"] for item in items(answers.get("least"))}
    return OfficeCard(
        languages=tuple(str(answers["languages"]).split(", ")),
        escalate_after=timedelta(hours=int(str(answers["escalate"]))),
        remark=str(answers.get("remark") or ""),
        thresholds=tuple(thresholds.threshold_of(goods, least) for goods, least in sorted(own.items())),
    )


def seat_parts(answers: Answers) -> Mapping[str, str]:
    """What moves, by name, as complete answers tell it."""
    return {
        "host_country": str(answers["host"]),
        "contact": str(answers.get("contact") or ""),
        "zone": zone_named(str(answers["zone"])),
    }


def day_of(answers: Answers) -> date:
    """From which day on a new seat holds. Raises KeyError where it was not asked."""
    return date.fromisoformat(str(answers["day"]))
