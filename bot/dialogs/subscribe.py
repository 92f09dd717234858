"""/subscribe: where, which goods, how urgent, and how it should come."""

from collections.abc import Mapping, Sequence

from alerts.precedence import Precedence
from alerts.subscription import Subscription
from bot.dialog import Dialog
from bot.dialogs import lists
from bot.language import LANGUAGES, N_, words
from bot.reading.countries import names as country_names
from bot.scene import Answered, Answers, NotUnderstood, Option, Reading, Scene
from bot.steps import many
from bot.steps.choice import Choice
from bot.steps.many import Many
from bot.steps.text import Text
from channels.email_address import check_mailbox

NAME = "subscribe"
CHAT, MAIL, BOTH = "chat", "mail", "both"
LONGEST_MAILBOX = 254
"""RFC 5321, section 4.5.3.1.3: a path has at most 256 octets with its brackets."""

HOW_LABELS = {CHAT: N_("In this chat"), MAIL: N_("By mail"), BOTH: N_("In chat and by mail")}


def _where(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """Likely wishes first: everything, the person's office, its region, their country."""
    del so_far
    geography, own = scene.geography, scene.country
    link = geography.link(own, scene.today) if own else None
    office = scene.office or (link.office if link else None)
    options = [Option("all", scene.words.text(N_("Everywhere")), [])]
    if office is not None and office in geography.offices:
        region = geography.offices[office].region
        options += [
            Option(f"office:{office}", place_name(f"office:{office}", scene), [f"office:{office}"]),
            Option(f"region:{region}", place_name(f"region:{region}", scene), [f"region:{region}"]),
        ]
    if own is not None:
        options.append(Option(f"country:{own}", scene.words.country(own), [f"country:{own}"]))
    return options


def _places(scene: Scene) -> Mapping[str, Sequence[str]]:
    """Regions, offices and countries by every name."""
    regions = {
        f"region:{region.code}": [words(one).name("region", region.label) for one in LANGUAGES]
        for region in scene.reference.regions
    }
    offices = {
        f"office:{code}": [
            f"RILO {code}",
            f"RILO-{code}",
            *(words(one).name("office", office.name) for one in LANGUAGES),
            *(f"RILO {words(one).name('office', office.name)}" for one in LANGUAGES),
        ]
        for code, office in scene.geography.offices.items()
    }
    countries = {f"country:{code}": list(spoken) for code, spoken in country_names().items()}
    return {**countries, **offices, **regions}


def place_name(term: str, scene: Scene) -> str:
    """A region, office or country term in words."""
    kind, _, code = term.partition(":")
    if kind == "country":
        return scene.words.country(code)
    if kind == "office":
        return lists.office_name(code, scene)
    label = next(region.label for region in scene.reference.regions if region.code == code)
    return scene.words.text(N_("Region {name}")).format(name=scene.words.name("region", label))


def _goods(so_far: Answers, scene: Scene) -> Sequence[Option]:
    return [
        Option("all", scene.words.text(N_("All goods")), []),
        *(Option(option.code, option.label, [option.code]) for option in lists.categories(so_far, scene)),
    ]


def _categories(scene: Scene) -> Mapping[str, Sequence[str]]:
    return {
        entry.code: [words(one).name("category", entry.label) for one in LANGUAGES]
        for entry in scene.reference.categories
    }


def _category(code: str, scene: Scene) -> str:
    return scene.words.name("category", next(one.label for one in scene.reference.categories if one.code == code))


def _how(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(code, scene.words.text(label)) for code, label in HOW_LABELS.items()]


def _mail_asked(answers: Answers) -> bool:
    return answers.get("how") in {MAIL, BOTH}


def read_mailbox(text: str, scene: Scene) -> Reading:
    """A mailbox as one can write to it: one address, no name, no blanks."""
    try:
        mailbox = check_mailbox(text.strip())
    except ValueError:
        mailbox = ""
    if not mailbox.isascii() or "." not in mailbox.rpartition("@")[2] or len(mailbox) > LONGEST_MAILBOX:
        return NotUnderstood(
            text=scene.words.text(
                N_("That is not a mailbox I can write to. Please send one such as name@customs.example.")
            )
        )
    return Answered(value=mailbox)


WHERE = Many(
    key="where",
    label=N_("Where"),
    ask=N_("Alerts about which places? Choose, or type countries, offices or regions, separated by commas."),
    sets=_where,
    things=_places,
    name=place_name,
    all_label=N_("Everywhere"),
    required=True,
)
GOODS = Many(
    key="goods",
    label=N_("Goods"),
    ask=N_("Which goods? Choose, or type several kinds, separated by commas."),
    sets=_goods,
    things=_categories,
    name=_category,
    all_label=N_("All goods"),
    required=True,
)
LOWEST = Choice(
    key="lowest",
    label=N_("From precedence"),
    ask=N_("From which precedence on? Routine means everything."),
    choose=lists.precedences,
    required=True,
)


def wish_of(answers: Answers, person: int, *, chat: bool, mail: bool) -> Subscription:
    """The subscription that complete answers tell."""
    named = [term.partition(":") for term in many.read(answers["where"])]
    return Subscription(
        person=person,
        regions=frozenset(code for kind, _, code in named if kind == "region"),
        offices=frozenset(code for kind, _, code in named if kind == "office"),
        countries=frozenset(code for kind, _, code in named if kind == "country"),
        categories=frozenset(many.read(answers["goods"])),
        lowest=Precedence(str(answers["lowest"])),
        chat=chat,
        mail=mail,
    )


SUBSCRIBE = Dialog(
    name=NAME,
    title=N_("Subscription"),
    submit=N_("Subscribe"),
    steps=(
        WHERE,
        GOODS,
        LOWEST,
        Choice(
            key="how", label=N_("How"), ask=N_("How should the alerts come?"), choose=_how, required=True, redraws=True
        ),
        Text(
            key="mailbox",
            label=N_("Mailbox"),
            ask=N_(
                "To which mailbox? Alerts go there once its owner has opened the link we mail and pressed the button."
            ),
            most=LONGEST_MAILBOX,
            understand=read_mailbox,
            when=_mail_asked,
            required=True,
        ),
    ),
)
