"""Where the page of check-ins is served: only where people are to answer on it."""

from dataclasses import replace

import pytest

from bot.telegram.chat_address import chat_address
from bot.telegram.intake import CHANNEL
from bot.telegram.opening import open_bot
from bot.web import build_web
from kit.database import Database
from tests.support.checkin_page import Browser
from tests.support.telegram_server import TOKEN, TelegramServer
from tests.support.town import PUBLIC_URL, open_town
from wellbeing.policy import Place


@pytest.mark.parametrize(
    ("place", "status"), [(Place.PAGE, 410), (Place.CHAT, 404), (Place.OFF, 404)]
)
async def test_the_page_is_there_only_where_people_answer_on_it(
    database: Database, place: Place, status: int
) -> None:
    async with open_town(database, None) as town:
        town.check_in_policy = replace(town.check_in_policy, place=place)
        await town.restart()
        browser = Browser(build_web(town.app), PUBLIC_URL)

        sheet = await browser.opens("/checkin/mine")

        assert sheet.status == status


async def test_the_page_leads_back_to_the_chat_with_the_bot() -> None:
    async with await TelegramServer.start() as telegram:
        bot = open_bot(TOKEN, api_url=telegram.url)
        try:
            telegram.goes_down()
            assert await chat_address({CHANNEL: bot}) is None
            telegram.comes_back()
            assert await chat_address({CHANNEL: bot}) == f"https://t.me/{telegram.bot.username}"
        finally:
            await bot.session.close()


async def test_in_the_demo_the_chat_is_the_page_it_stands_on() -> None:
    assert await chat_address({}) == "/"
