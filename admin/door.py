"""The cookie that lets a browser in."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.responses import Response

from admin.access import SESSION_LASTS


@dataclass(frozen=True)
class Cookie:
    """How a session's secret lies in the browser."""

    name: str
    is_https: bool

    def give(self, response: Response, secret: str) -> None:
        response.set_cookie(
            self.name,
            secret,
            max_age=int(SESSION_LASTS.total_seconds()),
            path="/",
            secure=self.is_https,
            httponly=True,
            # Not strict: a link from the chat into the panel must find its reader signed in.
            # What changes anything is a POST, and those come from our own pages only.
            samesite="lax",
        )

    def take(self, response: Response) -> None:
        response.delete_cookie(
            self.name, path="/", secure=self.is_https, httponly=True, samesite="lax"
        )


def cookie_of(url: str) -> Cookie:
    """The cookie of a panel that is reached under ``url``."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        # The prefix makes browsers refuse it from anywhere but this host over https.
        return Cookie("__Host-hotline-panel", is_https=True)
    # Cookies do not tell ports apart, and several services may run on one machine.
    return Cookie(f"hotline-panel-{parts.port or 80}", is_https=False)
