"""One request to the panel: who asks, what was sent, and the ways to reply."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin.access import Visitor
from admin.door import Cookie
from admin.forms import Form
from admin.models import Deed, Matter
from admin.rendering import Renderer
from admin.rights import NAVIGATION, RIGHTS, Way
from admin.services import Services
from people.models import Person, Role

#: Shows a page, or carries out what its form asks for.
Handler = Callable[["Visit"], Awaitable[Response]]


@dataclass(frozen=True)
class Page:
    """A page of the panel; who may open it stands in ``admin.rights`` under its name."""

    name: str
    path: str
    """Below ``/panel``, beginning with a slash. Ids that are texts go into the query."""
    show: Handler | None
    """Answers GET; changes nothing. ``None`` where there is nothing to see."""
    do: Handler | None = None
    """Answers POST: ``visit.form`` is there, and was sent by a page of this session."""


@dataclass
class Visit:
    """What a handler is given."""

    request: Request
    services: Services
    visitor: Visitor
    page: Page
    now: datetime
    csrf: str
    """For forms; ``parts.form`` puts it in."""
    cookie: Cookie
    _renderer: Renderer
    _paths: Mapping[str, str]
    form: Form = field(init=False)
    """What was sent; only there for ``Page.do``."""

    @property
    def person(self) -> Person:
        return self.visitor.person

    def may_open(self, page: str) -> bool:
        return self.person.has(*RIGHTS[page])

    def has(self, *roles: Role) -> bool:
        return self.person.has(*roles)

    @property
    def ways(self) -> list[Way]:
        """The navigation, as far as this person has rights to it."""
        return [way for way in NAVIGATION if self.may_open(way.page)]

    def asked(self, name: str) -> str:
        """A value of the address, spaces cut off; empty when it is not there."""
        text = self.request.query_params.get(name, "").replace("\x00", "").strip()
        return text.encode("utf-8", "ignore").decode("utf-8")

    def asked_day(self, name: str) -> date | None:
        """A day of the address, as date fields of browsers write it."""
        try:
            return date.fromisoformat(self.asked(name))
        except ValueError:
            return None

    def link(self, page: str, /, **query: object) -> str:
        """The address of a page, ready for a template or a redirect; empty values are left out."""
        path = f"/panel{self._paths[page]}"
        filled = {name: str(value) for name, value in query.items() if value not in ("", None)}
        return f"{path}?{urlencode(filled)}" if filled else path

    def here(self, **changes: object) -> str:
        """The address of this page with some values of its query changed."""
        return self.link(self.page.name, **{**self.request.query_params, **changes})

    async def render(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """The page made of a template, with the messages that wait for it."""
        html = self._renderer.render(template, visit=self, **context)
        if self.visitor.flashes:
            await self.services.access.take_flashes(self.visitor.session_id)
        return HTMLResponse(html, status)

    async def go(self, page: str, /, *, flash: str = "", **query: object) -> Response:
        """After a deed: lead to a page, which shows ``flash`` once."""
        if flash:
            await self.services.access.flash(self.visitor.session_id, "done", flash)
        return RedirectResponse(self.link(page, **query), status_code=303)

    async def confirm(
        self,
        question: str,
        *,
        consequences: str,
        button: str,
        back: str,
        fields: Mapping[str, object] | None = None,
        is_grave: bool = False,
    ) -> Response:
        """Ask before a deed; the button posts ``fields`` to this very page.

        Args:
            consequences: what happens then, in one or two sentences.
            back: the address to return to without doing it.
            is_grave: it cannot be taken back.
        """
        return await self.render(
            "confirm.html",
            question=question,
            consequences=consequences,
            button=button,
            back=back,
            fields=fields or {},
            is_grave=is_grave,
        )

    async def note(
        self,
        deed: Deed,
        matter: Matter,
        matter_id: object = "",
        *,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a deed of this person into the log, see ``admin.audit.audit``."""
        log = self.services.log
        await log.note(self.person.id, deed, matter, matter_id, now=self.now, detail=detail)
