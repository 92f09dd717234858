"""Pictures, for whoever may see them: not there and not allowed are answered alike, and nothing is kept by browsers."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.http.ports import Pictures


def routes(pictures: Pictures) -> Sequence[BaseRoute]:
    async def show(request: Request) -> Response:
        picture = await pictures.read(request.path_params["inbox"], request.path_params["ref"])
        if picture is None:
            raise HTTPException(404)
        return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    return (Route("/c/{inbox}/pictures/{ref}", show, methods=["GET"]),)
