"""What the dialog engine is told about the world: plain values, so that the engine stays pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from alerts.geography import Geography
from alerts.person import Person
from bot.language import Words
from storage.reference import Reference

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
"""An answer as JSON keeps it. None is "skipped"."""

Answers = Mapping[str, Value]
Condition = Callable[[Answers], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who is asked, in which language, and what today is for them."""

    words: Words
    reference: Reference
    geography: Geography
    today: date
    """The person's today, in their zone."""
    country: str | None
    """The person's administration."""
    office: str | None
    usual: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Most used options in this office, by step key, the most used first."""
    mailbox: str | None = None
    """The person's confirmed mailbox."""
    asker: Person | None = None
    """The person, where what can be chosen depends on their roles."""
    colleagues: Sequence["Option"] = ()
    """Whom a draft can be handed to, the most likely first, where that is asked."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to pick. `value` is the answer it stands for where that is more than the code itself; where it does not
    answer the question, it is a clearer way to say what was typed.
    """

    code: str
    label: str
    value: Value = None

    @property
    def answer(self) -> Value:
        return self.code if self.value is None else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The input was understood. `also` answers other steps beside this one, by key."""

    value: Value
    also: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarify:
    """The input may mean several things: the person chooses, nothing is guessed."""

    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """The input cannot be an answer; the text says what can."""

    text: str


@dataclass(frozen=True, slots=True)
class Passed:
    """The person has nothing to say to an optional question ("no", "none", "-")."""


Reading = Answered | Clarify | NotUnderstood | Passed


def always(_: Answers) -> bool:
    """The condition of a step that is always asked."""
    return True
