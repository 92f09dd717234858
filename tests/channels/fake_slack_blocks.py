"""What Slack accepts as blocks and views, with the limits it documents and the codes it refuses with, and what a person
reads of them. At least as strict as the real one: an unknown key is refused too.
"""

import json
from collections.abc import Iterator, Mapping

TOTAL = 13_200
"""Characters in the blocks of a message, measured by others (slackapi/bolt-js#2509)."""

_KEYS = {
    "header": {"text"},
    "section": {"text", "fields"},
    "context": {"elements"},
    "divider": set(),
    "rich_text": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "optional", "dispatch_action", "hint"},
}
_ELEMENT_KEYS = {
    "button": {"text", "value", "style"},
    "plain_text_input": {"multiline", "max_length", "initial_value", "dispatch_action_config"},
    "static_select": {"options", "option_groups", "initial_option"},
}


class Refused(Exception):
    """Slack says no, with this code."""

    def __init__(self, code: str, *, status: int = 200, retry_after: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after


def check_message(blocks: object, text: object) -> None:
    if not isinstance(text, str) or not text:
        raise Refused("no_text")
    if len(text) > 4000:
        raise Refused("msg_too_long")
    if not isinstance(blocks, list) or not 0 < len(blocks) <= 50:
        raise Refused("invalid_blocks")
    _check_blocks(blocks, {"header", "section", "context", "divider", "actions", "rich_text"})
    if sum(map(_weight, blocks)) > TOTAL:
        raise Refused("msg_blocks_too_long")


def check_view(view: object) -> None:
    if not isinstance(view, dict):
        raise Refused("invalid_arguments")
    home = view.get("type") == "home"
    keys = {"type", "blocks"} | (set() if home else {"callback_id", "private_metadata", "title", "close", "submit"})
    if view.get("type") not in {"home", "modal"} or not set(view) <= keys:
        raise Refused("invalid_arguments")
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not 0 < len(blocks) <= 100:
        raise Refused("invalid_arguments")
    if not home:
        for name in ("title", "close", "submit"):
            if name in view:
                _check_text(view[name], 24, plain=True)
        if "title" not in view or len(view.get("private_metadata", "")) > 3000:
            raise Refused("invalid_arguments")
        if not 0 < len(view.get("callback_id", "")) <= 255:
            raise Refused("invalid_arguments")
        if "submit" not in view and any(block.get("type") == "input" for block in blocks):
            raise Refused("invalid_arguments")
    _check_blocks(blocks, set(_KEYS))


def readable(blocks: list[dict[str, object]]) -> str:
    """What a person reads: plain text as it is, markup as Slack would make of it."""
    return "\n".join(words for block in blocks for words in _read(block))


def bold(blocks: list[dict[str, object]]) -> list[str]:
    """What stands out."""
    return [str(part["text"]) for block in blocks for part in _parts(block) if part.get("style") == {"bold": True}]


def buttons(blocks: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """The buttons in some blocks, first to last."""
    for block in blocks:
        if block["type"] == "actions":
            elements = block["elements"]
            assert isinstance(elements, list)
            yield from elements


def _check_blocks(blocks: list[dict[str, object]], kinds: set[str]) -> None:
    action_ids: set[tuple[str, str]] = set()
    block_ids: set[str] = set()
    for at, block in enumerate(blocks):
        kind = str(block.get("type"))
        if kind not in kinds or not set(block) <= _KEYS[kind] | {"type", "block_id"}:
            raise Refused("invalid_blocks")
        block_id = str(block.get("block_id", f" {at}"))
        if not 0 < len(block_id) <= 255 or block_id in block_ids:
            raise Refused("invalid_blocks")
        block_ids.add(block_id)
        _check_block(kind, block)
        for element in _elements(block):
            # Within a block ids must differ; across a message it is what keeps presses apart, so it is asked for too.
            seen = (block_id if kind == "input" else "", str(element.get("action_id")))
            if seen in action_ids:
                raise Refused("invalid_blocks")
            action_ids.add(seen)


def _check_block(kind: str, block: dict[str, object]) -> None:
    match kind:
        case "header":
            _check_text(block.get("text"), 150, plain=True)
        case "section":
            fields = block.get("fields", [])
            if ("text" not in block and not fields) or not isinstance(fields, list) or len(fields) > 10:
                raise Refused("invalid_blocks")
            if "text" in block:
                _check_text(block["text"], 3000)
            for field in fields:
                _check_text(field, 2000)
        case "rich_text":
            for section in _list(block, "elements", 1):
                if set(section) != {"type", "elements"} or section["type"] != "rich_text_section":
                    raise Refused("invalid_blocks")
            for part in _parts(block):
                _check_part(part)
        case "context":
            elements = _list(block, "elements", 10)
            for element in elements:
                _check_text(element, 3000)
        case "actions":
            for element in _list(block, "elements", 25):
                _check_element(element, {"button"})
        case "input":
            _check_text(block.get("label"), 2000, plain=True)
            if "hint" in block:
                _check_text(block["hint"], 2000, plain=True)
            _check_element(block.get("element"), {"plain_text_input", "static_select"})


def _check_element(element: object, kinds: set[str]) -> None:
    if not isinstance(element, dict) or element.get("type") not in kinds:
        raise Refused("invalid_blocks")
    kind = str(element["type"])
    if not set(element) <= _ELEMENT_KEYS[kind] | {"type", "action_id"}:
        raise Refused("invalid_blocks")
    if not 0 < len(str(element.get("action_id", ""))) <= 255:
        raise Refused("invalid_blocks")
    match kind:
        case "button":
            _check_text(element.get("text"), 75, plain=True)
            if not 0 < len(str(element.get("value", ""))) <= 2000:
                raise Refused("invalid_blocks")
            if element.get("style", "primary") not in {"primary", "danger"}:
                raise Refused("invalid_blocks")
        case "plain_text_input":
            if len(str(element.get("initial_value", ""))) > int(str(element.get("max_length", 3000))) or int(
                str(element.get("max_length", 1))
            ) not in range(1, 3001):
                raise Refused("invalid_blocks")
        case "static_select":
            _check_menu(element)


def _check_menu(element: dict[str, object]) -> None:
    if ("options" in element) == ("option_groups" in element):
        raise Refused("invalid_blocks")
    if "options" in element:
        options = _list(element, "options", 100)
    else:
        groups = _list(element, "option_groups", 100)
        for group in groups:
            _check_text(group.get("label"), 75, plain=True)
        options = [option for group in groups for option in _list(group, "options", 100)]
    for option in options:
        _check_text(option.get("text"), 75, plain=True)
        if set(option) != {"text", "value"} or not 0 < len(str(option["value"])) <= 150:
            raise Refused("invalid_blocks")
    if "initial_option" in element and element["initial_option"] not in options:
        raise Refused("invalid_blocks")


def _check_text(text: object, most: int, *, plain: bool = False) -> None:
    if not isinstance(text, dict) or not set(text) <= {"type", "text", "emoji", "verbatim"}:
        raise Refused("invalid_blocks")
    kind = text.get("type")
    if kind not in {"plain_text", "mrkdwn"} or (plain and kind != "plain_text"):
        raise Refused("invalid_blocks")
    if not 0 < _units(str(text.get("text", ""))) <= most or ("emoji" in text and kind != "plain_text"):
        raise Refused("invalid_blocks")


def _check_part(part: dict[str, object]) -> None:
    """A piece of rich text. Slack knows others, which mention somebody."""
    keys = {"text": {"type", "text", "style"}, "link": {"type", "text", "url"}}.get(str(part.get("type")), set())
    if not set(part) <= keys:
        raise Refused("invalid_blocks")
    if part["type"] == "link" and not str(part.get("url")).startswith(("https://", "http://")):
        raise Refused("invalid_blocks")
    if not 0 < _units(str(part.get("text", ""))) <= 3000 or part.get("style", {"bold": True}) != {"bold": True}:
        raise Refused("invalid_blocks")


def _parts(block: dict[str, object]) -> list[dict[str, object]]:
    if block.get("type") != "rich_text":
        return []
    return [part for section in _list(block, "elements", 1) for part in _list(section, "elements", 100)]


def _read(block: dict[str, object]) -> Iterator[str]:
    """The pieces of rich text stand behind each other, all others below."""
    parts = _parts(block)
    yield from (
        ["".join(f"{part['text']}: {part['url']}" if "url" in part else str(part["text"]) for part in parts)]
        if parts
        else _strings(block, names=("text",))
    )


def _weight(block: dict[str, object]) -> int:
    """Of rich text Slack counts more than the words (slackapi/bolt-js#2867): all of it, to be strict."""
    if block["type"] == "rich_text":
        return _units(json.dumps(block, ensure_ascii=False))
    return sum(map(_units, _strings(block)))


def _elements(block: dict[str, object]) -> list[dict[str, object]]:
    if block["type"] == "actions":
        return _list(block, "elements", 25)
    element = block.get("element")
    return [element] if isinstance(element, dict) else []


def _list(data: dict[str, object], name: str, most: int) -> list[dict[str, object]]:
    values = data.get(name)
    if not isinstance(values, list) or not 0 < len(values) <= most:
        raise Refused("invalid_blocks")
    return values


def _strings(value: object, name: str = "", *, names: tuple[str, ...] = ("text", "value")) -> Iterator[str]:
    if isinstance(value, str) and name in names:
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, key, names=names)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, names=names)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
