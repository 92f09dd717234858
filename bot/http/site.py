"""How pages outside the chat are answered: their HTML, their language, and refusals as a page or as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.http.ports import SessionInfo
from bot.http.texts import Texts
from channels.web import Reader
from channels.web.assets import Assets
from channels.web.shell import direction

ASSETS = Assets(Path(__file__).parent / "static", "/static/site")

_pages = Environment(
    loader=PackageLoader("bot.http", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What all pages share. `public_url` is what people know this installation by."""

    texts: Texts
    public_url: str
    demo: bool

    @property
    def secure(self) -> bool:
        """Whether people reach us by https, so that cookies may go no other way."""
        return urlsplit(self.public_url).scheme == "https"

    def language(self, request: Request) -> str:
        """The language of a signed-in person, else the browser's."""
        session: SessionInfo | None = getattr(request.state, "session", None)
        return session.language if session else self.texts.choose(request.headers.get("accept-language", ""))

    def words(self, request: Request) -> Mapping[str, str]:
        """All words in the reader's language, by name."""
        return self.texts.site(self.language(request))

    def page(
        self, request: Request, name: str, values: Mapping[str, object] | None = None, status: int = 200
    ) -> Response:
        """A page of ours, from its template."""
        language = self.language(request)
        html = _pages.get_template(name).render(
            {
                **(values or {}),
                "t": self.texts.site(language),
                "language": language,
                "direction": direction(language),
                "asset": ASSETS.url,
                "demo": self.demo,
            }
        )
        return HTMLResponse(html, status)

    def answer(self, values: Mapping[str, object], status: int = 200) -> Response:
        """What a page's script is told."""
        return JSONResponse(values, status)

    def sorry(self, request: Request, name: str, status: int) -> Response:
        """One sentence for a page's script to show."""
        return self.answer({"error": self.words(request)[name]}, status)

    def too_many(self, request: Request, wait: int, name: str = "too_many") -> Response:
        """One sentence, and after how many seconds it can be tried again (RFC 6585, section 4)."""
        response = self.sorry(request, name, 429)
        response.headers["Retry-After"] = str(wait)
        return response

    def refuse(self, request: Request, status: int) -> Response:
        """A refusal that reveals nothing, as a page for a person and as JSON for a script."""
        words = self.words(request)
        shown = status if f"error_{status}" in words else 400 + 100 * (status >= 500)  # noqa: PLR2004 - 5xx is ours
        if "text/html" not in request.headers.get("accept", ""):
            return self.answer({"error": words[f"error_{shown}"]}, status)
        values = {
            "title": words[f"error_{shown}_title"],
            "lead": words[f"error_{shown}"],
            "retry": status in (401, 500),
        }
        return self.page(request, "error.html", values, status)


def reader(request: Request) -> Reader:
    """Who reads a page of the chat: the session the guard has found."""
    session: SessionInfo = request.state.session
    return Reader(
        language=session.language,
        zone=session.zone,
        name=session.name,
        menu=session.menu,
        pages=session.pages,
        leave=f"/c/{session.inbox}/leave",
        session=session.id,
        signed_in=request.state.signed_in,
    )
