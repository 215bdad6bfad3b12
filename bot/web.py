"""The web side of the process: health, figures, and whatever else answers HTTP here."""

import asyncio
import errno
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.app import App
from kit.errors import WrongInstallation

log = logging.getLogger(__name__)

#: How long open connections (the demo's pushes are never done) may hold up the end.
_GRACE_SECONDS = 2


def build_web(app: App, *, extra: Sequence[BaseRoute] = ()) -> Starlette:
    """``/health``, ``/metrics``, the page of check-ins, the panel and the ``extra`` routes."""

    async def health(_request: Request) -> Response:
        try:
            counts = await app.receiver.counts()
        except (OSError, DBAPIError) as error:
            log.error("health: the database does not answer: %s", type(error).__name__)
            return JSONResponse({"status": "failure", "database": "unreachable"}, status_code=503)
        is_well = app.cases.size > 0
        body = {
            "status": "ok" if is_well else "warning",
            "cases": app.cases.size,
            "by_words_alone": not app.cases.has_encoder,
            "inbox_waiting": counts.waiting,
            "inbox_parked": counts.parked,
        }
        return JSONResponse(body)

    async def metrics(_request: Request) -> Response:
        return Response(await _figures(app), media_type=CONTENT_TYPE_LATEST)

    own = [Route("/health", health), Route("/metrics", metrics), *app.page, *app.panel]
    return Starlette(routes=[*own, *extra])


async def _figures(app: App) -> bytes:
    registry = CollectorRegistry()
    inbox, outbox = await app.receiver.counts(), await app.outbox_counts()
    with_people = await app.questions.count_with_people()
    for name, meaning, value in (
        ("hotline_inbox_waiting", "Events that wait to be handled", inbox.waiting),
        ("hotline_inbox_parked", "Events that could not be handled", inbox.parked),
        ("hotline_outbox_due", "Messages that wait to be sent", outbox.due),
        ("hotline_outbox_lost", "Messages that could not arrive", outbox.lost),
        ("hotline_cases", "Cases that can be found", app.cases.size),
        ("hotline_questions_with_people", "Questions a person must answer", with_people),
    ):
        Gauge(name, meaning, registry=registry).set(value)
    return generate_latest(registry)


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket at the address; who connects before it is served waits. Port 0 takes a free one.

    Raises:
        WrongInstallation: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()  # at once: two sockets may be bound to one port, but only one can listen
    except OSError as error:
        bound.close()
        raise WrongInstallation(_cannot_bind(error, host, port)) from error
    return bound


def _cannot_bind(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Порт {port} занят другой программой. Остановите её или выберите другой порт "
            "(HOTLINE_WEB_PORT, для демонстрации --port)."
        )
    if error.errno == errno.EACCES:
        return f"Порт {port} занимать нельзя: не хватает прав. Выберите порт больше 1023."
    return f"Адрес {host}:{port} занять не удалось, проверьте HOTLINE_WEB_HOST."


async def serve_web(web: ASGIApp, bound: socket.socket, stop: asyncio.Event) -> None:
    """Answer HTTP until ``stop`` is set."""
    config = uvicorn.Config(
        web,
        log_config=None,
        lifespan="off",  # there is none, and one that is cut off writes its traceback
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        stopping.cancel()
        await serving


class _Server(uvicorn.Server):
    """Leaves the signals to the process, which has more to stop than its web side."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
