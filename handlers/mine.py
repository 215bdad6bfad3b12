"""A teacher's own questions: the list, one story, and «№17» typed by anybody."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import F
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers import keyboards
from handlers.answering import Presenter
from handlers.callbacks import AboutQuestion, Deed
from handlers.conversation import Router
from handlers.reply import Reply
from handlers.texts import mine as texts
from people.models import Person
from routing.models import QuestionId
from routing.reading import Questions
from routing.rights import ANSWERERS

#: Larger numbers would not fit into the database.
_NUMBER = F.text.regexp(r"^\s*№\s?(\d{1,15})\s*$")


async def list_mine(
    message: Message,
    command: CommandObject,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    questions: Questions,
) -> None:
    wanted = command.args or ""
    briefs = await questions.asked_by(person.id, containing=wanted, now=now)
    if not briefs:
        await reply.say(texts.nothing_found(wanted) if wanted else texts.nothing_yet())
        return
    await reply.say(texts.my_questions(briefs, now, zone), keyboards.my_questions(briefs))


async def show(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    questions: Questions,
) -> None:
    await tell_story(person, QuestionId(callback_data.question_id), reply, now, zone, questions)


async def show_number(
    message: Message,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    questions: Questions,
    presenter: Presenter,
) -> None:
    question_id = QuestionId(int((message.text or "").strip(" \n№")))
    if person.has(*ANSWERERS) and not await questions.is_asked_by(question_id, person.id):
        await presenter.show_story(reply, person, question_id, now=now)
    else:
        await tell_story(person, question_id, reply, now, zone, questions)


async def tell_story(
    person: Person,
    question_id: QuestionId,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    questions: Questions,
) -> None:
    story = await questions.story(person.id, question_id, now=now)
    await reply.say(texts.story(story, now, zone), keyboards.story(story), about=question_id)


def router() -> Router:
    mine = Router(name="mine")
    mine.message.register(list_mine, Command("my"))
    mine.message.register(show_number, _NUMBER)
    mine.callback_query.register(show, AboutQuestion.filter(F.deed == Deed.SHOW))
    return mine
