"""A mail's text as lines, each with how deeply it is quoted, and where what a mail program adds to an answer begins.
What the lines say is read elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from channels.text import clean

_MARKS = re.compile(r"(?:[ \t]?>)+[ \t]?")
_FROM_WORDS = r"From|De|Da|Von|Van|От|من"
_OTHER_WORDS = (
    r"Sent|Date|To|Cc|Subject|Envoyé|À|Objet|Enviado(?: el| em)?|Enviada(?: em)?|Fecha|Para|Asunto|Assunto|Data|"
    r"Gesendet|Datum|An|Betreff|Отправлено|Дата|Кому|Тема|تم الإرسال|تاريخ الإرسال|التاريخ|إلى|الموضوع|نسخة"
)
_FROM = re.compile(rf"\**(?:{_FROM_WORDS})\s*:\**\s*\S.*@", re.IGNORECASE)
"""With an address: "From: Santos" over "To: Mombasa" and a date is somebody's report."""

_OTHER = re.compile(rf"\**(?:{_OTHER_WORDS})\s*:\**", re.IGNORECASE)
_RULE = re.compile(
    r"_{20,}"  # Outlook, Yahoo
    r"|-{3,} ?(?:Original Message|Message d['’]origine|Mensaje original|Mensagem original|Исходное сообщение|"
    r"Ursprüngliche Nachricht|الرسالة الأصلية) ?-{3,}",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"-- ?")  # RFC 3676 4.3
_MOMENT = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d\d|[٠-٩]{4}|@")
_ATTRIBUTION_MOST = 3
_HEADER_LINES_LEAST = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its quotation marks, and how many stood before it."""

    depth: int
    text: str


def lines_of_text(text: str, *, flowed: bool = False, del_sp: bool = False) -> Sequence[Line]:
    """The lines of a text, cleaned, unbreakable blanks made plain. `flowed` (RFC 3676): a line that ends in a blank goes
    on in the next, with `del_sp` without that blank.
    """
    lines: list[Line] = []
    open_ended = False
    for raw in clean(text).replace("\xa0", " ").split("\n"):
        marks = _MARKS.match(raw)
        depth = marks[0].count(">") if marks else 0
        inner = raw[marks.end() :] if marks else raw
        if flowed and not marks and inner.startswith(" "):
            inner = inner[1:]  # space-stuffing
        if open_ended and lines[-1].depth == depth and not _SIGNATURE.fullmatch(inner):
            before = lines.pop().text
            inner = (before[:-1] if del_sp else before) + inner
        lines.append(Line(depth, inner))
        open_ended = flowed and inner.endswith(" ") and inner != "-- "
    return [Line(line.depth, line.text.strip()) for line in lines]


def begins_original(lines: Sequence[Line], at: int) -> bool:
    """Whether a mail program put the mail that is answered from here on: a rule, or the head of that mail."""
    text = lines[at].text
    if _RULE.fullmatch(text):
        return True
    if not _FROM.match(text):
        return False
    near = [line.text for line in lines[at + 1 : at + 8]]  # a blank line between them and folded lines too
    return sum(bool(_OTHER.match(one)) for one in near) >= _HEADER_LINES_LEAST


def new_text(lines: Sequence[Line], *, forwarded: bool = False) -> str:
    """What the writer added: nothing quoted, no line saying who wrote that, no signature, not the mail below an Outlook
    head, unless the whole is `forwarded`. Where that leaves nothing, "".
    """
    kept: list[str] = []
    for at, line in enumerate(lines):
        if line.depth:
            if at == 0 or not lines[at - 1].depth:
                _drop_attribution(kept)
            continue
        if _SIGNATURE.fullmatch(line.text) or (not forwarded and begins_original(lines, at)):
            break
        kept.append(line.text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def whole_text(lines: Sequence[Line]) -> str:
    """All of it, quotations too."""
    return "\n".join("> " * line.depth + line.text for line in lines).strip()


def _drop_attribution(kept: list[str]) -> None:
    """Takes "On 13 Nov 2026 at 12:00, Liaison <...> wrote:" off the end, in whatever language: the last lines before a
    quotation, ending in a colon, with a date, a time or an address.
    """
    while kept and not kept[-1]:
        kept.pop()
    if not kept or kept[-1][-1] not in ":：":
        return
    least = max(len(kept) - _ATTRIBUTION_MOST, 0)
    dated = [at for at in range(least, len(kept)) if all(kept[at:]) and _MOMENT.search(kept[at])]
    if dated:
        del kept[dated[0] :]
