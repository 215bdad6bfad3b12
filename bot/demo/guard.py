"""Only the demo's own page, opened on this machine, may use the demo."""

from collections.abc import Awaitable, Callable, Collection
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

BODY_LIMIT_BYTES = 64 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

#: Nothing but our own three files; no frames, no plugins, no forms that leave the page.
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Body = TypeVar("Body", bound=BaseModel)
Endpoint = Callable[[Request], Awaitable[Response]]


class BadRequest(Exception):
    """The page is told why in one sentence."""

    def __init__(self, sentence: str, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def guarded(endpoint: Endpoint, *, hosts: Collection[str] = (), is_page: bool = False) -> Endpoint:
    """Let only requests through that this machine's browser makes for our own page.

    Args:
        hosts: names besides the loopback ones under which the demo is opened on purpose.
        is_page: a link from elsewhere may lead here; everything else is for the page alone.
    """

    async def guard(request: Request) -> Response:
        try:
            _check_host(request, hosts)
            if not is_page:
                _check_origin(request)
            response = await endpoint(request)
        except BadRequest as error:
            response = JSONResponse({"error": error.sentence}, status_code=error.status)
        for name, value in PAGE_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return guard


async def read_body(request: Request, *, limit_bytes: int, too_big: str) -> bytes:
    """The whole body.

    Raises:
        BadRequest: it is longer than the limit; the rest is not read.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit_bytes:
                raise BadRequest(too_big, status=413)
    except ClientDisconnect:
        raise BadRequest("Запрос оборвался, попробуйте ещё раз.") from None
    return bytes(body)


async def read_json(request: Request, kind: type[Body]) -> Body:
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise BadRequest("Запрос должен быть в формате JSON.", status=415)
    body = await read_body(
        request, limit_bytes=BODY_LIMIT_BYTES, too_big="Слишком длинное сообщение."
    )
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        raise BadRequest("Страница прислала непонятное: обновите её и попробуйте снова.") from None


def _check_host(request: Request, hosts: Collection[str]) -> None:
    # A foreign page can point a name of its own at 127.0.0.1; it can't change the Host header.
    try:
        name = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        name = None
    if name not in _LOOPBACK and name not in hosts:
        raise BadRequest("Откройте страницу по адресу 127.0.0.1.", status=403)


def _check_origin(request: Request) -> None:
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host')}"
    if site not in ("same-origin", "none") or origin not in (None, own):
        raise BadRequest("Запрос пришёл с чужой страницы.", status=403)
