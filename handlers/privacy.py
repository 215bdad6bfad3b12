"""What is stored about a person, as a file; and forgetting it."""

import json
from datetime import datetime
from typing import Any

from aiogram import Bot, F
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from handlers import personal_keyboards as keyboards
from handlers.conversation import Router
from handlers.personal_callbacks import ForgetDeed, ForgetMe
from handlers.redrawing import redraw
from handlers.reply import Reply
from handlers.texts import privacy as texts
from handlers.typing import Screens
from people.models import Person
from routing.privacy import Privacy
from routing.rights import ANSWERERS
from wellbeing.policy import Place
from wellbeing.service import CheckIns


async def hand_out(
    message: Message,
    person: Person,
    reply: Reply,
    bot: Bot,
    privacy: Privacy,
    checkins: CheckIns,
) -> None:
    stored = await privacy.export(person.id)
    # Where people answer on the page, nothing of the answers goes through the messenger.
    is_whole = checkins.place is not Place.PAGE
    stored[texts.CHECK_INS] = await checkins.export(person.id, with_answers=is_whole)
    file = BufferedInputFile(_written(stored), texts.file_name())
    await bot.send_document(reply.chat_id, file)
    await reply.say(texts.own_data(), keyboards.own_data())


async def ask_again(press: CallbackQuery, person: Person, reply: Reply) -> None:
    words = texts.really_forget(is_methodist=person.has(*ANSWERERS))
    await reply.say(words, keyboards.forget_me())


async def forget(
    press: CallbackQuery,
    person: Person,
    reply: Reply,
    now: datetime,
    bot: Bot,
    state: FSMContext,
    privacy: Privacy,
    checkins: CheckIns,
    screens: Screens,
) -> None:
    # What has no transaction goes first: done again after a crash, it does no harm.
    await reply.change_buttons(None)
    await state.clear()
    await screens.forget(bot, reply.chat_id)
    # The rest goes last: with it goes the address by which the person could ask again.
    await checkins.forget(person.id, now=now)
    forgotten = await privacy.forget(person.id, now=now)
    await reply.say(texts.forgotten(forgotten))


async def keep(press: CallbackQuery, reply: Reply) -> None:
    await redraw(press, reply, texts.kept(), None)


def _written(export: dict[str, Any]) -> bytes:
    return json.dumps(export, ensure_ascii=False, indent=2).encode()


def router() -> Router:
    privacy = Router(name="privacy")
    privacy.message.register(hand_out, Command("data"))
    for deed, handler in (
        (ForgetDeed.ASK, ask_again),
        (ForgetDeed.YES, forget),
        (ForgetDeed.NO, keep),
    ):
        privacy.callback_query.register(handler, ForgetMe.filter(F.deed == deed))
    return privacy
