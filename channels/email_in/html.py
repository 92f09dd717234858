"""The text of a mail's HTML part, line by line as a person sees it; what is quoted gets "> " before it, as in plain text.
It shows nothing and fetches nothing.
"""

import re
from contextlib import suppress
from html.parser import HTMLParser

_UNSEEN = frozenset({"head", "style", "script", "title", "template"})
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "blockquote",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figure",
            "footer",
            "form",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
        *("table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_CELLS = frozenset({"td", "th"})
_CONDITIONS = re.compile(r"<!\[[^>]*>?")
"""Outlook's, such as `<![if !supportLists]>`."""

_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)

_DEPTH_MOST = 20
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def text_of_html(html: str) -> str:
    """The lines a person sees. Raises nothing, whatever the markup."""
    page = _Page()
    with suppress(AssertionError):  # what HTMLParser of Python 3.11 raises for declarations it does not know
        page.feed(_tidied(html))
        page.close()
    return page.text()


def _tidied(html: str) -> str:
    """Without what HTMLParser takes the square of its length for: comments and tags that never end."""
    html = _CONDITIONS.sub("", _COMMENTS.sub("", html))
    closed = html.rfind(">") + 1
    return html[:closed] + html[closed:].replace("<", "&lt;")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._unseen: list[str] = []
        self._quoted = 0

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "body":
            self._unseen.clear()  # a head nobody closed
        elif tag == "br":
            self._end_line(blank=True)
        elif tag in _BLOCKS:
            self._end_line()
            self._quoted += tag == "blockquote" and self._quoted < _DEPTH_MOST
        elif tag in _CELLS:
            self._line += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self._end_line()
            self._quoted -= tag == "blockquote" and self._quoted > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line += data

    def _end_line(self, *, blank: bool = False) -> None:
        """Ends the line there is; `blank`: an empty one counts too."""
        line = _BLANKS.sub(" ", self._line).strip(" ")
        self._line = ""
        if line or blank:
            self._lines.append("> " * self._quoted + line)
