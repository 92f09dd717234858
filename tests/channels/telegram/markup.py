"""Telegram's HTML as its service reads it: only its own tags, each closed where it must be."""

import re
from dataclasses import dataclass
from html import unescape

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler", "blockquote"}

_TAG = re.compile(r"<(/?)([a-z0-9-]*)([^>]*)>")
_ENTITY = re.compile(r"&(lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}")


class Unparsable(Exception):
    """The markup is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Where a text is marked; places in characters."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What people see, and how it is marked."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def units(self) -> int:
        """Length as the service measures it."""
        return len(self.text.encode("utf-16-le")) // 2

    @property
    def pinged(self) -> list[str]:
        """Whom it would call: names of users outside of code."""
        quiet = [entity for entity in self.entities if entity.kind in {"code", "pre"}]
        return [
            found[0]
            for found in _MENTION.finditer(self.text)
            if not any(entity.start <= found.start() < entity.end for entity in quiet)
        ]


def parse(text: str, mode: str) -> Parsed:
    """Raises Unparsable with the service's words. Blanks around the text are dropped, as the service does."""
    if mode not in {"", "HTML"}:
        raise Unparsable("unsupported parse_mode")
    return _trimmed(_parse_html(text) if mode else Parsed(text=text))


def _parse_html(text: str) -> Parsed:
    plain, at = "", 0
    opened: list[tuple[str, int]] = []
    entities = []
    while at < len(text):
        if text[at] == "<":
            found = _TAG.match(text, at)
            if not found or (not found[1] and found[2] not in TAGS):
                name = found[2] if found else text[at + 1 : at + 9]
                raise Unparsable(f'Unsupported start tag "{name}" at byte offset {len(text[:at].encode())}')
            if not found[1]:
                if opened:
                    raise Unparsable(
                        f"Nested tags at byte offset {len(text[:at].encode())}"
                    )  # stricter: ours never nest
                opened.append((found[2], len(plain)))
            elif not opened:
                raise Unparsable(f"Unexpected end tag at byte offset {len(text[:at].encode())}")
            else:
                name, start = opened.pop()
                if found[2] != name:
                    raise Unparsable(f'Unmatched end tag at byte offset {at}, expected "</{name}>", found "{found[0]}"')
                entities.append(Entity(kind=name, start=start, end=len(plain)))
            at = found.end()
        elif text[at] == "&":
            found = _ENTITY.match(text, at)
            if not found:
                raise Unparsable(f"A bare & at byte offset {len(text[:at].encode())}")  # stricter: Telegram shows it
            plain += unescape(found[0])
            at = found.end()
        else:
            plain += text[at]
            at += 1
    if opened:
        raise Unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return Parsed(text=plain, entities=tuple(entities))


def _trimmed(parsed: Parsed) -> Parsed:
    text = parsed.text.strip()
    shift = len(parsed.text) - len(parsed.text.lstrip())
    moved = (
        Entity(kind=one.kind, start=max(one.start - shift, 0), end=min(one.end - shift, len(text)))
        for one in parsed.entities
    )
    return Parsed(text=text, entities=tuple(one for one in moved if one.start < one.end))
