"""Answers by path: reading, setting and taking them out. Pure, and never in place."""

from collections.abc import Mapping

from bot.scene import Answers, Value

Path = tuple[str, ...]
"""Where an answer is: ("place",), or ("more", "0", "quantity") for the first of several goods."""

CLOSED = "closed"
"""An answer that grows (several goods, pictures) carries this: whether its person said that it is complete."""


def items(value: Value) -> list[Answers]:
    """The entries of a Several's answer; anything else has none."""
    found = value.get("items") if isinstance(value, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []


def entries(answers: Answers) -> list[Path]:
    """The paths of all entries of several things."""
    return [(key, str(position)) for key, value in answers.items() for position in range(len(items(value)))]


def grown(value: Value) -> Mapping[str, Value] | None:
    """An answer that grows and has something in it; None for any other."""
    if not isinstance(value, Mapping) or CLOSED not in value:
        return None
    return value if any(part for name, part in value.items() if name != CLOSED) else None


def is_closed(value: Value) -> bool:
    """Whether an answer that grows is complete."""
    return isinstance(value, Mapping) and value.get(CLOSED) is True


def get(answers: Answers, path: Path) -> Value:
    """The answer at a path, None where there is none."""
    key, *rest = path
    if not rest:
        return answers.get(key)
    entries, position = items(answers.get(key)), int(rest[0])
    if position >= len(entries):
        return None
    return entries[position] if len(rest) == 1 else get(entries[position], tuple(rest[1:]))


def put(answers: Answers, path: Path, value: Value) -> Answers:
    """The answers with one set; a Several's entry that is not there yet is added, and opens it."""
    key, *rest = path
    if not rest:
        return {**answers, key: value}
    position, entries, closed = int(rest[0]), items(answers.get(key)), is_closed(answers.get(key))
    if position == len(entries):
        entries.append({})
        closed = False
    entries[position] = put(entries[position], tuple(rest[1:]), value)
    return {**answers, key: {"items": list(entries), CLOSED: closed}}


def take(answers: Answers, path: Path) -> Answers:
    """The answers without one, or without a whole entry of several."""
    key, *rest = path
    if not rest:
        return {name: value for name, value in answers.items() if name != key}
    position, entries = int(rest[0]), items(answers.get(key))
    if position >= len(entries):
        return answers
    if len(rest) == 1:
        del entries[position]
    else:
        entries[position] = take(entries[position], tuple(rest[1:]))
    return {**answers, key: {"items": list(entries), CLOSED: is_closed(answers.get(key))}}
