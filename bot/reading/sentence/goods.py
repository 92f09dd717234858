"""The goods in a sentence, each with its quantity. What they were hidden in, declared as or carried with is none of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.reading.names import plain
from bot.reading.sentence import vocabulary
from bot.reading.sentence.amounts import Amount, amounts
from bot.reading.sentence.covers import covered
from bot.reading.sentence.words import Piece, Sentence, words_of
from bot.scene import Scene

_FILLING = words_of(
    "of de d du des the la le les live dead dried fresh raw pure suspected processed worked assorted smuggled illegal illicit "
    "uncut whole cut frozen vivant vivants vivantes presume presumee seche seches"
)
_WEIGHING = words_of("weighing weight pesant poids totalling total totalisant net gross for of de pour")
_WEIGHTS = words_of(
    "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes g gr gram grams gramme grammes t ton tons tonne tonnes"
)
_NOT = words_of("no not never without sans aucun aucune pas any nor ni neither instead")
_MADE_OF = words_of(
    "oil huile base paste pate seed seeds graines plant plants plantes leaf leaves feuilles tree machine machines paper papers papier "
    "filter filters filtres precursor precursors precurseur syrup sirop residue press packaging emballages labels tea edibles sweets "
    "gummies carving carvings carved statuettes meat viande skin skins peau peaux bone bones os teeth dents substitute like"
)
"""Behind the name of goods: then they are others."""

_LEAST = 6
"""Letters of a word that may be misspelt in one of them."""

_TELLING = 4
"""Letters of a word that tells of which goods somebody speaks."""

_Close = dict[tuple[int, str], list[tuple[list[str], str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """Goods by their code, and what was said of how much: exactly one amount that is sure is an answer."""

    code: str
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What was found: certain goods, or words that may be several goods, with amounts that stand beside them."""

    certain: tuple[Good, ...] = ()
    unclear: tuple[str, ...] = ()
    beside: tuple[Amount, ...] = ()
    absent: bool = False
    """Some are said not to be there: then nothing is certain."""


@dataclass(slots=True)
class _Mention:
    piece: Piece
    code: str
    own: list[Amount] = field(default_factory=list)


def goods(sentence: Sentence, scene: Scene) -> Goods:
    """The goods and their quantities; their words are used."""
    names = vocabulary.goods(scene)
    found = list(amounts(sentence, scene.reference))
    mentions = _mentions(sentence, names)
    for amount in found:
        _give(sentence, amount, mentions)
    given = {amount.first for mention in mentions for amount in mention.own}
    if any(_is_absent(sentence, mention) for mention in mentions):
        return Goods(absent=True)
    covers = covered(sentence)
    kept = [mention for mention in mentions if _is_meant(mention, covers)]
    strong = [mention for mention in kept if vocabulary.is_strong(mention.code)]
    kept = strong or kept
    unclear = [*_side_by_side(sentence, kept), *_wrongly_named(sentence, kept)]
    kept = [mention for mention in kept if id(mention) not in {id(one) for one, _ in unclear}]
    loose = [
        one
        for one in found
        if one.first not in given
        and not {"of", "de", "d"} & {*sentence.before(one.first, most=1)}
        and one.unit
        and one.alone
        and not covers.get(one.first)
        and sentence.is_free(one.first, one.after)
    ]
    words = tuple(dict.fromkeys(said for _, said in unclear))
    beside = tuple(amount for one, _ in unclear for amount in one.own) or tuple(loose)
    if not kept and not words:
        words, beside = _unknown(sentence, found, covers, scene)
    for mention in mentions:
        sentence.use(mention.piece.first, mention.piece.after)
    for amount in found:
        sentence.use(amount.first, amount.after)
    if words:
        return Goods(certain=_by_code(kept, ()), unclear=words, beside=beside)
    return Goods(certain=_by_code(kept, loose))


def _by_code(kept: Sequence[_Mention], loose: Sequence[Amount]) -> tuple[Good, ...]:
    """Goods named twice are one; of a single one without a quantity a quantity that stands elsewhere may be meant."""
    own: dict[str, list[Amount]] = {}
    for mention in kept:
        own.setdefault(mention.code, []).extend(mention.own)
    if len(own) == 1 and loose:
        (code, mine) = next(iter(own.items()))
        other = [
            amount for amount in loose if not mine or not mine[0].unit or (_is_weight(mine[0]) and _is_weight(amount))
        ]
        own[code] = [*mine, *other]
    return tuple(Good(code=code, amounts=tuple(mine)) for code, mine in own.items())


def _is_weight(amount: Amount) -> bool:
    """Two weights of the same goods, or a count and a weight, are two quantities: which one is the officer's to say."""
    return plain(amount.said.split()[-1]) in _WEIGHTS


def _mentions(sentence: Sentence, names: vocabulary.Names) -> list[_Mention]:
    found: list[_Mention] = []
    close = _by_beginning(names)
    number = 0
    while number < len(sentence.words):
        piece = sentence.longest(number, names) or _misspelt(sentence, number, close)
        if piece is not None:
            last = found[-1].piece if found else None
            if last is not None and last.after == piece.first and last.codes == piece.codes:
                found[-1].piece = replace(piece, first=last.first)  # "ivory tusks" are tusks
            else:
                found.append(_Mention(piece, next(iter(piece.codes))))
        number = piece.after if piece is not None else number + 1
    return found


def _misspelt(sentence: Sentence, number: int, close: _Close) -> Piece | None:
    """A name with one letter wrong, where only one can be meant. Short words and everyday ones are not looked at."""
    for length in (3, 2, 1):
        after = number + length
        if after > len(sentence.words) or not sentence.joined(number, after) or not sentence.is_free(number, after):
            continue
        said = sentence.phrase(number, after).split()
        if len(said) != length:
            continue
        meant = {code for name, code in close.get((length, said[0][0]), ()) if _is_close(said, name)}
        if len(meant) == 1:
            return Piece(first=number, after=after, codes=frozenset(meant))
    return None


def _by_beginning(names: vocabulary.Names) -> _Close:
    """The names that may be misspelt, by how many words they have and how they begin."""
    found: _Close = {}
    for name, codes in names.items():
        words = name.split()
        for code in codes:
            if vocabulary.is_strong(code):
                found.setdefault((len(words), name[0]), []).append((words, code))
    return found


def _is_close(said: Sequence[str], name: Sequence[str]) -> bool:
    wrong = [(one, other) for one, other in zip(said, name, strict=True) if one != other]
    if len(wrong) != 1:
        return False
    one, other = wrong[0]
    return (
        min(len(one), len(other)) >= _LEAST and one[0] == other[0] and one.isalpha() and OSA.distance(one, other) == 1
    )


def _give(sentence: Sentence, amount: Amount, mentions: Sequence[_Mention]) -> None:
    """An amount belongs to the goods right behind it ("12 kg of cocaine"), else to those right before ("cocaine, 12 kg")."""
    behind = next(
        (one for one in mentions if one.piece.first >= amount.after - 1 and _leads_to(sentence, amount, one)), None
    )
    if behind is not None:
        before = _just_before(sentence, amount, mentions)
        if before is not None and not before.own and not sentence.breaks_after(before.piece.after - 1):
            for either in (behind, before):  # "cocaine 5 kg heroin"
                either.own.append(replace(amount, sure=False))
            return
        behind.own.append(_with_unit(sentence, amount, behind))
        return
    before = _just_before(sentence, amount, mentions)
    if before is not None and amount.unit:
        before.own.append(amount)


def _leads_to(sentence: Sentence, amount: Amount, mention: _Mention) -> bool:
    first = mention.piece.first
    if first == amount.after - 1:  # "4,200,000 cigarettes": the unit is the name
        return amount.unit
    between = range(amount.after, first)
    clear = all(sentence.plain(one) in _FILLING for one in between)
    return len(between) <= 2 and clear and not any(sentence.breaks_after(one) for one in range(amount.after - 1, first))  # noqa: PLR2004 - "of live"


def _just_before(sentence: Sentence, amount: Amount, mentions: Sequence[_Mention]) -> _Mention | None:
    for mention in mentions:
        after = mention.piece.after
        between = range(after, amount.first)
        gaps = "".join(sentence.gap(one) for one in range(after - 1, amount.first))
        words = all(sentence.plain(one) in _WEIGHING for one in between)
        if after <= amount.first and len(between) <= 2 and words and re.fullmatch(r"[\s,(:=–-]*", gaps):  # noqa: PLR2004 - "weight of"
            return mention
    return None


def _with_unit(sentence: Sentence, amount: Amount, mention: _Mention) -> Amount:
    """The amount with the unit that stands in or behind the name: "12 captagon pills", "10 tramadol tablets"."""
    if amount.unit:
        return amount
    last = mention.piece.after - 1
    for one in (last + 1, last):
        if sentence.plain(one) in _UNITS and (one == last or not sentence.breaks_after(last)):
            return replace(amount, said=f"{amount.said} {sentence.words[one].said}", unit=True)
    plural = sentence.plain(last).endswith(("s", "x"))
    return replace(amount, sure=amount.sure and plural)  # "12 captagon" may be tablets or bags


_UNITS = words_of(
    "tablet tablets pill pills comprime comprimes cachet cachets pilule pilules tab tabs pair pairs stick sticks dose doses"
)


def _is_meant(mention: _Mention, covers: dict[int, str]) -> bool:
    """Whether these goods were seized, and not what others were hidden in."""
    cover = covers.get(mention.piece.first, "")
    if cover == "hard" or (cover and not (mention.own and mention.code.startswith("DRG-"))):
        return False
    return bool(mention.own) or vocabulary.is_strong(mention.code)


def _is_absent(sentence: Sentence, mention: _Mention) -> bool:
    first = min((mention.piece.first, *(amount.first for amount in mention.own)))
    return bool(_NOT & {*sentence.before(first, most=3)})


def _side_by_side(sentence: Sentence, kept: Sequence[_Mention]) -> list[tuple[_Mention, str]]:
    """Two names in a row ("crack cocaine", "cocaine or heroin") are one thing with two readings."""
    found = []
    for one, other in pairwise(kept):
        between = sentence.phrase(one.piece.after, other.piece.first)
        in_a_row = not between and sentence.joined(one.piece.first, other.piece.after)
        if one.code != other.code and (in_a_row or between in {"or", "ou"}):
            found += [(each, sentence.said(each.piece.first, each.piece.after)) for each in (one, other)]
    return found


def _wrongly_named(sentence: Sentence, kept: Sequence[_Mention]) -> list[tuple[_Mention, str]]:
    """As fake Marlboro cigarettes are no cigarettes: the words beside a name make it another."""
    found = []
    for one in kept:
        first, after = one.piece.first, one.piece.after
        around = {*sentence.before(first, most=2), sentence.plain(after), sentence.plain(after + 1)}
        if not vocabulary.is_fake(one.code) and vocabulary.FAKE & around:
            beginning = first - 1 if sentence.plain(first - 1) in vocabulary.FAKE else first
            found.append((one, sentence.said(beginning, after)))
        elif sentence.plain(after) in _MADE_OF and not sentence.breaks_after(after - 1):
            found.append((one, sentence.said(first, after + 1)))
    return found


def _unknown(
    sentence: Sentence, found: Sequence[Amount], covers: dict[int, str], scene: Scene
) -> tuple[tuple[str, ...], tuple[Amount, ...]]:
    """Words right behind a quantity that are a part of the names of goods ("5 kg of cannabis"), and the quantity."""
    parts = {word for name in vocabulary.goods(scene) for word in name.split() if len(word) >= _TELLING}
    for amount in found:
        number = amount.after
        while sentence.plain(number) in _FILLING:
            number += 1
        broken = any(sentence.breaks_after(one) for one in range(amount.after - 1, number))
        tells = sentence.plain(number) in parts and sentence.is_free(number, number + 1)
        if amount.unit and not covers.get(amount.first) and not broken and tells:
            return (sentence.said(number, number + 1),), (amount,)
    return (), ()
