"""/invite: who, as what, where, up to which marking, and until when. What is offered is what the one who asks may give."""

from collections.abc import Mapping, Sequence
from datetime import date

from alerts.granting import may_give, usual_clearance
from alerts.marking import Marking, cleared
from alerts.person import Person, Role, RoleKind
from bot.dialog import Dialog
from bot.dialogs import lists
from bot.dialogs.subscribe import LONGEST_MAILBOX, place_name, read_mailbox
from bot.language import LANGUAGES, N_, words
from bot.reading.countries import names as country_names
from bot.scene import Answered, Answers, NotUnderstood, Option, Reading, Scene
from bot.steps.choice import Choice
from bot.steps.day import Day
from bot.steps.text import Text
from channels.text import clean_line

NAME = "invite"
EVERYWHERE = "all"
LONGEST_NAME = 100

CLEARANCES = (Marking.GREEN, Marking.AMBER, Marking.AMBER_STRICT, Marking.RED)


def role_of(kind: RoleKind, scope: str, ends: date | None = None) -> Role | None:
    """The role in a scope such as "country:KE", "office:ESA" or "all"; None where it cannot have that one."""
    place, _, code = scope.partition(":")
    country, office = code if place == "country" else None, code if place == "office" else None
    try:
        return Role(kind=kind, country=country, office=office, ends=ends)
    except ValueError:
        return None


def scope_name(scope: str, scene: Scene) -> str:
    """The scope in words."""
    return scene.words.text(N_("Everywhere")) if scope == EVERYWHERE else place_name(scope, scene)


def scopes(kind: RoleKind, asker: Person, scene: Scene) -> Sequence[str]:
    """Where the asker may give this role: their own office and country first."""
    geography = scene.geography
    own = [
        *([f"office:{asker.office}"] if asker.office else []),
        *([f"country:{asker.country}"] if asker.country else []),
    ]
    countries = sorted({f"country:{link.code}" for link in geography.links if link.holds(scene.today)})
    everything = [*own, EVERYWHERE, *(f"office:{office}" for office in geography.offices), *countries]
    return [one for one in dict.fromkeys(everything) if _may(asker, role_of(kind, one), scene)]


def _may(asker: Person, role: Role | None, scene: Scene) -> bool:
    return role is not None and may_give(asker, role, Marking.CLEAR, scene.geography, scene.today) is None


def _kinds(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    asker = scene.asker
    if asker is None:
        return []
    return [
        Option(kind.value, scene.words.text(lists.ROLE_LABELS[kind])) for kind in RoleKind if scopes(kind, asker, scene)
    ]


def _scopes(so_far: Answers, scene: Scene) -> Sequence[Option]:
    kind = _kind(so_far)
    if kind is None or scene.asker is None:
        return []
    options = [Option(one, scope_name(one, scene)) for one in scopes(kind, scene.asker, scene)]
    own = {f"country:{scene.asker.country}"}
    return sorted(options, key=lambda one: one.label if one.code.startswith("country:") and one.code not in own else "")


def scope_names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    """Countries and offices by every name."""
    del so_far
    offices = {
        f"office:{code}": (f"RILO {code}", code, *(words(one).name("office", office.name) for one in LANGUAGES))
        for code, office in scene.geography.offices.items()
    }
    return {**offices, **{f"country:{code}": spoken for code, spoken in country_names().items()}}


def _clearances(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    asker = scene.asker
    return [Option(one.value, one.value) for one in CLEARANCES if asker is not None and cleared(asker.clearance, one)]


def _kind(so_far: Answers) -> RoleKind | None:
    said = so_far.get("role")
    return RoleKind(said) if isinstance(said, str) and said in set(RoleKind) else None


def _name(text: str, scene: Scene) -> Reading:
    """On one line, without what could turn or hide it."""
    name = clean_line(text).strip()
    if not name:
        return NotUnderstood(text=scene.words.text(N_("That was empty. Please write a few words.")))
    return Answered(value=name)


def role_in(answers: Answers) -> Role:
    """The role of complete answers, to this dialog or the one about a further role."""
    ends = answers.get("ends")
    day = date.fromisoformat(ends) if isinstance(ends, str) else None
    role = role_of(RoleKind(str(answers["role"])), str(answers["scope"]), day)
    if role is None:
        raise ValueError("this role has another scope")
    return role


def invitation_of(answers: Answers, asker: Person) -> tuple[str, Role, Marking, str]:
    """Name, role, clearance and mailbox of complete answers. A clearance that was left out is the usual one of the role, as
    far as the asker's own reaches.
    """
    role = role_in(answers)
    kind = role.kind
    said = answers.get("clearance")
    usual = min(usual_clearance(kind), asker.clearance, key=lambda one: one.rank)
    clearance = Marking(said) if isinstance(said, str) else usual
    return str(answers["name"]), role, clearance, str(answers.get("mailbox") or "")


ROLE_STEP = Choice(
    key="role",
    label=N_("Role"),
    ask=N_("As what? You see the roles that you may give."),
    choose=_kinds,
    required=True,
    redraws=True,
)
SCOPE_STEP = Choice(
    key="scope",
    label=N_("For"),
    ask=N_("For which country or office? Choose, or type its name."),
    choose=_scopes,
    names=scope_names,
    required=True,
)
ENDS_STEP = Day(
    key="ends",
    label=N_("Last day"),
    ask=N_("Until which day? Skip when the role has no end."),
    ahead=True,
)

INVITE_DIALOG = Dialog(
    name=NAME,
    title=N_("Invitation"),
    submit=N_("Make the link"),
    steps=(
        Text(
            key="name",
            label=N_("Name"),
            ask=N_("Who is to be invited? Please write the name as colleagues should see it."),
            most=LONGEST_NAME,
            understand=_name,
            required=True,
        ),
        ROLE_STEP,
        SCOPE_STEP,
        Choice(
            key="clearance",
            label=N_("Clearance"),
            ask=N_(
                "Up to which marking may they read? Skip for the usual one: TLP:AMBER, for who decides TLP:AMBER+STRICT."
            ),
            choose=_clearances,
        ),
        ENDS_STEP,
        Text(
            key="mailbox",
            label=N_("Mailbox"),
            ask=N_("To which mailbox shall the link go as well? Skip when you pass it on yourself."),
            most=LONGEST_MAILBOX,
            understand=read_mailbox,
        ),
    ),
)
