"""Notices out, updates on to the handlers, and failures in the words of delivery."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.methods import Response
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    User,
)

from bot.pacing import Pacing
from bot.telegram.handling import Handling
from bot.telegram.intake import Intake
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.opening import open_bot
from delivery.errors import Refused, Throttled, TryLater, Unreachable
from delivery.notices import AnswerHelped, Notice
from delivery.receiver import Receiver
from handlers.outgoing import Outgoing
from kit.database import Database
from people.addresses import Address
from tests.support.telegram_server import Person, TelegramServer
from tests.support.telegram_server.client import bot_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTICE = AnswerHelped(17)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with await TelegramServer.start() as server:
        yield server


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_of(telegram) as opened:
        yield opened


@pytest.fixture
async def anna(telegram: TelegramServer) -> Person:
    person = telegram.user("Анна")
    await person.starts()
    return person


def render(notice: Notice) -> Sequence[Outgoing]:
    return [Outgoing(f"№{notice.question_id}: помогло"), Outgoing("Спасибо!")]


@pytest.fixture
def messenger(bot: Bot) -> TelegramMessenger:
    return TelegramMessenger({"telegram": bot}, render)


def address_of(person: Person) -> Address:
    return Address("telegram", str(person.id))


# Notices out


async def test_a_notice_arrives_at_the_first_address_served(
    messenger: TelegramMessenger, anna: Person
) -> None:
    sent = await messenger.send(NOTICE, [Address("max", "1"), address_of(anna)])

    assert anna.heard == ["№17: помогло", "Спасибо!"]
    assert (sent.channel, sent.chat) == ("telegram", str(anna.id))
    assert list(sent.messages) == [str(message.id) for message in anna.messages]


async def test_without_an_address_here_it_is_refused(messenger: TelegramMessenger) -> None:
    with pytest.raises(Refused):
        await messenger.send(NOTICE, [Address("max", "1")])


async def test_who_is_gone_is_unreachable(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    boris, vera = telegram.user("Борис"), telegram.user("Вера")
    await anna.blocks()
    await vera.starts()
    vera.leaves_telegram()

    for address in (*map(address_of, (anna, boris, vera)), Address("telegram", "5")):
        with pytest.raises(Unreachable) as gone:
            await messenger.send(NOTICE, [address])
        assert gone.value.address == address


async def test_a_flood_is_to_be_waited_out_exactly(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    telegram.floods(retry_after=9)

    with pytest.raises(Throttled) as flood:
        await messenger.send(NOTICE, [address_of(anna)])

    assert flood.value.retry_after == timedelta(seconds=9)
    assert flood.value.address == address_of(anna)
    assert anna.heard == []


@pytest.mark.parametrize(
    "trouble",
    [
        TelegramServer.goes_down,
        TelegramServer.drops,
        TelegramServer.loses_answers,
        TelegramServer.fails,
        TelegramServer.shows_a_page,
    ],
)
async def test_an_outage_is_to_be_tried_later(
    telegram: TelegramServer,
    messenger: TelegramMessenger,
    anna: Person,
    trouble: Callable[[TelegramServer], None],
) -> None:
    trouble(telegram)

    with pytest.raises(TryLater) as later:
        await messenger.send(NOTICE, [address_of(anna)])

    assert later.value.after is None


async def test_what_telegram_never_takes_is_refused_without_the_words_of_people(
    bot: Bot, anna: Person
) -> None:
    messenger = TelegramMessenger({"telegram": bot}, lambda _: [Outgoing("<тайна>")])

    with pytest.raises(Refused, match="can't parse entities") as refusal:
        await messenger.send(NOTICE, [address_of(anna)])

    assert "тайна" not in refusal.value.reason


# On to the handlers


async def handled(telegram: TelegramServer, bot: Bot, handler: Any, *, together: bool) -> None:
    """Hand everything that waits to ``handler``, update by update or as one burst."""
    dispatcher = Dispatcher()
    for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        observer.register(handler)
    handling = Handling(dispatcher, {"telegram": bot})
    waiting = list(telegram.bot.updates.pending)
    for burst in [waiting] if together else [[update] for update in waiting]:
        await handling.handle("telegram", burst)


async def test_a_burst_is_one_call_with_all_its_messages(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    calls = []

    async def remember(message: Message, burst: list[Message], channel: str) -> None:
        calls.append((channel, message.text, [part.text for part in burst]))
        await burst[-1].answer("Вижу")

    await anna.writes("Раз")
    await handled(telegram, bot, remember, together=True)

    assert calls == [("telegram", "/start", ["/start", "Раз"])]
    assert anna.heard == ["Вижу"]


async def test_a_press_has_no_messages_and_an_edit_has_one(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    bursts = []

    async def remember(event: Message | CallbackQuery, burst: list[Message]) -> None:
        bursts.append([message.text for message in burst])

    button = InlineKeyboardButton(text="Да", callback_data="yes")
    await bot.send_message(
        anna.id, "?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
    )
    await anna.presses("Да")
    await anna.edits(await anna.writes("Раз"), "Два")
    await handled(telegram, bot, remember, together=False)

    assert bursts == [["/start"], [], ["Раз"], ["Два"]]


async def test_a_method_that_a_handler_returns_is_carried_out(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    async def reply(message: Message) -> Any:
        return message.answer("Здравствуйте")

    await handled(telegram, bot, reply, together=True)

    assert anna.heard == ["Здравствуйте"]


async def greet(message: Message) -> None:
    await message.answer("Здравствуйте")


async def test_outages_that_stop_a_handler_are_to_be_tried_later(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    telegram.floods(retry_after=4)
    with pytest.raises(TryLater) as later:
        await handled(telegram, bot, greet, together=True)
    assert later.value.after == timedelta(seconds=4)

    for trouble in (telegram.drops, telegram.fails, telegram.shows_a_page):
        trouble()
        with pytest.raises(TryLater) as later:
            await handled(telegram, bot, greet, together=True)
        assert later.value.after is None


async def test_a_reply_that_nobody_is_there_to_hear_is_no_failure(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    await anna.blocks()

    await handled(telegram, bot, greet, together=False)

    assert len(telegram.calls_of("sendMessage")) == 1


async def test_a_mistake_of_ours_stays_one(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    async def stumble(message: Message) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await handled(telegram, bot, stumble, together=True)


async def test_short_messages_and_an_album_reach_a_handler_as_one_question(
    telegram: TelegramServer, bot: Bot, database: Database
) -> None:
    anna = telegram.user("Анна")
    questions = []

    async def ask(message: Message, burst: list[Message]) -> None:
        questions.append([part.text or part.caption or "…" for part in burst])

    dispatcher = Dispatcher()
    dispatcher.message.register(ask)
    receiver = Receiver(database.transaction, Handling(dispatcher, {"telegram": bot}).handle)
    intake = Intake(database.transaction, burst=timedelta(seconds=3), clock=lambda: NOON)
    await anna.writes("/start")
    await anna.writes("Подскажите")
    await anna.writes("как объяснить дроби?")
    await anna.sends_album(["photo", "photo"], "вот тетрадь")
    await intake.take(telegram.bot.updates.pending)

    await receiver.handle_due(NOON)
    assert questions == [["/start"]]
    await receiver.handle_due(NOON + timedelta(seconds=4))

    assert questions[1:] == [["Подскажите", "как объяснить дроби?", "вот тетрадь", "…"]]


# Pacing


class Turns:
    def __init__(self) -> None:
        self.taken: list[tuple[str, bool]] = []
        self.gate = asyncio.Event()

    async def wait_turn(self, to: Address, *, is_group: bool = False) -> None:
        assert to.channel == "telegram"
        self.taken.append((to.external_id, is_group))
        await self.gate.wait()


async def test_only_what_counts_as_a_message_waits_for_its_turn(
    telegram: TelegramServer, bot: Bot, anna: Person
) -> None:
    turns = Turns()
    bot.session.middleware(Pacing(turns, channel="telegram"))

    await bot.get_updates()
    await bot.send_chat_action(anna.id, "typing")
    assert turns.taken == []
    sending = asyncio.create_task(bot.send_message(anna.id, "Раз"))
    await anna.hears_no_more(within=0.1)
    turns.gate.set()

    sent = await sending
    await sent.edit_text("Два")
    with pytest.raises(Exception, match="chat not found"):
        await bot.send_message(-100, "В группу")
    assert turns.taken == [(str(anna.id), False)] * 2 + [("-100", True)]


async def test_a_kind_of_response_is_made_once(telegram: TelegramServer) -> None:
    bot = open_bot(telegram.token, api_url=telegram.url)

    await bot.get_me()

    made = weakref.ref(Response[User])
    gc.collect()
    assert made() is not None
    await bot.session.close()
