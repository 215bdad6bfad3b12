"""The check-in page without Chromium: a browser that presses the buttons of plain forms."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from httpx2 import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.checkin.app import build_checkin_page
from admin.checkin.services import Services
from kit.database import Transaction
from people.models import PersonId
from tests.wellbeing.house import House, policy
from wellbeing.outcomes import RoundId
from wellbeing.policy import CheckInPolicy, Place
from wellbeing.support.helplines import directory
from wellbeing.vault import Vault

URL = "https://hotline.example"
CHAT = "https://chat.example/hotline"
_MARKUP = re.compile(r"<head>.*?</head>|<[^>]*>", re.DOTALL)


async def _chat() -> str | None:
    return CHAT


class PageHouse(House):
    """People who answer on the page, and the page itself."""

    def __init__(self, transaction: Transaction, url: str = URL) -> None:
        self.url = url
        self.app: Starlette
        self.chat: Callable[[], Awaitable[str | None]] = _chat
        super().__init__(transaction, policy(place=Place.PAGE))

    def open(self, settings: CheckInPolicy, vault: Vault | None = None) -> None:
        super().open(settings, vault)
        self.app = Starlette(routes=build_checkin_page(self.services()))

    def services(self) -> Services:
        return Services(self.checkins, directory(), self.url, self.chat, lambda: self.now)

    async def link(self, person_id: PersonId, round_id: RoundId | None = None) -> str:
        token = await self.checkins.link(person_id, round_id, now=self.now)
        return f"{self.url}/checkin/{token}"

    def browser(self) -> "Browser":
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await self.app(scope, receive, send)  # the one that serves by then

        return Browser(app, self.url)

    async def inside(self, person_id: PersonId, round_id: RoundId | None = None) -> "Browser":
        """A browser that has come in by a new link."""
        browser = self.browser()
        await browser.opens(await self.link(person_id, round_id))
        await browser.presses("Начать")
        return browser


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Caption, name, value."""


class _Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.links: dict[str, str] = {}
        self._button: dict[str, str] | None = None
        self._href: str | None = None
        self._words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert named["method"] == "post"
            self.found.append(Form(named["action"]))
        elif tag == "input":
            assert named["type"] == "hidden", "every other input would need a label here"
            self.found[-1].fields[named["name"]] = named["value"]
        elif tag == "button":
            self._button, self._words = named, ""
        elif tag == "a":
            self._href, self._words = named["href"], ""

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None:
            button = self._button
            named = (self._words.strip(), button.get("name", ""), button.get("value", ""))
            self.found[-1].buttons.append(named)
        elif tag == "a" and self._href is not None:
            self.links[self._words.strip()] = self._href


class Sheet:
    """A page as it came."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.text
        self.words = re.sub(r"\s+", " ", unescape(_MARKUP.sub(" ", self.html))).strip()
        """What a reader sees, tags left out."""
        parsed = _Forms(self.html)
        self.forms, self.links = parsed.found, parsed.links

    @property
    def captions(self) -> list[str]:
        return [caption for form in self.forms for caption, _, _ in form.buttons]

    @property
    def choices(self) -> list[str]:
        """The captions of the options of an item."""
        asked = next(form for form in self.forms if form.action == "/checkin/answer")
        return [caption for caption, _, _ in asked.buttons if caption != "Пропустить вопрос"]

    def pressed(self, caption: str) -> tuple[str, dict[str, str]]:
        """Where a press leads, and what it sends."""
        for form in self.forms:
            for words, name, value in form.buttons:
                if words == caption:
                    return form.action, {**form.fields, **({name: value} if name else {})}
        raise AssertionError(f"no «{caption}» among {self.captions}: {self.words[:300]}")


class Browser:
    """One browser with its cookies; it follows redirects, as browsers do."""

    def __init__(self, app: ASGIApp, url: str, **headers: str) -> None:
        self._client = AsyncClient(
            transport=ASGITransport(app=app, raise_app_exceptions=False),
            base_url=url,
            follow_redirects=True,
        )
        self.headers = headers or {"sec-fetch-site": "same-origin", "origin": url}
        self.sheet: Sheet

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self._client.cookies)

    @property
    def words(self) -> str:
        return self.sheet.words

    async def opens(self, address: str) -> Sheet:
        self.sheet = Sheet(await self._client.get(address))
        return self.sheet

    async def presses(self, caption: str, *, on: Sheet | None = None) -> Sheet:
        """Press a button of this page, or of one that was left open somewhere."""
        self.sheet = await self.sends(*(on or self.sheet).pressed(caption))
        return self.sheet

    async def sends(self, path: str, fields: Mapping[str, str]) -> Sheet:
        """What a form would send, and the page that this leads to."""
        return Sheet(await self._post(path, fields, self.headers, follow=True))

    async def posts(
        self, path: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> Response:
        """The bare reply to a form, wherever it was sent from."""
        sent = self.headers if headers is None else headers
        return await self._post(path, fields, sent, follow=False)

    async def _post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str], *, follow: bool
    ) -> Response:
        return await self._client.post(
            path,
            content=urlencode(fields).encode(),
            headers={"content-type": "application/x-www-form-urlencoded", **headers},
            follow_redirects=follow,
        )

    def keeps(self, name: str, value: str) -> None:
        """A cookie, whoever it comes from."""
        host = urlsplit(str(self._client.base_url)).hostname or ""
        self._client.cookies.set(name, value, domain=host, path="/checkin")

    async def answers(self, *places: int) -> Sheet:
        """Choose options by their places, one item after another."""
        for place in places:
            await self.presses(self.sheet.choices[place])
        return self.sheet

    async def close(self) -> None:
        await self._client.aclose()
