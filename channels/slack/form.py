"""A form as a Slack modal, and what stands in a modal read back. All it needs to be read is in the view itself: each
input's block id is the field's name, the metadata is the form's token.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from channels.errors import Permanent
from channels.message import Form, FormField
from channels.slack.blocks import (
    ID,
    LABEL,
    Block,
    buttons,
    context,
    fields,
    plain,
    section,
    sections,
    shorten_units,
    units,
)
from channels.slack.payload import Json, text_at
from channels.slack.render import VIEW_BLOCKS
from channels.text import clean, clean_line

_CALLBACK = "form"

_SHORT = 24  # title, submit and close
_LABEL = 2000  # label and hint of an input
_INPUT = 3000  # a text input
_OPTIONS = 100  # to a menu, or to a group of one; as many groups
_VALUE = 150  # of an option
_METADATA = 3000
_SAME = "="  # before an option's value: Slack wants one of at least one character


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What stands in one input of a view that is shown: Slack keeps it for as long as the action id stays."""

    action_id: str
    value: str


def write_view(form: Form, held: Mapping[str, Held] | None = None) -> Mapping[str, object]:
    """The modal of a form. `held` is what stands in the one it takes the place of: an input whose value is not changed
    stays as it is under the person's hands, any other is drawn anew. Raises Permanent where Slack would refuse it.
    """
    blocks = list(_blocks(form, held or {})) or [section(clean_line(form.title))]
    if len(blocks) > VIEW_BLOCKS:
        blocks = list(_blocks(replace(form, fields=tuple(_within(field) for field in form.fields)), held or {}))
    if len(blocks) > VIEW_BLOCKS:
        raise Permanent("The form has more blocks than Slack shows.")
    if units(form.token) > _METADATA:
        raise Permanent("The form's token is too long for Slack.")
    if len({field.name for field in form.fields}) < len(form.fields):
        raise Permanent("Two fields of the form have one name.")
    view: dict[str, object] = {
        "type": "modal",
        "callback_id": _callback(form),
        "private_metadata": form.token,
        "title": _short(form.title),
        "close": _short(form.close),
        "blocks": blocks,
    }
    if form.submit or form.fields:
        view["submit"] = _short(form.submit)
    return view


def is_form(view: Json) -> bool:
    """Whether a view is one of ours."""
    return text_at(view, "callback_id").partition(".")[0] == _CALLBACK


def read_held(view: Json) -> dict[str, Held]:
    """What stands in a view's inputs now, by field name."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    held = {}
    for name, inputs in values.items() if isinstance(values, Mapping) else ():
        for action_id, entered in inputs.items() if isinstance(inputs, Mapping) else ():
            held[str(name)] = Held(action_id=str(action_id), value=_value(entered))
    return held


def field_errors(form: Form, view: Json) -> dict[str, str] | None:
    """The errors of a form by field, where all of it but its errors is shown already: Slack then puts them at the
    fields and keeps every input. None where the view has to be drawn anew, as one that tells of errors itself has: what
    it says would stay below a field that was mended.
    """
    errors = {field.name: clean_line(field.error) for field in form.fields if field.error}
    without = replace(form, fields=tuple(replace(field, error="") for field in form.fields))
    held = {name: one.value for name, one in read_held(view).items()}
    if not errors or text_at(view, "callback_id") != _callback(without):
        return None
    return errors if held == {field.name: field.value for field in form.fields} else None


def _callback(form: Form) -> str:
    """Says what a view shows, but for what stands in its inputs and the examples below them. Slack gives it back as it
    was, which it does not promise of the blocks.
    """
    fields = [(field.name, field.label, field.options, field.required, field.error) for field in form.fields]
    shown = (form.title, form.submit, form.note, form.lines, fields, [button.label for button in form.buttons])
    return f"{_CALLBACK}.{hashlib.sha256(repr(shown).encode()).hexdigest()[:16]}"


def _blocks(form: Form, held: Mapping[str, Held]) -> Iterator[Block]:
    yield from sections(form.note)
    yield from fields(form.lines)
    for field in form.fields:
        yield _input(field, held.get(field.name))
        if field.error:
            yield context(shorten_units(f"⚠ {clean_line(field.error)}", _LABEL))
    if form.buttons:
        yield from buttons([form.buttons])


def _within(field: FormField) -> FormField:
    """The field with its error in its hint: a block for each error is more than a view near its limit has room for."""
    said = [f"⚠ {field.error}"] if field.error else []
    return replace(field, hint=" · ".join([*said, field.hint] if field.hint else said), error="")


def _input(field: FormField, held: Held | None) -> Block:
    if not 0 < len(field.name) <= ID:
        raise Permanent("A field's name is too long for Slack.")
    action_id = _action_id(field, held)
    block: dict[str, object] = {
        "type": "input",
        "block_id": field.name,
        "label": plain(shorten_units(clean_line(field.label), _LABEL)),
        "element": _menu(field, action_id) if field.kind == "choice" else _entry(field, action_id),
        "optional": not field.required,
        # Enter in a text of several lines begins a new line, so it waits for the submit.
        "dispatch_action": field.redraws and field.kind != "text",
    }
    if field.hint:
        block["hint"] = plain(shorten_units(clean_line(field.hint), _LABEL))
    return block


def _action_id(field: FormField, held: Held | None) -> str:
    """Slack shows what was typed, not `initial_value`, in an input it knows already: another id makes it another."""
    if held is None:
        return "0"
    if held.value == field.value:
        return held.action_id
    return "1" if held.action_id == "0" else "0"


def _entry(field: FormField, action_id: str) -> Mapping[str, object]:
    if units(field.value) > _INPUT:
        raise Permanent("What stands in the form is too long for Slack.")
    element: dict[str, object] = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": field.kind == "text",
        "max_length": _INPUT,
    }
    if field.value:
        element["initial_value"] = clean(field.value)
    if field.redraws and field.kind == "line":
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    return element


def _menu(field: FormField, action_id: str) -> Mapping[str, object]:
    options = [_option(value, label) for value, label in field.options]
    if not 0 < len(options) <= _OPTIONS * _OPTIONS:
        raise Permanent("Slack cannot show so many options, or none.")
    element: dict[str, object] = {"type": "static_select", "action_id": action_id}
    if len(options) <= _OPTIONS:
        element["options"] = options
    else:
        element["option_groups"] = [
            {"label": plain(_span(field.options[at : at + _OPTIONS])), "options": options[at : at + _OPTIONS]}
            for at in range(0, len(options), _OPTIONS)
        ]
    chosen = next((option for option in options if option["value"] == _SAME + field.value), None)
    if chosen:
        element["initial_option"] = chosen
    return element


def _option(value: str, label: str) -> Mapping[str, object]:
    if units(_SAME + value) > _VALUE:
        raise Permanent("An option's value is too long for Slack.")
    return {"text": plain(shorten_units(clean_line(label), LABEL)), "value": _SAME + value}


def _span(options: Sequence[tuple[str, str]]) -> str:
    """What a group of a long menu holds: its first and its last option."""
    first, last = (shorten_units(clean_line(options[at][1]), LABEL // 2 - 2) for at in (0, -1))
    return f"{first} – {last}"


def _short(text: str) -> Mapping[str, object]:
    return plain(shorten_units(clean_line(text), _SHORT))


def _value(entered: object) -> str:
    if not isinstance(entered, Mapping):
        return ""
    option = entered.get("selected_option")
    if isinstance(option, Mapping):
        return str(option.get("value") or "").removeprefix(_SAME)
    return str(entered.get("value") or "")
