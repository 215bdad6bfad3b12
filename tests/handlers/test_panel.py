"""The way from the chat into the panel."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette

from kit.database import Database
from people.models import Role
from tests.support.town import Resident, Town, open_town

LINK = re.compile(r"https://hotline\.example(/panel/enter\?token=[\w-]{43})\b")


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


async def appointed(town: Town, role: Role) -> Resident:
    code = await town.app.directory.invite(role, now=town.now)
    resident = await town.teacher("Вера")
    await resident.writes(f"/start {code}")
    return resident


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TEACHER])
async def test_whoever_has_pages_hears_so_and_gets_a_link_that_opens_them(
    town: Town, role: Role
) -> None:
    vera = await appointed(town, role)

    await vera.writes("/help")
    assert "/panel" in vera.last.words
    await vera.writes("/panel")

    found = LINK.search(vera.last.words)
    assert found is not None
    assert "пять минут" in vera.last.words
    app = Starlette(routes=[*town.app.panel])
    async with AsyncClient(
        transport=ASGITransport(app=app), base_url="https://hotline.example"
    ) as web:
        assert "Войти в панель" in (await web.get(found[1])).text


async def test_every_request_gives_another_link(town: Town) -> None:
    vera = await appointed(town, Role.CURATOR)

    await vera.writes("/panel")
    first = LINK.search(vera.last.words)
    await vera.writes("/panel")
    second = LINK.search(vera.last.words)

    assert first is not None
    assert second is not None
    assert first[1] != second[1]


async def test_a_teacher_is_told_politely_that_it_is_not_for_them(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes("/panel")

    assert "для коллег с другой ролью" in anna.last.words
    assert "token" not in anna.last.words


async def test_help_does_not_name_the_panel_to_a_teacher(town: Town) -> None:
    anna = await town.teacher("Анна")

    await anna.writes("/help")

    assert "/panel" not in anna.last.words
