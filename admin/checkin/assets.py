"""The page's style and icon: read once, named by their contents, kept by browsers."""

import hashlib
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from admin.checkin.browser import ROOT

_KINDS = {"checkin.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"
_FOLDER = files("admin.checkin").joinpath("static")
_CONTENTS = {name: _FOLDER.joinpath(name).read_bytes() for name in _KINDS}


def asset(name: str) -> str:
    """The address of a file; it changes with the contents."""
    version = hashlib.sha256(_CONTENTS[name]).hexdigest()[:12]
    return f"{ROOT}/static/{name}?v={version}"


async def serve(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _KINDS:
        return PlainTextResponse("Такого файла нет.", status_code=404)
    headers = {"Cache-Control": _FOR_EVER}
    return Response(_CONTENTS[name], media_type=_KINDS[name], headers=headers)
