"""The numbers in a sentence: containers and ships by their shape, others only where a word says what they are."""

import re

from bot.reading.sentence.words import Sentence

_NO = r"(?:\s*(?:no|nr|number|num[eé]ro|n)\b[.°º]?|\s*n°|\s*[:#])*\s*"
_CONTAINER = re.compile(r"(?<![^\W_])[a-z]{3}[ujz][ -]?\d{6}[ -]?\d(?![^\W_])", re.IGNORECASE)
_SHIP = re.compile(rf"(?<![^\W_])IMO{_NO}(\d{{7}})(?![^\W_])", re.IGNORECASE)
_NAMED = (
    re.compile(rf"(?<![^\W_])(?i:flight|vol){_NO}((?:[A-Z]{{2}}|[A-Z]\d|\d[A-Z]) ?\d{{2,4}})(?![^\W_])"),
    re.compile(rf"(?<![^\W_])(?i:awb|air waybill|waybill|lta){_NO}(\d{{3}}[ -]?\d{{4}} ?\d{{4}})(?![^\W_])"),
    re.compile(
        rf"(?<![^\W_])(?i:plates?|registration|immatricul[ée]e?s?|plaque){_NO}"
        r"([A-Z]{1,3}[ -]?\d{2,4}[ -]?[A-Z]{0,3})(?![ -]?[A-Z0-9])"
    ),
)


def numbers(sentence: Sentence) -> list[str]:
    """Every number on a means of transport, as the step for them reads it; they are used."""
    found: list[tuple[int, str]] = []
    for match in _CONTAINER.finditer(sentence.text):
        found.append((match.start(), match[0]))
        sentence.use_span(*match.span())
    for match in _SHIP.finditer(sentence.text):
        found.append((match.start(), f"IMO {match[1]}"))
        sentence.use_span(*match.span())
    for pattern in _NAMED:
        for match in pattern.finditer(sentence.text):
            if sentence.is_free_span(*match.span(1)):
                found.append((match.start(), match[1]))
                sentence.use_span(*match.span(1))
    return list(dict.fromkeys(number for _, number in sorted(found)))
