"""A methodist's desk: the queue, and what is done with a card besides answering."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import F
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from delivery.content import Part, Words
from handlers import keyboards
from handlers.answering import Presenter
from handlers.callbacks import AboutQuestion, Deed, PassTo, SendCase
from handlers.conversation import Router
from handlers.filters import Has
from handlers.reply import Reply
from handlers.texts import answering as texts
from handlers.texts.cases import as_answer
from knowledge.models import VersionId
from knowledge.service import CaseBook
from people.models import Person
from routing.desk import Desk
from routing.drafting import Drafting
from routing.models import QuestionId
from routing.reading import Questions
from routing.rights import ANSWERERS


async def show_queue(
    message: Message,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    questions: Questions,
) -> None:
    waiting = await questions.queue(person.id, now=now)
    briefs = [*waiting.own, *waiting.free, *waiting.overdue]
    keyboard = keyboards.queue(briefs) if briefs else None
    await reply.say(texts.queue(waiting, now, zone), keyboard)


async def show_card(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    presenter: Presenter,
) -> None:
    await presenter.show_card(reply, person, QuestionId(callback_data.question_id), now=now)


async def take(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    desk: Desk,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    card = await desk.take(person.id, question_id, now=now)
    await reply.change_buttons(None)
    await reply.say(texts.taken(card), keyboards.taken(question_id), about=question_id)


async def decline(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    desk: Desk,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    outcome = await desk.decline(person.id, question_id, now=now)
    await reply.change_buttons(None)
    await reply.say(texts.passed_on(outcome))


async def choose_subject(press: CallbackQuery, callback_data: AboutQuestion, reply: Reply) -> None:
    question_id = callback_data.question_id
    await reply.say(
        texts.choose_subject(question_id), keyboards.pass_to(question_id), about=question_id
    )


async def pass_on(
    press: CallbackQuery,
    callback_data: PassTo,
    person: Person,
    reply: Reply,
    now: datetime,
    desk: Desk,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    outcome = await desk.pass_on(person.id, question_id, callback_data.subject, now=now)
    await reply.change_buttons(None)
    await reply.say(texts.passed_on(outcome))


async def choose_case(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    desk: Desk,
    drafting: Drafting,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    hints = await desk.hints(person.id, question_id)
    is_answered = await drafting.can_begin(question_id)
    if not hints:
        keyboard = keyboards.make_case(question_id) if is_answered else None
        words = texts.no_cases(question_id, is_answered=is_answered)
        await reply.say(words, keyboard, about=question_id)
        return
    words = texts.choose_case(question_id, [hint.title for hint in hints])
    keyboard = keyboards.hints(question_id, hints, is_answered=is_answered)
    await reply.say(words, keyboard, about=question_id)


async def make_case(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    drafting: Drafting,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    begun = await drafting.begin(person.id, question_id, now=now)
    await reply.change_buttons(None)
    await reply.say(texts.case_begun(begun), about=question_id)


async def send_case(
    press: CallbackQuery,
    callback_data: SendCase,
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    desk: Desk,
    casebook: CaseBook,
    presenter: Presenter,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    version_id = VersionId(callback_data.version_id)
    case = await casebook.read(version_id)
    # The same case is sent once for a question, however often the button is pressed.
    words = Words((Part(f"{channel}:case-{question_id}:{version_id}", as_answer(case)),))
    outcome = await desk.answer(person.id, question_id, words, case=version_id, now=now)
    await reply.change_buttons(None)
    await presenter.accepted(reply, outcome, now=now)


async def finish(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    desk: Desk,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    await desk.finish(person.id, question_id, now=now)
    await reply.change_buttons(None)
    await reply.say(texts.finished(question_id), about=question_id)


def router() -> Router:
    desk = Router(name="desk")
    answers = Has(*ANSWERERS)
    desk.message.register(show_queue, Command("queue"), answers)
    for deed, handler in (
        (Deed.CARD, show_card),
        (Deed.TAKE, take),
        (Deed.DECLINE, decline),
        (Deed.PASS, choose_subject),
        (Deed.CASE, choose_case),
        (Deed.MAKE_CASE, make_case),
        (Deed.FINISH, finish),
    ):
        desk.callback_query.register(handler, AboutQuestion.filter(F.deed == deed), answers)
    desk.callback_query.register(pass_on, PassTo.filter(), answers)
    desk.callback_query.register(send_case, SendCase.filter(), answers)
    return desk
