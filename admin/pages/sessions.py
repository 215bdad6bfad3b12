"""Where one is signed in, and signing out, here or everywhere."""

from starlette.responses import PlainTextResponse, RedirectResponse, Response

from admin.visit import Page, Visit


async def show(visit: Visit) -> Response:
    sessions = await visit.services.access.sessions(visit.person.id, now=visit.now)
    return await visit.render("sessions.html", sessions=sessions)


async def tell_token(visit: Visit) -> Response:
    """The token for forms of this session: a page that was open before asks for it."""
    return PlainTextResponse(visit.csrf)


async def sign_out(visit: Visit) -> Response:
    await visit.services.access.sign_out(visit.visitor, now=visit.now)
    return _outside(visit)


async def confirm_everywhere(visit: Visit) -> Response:
    return await visit.confirm(
        "Выйти на всех устройствах?",
        consequences="Панель закроется везде, и здесь тоже; ссылки, по которым ещё не входили, "
        "перестанут действовать. Войти снова можно новой ссылкой из чата: /panel.",
        button="Выйти везде",
        back=visit.link("sessions"),
    )


async def sign_out_everywhere(visit: Visit) -> Response:
    await visit.services.access.sign_out_everywhere(visit.person.id, now=visit.now)
    return _outside(visit)


def _outside(visit: Visit) -> Response:
    # The home page says how to come in again.
    response = RedirectResponse(visit.link("home"), status_code=303)
    visit.cookie.take(response)
    return response


PAGES = (
    Page("sessions", "/sessions", show),
    Page("token", "/token", tell_token),
    Page("sign-out", "/sign-out", None, sign_out),
    Page("sign-out-everywhere", "/sign-out-everywhere", confirm_everywhere, sign_out_everywhere),
)
