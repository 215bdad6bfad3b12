"""One request of somebody who has come in, and the ways to reply."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin.checkin.browser import ROOT, Cookie
from admin.checkin.in_hand import InHand
from admin.checkin.rendering import render
from admin.checkin.services import Services
from admin.forms import Form, csrf_token
from people.models import PersonId
from wellbeing.outcomes import Visit
from wellbeing.service import CheckIns


@dataclass(frozen=True)
class Call:
    services: Services
    visit: Visit
    now: datetime
    in_hand: InHand
    cookie: Cookie

    @property
    def checkins(self) -> CheckIns:
        return self.services.checkins

    @property
    def person_id(self) -> PersonId:
        return self.visit.person_id

    def page(self, template: str, *, status: int = 200, **context: object) -> Response:
        note = self.in_hand.take_note(self.visit.session, now=self.now)
        csrf = csrf_token(self.visit.session)
        return HTMLResponse(render(template, csrf=csrf, note=note, **context), status)

    def go(self, path: str = "/", *, note: str = "") -> Response:
        """After a deed: lead to a page, which says ``note`` once."""
        if note:
            self.in_hand.say(self.visit.session, note, now=self.now)
        return RedirectResponse(f"{ROOT}{path}", status_code=303)

    def leave(self, template: str, **context: object) -> Response:
        """The last page of this visit: the browser forgets it."""
        self.in_hand.drop(self.visit.session)
        response = HTMLResponse(render(template, **context))
        self.cookie.take(response)
        return response


#: Shows a page; changes nothing.
Show = Callable[[Call], Awaitable[Response]]
#: Carries out what a form of ours asks for.
Deed = Callable[[Call, Form], Awaitable[Response]]
