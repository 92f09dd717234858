"""Transcripts: conversations that a customs officer can read, played against a real installation.

What somebody does stands at the margin, what the bot says is indented:

    as officer KE               who speaks from here on: officer, colleague (another
                                officer), reviewer, member, head, administrator, stranger;
                                contact_point; country or office ("-": of all); language
    > 12.4 kg                   types this ({code} is a fresh invitation code)
    [Submit] pressed            presses a button of the last answer; "[Submit] pressed again": the same one once more
    [Skip] of an earlier answer pressed
    (picture seal, hold: in the yard)     sends pictures, perhaps with words
    (position 4.05530 S, 39.67010 E: Mombasa)   shares where they are, perhaps with a name
    (in a group) /group         writes where others read it; what is answered comes in private
    (2 days later), (5 minutes later)
    (count)                     how many answers it took since /report, and how long at 2 s a press and 8 s a typed one

    (delivered)                 what is due to others has reached them
    (reads)                     looks at what was delivered since the last look, after the clock has reminded whom it should
    (restart)                   the process ends and another begins over the same file

Lines that begin with # are remarks. A code that is drawn by lot stands as {code}. World and conversation are made anew for every turn, so that nothing but what was
stored as JSON connects two lines.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from alerts.person import Role, RoleKind
from bot.reminding import remind
from channels.message import Address, Located, Said
from tests.bot.client import CHAT
from tests.bot.rows import rows
from tests.bot.stage import Client, Stage

INDENT = "    "
PRESS_SECONDS, TYPE_SECONDS = 2, 8

GROUP = Address(CHAT, "a-group")

PRESSED = re.compile(r"\[(.+)\] pressed")
AGAIN = re.compile(r"\[(.+)\] pressed again")
EARLIER = re.compile(r"\[(.+)\] of an earlier answer pressed")
PICTURES = re.compile(r"\(picture ([\w, ]+?)(?:: (.+))?\)")
POSITION = re.compile(r"\(position ([\d.]+) ([NS]), ([\d.]+) ([EW])(?:: (.+))?\)")
IN_GROUP = re.compile(r"\(in a group\) (.+)")
DRAWN = re.compile(r"(?:(?<=/join#)|(?<=invalid/))[\w-]{32}")
READS = "(reads)"
_LATER = re.compile(r"\((\d+) (minutes?|hours?|days?) later\)")


class NotHere(Exception):
    """Transcripts are not rewritten where CI is set: rewrite them at home, and read them."""


def settle(path: Path, played: str, *, rewrite: bool, environ: Mapping[str, str]) -> None:
    """Compares a transcript with how it went, or writes it anew. Raises AssertionError, or NotHere."""
    if not rewrite:
        assert played == path.read_text(encoding="utf-8")
        return
    if "CI" in environ:
        raise NotHere(NotHere.__doc__)
    path.write_text(played, encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What somebody does, and what the bot says then."""

    doing: str
    said: Sequence[str]


def lines_of(text: str) -> Sequence[Line]:
    """A transcript line by line, without its remarks."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith(INDENT) and found:
            found[-1][1].append(line.strip())
        elif line.strip() and not line.startswith("#"):
            found.append((line, []))
    return [Line(doing=doing, said=said) for doing, said in found]


def later(line: str) -> timedelta | None:
    """How much time a line (2 days later) lets pass; None for any other."""
    found = _LATER.fullmatch(line)
    return timedelta(**{found[2].rstrip("s") + "s": int(found[1])}) if found else None


def position(found: re.Match[str]) -> Located:
    """What a line (position …) shares."""
    north, east = 1 if found[2] == "N" else -1, 1 if found[4] == "E" else -1
    return Located(latitude=north * float(found[1]), longitude=east * float(found[3]), name=found[5] or "")


@dataclass(slots=True)
class Count:
    """What an officer had to do since /report."""

    presses: int = 0
    typed: int = 0

    @property
    def answers(self) -> int:
        return self.presses + self.typed

    @property
    def seconds(self) -> int:
        return self.presses * PRESS_SECONDS + self.typed * TYPE_SECONDS


def counts(count: Count, doing: str) -> None:
    """Adds what a line does to what somebody had to do; who speaks, time that passes and the like cost nobody anything."""
    if doing.startswith("> ") or IN_GROUP.fullmatch(doing):
        count.typed += 1
    elif doing.startswith("[") or PICTURES.fullmatch(doing) or POSITION.fullmatch(doing):
        count.presses += 1


@dataclass(slots=True)
class Player:
    """Plays one transcript."""

    stage: Stage
    people: dict[str, Client] = field(default_factory=dict)
    speaker: Client | None = None
    last_token: str = ""
    read: dict[Address, int] = field(default_factory=dict)
    """How many delivered messages somebody has looked at."""
    count: Count = field(default_factory=Count)
    opened: set[str] = field(default_factory=set)
    """The dialogs that were in front of somebody, by name."""

    async def play(self, text: str) -> str:
        """The transcript as it goes now. Raises AssertionError at a line that cannot be done."""
        played: list[str] = []
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith(INDENT) or not line.strip():
                continue
            if line.startswith(("#", "as ")) and played:
                played.append("")
            played.append(line)
            if line.startswith("#"):
                continue
            try:
                shown = await self._do(line)
                self.opened |= {str(name) for (name,) in rows(self.stage, "SELECT DISTINCT dialog FROM progress")}
            except AssertionError as error:
                raise AssertionError(f"line {number}, {line!r}: {error}\n\n" + "\n".join(played)) from error
            played += [f"{INDENT}{DRAWN.sub('{code}', said)}" if said else "" for said in shown.splitlines()]
            if shown:
                played.append("")
        return _tidy(played)

    async def _do(self, line: str) -> str:
        self.stage.renew()
        if line == "(restart)":
            await self.stage.restart()
            return ""
        if line == "(delivered)":
            await self.stage.deliver()
            return ""
        if line.startswith("as "):
            await self._turn_to(line)
            return ""
        if span := later(line):
            self.stage.clock.passes(span)
            return ""
        if line == READS and self.speaker is not None:
            return await self._read(self.speaker)
        if line == "(count)":
            return f"{self.count.answers} answers, {self.count.seconds} seconds"
        assert self.speaker is not None, "nobody speaks yet: begin with a line such as: as officer KE"
        if line == "> /report":
            self.count = Count()
        else:
            counts(self.count, line)
        if line.startswith("> "):
            return await self._say(self.speaker, line[2:])
        if pictures := PICTURES.fullmatch(line):
            return await self.speaker.sends_picture(*pictures[1].split(", "), text=pictures[2] or "")
        if located := POSITION.fullmatch(line):
            return await self.speaker.does(position(located))
        if in_group := IN_GROUP.fullmatch(line):
            return await self.speaker.does_in(GROUP, Said(text=in_group[1]))
        return await self._press(self.speaker, line)

    async def _say(self, speaker: Client, text: str) -> str:
        if "{code}" in text:
            text = text.replace("{code}", await self.stage.invitation())
        return await speaker.says(text.replace("\\n", "\n"))

    async def _press(self, speaker: Client, line: str) -> str:
        if AGAIN.fullmatch(line):
            return await speaker.presses_token(self.last_token)
        if earlier := EARLIER.fullmatch(line):
            return await speaker.presses_old(earlier[1])
        pressed = PRESSED.fullmatch(line)
        assert pressed is not None, "nobody knows how to do this"
        self.last_token = speaker.button(pressed[1]).token
        return await speaker.presses_token(self.last_token)

    async def _read(self, speaker: Client) -> str:
        await remind(self.stage.world)
        await self.stage.deliver()
        there = self.stage.channels[speaker.address.channel].shown(speaker.address)
        news = tuple(there[self.read.get(speaker.address, 0) :])
        self.read[speaker.address] = len(there)
        if not news:
            return ""
        speaker.last = news
        speaker.history += news
        return speaker.shown()

    async def _turn_to(self, line: str) -> None:
        if line not in self.people:
            self.people[line] = await _somebody(self.stage, line.split()[1:])
        self.speaker = self.people[line]


async def _somebody(stage: Stage, words: list[str]) -> Client:
    """Such as: officer KE, officer SN fr, reviewer ESA, member UG, stranger."""
    role, where, language = (*words, "", "")[:3]
    match role:
        case "officer":
            return await stage.officer(where or "KE", language=language or "en")
        case "colleague":
            return await stage.officer(where or "KE", name="Demo Colleague", language=language or "en")
        case "reviewer":
            return await stage.reviewer(where or "ESA", language=language or "en")
        case "member":
            return await stage.member(where or "UG", language=language or "en")
        case "contact_point":
            role_of_country = Role(kind=RoleKind.CONTACT_POINT, country=where)
            return await stage.somebody(role_of_country, country=where, language=language or "en")
        case "head":
            return await stage.head(where or "ESA", language=language or "en")
        case "administrator":
            return await stage.administrator(where.strip("-") or None, language=language or "en")
        case "stranger":
            return await stage.stranger()
    raise AssertionError(f"nobody knows who is {' '.join(words)!r}")


def _tidy(lines: list[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"
