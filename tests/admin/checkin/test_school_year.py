"""A school year of somebody who is called in the chat and answers on the page."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.telegram.intake import CHANNEL
from bot.web import build_web
from kit.database import Database
from people.addresses import Address
from people.models import PersonId
from tests.support.checkin_page import Browser
from tests.support.town import PUBLIC_URL, Resident, Town, open_town
from tests.wellbeing.test_leaks import PUBLISHED, forms, shown_rows, telling_words
from wellbeing.instruments import CBI, PULSE, load
from wellbeing.policy import Place

#: Half past four in Moscow: whoever is called at four has been called by then.
FIRST_DAY = datetime(2025, 9, 1, 13, 30, tzinfo=UTC)
LAST_DAY = datetime(2026, 6, 15, tzinfo=UTC)
#: Three months and a wave tell whether anything lives in a process's memory alone.
RESTARTS_UNTIL = datetime(2025, 12, 1, tzinfo=UTC)
CALL = "Есть минутка?"
#: Not in a nudge: what people read before they agree names the short one as what it is.
AGREED_TO = {load(PULSE).title}


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    """Whose process ends after each deed of the first months."""
    async with open_town(database, None) as opened:
        opened.now = FIRST_DAY
        opened.check_in_policy = replace(opened.check_in_policy, place=Place.PAGE)
        await opened.restart()
        opened.restarts = True
        yield opened


class Year:
    """Anna, her chat, and the browser of her telephone."""

    def __init__(self, town: Town, anna: Resident, person_id: PersonId) -> None:
        self.town = town
        self.anna = anna
        self.person_id = person_id
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
        browser = self.browser()
        await browser.opens(self.anna.last.buttons[0][0]["url"])
        await browser.presses("Начать")
        await self._answers(browser)
        await browser.close()

    async def _answers(self, browser: Browser) -> None:
        title = browser.words.split(":")[0]
        while "code" in browser.sheet.html:
            self.addresses.add(str(browser.sheet.response.url))
            await browser.presses(browser.sheet.choices[3])
        self.addresses.add(str(browser.sheet.response.url))
        assert "Готово, спасибо" in browser.words
        self.answered.append(title)

    def browser(self) -> Browser:
        return Browser(build_web(self.town.app), PUBLIC_URL)


async def test_t33_a_year_of_calls_in_the_chat_and_answers_on_the_page(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    anna = await town.teacher()
    await anna.writes("/checkin")
    for switch in ("Спрашивать меня", "Хранить историю", "Общие цифры"):
        await anna.presses(switch)
    person_id = await town.app.directory.known(Address(CHANNEL, str(anna.person.id)))
    assert person_id is not None
    year = Year(town, anna, person_id)

    await year.passes()

    assert year.answered.count(load(CBI).title) == 2, "two waves a year"
    assert year.answered.count(load(PULSE).title) >= 5
    apart = [later - earlier for earlier, later in zip(year.calls, year.calls[1:], strict=False)]
    assert min(apart) >= timedelta(days=2), "a call and its reminder"
    assert year.addresses == {f"{PUBLIC_URL}/checkin/"}
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
