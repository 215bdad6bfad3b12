"""The panel as routes: every page behind its right, every form behind its token."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from admin.assets import shipped_assets
from admin.door import cookie_of
from admin.errors import ForeignForm, FormUnreadable, LinkUnknown, NothingHere
from admin.forms import CSRF_FIELD, csrf_token, is_csrf_token, read_form
from admin.pages import ALL_PAGES
from admin.rendering import Renderer
from admin.rights import RIGHTS
from admin.security import Secured, device_of, is_from_here
from admin.services import Services
from admin.visit import Page, Visit
from admin.words.refusals import refused
from kit.errors import Refusal
from knowledge.errors import NoSuchCase
from knowledge.file_errors import NoSuchFile
from knowledge.twin_errors import NoSuchPair
from people.errors import NoSuchEntry, NoSuchPerson, NotForYou
from routing.curating_errors import NoSuchGap, NoSuchRecall
from routing.errors import NoSuchQuestion

log = logging.getLogger(__name__)

_STATUS: dict[type[Refusal], int] = {
    ForeignForm: 403,
    NotForYou: 403,
    NothingHere: 404,
    NoSuchCase: 404,
    NoSuchQuestion: 404,
    NoSuchPerson: 404,
    NoSuchEntry: 404,
    NoSuchGap: 404,
    NoSuchPair: 404,
    NoSuchFile: 404,
    NoSuchRecall: 404,
    LinkUnknown: 404,
    FormUnreadable: 413,
}
_CONFLICT = 409


def build_panel(services: Services) -> list[BaseRoute]:
    """The routes of the panel, all of them below ``/panel``."""
    assets = shipped_assets()
    panel = _Panel(services, Renderer(assets, services.zone))
    inner = Starlette(
        routes=[
            Route("/enter", panel.show_door, methods=["GET"]),
            Route("/enter", panel.enter, methods=["POST"]),
            Route("/static/{name}", assets.serve, methods=["GET"]),
            *(panel.route(page) for page in ALL_PAGES),
            Route("/{rest:path}", panel.nothing_here, methods=["GET", "POST"]),
        ],
        exception_handlers={HTTPException: panel.refuse_request, Exception: panel.apologise},
    )
    inner.router.redirect_slashes = False
    is_https = services.access.url.startswith("https://")
    return [
        # Written out: a redirect of Starlette's would name the host that a proxy has asked for.
        Route("/panel", _to_home, methods=["GET"]),
        Mount("/panel", app=Secured(inner, is_https=is_https)),
    ]


async def _to_home(_request: Request) -> Response:
    return RedirectResponse("/panel/", status_code=308)


class _Panel:
    def __init__(self, services: Services, renderer: Renderer) -> None:
        self._services = services
        self._renderer = renderer
        self._cookie = cookie_of(services.access.url)
        self._paths: Mapping[str, str] = {page.name: page.path for page in ALL_PAGES}

    def route(self, page: Page) -> Route:
        methods = [*(["GET"] if page.show else []), *(["POST"] if page.do else [])]
        return Route(page.path, self._behind_rights(page), methods=methods, name=page.name)

    def _behind_rights(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        roles = RIGHTS[page.name]

        async def answer(request: Request) -> Response:
            visit = await self._visit(request, page)
            if visit is None:
                return self._signed_out()
            try:
                if not visit.person.has(*roles):
                    raise NotForYou(visit.person.id)
                if request.method == "POST":
                    return await self._do(visit)
                assert page.show is not None
                return await page.show(visit)
            except Refusal as refusal:
                return await self._refused(visit, refusal)

        return answer

    async def _visit(self, request: Request, page: Page) -> Visit | None:
        services = self._services
        now = services.clock()
        secret = request.cookies.get(self._cookie.name)
        visitor = await services.access.visitor(secret, now=now)
        if visitor is None or secret is None:
            return None
        return Visit(
            request,
            services,
            visitor,
            page,
            now,
            csrf_token(secret),
            self._cookie,
            self._renderer,
            self._paths,
        )

    async def _do(self, visit: Visit) -> Response:
        assert visit.page.do is not None
        if not is_from_here(visit.request, url=self._services.access.url):
            raise ForeignForm
        async with read_form(visit.request) as form:
            secret = visit.request.cookies[self._cookie.name]
            if not is_csrf_token(form.text(CSRF_FIELD), secret):
                raise ForeignForm
            visit.form = form
            return await visit.page.do(visit)

    async def _refused(self, visit: Visit, refusal: Refusal) -> Response:
        log.info("panel refused: %s to person %s", type(refusal).__name__, visit.person.id)
        status = _STATUS.get(type(refusal), _CONFLICT)
        return await visit.render("refused.html", status=status, sentence=refused(refusal))

    def _signed_out(self) -> Response:
        return HTMLResponse(self._renderer.render("signed_out.html"), 401)

    # The door: without a session

    async def show_door(self, request: Request) -> Response:
        """A page with a button: a robot that looks at the link does not use it up."""
        token = request.query_params.get("token", "")
        try:
            await self._services.access.look(token, now=self._services.clock())
        except Refusal as refusal:
            return self._closed(refusal)
        return HTMLResponse(self._renderer.render("door.html", token=token))

    async def enter(self, request: Request) -> Response:
        access, now = self._services.access, self._services.clock()
        try:
            if not is_from_here(request, url=access.url):
                raise ForeignForm
            async with read_form(request) as form:
                token = form.text("token")
            secret = await access.enter(
                token,
                device=device_of(request),
                former_secret=request.cookies.get(self._cookie.name),
                now=now,
            )
        except Refusal as refusal:
            return self._closed(refusal)
        response = RedirectResponse("/panel/", status_code=303)
        self._cookie.give(response, secret)
        return response

    def _closed(self, refusal: Refusal) -> Response:
        log.info("panel refused at the door: %s", type(refusal).__name__)
        status = _STATUS.get(type(refusal), 410)
        html = self._renderer.render("closed.html", sentence=refused(refusal))
        return HTMLResponse(html, status)

    # What no page is there for

    async def nothing_here(self, request: Request) -> Response:
        visit = await self._visit(request, ALL_PAGES[0])
        if visit is None:
            return self._signed_out()
        return await self._refused(visit, NothingHere())

    async def refuse_request(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        html = self._renderer.render("closed.html", sentence=_HTTP_SENTENCE)
        return HTMLResponse(html, error.status_code, headers=error.headers)

    async def apologise(self, _request: Request, _error: Exception) -> Response:
        """Our own mistake: the person gets an apology, the log gets the error by itself."""
        return HTMLResponse(self._renderer.render("failed.html"), 500)


_HTTP_SENTENCE = "Так эту страницу открыть нельзя. Начните с главной: /panel."
