"""The page with the office's board. It is for whoever decides for an office; to everybody else it is not there."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.http.ports import Boards
from bot.http.site import Site


def routes(site: Site, boards: Boards) -> Sequence[BaseRoute]:
    async def show(request: Request) -> Response:
        board = await boards.read(request.path_params["inbox"])
        if board is None:
            raise HTTPException(404)
        return site.page(request, "board.html", {"board": board})

    return (Route("/c/{inbox}/board", show, methods=["GET"]),)
