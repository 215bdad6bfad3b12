"""A methodist answers: the card, what is written about it, and taking it back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import F
from aiogram.filters import BaseFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from delivery.content import Words
from delivery.threads import Threads
from handlers import keyboards
from handlers.asking import Teller, ask, replied_to, sayable, written_once
from handlers.callbacks import AboutQuestion, Deed, OwnQuestion, StopWriting, TakeBack
from handlers.conversation import Router
from handlers.filters import Has
from handlers.incoming import part_of
from handlers.reply import Reply
from handlers.texts import answering as texts
from handlers.texts.mine import story as told
from people.models import Person
from routing import rights
from routing.desk import Desk
from routing.models import WITH_METHODIST, EntryId, QuestionId, QuestionState
from routing.outcomes import AnswerAccepted, Brief
from routing.reading import Questions
from routing.service import Hotline
from routing.words import read_words, written


class Writing(StatesGroup):
    answer = State()
    clarification = State()
    note = State()
    undecided = State()
    """Written without saying to what: an answer, or a question of their own."""


class Presenter:
    """Shows a question to those who answer."""

    def __init__(self, questions: Questions, zone: ZoneInfo) -> None:
        self._questions = questions
        self._zone = zone

    async def show_card(
        self, reply: Reply, person: Person, question_id: QuestionId, *, now: datetime
    ) -> None:
        """The card with whatever this person can do with the question now."""
        card, brief = await self._questions.card(person.id, question_id)
        await reply.say(
            texts.card(card, now, self._zone), _possible(person, brief), about=question_id
        )

    async def show_story(
        self, reply: Reply, person: Person, question_id: QuestionId, *, now: datetime
    ) -> None:
        """All that has happened to the question, notes as well, and then its card."""
        story = await self._questions.story(person.id, question_id, now=now)
        await reply.say(told(story, now, self._zone), about=question_id)
        await self.show_card(reply, person, question_id, now=now)

    async def accepted(self, reply: Reply, outcome: AnswerAccepted, *, now: datetime) -> None:
        """The answer is on its way, and can be taken back until it leaves."""
        waits = outcome.goes_out_at > now
        keyboard = keyboards.answer_accepted(outcome.entry_id) if waits else None
        await reply.say(texts.answer_accepted(outcome, now), keyboard, about=outcome.question_id)


def _possible(person: Person, brief: Brief) -> InlineKeyboardMarkup | None:
    """What the person can do with the question; ``None`` when there is nothing."""
    if brief.is_withheld:
        return None
    if brief.methodist_id == person.id and brief.state is QuestionState.ASSIGNED:
        return keyboards.card(brief.question_id)
    if brief.methodist_id == person.id and brief.state is not QuestionState.CLOSED:
        return keyboards.taken(brief.question_id)
    if brief.state is QuestionState.QUEUED:
        return keyboards.unassigned(brief.question_id)
    if brief.state in WITH_METHODIST and rights.coordinates(person):
        return keyboards.with_colleague(brief.question_id)
    return None


_PROMPTS: dict[Deed, tuple[State, Callable[[int], str]]] = {
    Deed.ANSWER: (Writing.answer, texts.write_answer),
    Deed.CLARIFY: (Writing.clarification, texts.write_clarification),
    Deed.NOTE: (Writing.note, texts.write_note),
}


async def start_writing(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    state: FSMContext,
    questions: Questions,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    await questions.card(person.id, question_id)
    awaited, prompt = _PROMPTS[callback_data.deed]
    await state.set_state(awaited)
    await state.set_data({"question_id": question_id})
    await reply.say(prompt(question_id), keyboards.stop_writing(), about=question_id)


async def stop_writing(press: CallbackQuery, reply: Reply, state: FSMContext) -> None:
    await state.clear()
    await reply.change_buttons(None)
    await reply.toast(texts.nothing_written())


async def receive_answer(
    message: Message,
    burst: list[Message],
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    state: FSMContext,
    desk: Desk,
    presenter: Presenter,
) -> None:
    async def send(question_id: QuestionId, words: Words) -> None:
        outcome = await desk.answer(person.id, question_id, words, now=now)
        await presenter.accepted(reply, outcome, now=now)

    await _receive(burst, channel, reply, state, send)


async def receive_clarification(
    message: Message,
    burst: list[Message],
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    state: FSMContext,
    desk: Desk,
) -> None:
    async def send(question_id: QuestionId, words: Words) -> None:
        await desk.clarify(person.id, question_id, words, now=now)
        await reply.say(texts.clarification_sent(question_id), about=question_id)

    await _receive(burst, channel, reply, state, send)


async def receive_note(
    message: Message,
    burst: list[Message],
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    state: FSMContext,
    desk: Desk,
) -> None:
    async def send(question_id: QuestionId, words: Words) -> None:
        await desk.note(person.id, question_id, words, now=now)
        await reply.say(texts.noted(question_id), about=question_id)

    await _receive(burst, channel, reply, state, send)


async def _receive(
    burst: list[Message],
    channel: str,
    reply: Reply,
    state: FSMContext,
    send: Callable[[QuestionId, Words], Awaitable[None]],
) -> None:
    """Send what was written; where nothing of it can be handed on, the person may try again."""
    question_id = QuestionId((await state.get_data())["question_id"])
    words = await sayable(burst, channel, reply)
    if words is None:
        return
    async with written_once(state):
        await send(question_id, words)


async def take_back(
    press: CallbackQuery,
    callback_data: TakeBack,
    person: Person,
    reply: Reply,
    now: datetime,
    desk: Desk,
) -> None:
    question_id = await desk.take_back(person.id, EntryId(callback_data.entry_id), now=now)
    await reply.change_buttons(None)
    await reply.say(texts.taken_back(question_id), keyboards.taken(question_id), about=question_id)


class RepliesToOthersQuestion(BaseFilter):
    """The message replies to a message of a question that somebody else has asked."""

    async def __call__(
        self,
        message: Message,
        person: Person,
        channel: str,
        threads: Threads,
        questions: Questions,
    ) -> bool | dict[str, QuestionId]:
        question_id = await replied_to(message, channel, threads)
        if question_id is None or await questions.is_asked_by(question_id, person.id):
            return False
        return {"question_id": question_id}


async def answer_by_reply(
    message: Message,
    burst: list[Message],
    question_id: QuestionId,
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    state: FSMContext,
    desk: Desk,
    presenter: Presenter,
) -> None:
    words = await sayable(burst, channel, reply)
    if words is None:
        return
    outcome = await desk.answer(person.id, question_id, words, now=now)
    await state.clear()
    await presenter.accepted(reply, outcome, now=now)


class HoldsQuestions(BaseFilter):
    """The methodist has questions open, so plain words may be an answer to one of them."""

    async def __call__(
        self, message: Message, person: Person, now: datetime, questions: Questions
    ) -> bool:
        return message.reply_to_message is None and bool(
            await questions.open_with(person.id, now=now)
        )


async def ask_whose_words(
    message: Message,
    burst: list[Message],
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    state: FSMContext,
    questions: Questions,
) -> None:
    words = await sayable(burst, channel, reply)
    if words is None:
        return
    own = await questions.open_with(person.id, now=now)
    await state.set_state(Writing.undecided)
    await state.set_data({"parts": await _with_undecided(state, written(words))})
    await reply.say(texts.whose_words(len(own)), keyboards.whose_words(own))


async def _with_undecided(
    state: FSMContext, parts: list[dict[str, object]]
) -> list[dict[str, object]]:
    """The parts after those about which the person was asked and has not said."""
    waiting = (await state.get_data()).get("parts", [])
    return list({part["ref"]: part for part in (*waiting, *parts)}.values())


async def written_is_answer(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    desk: Desk,
    presenter: Presenter,
) -> None:
    words = read_words((await state.get_data()).get("parts", []))
    question_id = QuestionId(callback_data.question_id)
    outcome = await desk.answer(person.id, question_id, words, now=now)
    await state.clear()
    await reply.change_buttons(None)
    await presenter.accepted(reply, outcome, now=now)


async def written_is_question(
    press: CallbackQuery,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    hotline: Hotline,
    questions: Questions,
    teller: Teller,
) -> None:
    words = read_words((await state.get_data()).get("parts", []))
    await state.clear()
    await reply.change_buttons(None)
    await ask(person, words, reply, now, hotline, questions, teller)


async def correct(
    edited_message: Message,
    question_id: QuestionId,
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    desk: Desk,
) -> None:
    told = await desk.correct(person.id, question_id, part_of(edited_message, channel), now=now)
    await reply.say(texts.corrected(question_id, told), about=question_id)


def router() -> Router:
    answering = Router(name="answering")
    for deed in _PROMPTS:
        answering.callback_query.register(
            start_writing, AboutQuestion.filter(F.deed == deed), Has(*rights.ANSWERERS)
        )
    answering.callback_query.register(stop_writing, StopWriting.filter())
    answering.callback_query.register(take_back, TakeBack.filter())
    answering.callback_query.register(
        written_is_answer, AboutQuestion.filter(F.deed == Deed.WRITTEN)
    )
    answering.callback_query.register(written_is_question, OwnQuestion.filter())
    answering.message.register(receive_clarification, Writing.clarification)
    answering.message.register(receive_note, Writing.note)
    answering.message.register(answer_by_reply, Has(*rights.ANSWERERS), RepliesToOthersQuestion())
    answering.message.register(receive_answer, Writing.answer)
    answering.message.register(ask_whose_words, Has(*rights.ANSWERERS), HoldsQuestions())
    return answering
