"""/office and /countries: asked in chat, of whoever may."""

from collections.abc import Mapping
from datetime import date, datetime

from alerts.geography import MoveOfCountry, may_move
from alerts.seat import Seat, ahead, changes, seat_at
from bot import placing, talking
from bot.dialog import Progress
from bot.dialogs.office import OFFICE_DIALOG, SEAT_DIALOG, answers_of, card_of, day_of, seat_parts
from bot.dialogs.places import COUNTRY_DIALOG, move_of
from bot.endings_type import Endings
from bot.language import N_
from bot.scene import Answers
from bot.turn import Turn
from bot.views.people import only_in_chat
from bot.views.places import changes_ahead, choose_office, move_refused, seats_ahead, what_changes, what_moves

OF = "office"
"""The fact of a dialog that names the office it is about."""

CARD = "card"
"""The fact that keeps the answers of the card while the day is asked from which on something of it moves."""


async def show(turn: Turn, endings: Endings) -> None:
    """/office: the card of one's own office; of which one is asked where there are several."""
    if turn.account.channel in turn.world.mail_channels:
        turn.reply(only_in_chat(turn.scene))
        return
    offices = placing.offices_of(turn.require_person(), turn.world)
    if not offices:
        turn.tell(turn.words.text(N_("Heads and administrators look after an office. Please ask one of yours.")))
    elif len(offices) == 1:
        await open_card(turn, endings, offices[0])
    else:
        turn.reply(choose_office(offices, turn.scene))


async def open_card(turn: Turn, endings: Endings, office: str) -> bool:
    """The card with a pencil for each line, after the changes to come; False where it is not theirs."""
    if office not in placing.offices_of(turn.require_person(), turn.world):
        return False
    seats, card = await turn.unit.places.seats(office), await turn.unit.places.card(office)
    if ahead(seats, turn.now):
        turn.reply(seats_ahead(office, seats, turn.now, turn.scene))
    answers = answers_of(card, seat_at(seats, turn.now), turn.scene)
    await talking.start(turn, endings, OFFICE_DIALOG, answers=answers, facts={OF: office})
    return True


async def save(turn: Turn, endings: Endings, progress: Progress, answers: Answers) -> None:
    """The card was submitted: the right is asked again. Where something moves, all of it waits for the day that is asked
    then, so that Cancel still changes nothing.
    """
    await turn.unit.progress.end_front(turn.owner)
    office = str(progress.facts.get(OF))
    if not await _looks_after(turn, office):
        return
    if moved := changes(*await _seat_now_and_then(turn, office, answers)):
        note = "\n".join(what_moves(moved, turn.scene))
        await talking.start(turn, endings, SEAT_DIALOG, facts={OF: office, CARD: answers}, note=note)
        return
    turn.places_changed = await placing.change_office(
        turn.unit, turn.world, office, card_of(answers), by=turn.require_person()
    )
    turn.tell(turn.words.text(N_("Saved.") if turn.places_changed else N_("Nothing was different.")))


async def move_seat(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The day was given: the office moves on it, or at once; the rest of the card holds at once."""
    await turn.unit.progress.end_front(turn.owner)
    office, told, person = str(progress.facts.get(OF)), progress.facts.get(CARD), turn.require_person()
    if not await _looks_after(turn, office) or not isinstance(told, Mapping):
        return
    day = day_of(answers)
    begins = None if day <= turn.scene.today else day
    moved = changes(*await _seat_now_and_then(turn, office, told))
    changed = {name: then for name, (_, then) in moved.items()}
    said = await placing.change_office(turn.unit, turn.world, office, card_of(told), by=person)
    sits = await placing.change_seat(turn.unit, turn.world, office, changed, begins, by=person)
    turn.places_changed = said or sits
    turn.tell(turn.words.text(N_("Saved.") if turn.places_changed else N_("Nothing was different.")))
    await _show_seats_ahead(turn, office)


async def _seat_now_and_then(turn: Turn, office: str, answers: Answers) -> tuple[Seat, Seat]:
    """The seat of today, and what the card makes of it."""
    seat = seat_at(await turn.unit.places.seats(office), turn.now)
    return seat, seat.with_parts(seat_parts(answers))


async def take_back(turn: Turn, office: str, written: str) -> bool:
    """A change to come is taken back, as its button names it; False where it names none of theirs."""
    day = _read(written)
    if day is None or office not in placing.offices_of(turn.require_person(), turn.world):
        return False
    if not await placing.take_back_seat(turn.unit, turn.world, office, day, by=turn.require_person()):
        turn.tell(turn.words.text(N_("That change is not to come any more.")))
        return True
    turn.places_changed = True
    turn.tell(turn.words.text(N_("Taken back.")))
    await _show_seats_ahead(turn, office)
    return True


async def _looks_after(turn: Turn, office: str) -> bool:
    if office in placing.offices_of(turn.require_person(), turn.world):
        return True
    turn.tell(turn.words.text(N_("Heads and administrators look after an office. Please ask one of yours.")))
    return False


async def _show_seats_ahead(turn: Turn, office: str) -> None:
    seats = await turn.unit.places.seats(office)
    if ahead(seats, turn.now):
        turn.reply(seats_ahead(office, seats, turn.now, turn.scene))


async def countries(turn: Turn, endings: Endings, *, anew: bool) -> None:
    """/countries: the changes to come; or the questions for another one."""
    if turn.account.channel in turn.world.mail_channels:
        turn.reply(only_in_chat(turn.scene))
    elif not placing.may_place(turn.require_person()):
        turn.tell(turn.words.text(N_("Only who administers the whole installation gives countries to offices.")))
    elif anew:
        await talking.start(turn, endings, COUNTRY_DIALOG)
    else:
        await _show_ahead(turn)


async def preview(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The dialog was submitted: what would change is shown, and nothing is changed."""
    del progress
    await turn.unit.progress.end_front(turn.owner)
    country, office, day = move_of(answers)
    geography = await turn.unit.places.geography(turn.now)
    refusal = may_move(geography, country, office, day, turn.now.date())
    before = geography.office_of(country, day)
    if refusal is not None or before is None:
        turn.tell(move_refused(refusal or MoveOfCountry.HAS_NO_OFFICE, turn.scene))
        return
    waiting = await turn.unit.reports.open_of_country(country)
    turn.reply(what_changes(country, before, office, day, waiting, turn.scene))


async def move(turn: Turn, country: str, target: str) -> bool:
    """The change itself, as its button names it; False where it names none."""
    office, _, written = target.partition("-")
    day = _read(written)
    if day is None:
        return False
    person = turn.require_person()
    if not placing.may_place(person):
        turn.tell(turn.words.text(N_("Only who administers the whole installation gives countries to offices.")))
        return True
    try:
        await placing.move_country(turn.unit, turn.world, country, office, day, by=person)
    except placing.CannotMove as error:
        turn.tell(move_refused(error.refusal, turn.scene))
        return True
    turn.places_changed = True
    await _show_ahead(turn)
    return True


async def _show_ahead(turn: Turn) -> None:
    links = (await turn.unit.places.geography(turn.now)).links
    ahead = [link for link in links if link.valid_from is not None and link.valid_from > turn.now.date()]
    ahead.sort(key=lambda link: (link.valid_from or turn.now.date(), link.code))
    turn.reply(changes_ahead(ahead, turn.scene))


def _read(written: str) -> date | None:
    try:
        return datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
