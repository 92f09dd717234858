"""How a call to the Slack that tests play can go wrong on its way, and how it ends."""

import enum

from aiohttp import web


class Act(enum.Enum):
    """What Slack can do instead of answering."""

    HANG = enum.auto()
    RESET = enum.auto()
    TAKE_AND_RESET = enum.auto()
    BAD_GATEWAY = enum.auto()
    NONSENSE = enum.auto()


def cut(request: web.Request) -> web.Response:
    """Nothing is answered: the connection is gone."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def closed(response: web.Response) -> web.Response:
    """Each call has a connection of its own, so that what a test breaks is that call's."""
    response.force_close()
    return response
