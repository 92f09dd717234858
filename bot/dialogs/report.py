"""/report: what was seized, how much, where, when, how it travelled; the rest may wait or be left out."""

from bot.dialog import Dialog, Several
from bot.dialogs import lists
from bot.language import N_
from bot.scene import Answers, always
from bot.steps.choice import Choice
from bot.steps.day import Day
from bot.steps.identifier import Identifier
from bot.steps.photos import Photos
from bot.steps.place import Place
from bot.steps.quantity import Quantity
from bot.steps.route import Route
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
DESCRIPTION = Text(
    key="description",
    label=N_("About the goods"),
    ask=N_("Anything to add about the goods? Brand, form, packing, such as: 12 blocks with a crown stamp."),
    most=300,
)


def _concealed(answers: Answers) -> bool:
    return answers.get("concealment") is not None


REPORT = Dialog(
    name=NAME,
    title=N_("Seizure report"),
    submit=N_("Submit"),
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
        DESCRIPTION,
        Choice(
            key="concealment",
            label=N_("Hidden"),
            ask=N_("How was it hidden? Choose, or type a part of the name."),
            choose=lists.concealments,
            names=lists.hiding_names,
            redraws=True,
        ),
        Text(
            key="concealment_text",
            label=N_("How exactly"),
            ask=N_("How exactly, in a few words? Such as: behind the motor panel of the reefer, new screws."),
            most=300,
            when=_concealed,
        ),
        Route(
            key="route",
            label=N_("Route"),
            ask=N_(
                "Which route? Write countries or ports in order, such as Brazil > South Africa > Kenya; ? for what is "
                "not known."
            ),
        ),
        Identifier(
            key="identifiers",
            label=N_("Numbers"),
            ask=N_("Container, ship, flight or plate number? Such as MSCU 123456-6, IMO 9321483."),
        ),
        Several(
            key="more",
            label=N_("More goods"),
            ask=N_("Were other goods seized with it? Type which, or press a button."),
            another=N_("Any other goods? Type which, or press a button."),
            steps=(CATEGORY, COMMODITY, QUANTITY, DESCRIPTION),
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
