"""/office and /countries: asked in chat, of whoever may."""

from datetime import date, datetime

from alerts.geography import MoveOfCountry, may_move
from bot import placing, talking
from bot.dialog import Progress
from bot.dialogs.places import COUNTRY_DIALOG, OFFICE_DIALOG, answers_of, card_of, move_of
from bot.endings_type import Endings
from bot.language import N_
from bot.scene import Answers
from bot.turn import Turn
from bot.views.people import only_in_chat
from bot.views.places import changes_ahead, choose_office, move_refused, what_changes

OF = "office"
"""The fact of a dialog that names the office it is about."""


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
    """The card with a pencil for each line; False where it is not theirs."""
    if office not in placing.offices_of(turn.require_person(), turn.world):
        return False
    card = await turn.unit.places.card(office)
    await talking.start(turn, endings, OFFICE_DIALOG, answers=answers_of(card), facts={OF: office})
    return True


async def save(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The card was submitted: the right is asked again."""
    await turn.unit.progress.end_front(turn.owner)
    office, person = str(progress.facts.get(OF)), turn.require_person()
    if office not in placing.offices_of(person, turn.world):
        turn.tell(turn.words.text(N_("Heads and administrators look after an office. Please ask one of yours.")))
        return
    turn.places_changed = await placing.change_office(turn.unit, turn.world, office, card_of(answers), by=person)
    turn.tell(turn.words.text(N_("Saved.") if turn.places_changed else N_("Nothing was different.")))


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
    geography = await turn.unit.places.geography()
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
    links = (await turn.unit.places.geography()).links
    ahead = [link for link in links if link.valid_from is not None and link.valid_from > turn.now.date()]
    ahead.sort(key=lambda link: (link.valid_from or turn.now.date(), link.code))
    turn.reply(changes_ahead(ahead, turn.scene))


def _read(written: str) -> date | None:
    try:
        return datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
