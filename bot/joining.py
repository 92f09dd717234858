"""How somebody comes in: language, invitation code, the notice of the office, person, roles. Also /language later on."""

from datetime import datetime

from alerts.granting import GIVES
from alerts.marking import Marking
from alerts.person import Role
from bot import claiming, noticing, talking
from bot.admitting import admit
from bot.dialog import Progress
from bot.dialogs.join import ACCEPT_DIALOG, JOIN_DIALOG, LANGUAGE_DIALOG, YES
from bot.dialogs.zone import ZONE_DIALOG, city, zone_named, zones_of
from bot.endings_type import Endings
from bot.giving import Gives, gives_of, may_still_give, payload_of
from bot.language import N_
from bot.reading.codes import normal
from bot.scene import Answers
from bot.turn import Turn
from bot.views.help import welcome
from bot.views.office_notices import notice_words
from bot.world import World
from storage.links import INVITATION
from storage.office_notices import OfficeNotice
from storage.random import token_hash
from storage.unit_of_work import UnitOfWork

INVITE = "invitation"

ACCEPTED = "accepted"
"""Under which joining is told which version of the notice somebody accepted."""

INVITING = frozenset(GIVES)
"""Roles that let somebody invite others."""


async def begin(turn: Turn, endings: Endings, code: str = "") -> None:
    """First contact, or /start: the language comes first; a code that came along is not asked for again."""
    answers = {"code": token_hash(code)} if code else {}
    await talking.start(turn, endings, JOIN_DIALOG, answers=answers)


async def begin_with_code(turn: Turn, endings: Endings, text: str) -> bool:
    """Somebody pastes the code before they are asked for it: it counts, and is not repeated to them as a language that
    was not understood. False where the text is no code, or the language is known.
    """
    found = await talking.front(turn)
    code = normal(text)
    if (found is None or "language" not in found[1].answers) and await claiming.take(turn, code):
        return True
    if (found is not None and "language" in found[1].answers) or await turn.unit.links.look(
        INVITE, token_hash(code), turn.now
    ) is None:
        return False
    await begin(turn, endings, code)
    return True


async def join(turn: Turn, endings: Endings, answers: Answers) -> None:
    """Language and code are there: the invitation is used, once."""
    turn.language = str(answers["language"])
    if await claiming.take_hashed(turn, str(answers["code"])):
        return
    link = await turn.unit.links.look(INVITE, str(answers["code"]), turn.now)
    gives = gives_of(link.payload) if link is not None else None
    good = gives is not None and await may_still_give(turn.unit, turn.world, gives)
    notice = None
    if link is not None and gives is not None and good:
        notice = await noticing.holding(turn.unit, turn.world, country=gives.country, office=gives.office)
        if notice is not None and answers.get(ACCEPTED) != notice.public_id:
            await _ask_to_accept(turn, endings, answers, notice)
            return
    if link is None or gives is None or not good or not await turn.unit.links.use(link.id, turn.now):
        await turn.unit.progress.end_front(turn.owner)
        note = turn.words.text(
            N_("This code does not work: it is wrong, was used, or is too old. Please ask who invited you.")
        )
        await talking.start(turn, endings, JOIN_DIALOG, answers={"language": turn.language}, note=note)
        return
    await turn.unit.progress.end_front(turn.owner)
    zone = await zone_of(turn.unit, turn.world, gives.country, gives.office)
    person = await admit(
        turn.unit, turn.world, gives, language=turn.language, zone=zone, account=turn.account, named=turn.named
    )
    await turn.unit.people.bind(turn.account.id, person.id)
    await turn.unit.audit.add(
        at=turn.now,
        who=person.id,
        verb="person.join",
        subject=f"person {person.public_id}",
        details={"channel": turn.account.channel, "roles": [role.kind.value for role in gives.roles]},
    )
    if notice is not None:
        await noticing.accept(turn.unit, turn.world, person, notice)
    turn.person, turn.reader_changed = person, True
    if await turn.unit.admissions.waits(person.id):
        turn.tell(waits_to_be_confirmed(person.name, turn))
    else:
        turn.reply(welcome(person, turn.scene))
        if several_zones(turn):
            await ask_zone(turn, endings)


async def _ask_to_accept(turn: Turn, endings: Endings, answers: Answers, notice: OfficeNotice) -> None:
    """Before anything is given: the invitation is not used by it."""
    await turn.unit.progress.end_front(turn.owner)
    await talking.start(
        turn,
        endings,
        ACCEPT_DIALOG,
        answers={"language": turn.language},
        facts={"code": answers["code"], "notice": notice.public_id},
        note=notice_words(notice, "UTC", turn.scene),
    )


async def accept(turn: Turn, endings: Endings, progress: Progress, answers: Answers) -> None:
    """Accept or Decline. Who declines has not joined, and can come back with the same code while it is valid."""
    if answers["accept"] != YES:
        await turn.unit.progress.end_front(turn.owner)
        turn.tell(
            turn.words.text(
                N_(
                    "You have not joined. Your invitation stays good for as long as it was: "
                    "to come back, open its link or send its code again."
                )
            )
        )
        return
    known = {"language": turn.language, "code": progress.facts["code"], ACCEPTED: progress.facts["notice"]}
    await join(turn, endings, known)


def waits_to_be_confirmed(name: str, turn: Turn) -> str:
    """To somebody who came in and has no role yet."""
    return turn.words.text(
        N_("Welcome, {name}. Your office confirms your account first; I write to you when you can begin.")
    ).format(name=name)


async def choose_language(turn: Turn, progress: Progress, answers: Answers) -> None:
    """/language was answered."""
    del progress
    person = turn.require_person()
    turn.language = str(answers["language"])
    await turn.unit.people.set_language(person.id, turn.language)
    turn.reader_changed = True
    await turn.unit.audit.add(
        at=turn.now,
        who=person.id,
        verb="person.language",
        subject=f"person {person.public_id}",
        details={"language": turn.language},
    )
    await turn.unit.progress.end_front(turn.owner)
    turn.tell(turn.words.text(N_("From now on I write in English.")))


def several_zones(turn: Turn) -> bool:
    """Whether somebody has to say which clock they go by."""
    return len(zones_of(turn.require_person().country, turn.scene)) > 1


async def ask_zone(turn: Turn, endings: Endings) -> None:
    """Right after joining, and /zone."""
    if several_zones(turn):
        await talking.start(turn, endings, ZONE_DIALOG)
    else:
        zone = turn.require_person().zone
        turn.tell(turn.words.text(N_("Your times are those of {zone}.")).format(zone=city(zone, turn.language)))


async def choose_zone(turn: Turn, progress: Progress, answers: Answers) -> None:
    """/zone was answered."""
    del progress
    person, zone = turn.require_person(), zone_named(str(answers["zone"]))
    await turn.unit.people.set_zone(person.id, zone)
    turn.reader_changed = True
    await turn.unit.audit.add(
        at=turn.now, who=person.id, verb="person.zone", subject=f"person {person.public_id}", details={"zone": zone}
    )
    await turn.unit.progress.end_front(turn.owner)
    turn.tell(
        turn.words.text(N_("Your times are those of {zone}; it is {now} there.")).format(
            zone=city(zone, turn.language), now=turn.words.moment(turn.now, zone)
        )
    )


async def ask_language(turn: Turn, endings: Endings) -> None:
    """/language: which one to speak."""
    await talking.start(turn, endings, LANGUAGE_DIALOG)


async def invite(
    unit: UnitOfWork,
    *,
    name: str,
    roles: tuple[Role, ...],
    clearance: Marking,
    country: str | None,
    office: str | None,
    by: int | None,
    now: datetime,
    code: str = "",
    nonce: str = "",
) -> str:
    """Makes an invitation and returns its code: single use, 72 hours, kept hashed. `code` is derived from `nonce` where a
    mail is to carry it too.
    """
    gives = Gives(name=name, roles=roles, clearance=clearance, country=country, office=office, by=by)
    payload = payload_of(gives)
    made = await unit.links.make(
        INVITE, valid=INVITATION, now=now, payload={**payload, "nonce": nonce} if nonce else payload, token=code
    )
    await unit.audit.add(
        at=now,
        who=by,
        verb="person.invite",
        subject="invitation",
        details={key: payload[key] for key in ("roles", "clearance")},
    )
    return made


async def zone_of(unit: UnitOfWork, world: World, country: str | None, office: str | None) -> str:
    """The usual time zone of a country, or of an office's seat; UTC for somebody of neither."""
    if country is not None:
        zones = await unit.places.zones(country)
        return zones[0] if zones else "UTC"
    seat = world.geography.offices.get(office) if office is not None else None
    return seat.zone if seat else "UTC"
