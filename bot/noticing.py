"""What an office has people accept: written by who looks after it, accepted when somebody joins, read by /notice. A version
that comes later is told once to who is here, and hinders nothing.
"""

from collections.abc import Mapping

from alerts.person import Person
from bot import placing, talking
from bot.dialog import Progress, walk
from bot.dialogs.notice import NAME, NOTICE_DIALOG, answers_of, texts_of
from bot.endings_type import Endings
from bot.language import N_
from bot.progress_json import to_json
from bot.scene import Answers
from bot.turn import Turn
from bot.views.office_notices import accepted_line, none_yet, notice_shown, preview_ends, write_button
from bot.views.people import only_in_chat
from bot.world import World
from storage.office_notices import Acceptance, OfficeNotice, digest
from storage.unit_of_work import UnitOfWork

OF = "office"
"""The fact that names whose notice is written."""


async def holding(unit: UnitOfWork, world: World, *, country: str | None, office: str | None) -> OfficeNotice | None:
    """The notice for somebody of this office, or of this country: that of the office responsible for it."""
    of = office or (world.geography.office_of(country, world.now().date()) if country is not None else None)
    return await unit.office_notices.current(of)


async def of_person(unit: UnitOfWork, world: World, person: Person) -> OfficeNotice | None:
    """The notice that holds for somebody."""
    return await holding(unit, world, country=person.country, office=person.office)


async def save(
    unit: UnitOfWork, world: World, office: str, texts: Mapping[str, str], *, by: Person | None
) -> OfficeNotice | None:
    """A further version; None where these are the words that hold. No texts: nothing is asked from now on."""
    now, before = world.now(), await unit.office_notices.current(office)
    if digest(texts) == digest(before.texts if before is not None else {}):
        return None
    who = by.id if by is not None else None
    saved = await unit.office_notices.save(office, texts, by=who, now=now)
    await unit.audit.add(
        at=now,
        who=who,
        verb="office.notice",
        subject=f"office {office}",
        details={"version": saved.version, "digest": saved.digest, "languages": sorted(texts)},
    )
    return saved


async def accept(unit: UnitOfWork, world: World, person: Person, notice: OfficeNotice) -> bool:
    """Somebody accepts a version; False where they had before."""
    if not await unit.office_notices.accept(person.id, notice.id, world.now()):
        return False
    await unit.audit.add(
        at=world.now(),
        who=person.id,
        verb="notice.accept",
        subject=f"person {person.public_id}",
        details={"office": notice.office, "version": notice.version, "digest": notice.digest},
    )
    return True


async def show(turn: Turn, endings: Endings, argument: str) -> None:
    """/notice: the one that holds; with the code of an office, for who looks after it: the questions."""
    office = argument.upper().removeprefix("RILO").strip(" -")
    if office:
        await _write(turn, endings, office)
        return
    person = turn.require_person()
    mail = turn.account.channel in turn.world.mail_channels
    writes = [] if mail else [write_button(one, turn.scene) for one in placing.offices_of(person, turn.world)]
    notice = await of_person(turn.unit, turn.world, person)
    if notice is None:
        turn.reply(none_yet(writes, turn.scene))
        return
    at = await turn.unit.office_notices.accepted(person.id, notice.id)
    await turn.unit.office_notices.tell(person.id, notice.id, turn.now)
    line = ""
    if at is not None:
        line = accepted_line(Acceptance(office=notice.office, version=notice.version, at=at), person.zone, turn.scene)
    turn.reply(
        notice_shown(notice, person.zone, turn.scene, accepted=line, asks=at is None and not mail, writes=writes)
    )


async def remind(turn: Turn) -> None:
    """Before what somebody asks for with a command is answered: a version that they have neither accepted nor been told of
    is shown, once.
    """
    person = turn.person
    notice = await of_person(turn.unit, turn.world, person) if person is not None and person.active else None
    if person is None or notice is None or turn.account.channel in turn.world.mail_channels:
        return
    if await turn.unit.office_notices.tell(person.id, notice.id, turn.now):
        turn.reply(notice_shown(notice, person.zone, turn.scene, accepted="", asks=True, writes=()))


async def take(turn: Turn, public_id: str) -> bool:
    """Accept was pressed below a notice; False where it is not the one that holds for them."""
    person = turn.require_person()
    notice = await of_person(turn.unit, turn.world, person)
    if notice is None or notice.public_id != public_id:
        return False
    await accept(turn.unit, turn.world, person, notice)
    turn.tell(turn.words.text(N_("Accepted. /notice shows it again at any time.")))
    return True


async def preview(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The summary was submitted: each text as people will see it. Nothing is saved by it."""
    kept, office = await turn.unit.progress.front(turn.owner), str(progress.facts.get(OF))
    texts, person = texts_of(answers), turn.require_person()
    if kept is None:
        return
    if not texts:
        await talking.show(turn, kept, progress, note=turn.words.text(N_("There is no text yet. Please add one.")))
        return
    await turn.unit.progress.save(kept.id, to_json(progress), turn.now)
    async with turn.unit.trial():
        made = await turn.unit.office_notices.save(office, texts, by=person.id, now=turn.now)
    for language in texts:
        alone = OfficeNotice(
            id=made.id,
            public_id=made.public_id,
            office=made.office,
            version=made.version,
            texts={language: texts[language]},
            digest=made.digest,
            created=made.created,
        )
        turn.reply(notice_shown(alone, person.zone, turn.scene, accepted="", asks=False, writes=()))
    turn.reply(preview_ends(office, progress.revision, turn.scene))


async def keep(turn: Turn, office: str, revision: str) -> bool:
    """Save was pressed; False where the preview is not of the texts as they stand now."""
    found = await talking.front(turn)
    if found is None or found[1].dialog != NAME or found[1].revision != revision or found[1].facts.get(OF) != office:
        return False
    answers, question = walk(NOTICE_DIALOG, found[1].answers, turn.scene)
    if question is not None or not texts_of(answers):
        return False
    await turn.unit.progress.end(found[0].id)
    if office not in placing.offices_of(turn.require_person(), turn.world):
        turn.tell(turn.words.text(N_("Heads and administrators look after an office. Please ask one of yours.")))
        return True
    saved = await save(turn.unit, turn.world, office, texts_of(answers), by=turn.require_person())
    if saved is None:
        turn.tell(turn.words.text(N_("Nothing was different.")))
    else:
        told = N_("Saved as version {number}. Who joins from now on has to accept it.")
        turn.tell(turn.words.text(told).format(number=turn.words.number(saved.version)))
    return True


async def back_to_summary(turn: Turn, revision: str) -> bool:
    """Back from the preview: every text can be changed again."""
    found = await talking.front(turn)
    if found is None or found[1].dialog != NAME or found[1].revision != revision:
        return False
    await talking.show(turn, *found, opens=True)
    return True


async def _write(turn: Turn, endings: Endings, office: str) -> None:
    if turn.account.channel in turn.world.mail_channels:
        turn.reply(only_in_chat(turn.scene))
    elif office not in placing.offices_of(turn.require_person(), turn.world):
        turn.tell(turn.words.text(N_("Heads and administrators look after an office. Please ask one of yours.")))
    else:
        held = await turn.unit.office_notices.current(office)
        answers = answers_of(held.texts if held is not None else {})
        await talking.start(turn, endings, NOTICE_DIALOG, answers=answers, facts={OF: office})
