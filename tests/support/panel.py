"""The panel without a browser: somebody signed in, and the pages they get."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from httpx2 import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from admin.access import Access
from admin.app import build_panel
from admin.services import Services
from kit.database import Transaction
from knowledge.case_files import CaseFiles
from knowledge.encoder import Encoder
from knowledge.file_shelf import FileShelf
from knowledge.search import CaseSearch
from knowledge.service import CaseBook
from people.addresses import Address
from people.models import Person, PersonId, Role
from people.service import Directory
from routing.reading import Questions
from tests.support.town import MONDAY_MORNING, NO_SHELF, usual_policy

URL = "http://127.0.0.1:8080"
MOSCOW = ZoneInfo("Europe/Moscow")
_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_MARKUP = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL)


class PanelHouse:
    """The panel over one database, its people, and a clock that obeys."""

    def __init__(
        self,
        transaction: Transaction,
        *,
        url: str = URL,
        encoder: Encoder | None = None,
        shelf: FileShelf = NO_SHELF,
    ) -> None:
        self.transaction = transaction
        self.url = url
        self.now = MONDAY_MORNING
        self.directory = Directory(transaction)
        self.casebook = CaseBook(transaction)
        self.cases = CaseSearch(transaction, encoder)
        self.access = Access(transaction, url=url)
        self.services = Services.over(
            transaction,
            access=self.access,
            casebook=self.casebook,
            cases=self.cases,
            files=CaseFiles(transaction, shelf),
            directory=self.directory,
            questions=Questions(transaction, usual_policy()),
            policy=usual_policy(),
            zone=MOSCOW,
            clock=lambda: self.now,
        )
        self.app = Starlette(routes=build_panel(self.services))
        self._numbers = count(100_001)

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    async def person(self, *roles: Role, name: str = "") -> Person:
        """Somebody who has written to the bot and was given these roles."""
        number = next(self._numbers)
        address = Address("telegram", str(number))
        met = await self.directory.meet(address, name or f"Имя-{number}", now=self.now)
        for role in roles:
            code = await self.directory.invite(role, now=self.now)
            await self.directory.accept(met.id, code, now=self.now)
        return await self.directory.person(met.id)

    async def dismiss(self, person_id: PersonId) -> None:
        """Take every role from the person."""
        async with self.transaction() as session:
            (await session.get_one(Person, person_id)).roles = []

    def browser(self, person: Person | None = None) -> "Browser":
        """A browser of the person's own, not signed in yet."""
        return Browser(self, person)

    async def signed_in(self, *roles: Role, name: str = "") -> "Browser":
        """A browser of a new person with these roles, signed in by a link."""
        browser = self.browser(await self.person(*roles, name=name))
        await browser.sign_in()
        return browser


class Sheet:
    """A page as it came."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.text
        self.words = re.sub(r"\s+", " ", unescape(_MARKUP.sub(" ", self.html))).strip()
        """What a reader sees, tags left out."""

    @property
    def location(self) -> str:
        return str(self.response.headers.get("location", ""))

    @property
    def csrf(self) -> str:
        found = _TOKEN.search(self.html)
        assert found is not None, f"no form on this page: {self.words[:200]}"
        return found[1]


class Browser:
    """What one browser does; it keeps its cookie, and sends what browsers send with forms."""

    def __init__(self, house: PanelHouse, person: Person | None) -> None:
        self.house = house
        self._person = person
        self._client = AsyncClient(
            transport=ASGITransport(app=house.app, raise_app_exceptions=False),
            base_url=house.url,
            headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/109.0 Safari/537.36"},
        )

    @property
    def person(self) -> Person:
        assert self._person is not None, "nobody in particular sits at this browser"
        return self._person

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self._client.cookies)

    def keep(self, name: str, value: str) -> None:
        """Put a cookie into the browser, whoever it comes from."""
        host = urlsplit(self.house.url).hostname or ""
        self._client.cookies.set(name, value, domain=host, path="/")

    async def sign_in(self) -> Sheet:
        """Get a link and go through the door; returns what entering gave."""
        link = await self.house.access.link(self.person.id, now=self.house.now)
        return await self.enter(link)

    async def enter(self, link: str) -> Sheet:
        token = link.partition("token=")[2]
        await self.get(f"/panel/enter?token={token}")
        return await self.send("/panel/enter", {"token": token})

    async def get(self, path: str, **query: object) -> Sheet:
        params = {name: str(value) for name, value in query.items()}
        return Sheet(await self._client.get(path, params=params or None))

    async def send(
        self,
        path: str,
        fields: Mapping[str, Any],
        *,
        files: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Sheet:
        """POST ``fields`` just as they are, from a page of the panel unless headers say else."""
        sent = {"sec-fetch-site": "same-origin", "origin": self.house.url, **(headers or {})}
        kept = {name: value for name, value in sent.items() if value}
        return Sheet(await self._client.post(path, data=fields, files=files, headers=kept))

    async def submit(
        self, page: str, fields: Mapping[str, Any] | None = None, *, to: str = "", files: Any = None
    ) -> Sheet:
        """Open ``page``, fill in its form and send it, to the page itself or ``to`` another."""
        csrf = (await self.get(page)).csrf
        return await self.send(to or page, {"csrf": csrf, **(fields or {})}, files=files)

    async def follow(self, sheet: Sheet) -> Sheet:
        """The page that a deed leads to."""
        assert sheet.status in (303, 308), f"{sheet.status}: {sheet.words[:300]}"
        return await self.get(sheet.location)

    async def close(self) -> None:
        await self._client.aclose()


def at(moment: datetime) -> str:
    """The moment as the panel writes it."""
    return f"{moment.astimezone(MOSCOW):%H:%M}"
