"""Countries and listed places in a sentence: the one where it was found, and the route."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.reading.cities import cities
from bot.reading.countries import find_country
from bot.reading.countries import names as country_names
from bot.reading.sentence.words import Piece, Sentence, index, words_of
from bot.scene import Scene

_LETTERS = 3
_SHORT = frozenset({"UK", "US", "UAE", "USA", "DRC", "RDC"})
"""Of the short names of countries only these are clear, and only in capitals: "IN", "TO" and "ARE" are words."""

_KINDS = ("port", "airport", "harbour", "mail centre", "dry port")
_ARTICLES = frozenset({"the", "la", "le", "les", "l"})
_FROM = frozenset({"from", "ex", "depuis"})
_FROM_LONG = ("provenance de", "provenance du", "provenance des", "provenance d", "venant de", "venant du", "venant d")
_FROM_WEAK = frozenset({"de", "du", "d", "des"})
"""Words that say where from only when where to follows: "le port de Santos"."""

_VIA = frozenset({"via", "through", "transiting", "par"})
_TO = frozenset({"to", "vers", "destination"})
_TO_LONG = (
    "destination de",
    "destination du",
    "destination d",
    "destination des",
    "bound for",
    "destined for",
    "headed for",
)
_TO_WEAK = frozenset({"a", "au", "aux", "en"})
"""Words that say where to only behind where from: "à Mombasa" is a place."""

_AT = frozenset({"at", "in", "a", "au", "aux", "sur", "on", "dans"})
_ELSEWHERE = words_of(
    "for near off outside toward towards between about before beyond leaving pres large entre hors avant pour "
    "loaded shipped packed stuffed transhipped transshipped made registered licensed charge embarque registre fabrique "
    "officers officer customs colleagues team alert report information"
)
_PEOPLE = words_of(
    "man woman men women passenger passengers national nationals citizen citizens officer officers team colleagues crew driver "
    "couple family gang traveller travellers person persons lady information intelligence tip request message call alert "
    "news homme femme passager passagers passagere ressortissant equipe collegues chauffeur couple famille voyageur "
    "renseignement renseignements information informations"
)
_WITH_COUNTRY = re.compile(r"\s*([^\W\d_][\w'’ -]{1,40}?)\s*\(([^()\d]{2,40})\)")
_ARROW = re.compile(r"\s*(?:-*>|→|\s[-–—]|[-–—]\s)\s*")
_SPAN = 4
"""Words between two stops of one route: "from Colombo by sea to Mombasa"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A country, a listed place, or a town that a listed place is called after."""

    first: int
    after: int
    kind: str
    code: str
    """Of the country, or of the listed place."""
    country: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a sentence says of where: texts for the steps, each with whether it is certain."""

    route: tuple[str, ...]
    """Routes as the step for them reads them. Exactly one is certain."""
    part: bool
    """Whether it is only one end of a route."""
    places: tuple[str, ...]
    listed: tuple[str, ...]
    """Codes of the listed places among them."""


def where(sentence: Sentence, scene: Scene) -> Found:
    """The route and the place; the names are used."""
    found = list(_named(sentence, scene))
    for name in found:
        sentence.use(name.first, name.after)
    chains = list(_chains(sentence, found))
    taken = {id(name) for chain in chains for name in chain}
    whole = [route for chain in chains if (route := _route(sentence, chain)) and "?" not in route]
    parts = [route for chain in chains if (route := _route(sentence, chain)) and "?" in route]
    routes = tuple(dict.fromkeys(whole or parts))
    return Found(
        route=routes, part=not whole, **_places(sentence, [one for one in found if id(one) not in taken], scene)
    )


def _named(sentence: Sentence, scene: Scene) -> Iterator[Named]:
    places = scene.reference.places
    listed = index((name, code) for code, entry in places.items() for name in _spellings(entry.name, entry.other_names))
    towns = index([
        *((town, entry.country) for entry in places.values() for town in _towns((entry.name, *entry.other_names))),
        *cities(scene.reference).items(),
    ])  # fmt: skip
    countries = index(
        (name, code) for code, names in country_names().items() for name in names if _is_clear(name, code)
    )
    number = 0
    while number < len(sentence.words):
        name = (
            _spelt_out(sentence, number)
            or _one(sentence, sentence.longest(number, listed), "place", scene)
            or _one(sentence, sentence.longest(number, countries), "country", scene)
            or _one(sentence, sentence.longest(number, towns), "town", scene)
        )
        if name is not None:
            yield name
        number = name.after if name is not None else number + 1


def _one(sentence: Sentence, piece: Piece | None, kind: str, scene: Scene) -> Named | None:
    if piece is None:
        return None
    said = sentence.said(piece.first, piece.after)
    if len(said) <= _LETTERS and (not said.isupper() or sentence.loud):
        return None
    near = [code for code in piece.codes if kind == "place" and scene.reference.places[code].country == scene.country]
    codes = near if len(near) == 1 else sorted(piece.codes)
    if len(codes) > 1 and kind != "place":
        return None
    country = scene.reference.places[codes[0]].country if kind == "place" else codes[0]
    return Named(first=piece.first, after=piece.after, kind=kind, code=codes[0], country=country, said=said)


def _spelt_out(sentence: Sentence, number: int) -> Named | None:
    """A place with its country in brackets, behind a word of a route: via Leixoes (Portugal)."""
    before = sentence.plain(number - 1)
    said = sentence.words[number].said
    leads = before in _VIA | _TO | _FROM or _ARROW.fullmatch(sentence.gap(number - 1)) is not None
    match = _WITH_COUNTRY.match(sentence.text, sentence.words[number].start) if leads and said[0].isupper() else None
    country = find_country(match[2]).sure if match else None
    if match is None or country is None:
        return None
    inside = [one for one, word in enumerate(sentence.words) if match.start(1) <= word.start < match.end()]
    if not sentence.is_free(inside[0], inside[-1] + 1):
        return None
    spelt = f"{match[1].strip()} ({match[2].strip()})"
    return Named(first=inside[0], after=inside[-1] + 1, kind="town", code=country, country=country, said=spelt)


def _chains(sentence: Sentence, found: Sequence[Named]) -> Iterator[list[Named]]:
    """Names that follow each other as the stops of one route."""
    chain: list[Named] = []
    for name in found:
        if chain and _goes_on(sentence, chain, name):
            chain.append(name)
            continue
        if _is_chain(sentence, chain):
            yield chain
        chain = [name]
    if _is_chain(sentence, chain):
        yield chain


def _is_chain(sentence: Sentence, chain: Sequence[Named]) -> bool:
    if len(chain) > 1:
        return True
    return bool(chain) and _role(sentence, chain[0], None) in {"from", "to"} and not _of_people(sentence, chain[0])


def _goes_on(sentence: Sentence, chain: Sequence[Named], name: Named) -> bool:
    last = chain[-1]
    between = sentence.text[sentence.words[last.after - 1].end : sentence.words[name.first].start]
    if _ARROW.fullmatch(between):
        return True
    if name.first - last.after > _SPAN or re.search(r"[.;:!?\n]", between):
        return False
    role = _role(sentence, name, last)
    first = _role(sentence, chain[0], None)
    if role == "to-weak":
        return first in {"from", "from-weak"} and name.first - last.after <= 2  # noqa: PLR2004 - "à la"
    if role not in {"via", "to"}:
        return False
    return first in {"from", "from-weak", "to"} or len(chain) > 1 or _is_bare(sentence, chain[0], name)


def _is_bare(sentence: Sentence, one: Named, other: Named) -> bool:
    """Whether two names alone make a route: "Iran to Austria", but not "at JKIA, a passenger to Dubai"."""
    between = [word.plain for word in sentence.words[one.after : other.first] if word.plain not in _ARTICLES]
    together = not any(sentence.breaks_after(number) for number in range(one.after - 1, other.first - 1))
    return together and not _is_at(sentence, one) and (len(between) == 1 or " ".join(between) in _TO_LONG)


def _role(sentence: Sentence, name: Named, last: Named | None) -> str:
    """What the words before a name make of it."""
    words = list(sentence.before(name.first, most=_SPAN))
    if last is not None:
        between = [word.plain for word in sentence.words[last.after : name.first]]
        words = between[-_SPAN:]
    while words and words[-1] in _ARTICLES:
        words.pop()
    said = " ".join(words)
    if not words:
        return ""
    if said.endswith(_TO_LONG) or words[-1] in _TO:
        return "to"
    if said.endswith(_FROM_LONG) or words[-1] in _FROM:
        return "from"
    for role, those in (("via", _VIA), ("from-weak", _FROM_WEAK), ("to-weak", _TO_WEAK)):
        if words[-1] in those:
            return role
    return ""


def _of_people(sentence: Sentence, name: Named) -> bool:
    """A passenger from Ghana may have come from anywhere."""
    return bool(_PEOPLE & {*sentence.before(name.first, most=3)})


def _route(sentence: Sentence, chain: Sequence[Named]) -> str | None:
    """Departure, transit and destination in their order; "A to B via C" passes C before B."""
    roles = [_role(sentence, name, chain[position - 1] if position else None) for position, name in enumerate(chain)]
    said = [name.said for name in chain]
    if len(chain) == 1:
        return f"? > {said[0]}" if roles[0] == "to" else f"{said[0]} > ?"
    if roles[0] == "to":
        return None
    if "via" in roles and roles[-1] == "via":
        to = [position for position, role in enumerate(roles) if role in {"to", "to-weak"}]
        if not to:
            return f"{' > '.join(said)} > ?"
        if len(to) > 1:
            return None
        said.append(said.pop(to[0]))
    return " > ".join(said)


def _places(sentence: Sentence, left: Sequence[Named], scene: Scene) -> dict[str, tuple[str, ...]]:
    """Where it was found: one listed place, with its town or without; else what is to be asked."""
    here = [name for name in left if name.kind != "country" and not _is_elsewhere(sentence, name)]
    listed = {name.code: name for name in here if name.kind == "place"}
    towns = [name for name in here if name.kind == "town" and _is_at(sentence, name)]
    countries = {name.country for name in listed.values()}
    towns = [town for town in towns if town.country not in countries]
    if listed and not towns:
        return {"places": tuple(scene.reference.places[code].name for code in listed), "listed": tuple(listed)}
    names = [scene.reference.places[code].name for code in listed] + [town.said for town in towns]
    return {"places": tuple(dict.fromkeys(names)), "listed": ()}


def _is_at(sentence: Sentence, name: Named) -> bool:
    words = [word for word in sentence.before(name.first, most=2) if word not in _ARTICLES]
    return bool(words) and words[-1] in _AT


def _is_elsewhere(sentence: Sentence, name: Named) -> bool:
    words = {*sentence.before(name.first, most=3)}
    return bool(words & _ELSEWHERE) or _role(sentence, name, None) in {"from", "to", "via"}


def _spellings(name: str, others: Sequence[str]) -> Iterator[str]:
    """The names of a place, and what a port or an airport is called in French."""
    for one in (name, *others):
        yield one
        for town, kind in _ending(one):
            if kind in {"port", "airport"}:
                french = "port" if kind == "port" else "aéroport"
                yield from (f"{french} {article} {town}" for article in ("de", "du", "d", "de la"))


def _towns(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        for town, _ in _ending(name):
            yield town


def _ending(name: str) -> Iterator[tuple[str, str]]:
    """The town and the kind of "Santos port" and "Port of Santos"."""
    for kind in _KINDS:
        if name.endswith(f" {kind}"):
            yield name.removesuffix(f" {kind}"), kind
    if name.startswith("Port of "):
        yield name.removeprefix("Port of "), "port"


def _is_clear(name: str, code: str) -> bool:
    return name in _SHORT or (len(name) > _LETTERS and name != code)
