"""What is in Slack's JSON, without trusting its shape, and its way to write text, ids and times. It knows no request."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

Json = Mapping[str, object]

_ANGLES = re.compile("<([^<>]*)>")
_ENTITIES = re.compile("&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}
_PERSON = re.compile("[UW][A-Z0-9]{2,30}")
_GROUP = re.compile("[CG][A-Z0-9]{2,30}")
_SECONDS = re.compile(r"[0-9]{1,10}(\.[0-9]{1,9})?")


def text_at(data: Json, name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def json_at(data: Json, name: str) -> Json:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def list_at(data: Json, name: str) -> list[Json]:
    value = data.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def is_person(id_: str) -> bool:
    """Whether an id is that of a person."""
    return _PERSON.fullmatch(id_) is not None


def is_group(id_: str) -> bool:
    """Whether an id is that of a channel, public or private."""
    return _GROUP.fullmatch(id_) is not None


def when(ts: str, now: datetime) -> datetime:
    """Slack's seconds since 1970 with six digits behind the point; `now` where there are none."""
    return datetime.fromtimestamp(float(ts), UTC) if _SECONDS.fullmatch(ts) else now


def unescape(text: str) -> str:
    """What the person typed, from what Slack made of it: <https://…|label>, <@U1>, &amp; and the like."""
    return _ENTITIES.sub(lambda found: _CHARACTERS[found[1]], _ANGLES.sub(_typed, text))


def _typed(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    match target[:1]:
        case "@" | "#" as sign:
            return sign + (label or target[1:]).removeprefix(sign)
        case "!":
            return label or "@" + target[1:].partition("^")[0]
    return label or target
