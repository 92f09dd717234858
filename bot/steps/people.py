"""The people concerned, without a name: how many, as what, of which country: "2 drivers, Kenyan; 1 passenger". What is
neither of these is not taken, so that no name can get in.
"""

import re
from collections.abc import Mapping, Sequence

from alerts.seizure import Party
from bot.language import LANGUAGES, N_, words
from bot.reading.countries import names as country_names
from bot.reading.names import Found, find
from bot.reading.nationalities import find_nationality
from bot.reading.numbers import western
from bot.scene import (
    Answered,
    Answers,
    Clarify,
    NotUnderstood,
    Option,
    Reading,
    Scene,
    Value,
)
from bot.steps.choice import did_you_mean, short
from bot.steps.line import Meaning
from bot.steps.people_words import PEOPLE_WORDS
from storage.reference import Reference

MOST_GROUPS = 10
MOST_PEOPLE = 999
SHOWN = 6
_BETWEEN = re.compile(r"\s*[;·\n]\s*|\s+(?:and|et)\s+(?=\d)|\s*,\s*(?=\d)", re.IGNORECASE)
_COUNTED = re.compile(r"\s*(\d{1,4})\s*[×x*]?\s+(.+)", re.IGNORECASE | re.DOTALL)
_OF = re.compile(r"(.+?)\s*(?:\(([^()]*)\)|[,:/]\s*(.+)|\s(?:from|of|du|de|des)\s(.+))", re.IGNORECASE | re.DOTALL)
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
}  # fmt: skip


def _fits(value: Value, scene: Scene) -> bool:
    roles, countries = {entry.code for entry in scene.reference.lists["party_role"]}, country_names()
    people = read(value)
    return bool(people) and all(
        party.role in roles and (party.nationality is None or party.nationality in countries) for party in people
    )


def _understand(text: str, so_far: Answers, scene: Scene) -> Reading:
    del so_far
    groups = [group for group in _BETWEEN.split(western(text).strip()) if group]
    if not 0 < len(groups) <= MOST_GROUPS:
        return NotUnderstood(
            text=scene.words.text(N_("Please name up to {most} groups of people, separated by “;”.")).format(
                most=MOST_GROUPS
            )
        )
    found = [_group(group, scene) for group in groups]
    for reading in found:
        if isinstance(reading, NotUnderstood):
            return reading
    for position, reading in enumerate(found):
        if isinstance(reading, Clarify):
            return _whole(groups, position, reading)
    return Answered(value=[_answer(party) for party in found if isinstance(party, Party)])


def _show(value: Value, scene: Scene) -> str:
    return show_people(read(value), scene)


PEOPLE = Meaning(understand=_understand, fits=_fits, show=_show)
"""The answer is a list of {"count", "role", "nationality"}: a code of the list, a country's code or None."""


def _group(group: str, scene: Scene) -> Party | Clarify | NotUnderstood:
    """One group of people of the same role and country."""
    count, said = _count(group)
    role, country = said, ""
    names = _spellings(scene.reference)
    of = _OF.fullmatch(said)
    meant = find(said, names)
    if meant.sure is None and of is not None:
        role, country = of[1], next((part for part in of.groups()[1:] if part), "")
        meant = find(role, names)
    if meant.sure is None:
        role, country, meant = _apart(said, role, country, meant, names)
    if not 0 < count <= MOST_PEOPLE or not (meant.sure or meant.likely):
        return _again(group, scene)
    nationality = find_nationality(country) if country.strip() else None
    if nationality is not None and not (nationality.sure or nationality.likely):
        return _again(group, scene)
    if meant.sure is None:
        return _clarify(role, {code: _role(code, scene) for code in meant.likely[:SHOWN]}, (count, country), scene)
    if nationality is None:
        return Party(count=count, role=meant.sure)
    if nationality.sure is None:
        named = {code: scene.words.country(code) for code in nationality.likely[:SHOWN]}
        return _clarify(country, named, (count, _role(meant.sure, scene)), scene, of_country=True)
    return Party(count=count, role=meant.sure, nationality=nationality.sure)


def _count(group: str) -> tuple[int, str]:
    """How many, one where it is not said."""
    if found := _COUNTED.fullmatch(group):
        return int(found[1]), found[2].strip()
    first, _, rest = group.strip().partition(" ")
    count = _COUNTS.get(first.casefold())
    return (count, rest.strip()) if count and rest.strip() else (1, group.strip())


def _apart(
    said: str, role: str, country: str, meant: Found, names: Mapping[str, Sequence[str]]
) -> tuple[str, str, Found]:
    """Role and country side by side: "Kenyan driver", "chauffeur kényan"."""
    words_said = said.split()
    for at in range(1, len(words_said)):
        one, other = " ".join(words_said[:at]), " ".join(words_said[at:])
        for as_role, as_country in ((other, one), (one, other)):
            found = find(as_role, names)
            if found.sure and find_nationality(as_country).sure:
                return as_role, as_country, found
    return role, country, meant


def _clarify(
    said: str, named: Mapping[str, str], rest: tuple[int, str], scene: Scene, *, of_country: bool = False
) -> Clarify:
    """Each option is the group with its role, or its country, made clear."""
    count, other = rest

    def again(label: str) -> str:
        role, country = (other, label) if of_country else (label, other)
        return f"{count} × {role} ({country})" if country else f"{count} × {role}"

    return Clarify(
        text=did_you_mean(said, scene),
        options=tuple(Option(code, label, again(label)) for code, label in named.items()),
    )


def _whole(groups: Sequence[str], position: int, reading: Clarify) -> Clarify:
    """Each option is all that was said with this group made clear."""
    return Clarify(
        text=reading.text,
        options=tuple(
            Option(
                option.code, option.label, "; ".join((*groups[:position], str(option.value), *groups[position + 1 :]))
            )
            for option in reading.options
        ),
    )


def _again(group: str, scene: Scene) -> NotUnderstood:
    return NotUnderstood(
        text=scene.words.text(
            N_(
                "I did not understand “{said}”. Please write how many, as what and of which country, never a name, such "
                "as: 2 drivers, Kenya; 1 passenger."
            )
        ).format(said=short(group))
    )


def _spellings(reference: Reference) -> Mapping[str, Sequence[str]]:
    return {
        entry.code: (
            *(words(language).name("party_role", entry.label) for language in LANGUAGES),
            *PEOPLE_WORDS.get(entry.code, ()),
        )
        for entry in reference.lists["party_role"]
    }


def _role(code: str, scene: Scene) -> str:
    return next(
        (
            scene.words.name("party_role", entry.label)
            for entry in scene.reference.lists["party_role"]
            if entry.code == code
        ),
        code,
    )


def show_people(people: Sequence[Party], scene: Scene) -> str:
    """All on one line: 2 × Driver (Kenya) · 1 × Passenger or courier."""
    parts = []
    for party in people:
        said = f"{party.count} × {_role(party.role, scene)}"
        parts.append(f"{said} ({scene.words.country(party.nationality)})" if party.nationality else said)
    return " · ".join(parts)


def _answer(party: Party) -> Value:
    return {"count": party.count, "role": party.role, "nationality": party.nationality}


def to_answer(people: Sequence[Party]) -> Value:
    """The answer that would have told this; None for nobody."""
    return [_answer(party) for party in people] or None


def read(value: Value) -> tuple[Party, ...]:
    """The people of an answer; nobody for anything else."""
    if not isinstance(value, list | tuple):
        return ()
    found = [_party(entry) for entry in value]
    return tuple(party for party in found if party is not None) if None not in found else ()


def _party(entry: Value) -> Party | None:
    if not isinstance(entry, Mapping):
        return None
    count, role, nationality = entry.get("count"), entry.get("role"), entry.get("nationality")
    if isinstance(count, bool) or not isinstance(count, int) or not 0 < count <= MOST_PEOPLE:
        return None
    if not isinstance(role, str) or not (nationality is None or isinstance(nationality, str)):
        return None
    return Party(count=count, role=role, nationality=nationality)
