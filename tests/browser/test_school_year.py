"""A school year of somebody who is called in the chat and answers on the page, in Chromium."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from starlette.types import Receive, Scope, Send

from bot.logs import TALKATIVE
from bot.telegram.intake import CHANNEL
from bot.web import bound_socket, build_web, serve_web
from kit.database import Database
from people.addresses import Address
from people.models import PersonId
from tests.browser.conftest import Pages
from tests.browser.panel import PHONE
from tests.support.town import Resident, Town, open_town
from tests.wellbeing.test_leaks import PUBLISHED, forms, shown_rows, telling_words
from wellbeing.instruments import CBI, PULSE, load
from wellbeing.policy import Place

#: Half past four in Moscow: whoever is called at four has been called by then.
FIRST_DAY = datetime(2025, 9, 1, 13, 30, tzinfo=UTC)
LAST_DAY = datetime(2026, 6, 15, tzinfo=UTC)
#: A month tells whether anything lives in a process's memory alone.
RESTARTS_UNTIL = datetime(2025, 10, 1, tzinfo=UTC)
CALL = "Есть минутка?"
#: Not in a nudge: what people read before they agree names the short one as what it is.
AGREED_TO = {load(PULSE).title}


pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def town(database: Database) -> AsyncIterator[Town]:
    """Whose process ends after each deed of the first month; its page is on a free port."""
    bound = bound_socket("127.0.0.1", 0)
    async with open_town(database, None) as opened:

        async def page(scope: Scope, receive: Receive, send: Send) -> None:
            await build_web(opened.app)(scope, receive, send)  # of the process that lives by then

        opened.now = FIRST_DAY
        opened.web_url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        opened.check_in_policy = replace(opened.check_in_policy, place=Place.PAGE)
        await opened.restart()
        opened.restarts = True
        stop = asyncio.Event()
        serving = asyncio.create_task(serve_web(page, bound, stop))
        yield opened
        stop.set()
        await serving


@pytest_asyncio.fixture(loop_scope="session")
async def phone(pages: Pages) -> Page:
    """Her telephone's browser."""
    return await pages.open(viewport=PHONE)


class Year:
    """Anna, her chat, and the browser of her telephone."""

    def __init__(self, town: Town, anna: Resident, person_id: PersonId, phone: Page) -> None:
        self.town = town
        self.anna = anna
        self.person_id = person_id
        self.phone = phone
        self.calls: list[datetime] = []
        self.answered: list[str] = []
        self.addresses: set[str] = set()

    async def passes(self) -> None:
        while self.town.now < LAST_DAY:
            said = len(self.anna.heard)
            await self.town.pass_time(hours=await self._hours_until_something())
            self.town.restarts &= self.town.now < RESTARTS_UNTIL
            called = [words for words in self.anna.heard[said:] if words.startswith(CALL)]
            assert len(called) <= 1
            if called:
                await self._is_called()

    async def _hours_until_something(self) -> float:
        """Day by day while a call may be repeated or ended, else to the next one planned."""
        overview = await self.town.app.checkins.overview(self.person_id, now=self.town.now)
        if overview.open_round is not None or overview.next_due is None:
            return 24
        planned = overview.next_due - self.town.now + timedelta(minutes=30)
        return min(max(planned / timedelta(hours=1), 1), 24 * 7)

    async def _is_called(self) -> None:
        self.calls.append(self.town.now)
        if len(self.calls) % 4 == 3:
            return  # nobody answers every time
        await self.anna.presses("Начать")
        await self.phone.goto(self.anna.last.buttons[0][0]["url"])
        await self.phone.get_by_role("button", name="Начать").click()
        await self._answers()
        await self.phone.context.clear_cookies()

    async def _answers(self) -> None:
        """Choose the fourth option of every item."""
        title = (await self.phone.locator("#progress").inner_text()).split(":")[0]
        choices = self.phone.locator("form[action='/checkin/answer'] .choice")
        while await choices.count():
            self.addresses.add(self.phone.url)
            async with self.phone.expect_navigation():
                await choices.nth(3).click()
        self.addresses.add(self.phone.url)
        await expect(self.phone.locator("main")).to_contain_text("Готово, спасибо")
        self.answered.append(title)


async def test_t33_a_year_of_calls_in_the_chat_and_answers_on_the_page(
    town: Town, phone: Page, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for name in TALKATIVE:  # as the real process has them
        caplog.set_level(logging.WARNING, name)
    anna = await town.teacher()
    await anna.writes("/checkin")
    for switch in ("Спрашивать меня", "Хранить историю", "Общие цифры"):
        await anna.presses(switch)
    person_id = await town.app.directory.known(Address(CHANNEL, str(anna.person.id)))
    assert person_id is not None
    year = Year(town, anna, person_id, phone)

    await year.passes()

    assert year.answered.count(load(CBI).title) == 2, "two waves a year"
    assert year.answered.count(load(PULSE).title) >= 5
    apart = [later - earlier for earlier, later in zip(year.calls, year.calls[1:], strict=False)]
    assert min(apart) >= timedelta(days=2), "a call and its reminder"
    assert year.addresses == {f"{town.web_url}/checkin/"}
    await nothing_is_told_outside(town, caplog.text)


async def nothing_is_told_outside(town: Town, logged: str) -> None:
    """Neither in what went through the messenger, nor in a table, nor in the log."""
    sent = json.dumps([call.values for call in town.telegram.calls], ensure_ascii=False)
    places = await shown_rows(town.database)
    places |= {"what was sent": sent, "the log": logged}
    del places[PUBLISHED]
    assert places["wellbeing.rounds"]
    assert CALL in places["what was sent"]
    found = {
        (place, words)
        for place, content in places.items()
        for words in telling_words()
        if words not in AGREED_TO and any(form in content for form in forms(words))
    }
    assert found == set()
    uploads = [call for call in town.telegram.calls if call.uploads]
    assert uploads == []
