"""Style sheets, scripts and icons, read once and served from memory. Their address carries a digest of all of them,
so that a browser may keep them for good and never mixes two releases.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asset:
    kind: str
    plain: bytes
    packed: bytes


class Assets:
    """The files of one folder under one prefix (`/static/chat`). Only kinds a page needs are served."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._prefix = prefix
        self._assets: dict[str, _Asset] = {}
        digest = hashlib.sha256()
        for file in sorted(folder.iterdir()):
            if file.suffix in KINDS:
                plain = file.read_bytes()
                digest.update(file.name.encode() + b"\0" + plain)
                self._assets[file.name] = _Asset(kind=KINDS[file.suffix], plain=plain, packed=gzip.compress(plain))
        self._digest = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a file. Raises KeyError when there is none of that name."""
        if name not in self._assets:
            raise KeyError(name)
        return f"{self._prefix}/{self._digest}/{name}"

    def route(self) -> Route:
        return Route(f"{self._prefix}/{{digest}}/{{name}}", self._serve)

    async def _serve(self, request: Request) -> Response:
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        # A page of the release before gets today's file, but may not keep it under the old address.
        current = request.path_params["digest"] == self._digest
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, media_type=asset.kind, headers={**headers, "Content-Encoding": "gzip"})
        return Response(asset.plain, media_type=asset.kind, headers=headers)
