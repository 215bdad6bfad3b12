"""Did it help? And what follows when it did not."""

from datetime import datetime

from aiogram import F
from aiogram.types import CallbackQuery

from handlers.asking import Teller
from handlers.callbacks import AboutQuestion, Deed
from handlers.conversation import Router
from handlers.reply import Reply
from handlers.texts import asking as texts
from people.models import Person
from routing.models import QuestionId
from routing.service import Hotline


async def helped(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    outcome = await hotline.helped(person.id, question_id, now=now)
    await reply.change_buttons(None)
    await reply.say(texts.closed(outcome), about=question_id)


async def ask_person(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
    teller: Teller,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    outcome = await hotline.ask_person(person.id, question_id, now=now)
    await reply.change_buttons(None)
    await teller.tell(reply, outcome, now=now)


async def close(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    outcome = await hotline.close(person.id, question_id, now=now)
    await reply.change_buttons(None)
    await reply.say(texts.closed(outcome), about=question_id)


async def reopen(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
    teller: Teller,
) -> None:
    outcome = await hotline.reopen(person.id, QuestionId(callback_data.question_id), now=now)
    await reply.change_buttons(None)
    await teller.tell(reply, outcome, now=now)


def router() -> Router:
    rating = Router(name="rating")
    for deed, handler in (
        (Deed.HELPED, helped),
        (Deed.NOT_HELPED, ask_person),
        (Deed.ASK_PERSON, ask_person),
        (Deed.CLOSE, close),
        (Deed.REOPEN, reopen),
    ):
        rating.callback_query.register(handler, AboutQuestion.filter(F.deed == deed))
    return rating
