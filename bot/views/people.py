"""What is shown of people to who decides about them: an invitation that was made, an account to be confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.marking import Marking
from alerts.person import Person, Role, RoleKind
from alerts.seizure import PartialDate
from bot.dialogs.invite import EVERYWHERE, scope_name
from bot.dialogs.lists import ROLE_LABELS
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import NONE, SURE, button, rows
from channels.message import Message
from channels.text import shorten
from storage.links import Session

SURE_AND = f"{SURE}-"
"""Before what a button names, where it stands behind a question that was asked once."""

LONGEST_LABEL = 60
"""Characters of a button's label that every channel shows."""


def scope_of(role: Role) -> str:
    """The scope of a role as the dialogs write it."""
    if role.country is not None:
        return f"country:{role.country}"
    return f"office:{role.office}" if role.office is not None else EVERYWHERE


def role_line(role: Role, scene: Scene) -> str:
    """A role in words: Reviewer, RILO Eastern and Southern Africa, until 31 Dec 2026."""
    say = scene.words.text
    parts = [say(ROLE_LABELS[role.kind]), scope_name(scope_of(role), scene)]
    if role.ends is not None:
        day = scene.words.day(PartialDate(role.ends.year, role.ends.month, role.ends.day))
        parts.append(say(N_("until {day}")).format(day=day))
    return ", ".join(parts)


def only_in_chat(scene: Scene) -> Message:
    """Who may do what is not decided by mail."""
    text = scene.words.text(N_("People and offices are looked after in chat, not by mail."))
    return Message(language=scene.words.language, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """Somebody, as who looks after them sees it."""

    person: Person
    accounts: Sequence[str]
    sessions: Sequence[Session]
    may_change: bool
    """Whether the reader decides about this person."""
    may_give: bool = False
    """Whether the reader may give them roles."""
    may_rehome: bool = False
    """Whether the reader may say where they belong."""
    matches: int = 0
    """How many reports with the number of one in hand they were shown today, where that is too many."""
    accepted: str = ""
    """Which notice they accepted, and when, in words; "" where there is nothing to say of it."""
    waiting: Sequence[Role] = ()
    """Roles that wait to be confirmed."""


def role_code(role: Role) -> str:
    """A role as a button names it: reviewer-ESA."""
    return f"{role.kind.value}-{role.country or role.office or EVERYWHERE}"


def roles_kept(roles: Sequence[Role]) -> str:
    """Roles as a notice keeps them until it is shown in its reader's language: "reviewer office:ESA"."""
    return ";".join(f"{role.kind.value} {scope_of(role)}" for role in roles)


def roles_shown(kept: str, scene: Scene) -> str:
    """What `roles_kept` made, in words."""
    roles = [one.partition(" ") for one in kept.split(";") if one]
    return "; ".join(
        f"{scene.words.text(ROLE_LABELS[RoleKind(kind)])}, {scope_name(scope, scene)}" for kind, _, scope in roles
    )


def _many(matches: int, scene: Scene) -> str:
    """Who looks up many numbers that way does what the hint is not for."""
    if not matches:
        return ""
    shown = scene.words.count(
        "⚠ {number} report shown today by a number", "⚠ {number} reports shown today by a number", matches
    )
    return shown.format(number=scene.words.number(matches))


def people_list(
    found: Sequence[Person],
    waiting: Sequence[tuple[str, str]],
    matches: Mapping[int, int],
    scene: Scene,
    *,
    said: str,
    page: int,
    more: bool,
) -> Message:
    """A line and a button for each; who waits to be confirmed comes first."""
    say = scene.words.text
    hint = say(N_("To search, write /people and a name, a country or an office."))
    none = "" if found else say(N_("Nobody was found."))
    ask = [
        button(shorten(say(N_("Confirm {name}")).format(name=name), LONGEST_LABEL), "ask", "admission", id_, NONE)
        for id_, name in waiting
    ]
    looks = [button(shorten(person.name, LONGEST_LABEL), "see", "person", person.public_id, NONE) for person in found]
    on = [button(say(N_("More …")), "do", "command", "people", f"+{page + 1}")] if more and not said else []
    return Message(
        language=scene.words.language,
        title=say(N_("People")),
        text="\n".join(part for part in (none, hint if not said or not found else "") if part),
        fields=tuple(
            (
                person.name,
                " · ".join(part for part in (_short(person, scene), _many(matches.get(person.id, 0), scene)) if part),
            )
            for person in found
        ),
        buttons=(*rows(ask), *rows(looks), *rows(on)),
    )


def person_card(card: PersonCard, zone: str, scene: Scene, *, note: str = "") -> Message:
    """Roles, home, clearance, accounts, sessions, and what the reader may do about them."""
    say, person = scene.words.text, card.person
    used = card.sessions[0].used if card.sessions else None
    signed_in = (
        say(N_("{number}, used {moment}")).format(
            number=scene.words.number(len(card.sessions)), moment=scene.words.moment(used, zone)
        )
        if used
        else say(N_("none"))
    )
    fields = (
        *((say(N_("Role")), role_line(role, scene)) for role in person.roles),
        *((say(N_("Waits to be confirmed")), role_line(role, scene)) for role in card.waiting),
        (say(N_("Of")), _home(person, scene)),
        (say(N_("Clearance")), person.clearance.value),
        (say(N_("State")), say(N_("active")) if person.active else say(N_("suspended"))),
        (say(N_("Accounts")), ", ".join(card.accounts) or say(N_("none"))),
        (say(N_("Signed in")), signed_in),
        *(((say(N_("Notice")), card.accepted),) if card.accepted else ()),
        *(((say(N_("Look at")), _many(card.matches, scene)),) if card.matches else ()),
    )
    id_ = person.public_id
    ends = [
        button(
            shorten(say(N_("End: {role}")).format(role=role_line(role, scene)), LONGEST_LABEL),
            "endrole",
            "person",
            id_,
            role_code(role),
        )
        for role in person.roles
    ]
    active = (
        button(say(N_("Suspend")), "suspend", "person", id_, NONE, style="danger")
        if person.active
        else button(say(N_("End the suspension")), "restore", "person", id_, NONE)
    )
    gives = [button(say(N_("Give a role")), "give", "person", id_, NONE)] if card.may_give else []
    homes = [button(say(N_("Change country")), "home", "person", id_, NONE)] if card.may_rehome else []
    changes = [button(say(N_("Change clearance")), "clear", "person", id_, NONE), *ends]
    seen = [button(say(N_("Sessions")), "sessions", "person", id_, NONE)] if card.sessions else []
    return Message(
        language=scene.words.language,
        title=person.name,
        text=note,
        fields=fields,
        buttons=(*rows([*seen, *gives, *homes, *changes]), (active,)) if card.may_change else rows(gives),
    )


def choose_clearance(person: Person, offered: Sequence[Marking], scene: Scene) -> Message:
    """Up to one's own."""
    text = scene.words.text(N_("Up to which marking may {name} read? It is {clearance} now."))
    return Message(
        language=scene.words.language,
        text=text.format(name=person.name, clearance=person.clearance.value),
        buttons=rows([button(one.value, "clear", "person", person.public_id, one.rank) for one in offered]),
    )


def ask_suspend(person: Person, scene: Scene) -> Message:
    """What follows from a suspension, before it is done."""
    say = scene.words.text
    text = say(
        N_(
            "Suspend {name}? All sessions end, reports they have taken go back to the queue, and nothing is sent to them."
        )
    )
    return Message(
        language=scene.words.language,
        text=text.format(name=person.name),
        buttons=(
            (button(say(N_("Yes, suspend")), "suspend", "person", person.public_id, SURE, style="danger"),),
            (button(say(N_("Back")), "see", "person", person.public_id, NONE),),
        ),
    )


def ask_end_role(person: Person, role: Role, scene: Scene) -> Message:
    """A role that has ended has to be given anew."""
    say, code = scene.words.text, f"{SURE_AND}{role_code(role)}"
    text = say(N_("End this role of {name}: {role}? It counts no more from now on."))
    return Message(
        language=scene.words.language,
        text=text.format(name=person.name, role=role_line(role, scene)),
        buttons=(
            (button(say(N_("Yes, end it")), "endrole", "person", person.public_id, code, style="danger"),),
            (button(say(N_("Back")), "see", "person", person.public_id, NONE),),
        ),
    )


def _home(person: Person, scene: Scene) -> str:
    places = [
        *([f"country:{person.country}"] if person.country else []),
        *([f"office:{person.office}"] if person.office else []),
    ]
    return ", ".join(scope_name(place, scene) for place in places) or scene.words.text(N_("nowhere in particular"))


def _short(person: Person, scene: Scene) -> str:
    roles = "; ".join(role_line(role, scene) for role in person.roles)
    state = "" if person.active else scene.words.text(N_("suspended"))
    return " · ".join(part for part in (roles or _home(person, scene), state) if part)
