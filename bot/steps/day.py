"""A day, as exact as it is known, in the person's own today: never guessed silently, never in the wrong direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from alerts.seizure import PartialDate
from bot.language import N_
from bot.reading.days import EARLIEST, readings
from bot.scene import Answered, Answers, Clarify, Condition, NotUnderstood, Option, Reading, Scene, Value, always
from bot.steps.choice import short


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """When. The answer is "2024-03-05", "2024-03" or "2024". `ahead` turns it round: a whole day in the future,
    with `today` also the present one.
    """

    key: str
    label: str
    ask: str
    when: Condition = always
    required: bool = False
    ahead: bool = False
    today: bool = False

    def question(self, so_far: Answers, scene: Scene) -> str:
        del so_far
        return scene.words.text(self.ask)

    def fits(self, value: Value, so_far: Answers, scene: Scene) -> bool:
        del so_far
        day = read(value)
        return day is not None and self._refuse(day, scene) is None

    def options(self, so_far: Answers, scene: Scene) -> Sequence[Option]:
        del so_far
        if self.ahead:
            days = [scene.today + timedelta(days=span) for span in (3, 7, 30, 90)]
            options = [Option(_of(day), scene.words.day(PartialDate.parse(_of(day)))) for day in days]
            return [*_named(scene, (N_("Today, {day}"),)), *options] if self.today else options
        return _named(scene, (N_("Today, {day}"), N_("Yesterday, {day}")))

    def read(self, text: str, so_far: Answers, scene: Scene) -> Reading:
        del so_far
        languages = tuple(dict.fromkeys((scene.words.language, "en")))
        found = readings(text, today=scene.today, languages=languages)
        possible = [day for day in found if self._refuse(day, scene) is None]
        if not found:
            return NotUnderstood(text=scene.words.text(N_("I did not understand “{said}”.")).format(said=short(text)))
        if not possible:
            return NotUnderstood(text=self._refuse(found[0], scene) or "")
        if len(possible) > 1:
            return Clarify(
                text=scene.words.text(N_("“{said}” can be read in more than one way. Which one is it?")).format(
                    said=short(text)
                ),
                options=tuple(Option(str(day), scene.words.day(day)) for day in possible),
            )
        return Answered(value=str(possible[0]))

    def show(self, value: Value, so_far: Answers, scene: Scene) -> str:
        del so_far
        day = read(value)
        return scene.words.day(day) if day else ""

    def _refuse(self, day: PartialDate, scene: Scene) -> str | None:
        if self.ahead:
            if day.day is None:
                return scene.words.text(N_("A whole day is needed here."))
            if self.today and day.first < scene.today:
                return scene.words.text(N_("{day} is over: what was is not rewritten.")).format(
                    day=scene.words.day(day)
                )
            if not self.today and day.first <= scene.today:
                return scene.words.text(N_("{day} is not in the future.")).format(day=scene.words.day(day))
            return None
        if day.first > scene.today:
            return scene.words.text(N_("{day} is in the future.")).format(day=scene.words.day(day))
        if day.year < EARLIEST:
            return scene.words.text(N_("{day} is too long ago: please check the year.")).format(
                day=scene.words.day(day)
            )
        return None


def _named(scene: Scene, labels: Sequence[str]) -> list[Option]:
    """Today and the days before it, by their names."""
    days = [scene.today - timedelta(days=back) for back in range(len(labels))]
    return [
        Option(_of(day), scene.words.text(label).format(day=scene.words.day(PartialDate.parse(_of(day)))))
        for label, day in zip(labels, days, strict=True)
    ]


def _of(day: date) -> str:
    return day.isoformat()


def read(value: Value) -> PartialDate | None:
    """The day of an answer, None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return PartialDate.parse(value)
    except ValueError:
        return None
