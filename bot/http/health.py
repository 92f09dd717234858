"""How the process is, for whoever watches it: alive, ready, and its figures. Nothing here names a person."""

from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.http.guard import LOOPBACK, host_name
from bot.http.ports import Health
from bot.http.throttle import address_of


def routes(health: Health, registry: CollectorRegistry, *, metrics_open: bool) -> Sequence[BaseRoute]:
    """The routes. `metrics_open`: figures are given to any network address, not to this machine only."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        found = await health.readiness()
        said = {"ready": found.ready, "paused": dict(found.paused)}
        said |= {"late": dict(found.late)} if found.late else {}
        said |= {"held": found.held} if found.held is not None else {}
        return JSONResponse(said, 200 if found.ready else 503)

    async def metrics(request: Request) -> Response:
        if not metrics_open and not _from_this_machine(request):
            raise HTTPException(404)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return (
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    )


def _from_this_machine(request: Request) -> bool:
    # The host too: behind a proxy on this machine that does not say for whom it asks, every address is loopback.
    return address_of(request) in LOOPBACK and host_name(request) in LOOPBACK
