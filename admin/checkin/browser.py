"""The browser at the other end: its cookie, and whether a form of ours has sent the request."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.convertors import StringConvertor
from starlette.requests import Request
from starlette.responses import Response

from admin.security import is_from_here, origin_of

#: Everything of the page lies below this.
ROOT = "/checkin"
#: No form of ours comes near it.
_LARGEST_FORM_BYTES = 16 * 1024


class TokenInAddress(StringConvertor):
    """A one-time token as the last part of a link, told from the names of our pages."""

    regex = "[A-Za-z0-9_-]{32}"


@dataclass(frozen=True)
class Cookie:
    """How the secret of a visit lies in the browser: until the browser is closed."""

    name: str
    is_https: bool

    def give(self, response: Response, secret: str) -> None:
        response.set_cookie(
            self.name,
            secret,
            path=ROOT,
            secure=self.is_https,
            httponly=True,
            # Whoever comes from the chat passes the door, which needs no cookie.
            samesite="strict",
        )

    def take(self, response: Response) -> None:
        response.delete_cookie(
            self.name, path=ROOT, secure=self.is_https, httponly=True, samesite="strict"
        )


def cookie_of(url: str) -> Cookie:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return Cookie("__Secure-hotline-checkin", is_https=True)
    # Cookies do not tell ports apart, and several services may run on one machine.
    return Cookie(f"hotline-checkin-{parts.port or 80}", is_https=False)


def is_small(request: Request) -> bool:
    length = request.headers.get("content-length", "0")
    return length.isdigit() and int(length) <= _LARGEST_FORM_BYTES


def is_from_our_door(request: Request, *, url: str) -> bool:
    """Whether our own page has sent this, so that nobody is let in as somebody else unawares.

    Old browsers tell neither their site nor an origin with a form; they do tell the page.
    """
    headers = request.headers
    if "sec-fetch-site" in headers or "origin" in headers:
        return is_from_here(request, url=url)
    own = f"{request.url.scheme}://{headers.get('host', '')}"
    return origin_of(headers.get("referer", "")) in (own, origin_of(url))
