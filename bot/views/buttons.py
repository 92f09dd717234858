"""Buttons and their tokens: verb.kind.id.revision, in a dialog verb.path.option.revision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.language import N_
from bot.reading.names import spoken
from channels.message import TOKEN_BYTES, Button, Message, Style

NONE = "-"
"""Stands where a token has nothing to name."""

CANCEL, CHANGE = N_("Cancel"), N_("Change")
"""Labels that are also said: by mail there is nothing to press."""

COMMAND = ("do", "command")
"""Verb and kind of a button that stands for a command; its id is the command's name."""

SURE = "yes"
"""Stands in the button behind a question that is asked once."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart."""

    verb: str
    kind: str
    id: str
    revision: str


def button(label: str, verb: str, kind: str, what: str, revision: str | int, *, style: Style = "plain") -> Button:
    """A button. Raises ValueError when its token would be longer than a channel can carry."""
    token = f"{verb}.{kind}.{what}.{revision}"
    if len(token.encode()) > TOKEN_BYTES:
        msg = f"token too long: {token}"
        raise ValueError(msg)
    return Button(label=label, token=token, style=style)


def read(token: str) -> Token | None:
    """The parts of a token, None for what is none."""
    parts = token.split(".")
    if len(parts) != 4 or not all(parts) or not token.isascii() or len(token) > TOKEN_BYTES:  # noqa: PLR2004 - see Token
        return None
    return Token(*parts)


def labelled(shown: Iterable[Sequence[Button]], text: str) -> Token | None:
    """The one button in these rows whose label was typed; the sign before it, or what follows a comma in it ("Yes, add"),
    may be left out.
    """
    wanted = spoken(text)
    buttons = [button for row in shown for button in row]
    for same in (spoken, _without_sign, _beginning):
        found = [one for one in buttons if same(one.label) == wanted]
        if found:
            return read(found[0].token) if len(found) == 1 else None
    return None


def with_commands(message: Message) -> Message:
    """A message for somebody who cannot press: the commands behind its buttons, to be written."""
    tokens = [(read(one.token), one.label) for row in message.buttons for one in row]
    written = [(f"/{token.id}", label) for token, label in tokens if token and (token.verb, token.kind) == COMMAND]
    return replace(message, fields=(*message.fields, *dict(written).items()))


def _without_sign(label: str) -> str:
    return spoken(label.lstrip("+✎ "))


def _beginning(label: str) -> str:
    return spoken(label.partition(",")[0])


def rows(buttons: Sequence[Button], *, wide: int = 2, longest: int = 18) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows: short ones side by side, long ones each on its own."""
    made: list[tuple[Button, ...]] = []
    row: list[Button] = []
    for one in buttons:
        if len(one.label) > longest:
            if row:
                made.append(tuple(row))
                row = []
            made.append((one,))
            continue
        row.append(one)
        if len(row) == wide:
            made.append(tuple(row))
            row = []
    if row:
        made.append(tuple(row))
    return tuple(made)
