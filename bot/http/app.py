"""The HTTP application put together. It opens no socket and starts nothing."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from prometheus_client import REGISTRY, CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.http import board, demo, health, mailboxes, pictures, signing_in
from bot.http.guard import Guard
from bot.http.ports import Ports
from bot.http.site import ASSETS, Site
from bot.http.texts import Texts
from bot.http.throttle import Throttle
from channels.base import Mailbox
from channels.web.shell import STYLE_SOURCE

ASKED = 10
ASKED_PERIOD = timedelta(hours=1)
"""Sign-in links that may be asked for from one network address, and for one mailbox."""

POSTED = 60
POSTED_PERIOD = timedelta(minutes=1)
"""What may be posted through one session: a person types and presses less, a program does not."""


def build(
    ports: Ports,
    *,
    texts: Texts,
    channel_routes: Sequence[BaseRoute],
    mailbox: Mailbox,
    public_url: str,
    closing: asyncio.Event,
    hosts: Collection[str] = (),
    registry: CollectorRegistry = REGISTRY,
    metrics_open: bool = False,
) -> Starlette:
    """The application. `channel_routes` come from the channels, `hosts` are further names this service is known by
    (loopback and the public URL's are), and `closing` ends the demo's streams when it is set.
    """
    site = Site(texts=texts, public_url=public_url, demo=ports.demo is not None)
    wrong = Throttle(ports.now)
    asked = Throttle(ports.now, tries=ASKED, period=ASKED_PERIOD)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return site.refuse(request, status)

    return Starlette(
        routes=[
            *signing_in.routes(site, ports.links, ports.sessions, wrong, asked),
            *mailboxes.routes(site, ports.mailboxes, wrong),
            *pictures.routes(ports.pictures),
            *board.routes(site, ports.boards),
            *health.routes(ports.health, registry, metrics_open=metrics_open),
            *(demo.routes(site, ports.demo, mailbox, wrong, closing) if ports.demo else ()),
            *channel_routes,
            ASSETS.route(),
        ],
        middleware=[
            Middleware(
                Guard,
                sessions=ports.sessions,
                hosts={urlsplit(public_url).hostname or "localhost", *hosts},
                refuse=site.refuse,
                demo=ports.demo is not None,
                secure=site.secure,
                posts=Throttle(ports.now, tries=POSTED, period=POSTED_PERIOD),
                styles=(STYLE_SOURCE,),
            )
        ],
        exception_handlers={HTTPException: refused},
    )
