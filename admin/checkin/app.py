"""The page as routes: the door, and everything behind it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.convertors import register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from admin.checkin import assets, own, rounds
from admin.checkin.browser import ROOT, TokenInAddress, cookie_of, is_from_our_door, is_small
from admin.checkin.call import Call, Deed, Show
from admin.checkin.in_hand import InHand
from admin.checkin.rendering import render
from admin.checkin.services import Services
from admin.checkin.words import refused
from admin.errors import ForeignForm, FormUnreadable
from admin.forms import CSRF_FIELD, Form, is_csrf_token, read_form
from admin.security import Secured
from kit.errors import Refusal
from wellbeing.errors import LinkUsed

register_url_convertor("token", TokenInAddress())

log = logging.getLogger(__name__)

_CONFLICT = 409
_STATUS: dict[type[Refusal], int] = {ForeignForm: 403, FormUnreadable: 400, LinkUsed: 410}


def build_checkin_page(services: Services) -> list[BaseRoute]:
    """The routes of the page, all of them below ``/checkin``."""
    page = _Page(services)
    inner = Starlette(
        routes=[
            Route("/enter", page.enter, methods=["POST"]),
            Route("/static/{name}", assets.serve, methods=["GET"]),
            *(page.route(path, show) for path, show in [*rounds.SHOWN, *own.SHOWN]),
            *(page.route(path, do=do) for path, do in [*rounds.DONE, *own.DONE]),
            *(Route(path, _to_page, methods=["GET"]) for path in _only_forms()),
            Route("/{token:token}", page.show_door, methods=["GET"]),
            Route("/{rest:path}", page.nothing_here, methods=["GET", "POST"]),
        ],
        exception_handlers={HTTPException: page.refuse_request, Exception: page.apologise},
    )
    inner.router.redirect_slashes = False
    is_https = services.url.startswith("https://")
    return [
        # Written out: a redirect of Starlette's would name the host that a proxy has asked for.
        Route(ROOT, _to_page, methods=["GET"]),
        Mount(ROOT, app=Secured(inner, is_https=is_https)),
    ]


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[Form]:
    if not is_small(request):
        raise FormUnreadable
    async with read_form(request) as form:
        yield form


def _only_forms() -> set[str]:
    """Addresses that only forms go to; a browser may ask for the page again, without its form."""
    shown = {path for path, _ in [*rounds.SHOWN, *own.SHOWN]}
    return {path for path, _ in [*rounds.DONE, *own.DONE]} - shown


async def _to_page(_request: Request) -> Response:
    return RedirectResponse(f"{ROOT}/", status_code=308)


class _Page:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._cookie = cookie_of(services.url)
        self._in_hand = InHand()

    # Behind the door

    def route(self, path: str, show: Show | None = None, do: Deed | None = None) -> Route:
        async def answer(request: Request) -> Response:
            return await self._answer(request, show, do)

        return Route(path, answer, methods=["GET" if show else "POST"])

    async def _answer(self, request: Request, show: Show | None, do: Deed | None) -> Response:
        now = self._services.clock()
        secret = request.cookies.get(self._cookie.name)
        try:
            if secret is None:
                raise LinkUsed
            visit = await self._services.checkins.go_on(secret, now=now)
        except Refusal as refusal:
            return await self._closed(refusal)
        call = Call(self._services, visit, now, self._in_hand, self._cookie)
        try:
            if show is not None:
                return await show(call)
            assert do is not None
            return await self._with_form(request, call, do)
        except Refusal as refusal:
            log.info("check-in page refused: %s", type(refusal).__name__)
            status = _STATUS.get(type(refusal), _CONFLICT)
            return call.page("said.html", status=status, said=refused(refusal))

    async def _with_form(self, request: Request, call: Call, do: Deed) -> Response:
        async with _form(request) as form, self._in_hand.turn(call.visit.session):
            if not is_csrf_token(form.text(CSRF_FIELD), call.visit.session):
                raise ForeignForm
            return await do(call, form)

    # The door

    async def show_door(self, request: Request) -> Response:
        """The same for every token, and nothing happens: messengers send robots to look."""
        return HTMLResponse(render("door.html", token=request.path_params["token"]))

    async def enter(self, request: Request) -> Response:
        now = self._services.clock()
        try:
            if not is_from_our_door(request, url=self._services.url):
                raise ForeignForm
            async with _form(request) as form:
                token = form.text("token")
            former = request.cookies.get(self._cookie.name)
            visit = await self._services.checkins.enter(token, session=former, now=now)
        except Refusal as refusal:
            return await self._closed(refusal)
        log.info("check-in page: a link was used")
        response = RedirectResponse(f"{ROOT}/", status_code=303)
        self._cookie.give(response, visit.session)
        return response

    async def _closed(self, refusal: Refusal) -> Response:
        log.info("check-in page refused at the door: %s", type(refusal).__name__)
        status = _STATUS.get(type(refusal), _CONFLICT)
        return await self._bare(refused(refusal), status)

    # What no page is there for

    async def nothing_here(self, _request: Request) -> Response:
        return await self._bare("Такой страницы нет. Напишите боту /checkin — пришлёт ссылку.", 404)

    async def refuse_request(self, _request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = "Так эту страницу открыть нельзя. Вернитесь назад и нажмите ещё раз."
        return await self._bare(said, error.status_code)

    async def apologise(self, _request: Request, _error: Exception) -> Response:
        """Our own mistake: the person gets an apology, the log gets the error by itself."""
        said = (
            "Что-то сломалось у нас. Ответы, которые приняты, не пропали: попробуйте через минуту."
        )
        return HTMLResponse(render("closed.html", said=said, chat=None), 500)

    async def _bare(self, said: str, status: int) -> Response:
        html = render("closed.html", said=said, chat=await self._services.chat())
        return HTMLResponse(html, status)
