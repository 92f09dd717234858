"""/report: what was seized, how much, where, when, how it travelled; the rest may wait or be left out."""

from alerts.marking import BY_RULE, Marking, proposed
from bot.dialog import Dialog, Several
from bot.dialogs import lists
from bot.dialogs.report_remarks import names_somebody
from bot.language import N_
from bot.scene import Answers, Scene, always
from bot.steps.choice import Choice
from bot.steps.control import CONTROL
from bot.steps.control import read as read_control
from bot.steps.day import Day
from bot.steps.details import ABOUT_GOODS, WILDLIFE, WITH_BRANDS
from bot.steps.identifier import NUMBERS
from bot.steps.line import Line
from bot.steps.people import PEOPLE
from bot.steps.photos import Photos
from bot.steps.place import Place, is_elsewhere
from bot.steps.quantity import Quantity
from bot.steps.route import ROUTE
from bot.steps.text import Text

NAME = "report"

CATEGORY = Choice(
    key="category",
    label=N_("Kind of goods"),
    ask=N_("What was seized? Choose the kind, or just type it, such as cocaine or cigarettes."),
    choose=lists.categories,
    otherwise=lists.any_commodity,
    required=True,
    redraws=True,
)
COMMODITY = Choice(
    key="commodity",
    label=N_("Goods"),
    ask=N_("Which goods exactly? Type a part of the name, a local name or an HS number to search."),
    choose=lists.commodities,
    names=lists.commodity_names,
    otherwise=lists.any_commodity,
    required=True,
)
QUANTITY = Quantity(
    key="quantity",
    label=N_("Quantity"),
    ask=N_("How much? Send a number and a unit, such as {example}. Units: {units}."),
    of="commodity",
    required=True,
)


ABOUT_BRANDS = N_(
    "Anything to add about the goods? Brand, packing, value, HS number, such as: new packaging; brand Crown; "
    "value 12,000 USD; declared as tissue paper."
)
ABOUT_SPECIES = N_(
    "Anything to add about the goods? Species, form, value, HS number, such as: cut pieces; species African "
    "elephant; value 9,000 USD; declared as timber, HS 4407."
)


def _about_such_goods(so_far: Answers) -> str | None:
    """Names what makes sense for goods of the kind answered before."""
    if so_far.get("category") in WITH_BRANDS:
        return ABOUT_BRANDS
    return ABOUT_SPECIES if so_far.get("category") == WILDLIFE else None


DETAILS = Line(
    key="description",
    label=N_("About the goods"),
    of=ABOUT_GOODS,
    otherwise=_about_such_goods,
    ask=N_(
        "Anything to add about the goods? Form, packing, value, HS number, such as: 12 blocks with a crown stamp; "
        "value 400,000 USD; declared as furniture, HS 9403."
    ),
)


def _concealed(answers: Answers) -> bool:
    return answers.get("concealment") is not None


def _elsewhere(answers: Answers) -> bool:
    return is_elsewhere(answers.get("place"))


def _follow(before: Answers, after: Answers, scene: Scene) -> Answers:
    """The marking follows how it was detected, until the officer chooses one."""
    del scene
    was, now = _proposed(before), _proposed(after)
    if was is now:
        return after
    if now is not BY_RULE and after.get("marking") is None:
        return {**after, "marking": now.value}
    if now is BY_RULE and after.get("marking") == was.value:
        return {key: value for key, value in after.items() if key != "marking"}
    return after


def _proposed(answers: Answers) -> Marking:
    told = read_control(answers.get("control"))
    return proposed(told.method if told else "")


REPORT = Dialog(
    name=NAME,
    title=N_("Seizure report"),
    submit=N_("Submit"),
    follow=_follow,
    remarks=names_somebody,
    enough=N_("That is enough for a report. The rest helps others: answer what you can, stop whenever you like."),
    steps=(
        CATEGORY,
        COMMODITY,
        QUANTITY,
        Place(
            key="place",
            label=N_("Place"),
            ask=N_("Where was it found? Choose, or type the name, such as {example}."),
            required=True,
        ),
        Choice(
            key="place_country",
            label=N_("Country"),
            ask=N_("In which country was it? Type its name."),
            choose=lists.countries,
            names=lists.spellings_of_countries,
            required=True,
            when=_elsewhere,
            redraws=True,
        ),
        Place(
            key="place_there",
            label=N_("Place there"),
            ask=N_("Where in that country? Choose, or type the name, such as {example}."),
            inside="place_country",
            required=True,
            when=_elsewhere,
        ),
        Day(
            key="day",
            label=N_("Day"),
            ask=N_("When? Choose, or type a day, such as 5 March 2026. A month or a year alone will do."),
            required=True,
        ),
        Choice(
            key="transport",
            label=N_("Transport"),
            ask=N_("How did it travel?"),
            choose=lists.transports,
            names=lists.transport_names,
            required=True,
        ),
        DETAILS,
        Choice(
            key="concealment",
            label=N_("Hidden"),
            ask=N_("How was it hidden? Choose, or type it, such as: reefer motor: behind the panel, new screws."),
            choose=lists.concealments,
            names=lists.hiding_names,
            otherwise=lists.hidden_how,
            redraws=True,
        ),
        Text(
            key="concealment_text",
            label=N_("How exactly"),
            ask=N_("How exactly, in a few words? Such as: behind the motor panel of the reefer, new screws."),
            most=lists.LONGEST_HOW,
            when=_concealed,
        ),
        Line(
            key="route",
            label=N_("Route"),
            of=ROUTE,
            ask=N_(
                "Which route? Write countries or ports in order, such as Brazil > South Africa > Kenya; ? for what is "
                "not known."
            ),
        ),
        Line(
            key="identifiers",
            label=N_("Numbers"),
            of=NUMBERS,
            ask=N_(
                "Which vehicle, and its numbers: container, ship, flight, plate, waybill? Such as reefer MSCU 123456-6, "
                "IMO 9321483, truck KAA 123B, AWB 176-12345675."
            ),
        ),
        Line(
            key="control",
            label=N_("Control"),
            of=CONTROL,
            ask=N_(
                "How did customs come to it? Direction, procedure, what gave it away, equipment, offence, such as: "
                "import, transit procedure, risk profile, cargo scanner, drug dog, smuggling."
            ),
        ),
        Line(
            key="people",
            label=N_("People"),
            of=PEOPLE,
            ask=N_("Who was involved? How many, as what, of which country, no names: 2 drivers, Kenya; 1 passenger."),
        ),
        Several(
            key="more",
            label=N_("More goods"),
            ask=N_("Were other goods seized with it? Type which, or press a button."),
            another=N_("Any other goods? Type which, or press a button."),
            steps=(CATEGORY, COMMODITY, QUANTITY, DETAILS),
            when=always,
        ),
        Photos(
            key="pictures",
            label=N_("Pictures"),
            ask=N_("Pictures? Send up to {most}: packing, marks, hiding place. No faces, no papers with names."),
        ),
        Text(
            key="narrative",
            label=N_("What happened"),
            ask=N_(
                "What gave it away, what should the reviewer know? It stays with the office and is never in an alert."
            ),
            most=3000,
        ),
        Choice(
            key="marking",
            label=N_("Marking"),
            ask=N_("Should it be handled more strictly than usual? Usual is TLP:AMBER."),
            choose=lists.markings,
            otherwise=lists.other_marking,
        ),
        Choice(
            key="precedence",
            label=N_("How urgent"),
            ask=N_("How urgent is it for others to know?"),
            choose=lists.precedences,
        ),
    ),
)
