"""A school year of check-ins in the chat, and what is left of it anywhere."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kit.database import Database
from tests.handlers.test_checkin import CALL
from tests.handlers.test_privacy import file_of
from tests.support.town import Resident, Town, open_town
from tests.wellbeing.test_leaks import PUBLISHED, forms, restored, shown_rows, telling_words

#: A Tuesday at half past four in Moscow: whoever is called at four has been called by then.
FIRST_DAY = datetime(2025, 9, 2, 13, 30, tzinfo=UTC)
LAST_DAY = datetime(2026, 6, 30, tzinfo=UTC)
#: Three months, a wave among them, tell whether anything lives in a process's memory alone.
RESTARTS_UNTIL = datetime(2025, 12, 1, tzinfo=UTC)
#: Days on which nobody is called: vacations of 2025/26.
VACATIONS = (
    (datetime(2025, 10, 25, tzinfo=UTC), datetime(2025, 11, 4, 20, tzinfo=UTC)),
    (datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 1, 11, 20, tzinfo=UTC)),
    (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 4, 5, 20, tzinfo=UTC)),
    (datetime(2026, 5, 27, tzinfo=UTC), LAST_DAY),
)


@pytest.fixture(params=["steady", pytest.param("restarting", marks=pytest.mark.long)])
async def town(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Town]:
    """Without cases, which nobody asks about here: a year has many restarts."""
    async with open_town(database, None) as opened:
        opened.now = FIRST_DAY
        opened.restarts = request.param == "restarting"
        yield opened


class Year:
    """Anna, who answers, and what came of it."""

    def __init__(self, town: Town, anna: Resident) -> None:
        self._town = town
        self._anna = anna
        self.called: list[datetime] = []
        self.results: list[str] = []

    async def passes(self) -> None:
        """Week by week; of every five calls she types one answer, and skips one call whole."""
        while self._town.now < LAST_DAY:
            said = len(self._anna.heard)
            await self._town.pass_time(days=7)
            self._town.restarts &= self._town.now < RESTARTS_UNTIL
            if any(CALL in words for words in self._anna.heard[said:]):
                self.called.append(self._town.now)
                await self._is_called(len(self.called))

    async def _is_called(self, number: int) -> None:
        if number % 5 == 4:
            await self._anna.presses("Пропустить")
            return
        await self._anna.presses("Начать")
        if number % 5 == 1:
            await self._anna.writes(self._anna.screen.captions[3])
        while " из 3\n" in self._anna.screen.words or " из 19\n" in self._anna.screen.words:
            await self._anna.presses(self._anna.screen.captions[1])
        self.results.append(self._anna.last.words)


async def test_a_school_year_in_the_chat_and_nothing_of_it_anywhere(
    town: Town, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.INFO)
    anna = await town.teacher()
    await anna.writes("/checkin")
    for caption in ("Спрашивать", "Хранить", "Общие", "Писать", "Когда", "Вт", "16:00", "Готово"):
        await anna.presses(caption)
    year = Year(town, anna)

    await year.passes()
    await anna.writes("/checkin")
    for caption in ("Мои ответы", "Картинкой", "Скачать"):
        await anna.presses(caption)

    assert len(year.called) >= 10
    assert not [at for at in year.called for begins, ends in VACATIONS if begins <= at < ends]
    apart = [later - earlier for earlier, later in zip(year.called, year.called[1:], strict=False)]
    assert min(apart) >= timedelta(days=7)
    assert all("Готово, спасибо" in words for words in year.results)
    assert sum("Общая усталость" in words for words in year.results) == 2, "two waves a year"
    assert not any(" из 3\n" in message.words for message in anna.person.messages)
    assert len(file_of(town, anna)["проверки"]) == len(year.called)
    await nothing_is_left(town, caplog.text, tmp_path)


async def nothing_is_left(town: Town, logged: str, folder: Path) -> None:
    """Neither in a table, nor in the log, nor in a copy."""
    places = await shown_rows(town.database)
    assert places["wellbeing.rounds"]
    assert places["events"]
    del places[PUBLISHED]
    places |= {"the log": logged, "a copy": await restored(town.database, folder)}
    found = {
        (place, words)
        for place, content in places.items()
        for words in telling_words()
        if any(form in content for form in forms(words))
    }
    assert found == set()
