"""The test Telegram delivers updates, and fails, as the real one does."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import (
    BotCommand,
)

from tests.support.telegram_server import Person, TelegramServer


async def _refused(call: Any, kind: type[TelegramAPIError] = TelegramBadRequest) -> str:
    with pytest.raises(kind) as refusal:
        await call
    return refusal.value.message


async def test_an_update_stays_until_a_higher_offset_confirms_it(bot: Bot, anna: Person) -> None:
    first = await bot.get_updates()
    assert await bot.get_updates() == first

    await anna.writes("Ещё")

    assert [u.message.text for u in await bot.get_updates(offset=first[0].update_id + 1)] == [  # type: ignore[union-attr]
        "Ещё"
    ]
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_ends_when_something_comes(
    bot: Bot, anna: Person, telegram: TelegramServer
) -> None:
    seen = (await bot.get_updates())[-1].update_id
    poll = asyncio.create_task(bot.get_updates(offset=seen + 1, timeout=20))
    assert await telegram.until(lambda: telegram.bot.updates.is_polled, within=5)
    assert not poll.done()

    await anna.writes("Ещё")

    assert len(await asyncio.wait_for(poll, 5)) == 1
    assert await bot.get_updates(offset=seen + 2, timeout=0) == []


async def test_only_the_kinds_asked_for_are_delivered(bot: Bot, anna: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await anna.writes("Не увидят")

    assert len(await bot.get_updates()) == 1, "only what came before the choice"


async def test_a_second_poll_ends_the_first_in_conflict(bot: Bot, telegram: TelegramServer) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    assert await telegram.until(lambda: telegram.bot.updates.is_polled, within=5)
    second = asyncio.create_task(bot.get_updates(timeout=20))

    assert "terminated by other getUpdates request" in await _refused(first, TelegramConflictError)
    assert not second.done()
    await bot.set_webhook("https://hotline.test/telegram")
    assert "terminated by setWebhook" in await _refused(second, TelegramConflictError)
    assert "webhook is active" in await _refused(bot.get_updates(), TelegramConflictError)
    assert (await bot.get_webhook_info()).url == "https://hotline.test/telegram"
    await bot.delete_webhook()
    assert await bot.get_updates() == []
    assert "HTTPS URL must be provided" in await _refused(bot.set_webhook("http://hotline.test"))


async def test_the_webhook_gets_each_update_until_it_takes_it(
    bot: Bot, telegram: TelegramServer, anna: Person
) -> None:
    got: list[tuple[str, str]] = []

    async def receive(request: aiohttp.web.Request) -> aiohttp.web.Response:
        update = await request.json()
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        got.append((secret, update["message"]["text"]))
        return aiohttp.web.Response(status=500 if len(got) == 1 else 200)

    app = aiohttp.web.Application()
    app.router.add_post("/hook", receive)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    telegram.reaches("https://hotline.test", f"http://127.0.0.1:{runner.addresses[0][1]}")

    await bot.set_webhook("https://hotline.test/hook", secret_token="s3cret")
    await anna.writes("Второе")

    assert await telegram.until(lambda: not telegram.bot.updates.pending, within=5)
    assert got == [("s3cret", "/start"), ("s3cret", "/start"), ("s3cret", "Второе")]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500"
    await runner.cleanup()


# Trouble


async def test_trouble_comes_as_ordered(bot: Bot, telegram: TelegramServer, anna: Person) -> None:
    telegram.floods(retry_after=7, method="sendMessage")
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(anna.id, "a")
    assert flood.value.retry_after == 7
    telegram.fails(code=502)
    await _refused(bot.get_me(), TelegramServerError)
    telegram.shows_a_page()
    with pytest.raises(ClientDecodeError):
        await bot.get_me()
    telegram.drops()
    await _refused(bot.send_message(anna.id, "a"), TelegramNetworkError)
    assert anna.heard == []
    telegram.loses_answers()
    await _refused(bot.send_message(anna.id, "a"), TelegramNetworkError)
    assert anna.heard == ["a"]
    telegram.goes_down()
    await _refused(bot.get_me(), TelegramNetworkError)
    telegram.comes_back()
    await bot.get_me()


async def test_the_real_limits_are_one_a_second_to_a_chat_and_thirty_in_all(
    bot: Bot, telegram: TelegramServer
) -> None:
    people = [telegram.user(f"Учитель {number}") for number in range(31)]
    for person in people:
        await person.starts()
    telegram.limits_flood()

    await bot.send_message(people[0].id, "a")
    await _refused(bot.send_message(people[0].id, "b"), TelegramRetryAfter)
    for person in people[1:30]:
        await bot.send_message(person.id, "a")
    await _refused(bot.send_message(people[30].id, "a"), TelegramRetryAfter)
    telegram.pass_time(seconds=1)
    await bot.send_message(people[0].id, "b")


async def test_the_menu_of_commands_is_checked(bot: Bot, telegram: TelegramServer) -> None:
    await bot.set_my_commands([BotCommand(command="my", description="мои вопросы")])

    assert telegram.bot.commands == {"my": "мои вопросы"}
    assert "BOT_COMMAND_INVALID" in await _refused(
        bot.set_my_commands([BotCommand(command="Мои", description="x")])
    )
