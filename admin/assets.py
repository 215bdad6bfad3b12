"""Our own style, script and icon: read once, named by their contents, kept by browsers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

_KINDS = {
    "panel.css": "text/css; charset=utf-8",
    "panel.js": "text/javascript; charset=utf-8",
    "editor.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    content: bytes
    media_type: str
    version: str
    """Changes with the contents, so that browsers may keep what they have."""


class Assets:
    """The files of ``admin/static``."""

    def __init__(self) -> None:
        folder = files("admin").joinpath("static")
        self._assets: Mapping[str, Asset] = {
            name: _asset(folder.joinpath(name).read_bytes(), kind) for name, kind in _KINDS.items()
        }

    def address(self, name: str) -> str:
        return f"/panel/static/{name}?v={self._assets[name].version}"

    async def serve(self, request: Request) -> Response:
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            return PlainTextResponse("Такого файла нет.", status_code=404)
        is_current = request.query_params.get("v") == asset.version
        headers = {"Cache-Control": _FOR_EVER if is_current else "no-cache"}
        return Response(asset.content, media_type=asset.media_type, headers=headers)


def _asset(content: bytes, media_type: str) -> Asset:
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])


@cache
def shipped_assets() -> Assets:
    """Those of the package, read once in a process."""
    return Assets()
