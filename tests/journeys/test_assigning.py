"""A coordinator gives a question to somebody on the panel; the rest happens in the chats."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette

from kit.database import Database
from people.models import Role
from people.staff import Member, Staff
from tests.support.town import Resident, Town, open_town

URL = "https://hotline.example"
TOKEN = re.compile(r"/panel/enter\?token=([\w-]+)")
CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database, None) as opened:
        yield opened


async def coordinator(town: Town) -> Resident:
    code = await town.app.directory.invite(Role.COORDINATOR, now=town.now)
    olga = await town.teacher("Ольга")
    await olga.writes(f"/start {code}")
    return olga


async def test_a_card_reaches_the_chosen_methodist_and_the_answer_the_asker(town: Town) -> None:
    anna, olga = await town.teacher("Анна"), await coordinator(town)
    await anna.writes("Физика: как объяснить реактивное движение?")
    boris = await town.methodist("Борис", subjects=["history"])
    boris_id = next(
        each.person_id for each in await _members(town) if each.name.startswith("Борис")
    )
    number = re.search(r"№(\d+)", anna.last.words)
    assert number is not None

    app = Starlette(routes=[*town.app.panel])
    headers = {"sec-fetch-site": "same-origin", "origin": URL}
    async with AsyncClient(transport=ASGITransport(app=app), base_url=URL, headers=headers) as web:
        await olga.writes("/panel")
        token = TOKEN.search(olga.last.words)
        assert token is not None
        await web.post("/panel/enter", data={"token": token[1]})
        page = await web.get(f"/panel/questions/question?number={number[1]}")
        csrf = CSRF.search(page.text)
        assert csrf is not None
        fields = {"csrf": csrf[1], "methodist": str(boris_id), "held_by": "", "note": "Помогите"}
        sent = await web.post(f"/panel/questions/assign?number={number[1]}", data=fields)
    assert sent.status_code == 303
    await town.settle()

    card = boris.message_with("реактивное движение")
    assert "Помогите" in card.words
    await boris.presses("Беру")
    await boris.writes("Возьмите шарик и трубочку.", reply_to=card)
    await town.pass_time(minutes=1)
    assert "шарик" in anna.message_with("шарик").words
    assert "Борис" not in anna.message_with("шарик").words


async def _members(town: Town) -> list[Member]:
    return await Staff(town.database.transaction).members()
