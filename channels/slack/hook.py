"""The HTTP way in: one address for events, presses, forms and commands. A request is read no further than allowed, and
not parsed before its signature was checked.
"""

import hmac
import logging
from collections.abc import Callable
from datetime import datetime

from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from channels.slack.receiving import Reception
from channels.web.body import TooLong, read_body

log = logging.getLogger(__name__)

PATH = "/hooks/slack"

BODY_BYTES = 1_000_000
"""Largest request taken: Slack's largest is a view of 100 blocks, about 250 kB."""

OLDEST = 300
"""Seconds a request may be old, either way: Slack's own advice against replays."""

_SERVER_FAILED = 500


def hook(reception: Reception, signing_secret: str, now: Callable[[], datetime]) -> Route:
    """The route. 401 for a request that is not Slack's or not fresh, 503 when it was not kept: events come again."""
    verifier = SignatureVerifier(signing_secret)

    async def taken(request: Request) -> Response:
        try:
            body = await read_body(request, BODY_BYTES)
        except TooLong:
            return Response(status_code=413)
        if not _is_slacks(request, body, verifier, now()):
            log.warning("A request with a wrong or old signature was refused.")
            return Response(status_code=401)
        response = await reception.dispatch(body.decode(), request.headers)
        if response.status >= _SERVER_FAILED:
            return Response(status_code=503)
        return Response(response.body, response.status, media_type=response.headers.get("content-type", [""])[0])

    return Route(PATH, taken, methods=["POST"])


def _is_slacks(request: Request, body: bytes, verifier: SignatureVerifier, now: datetime) -> bool:
    at = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (at.isascii() and at.isdigit() and len(at) <= 12 and abs(now.timestamp() - int(at)) <= OLDEST):  # noqa: PLR2004
        return False
    try:
        expected = verifier.generate_signature(timestamp=at, body=body)
    except UnicodeDecodeError:
        return False
    return expected is not None and hmac.compare_digest(expected.encode(), signature.encode())
