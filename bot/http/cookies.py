"""The cookies: a session for each inbox on the inbox's own path, so that several accounts can be open in one browser."""

from starlette.responses import Response

from bot.http.ports import Entrance

SESSION = "liaison"
DEMO = "liaison_demo"

DEMO_PATH = "/demo/"

DAYS_30 = 30 * 24 * 3600
"""Longest life of a cookie in seconds; a session may end before."""


def inbox_path(inbox: str) -> str:
    """Where an inbox is, and all its cookie is sent to."""
    return f"/c/{inbox}/"


def enter(response: Response, entrance: Entrance, *, secure: bool) -> None:
    """Signs a browser in to an inbox. `secure`: the public URL is https."""
    _set(response, SESSION, entrance.session, inbox_path(entrance.inbox), secure=secure)


def enter_demo(response: Response, session: str, *, secure: bool) -> None:
    """Lets a browser see the demo's page."""
    _set(response, DEMO, session, DEMO_PATH, secure=secure)


def leave(response: Response, inbox: str, *, secure: bool) -> None:
    """Signs a browser out of an inbox."""
    response.delete_cookie(SESSION, inbox_path(inbox), secure=secure, httponly=True, samesite="strict")


def _set(response: Response, name: str, value: str, path: str, *, secure: bool) -> None:
    response.set_cookie(name, value, max_age=DAYS_30, path=path, secure=secure, httponly=True, samesite="strict")
