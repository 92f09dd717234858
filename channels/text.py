"""Cleaning of text that people typed: what is invisible or reorders other text is taken out, nothing is escaped.
Escaping is each channel's own work.
"""

import re

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # invisible letters and soft hyphens
    "\u200b\u200e\u200f\u2060-\u2064\ufeff"  # zero width
    "\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # embeddings, overrides, isolates: they show text in another order
    "\ufff9-\ufffb\ufffe\uffff"  # annotation marks and what is no character
    "\ud800-\udfff"  # half of a pair: cannot be written as UTF-8
    "\U000e0000-\U000e0fff"  # tags and further selectors: text nobody sees
    "]"
)

# Persian and the languages of India spell with joiners; anywhere else they are only a way to hide something.
_JOINED = "\u0600-\u08ff\u0900-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufefc"
_STRAY_JOINER = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")

# French sets a narrow no-break space before ; : ? ! and within « »: alone it stays, else the mark begins a line.
_BLANKS = re.compile("(?!\u202f(?!\\s))(?<!\\s)\\s+")


def clean(text: str) -> str:
    """Removes control, override and zero-width characters; a line ends in a line feed. Cleaning twice changes nothing."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    # Once more because taking one joiner out can leave another without a neighbour.
    while (shorter := _STRAY_JOINER.sub("", text)) != text:
        text = shorter
    return text


def clean_line(text: str) -> str:
    """As `clean`, on one line: any run of blanks and line ends becomes one blank, where it is more than a single narrow
    no-break space. For names, labels and subjects.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _BLANKS.sub(" ", clean(text)).strip()


def shorten(text: str, most: int) -> str:
    """At most `most` characters, with an ellipsis where something was left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
