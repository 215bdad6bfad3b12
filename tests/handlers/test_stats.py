"""Figures of the last seven days in the chat."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image

from kit.database import Database
from people.models import Role
from tests.support.town import Resident, Town, open_town


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


async def appointed(town: Town, role: Role) -> Resident:
    code = await town.app.directory.invite(role, now=town.now)
    resident = await town.teacher("Вера")
    await resident.writes(f"/start {code}")
    return resident


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OBSERVER, Role.ADMIN])
async def test_whoever_looks_after_the_hotline_gets_figures(town: Town, role: Role) -> None:
    anna, vera = await town.teacher("Анна"), await appointed(town, role)
    boris = await town.methodist()
    for number in range(5):
        await anna.writes(f"Физика: вопрос {number}, как объяснить движение?")
    await boris.writes("Сделайте так.", reply_to=boris.message_with("вопрос 4"))

    await vera.writes("/stats")

    words = vera.message_with("За семь дней:").words
    assert "За семь дней: 5 вопросов" in words
    assert "Помогло (кейс или ответ): мало данных (n = 1)" in words
    assert "Первый ответ методиста: мало данных (n = 1)" in words
    assert "без методиста — 0" in words
    assert "Физика — 5" in words
    assert "как объяснить" not in words
    photo = town.telegram.bot.files.find(vera.last.content["photo"][-1]["file_id"])
    assert photo is not None
    assert Image.open(BytesIO(photo.content or b"")).width > 1000
    assert "За семь дней 5 вопросов, за семь дней до того — 0." in vera.last.words
    assert "ответил методист: 1" in vera.last.words


async def test_few_questions_tell_only_how_many(town: Town) -> None:
    anna, vera = await town.teacher("Анна"), await appointed(town, Role.OBSERVER)
    await anna.writes("Физика: как объяснить реактивное движение?")

    await vera.writes("/stats")

    words = vera.message_with("За семь дней:").words
    assert "За семь дней: 1 вопрос" in words
    assert "Меньше 5 вопросов" in words
    assert "без методиста — 1" in words
    assert "ждут методиста" not in vera.last.words


async def test_what_is_older_than_a_week_is_not_counted(town: Town) -> None:
    anna, vera = await town.teacher("Анна"), await appointed(town, Role.ADMIN)
    await anna.writes("Физика: как объяснить реактивное движение?")
    await town.pass_time(days=8)

    await vera.writes("/stats")

    assert "За семь дней: 0 вопросов" in vera.message_with("За семь дней:").words
    assert "за семь дней до того — 1." in vera.last.words


@pytest.mark.parametrize("role", [Role.METHODIST, Role.CURATOR])
async def test_others_are_told_politely_that_it_is_not_for_them(town: Town, role: Role) -> None:
    vera = await appointed(town, role)

    await vera.writes("/stats")

    assert "для коллег с другой ролью" in vera.last.words
    await vera.writes("/help")
    assert "/stats" not in vera.last.words
