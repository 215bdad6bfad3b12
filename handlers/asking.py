"""A teacher asks, adds, corrects: whatever is written and is no command."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from aiogram import F
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from delivery.content import Words
from delivery.threads import Threads
from handlers import keyboards
from handlers.callbacks import AboutQuestion, Deed, MoveTo, Narrow, OpenCase
from handlers.conversation import Router
from handlers.incoming import part_of, refused_kind, words_of
from handlers.redrawing import redraw
from handlers.reply import Reply
from handlers.texts import asking as texts
from handlers.texts.cases import whole_case
from kit.errors import Refusal
from knowledge.attached import attached_in
from knowledge.models import VersionId
from knowledge.service import CaseBook, CaseText
from people.models import Person
from routing.models import QuestionId
from routing.outcomes import (
    Added,
    Answered,
    Assigned,
    Edited,
    NothingAsked,
    Offered,
    Outcome,
    Queued,
    Replied,
)
from routing.reading import Questions
from routing.service import Hotline


class Supplementing(StatesGroup):
    writing = State()


class Teller:
    """Says to the asker what became of the question."""

    def __init__(self, casebook: CaseBook, zone: ZoneInfo) -> None:
        self._casebook = casebook
        self._zone = zone

    async def tell(
        self, reply: Reply, outcome: Outcome, *, now: datetime, earlier: int | None = None
    ) -> None:
        """Say the outcome; ``earlier`` is a question that the words may belong to instead."""
        match outcome:
            case Answered():
                await self._tell_answered(reply, outcome, earlier, now=now)
            case Offered():
                keyboard = keyboards.offered(
                    outcome.question_id, outcome.cases, earlier, outcome.narrowing
                )
                await reply.say(texts.offered(outcome), keyboard, about=outcome.question_id)
            case Assigned():
                keyboard = keyboards.with_person(outcome.question_id, earlier)
                words = texts.assigned(outcome, now, self._zone)
                await reply.say(words, keyboard, about=outcome.question_id)
            case Queued():
                keyboard = keyboards.with_person(outcome.question_id, earlier)
                words = texts.queued(outcome, now, self._zone)
                await reply.say(words, keyboard, about=outcome.question_id)
            case Replied():
                await self._tell_replied(reply, outcome, now=now, earlier=earlier)
            case _:
                assert_never(outcome)

    async def tell_nothing_asked(self, reply: Reply, outcome: NothingAsked) -> None:
        if outcome.version_id is None:
            await reply.say(texts.nothing_asked())
        else:
            words = await self._casebook.read(outcome.version_id)
            await reply.say(texts.replied(words.solution))

    async def tell_added(self, reply: Reply, outcome: Added | Outcome, *, now: datetime) -> None:
        if not isinstance(outcome, Added):
            await self.tell(reply, outcome, now=now)
            return
        keyboard = keyboards.clarified(outcome.question_id) if outcome.is_clarification else None
        words = texts.added(outcome, now, self._zone)
        await reply.say(words, keyboard, about=outcome.question_id)

    async def tell_case(
        self, reply: Reply, question_id: QuestionId, version_id: VersionId, *, now: datetime
    ) -> None:
        case = await self._casebook.read(version_id)
        keyboard = keyboards.case_shown(question_id, files_of=_with_files(case))
        words = self._whole_case(case, now)
        await reply.say(texts.opened(question_id, words), keyboard, about=question_id)

    async def _tell_replied(
        self, reply: Reply, outcome: Replied, *, now: datetime, earlier: int | None
    ) -> None:
        said = texts.replied((await self._casebook.read(outcome.version_id)).solution)
        if outcome.then is None:
            keyboard = keyboards.replied(outcome.question_id, earlier)
            await reply.say(said, keyboard, about=outcome.question_id)
            return
        # Care stands by itself, before anything is said of numbers and dates.
        await reply.say(said, about=outcome.question_id)
        await self.tell(reply, outcome.then, now=now, earlier=earlier)

    async def _tell_answered(
        self, reply: Reply, outcome: Answered, earlier: int | None, *, now: datetime
    ) -> None:
        best, *others = outcome.cases
        case = await self._casebook.read(best.version_id)
        keyboard = keyboards.case_shown(outcome.question_id, others, earlier, _with_files(case))
        words = texts.answered(outcome.question_id, self._whole_case(case, now))
        await reply.say(words, keyboard, about=outcome.question_id)

    def _whole_case(self, case: CaseText, now: datetime) -> str:
        return whole_case(case, self._zone, today=now.astimezone(self._zone).date())


def _with_files(case: CaseText) -> VersionId | None:
    """The version, if files belong to it."""
    return case.version_id if attached_in(case.materials) else None


async def receive(
    message: Message,
    burst: list[Message],
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    threads: Threads,
    hotline: Hotline,
    questions: Questions,
    teller: Teller,
) -> None:
    """Take what was written as a question, or as words to the question it replies to."""
    words = await sayable(burst, channel, reply)
    if words is None:
        return
    question_id = await replied_to(message, channel, threads)
    if question_id is None:
        question_id = await questions.awaiting_clarification(person.id)
    if question_id is not None:
        added = await hotline.supplement(person.id, question_id, words, now=now)
        await teller.tell_added(reply, added, now=now)
        return
    await ask(person, words, reply, now, hotline, questions, teller)


async def ask(
    person: Person,
    words: Words,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
    questions: Questions,
    teller: Teller,
) -> None:
    """Ask the hotline and say what it does."""
    earlier = await questions.recently_with_people(person.id, now=now)
    outcome = await hotline.ask(person.id, words, now=now)
    if isinstance(outcome, NothingAsked):
        await teller.tell_nothing_asked(reply, outcome)
        return
    await teller.tell(
        reply, outcome, now=now, earlier=earlier if earlier != outcome.question_id else None
    )


async def receive_edit(
    edited_message: Message,
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    question_id: QuestionId,
    hotline: Hotline,
    teller: Teller,
) -> None:
    outcome = await hotline.edit(person.id, question_id, part_of(edited_message, channel), now=now)
    if isinstance(outcome, Edited):
        await reply.say(texts.edited(outcome), about=question_id)
    else:
        await teller.tell(reply, outcome, now=now)


async def open_case(
    press: CallbackQuery,
    callback_data: OpenCase,
    person: Person,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
    teller: Teller,
) -> None:
    question_id = QuestionId(callback_data.question_id)
    version_id = VersionId(callback_data.version_id)
    await hotline.open_case(person.id, question_id, version_id, now=now)
    await teller.tell_case(reply, question_id, version_id, now=now)


async def narrow(
    press: CallbackQuery,
    callback_data: Narrow,
    person: Person,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
    teller: Teller,
) -> None:
    """Show the cases anew, in place, by what was tapped when the base asked back."""
    question_id, facet = QuestionId(callback_data.question_id), callback_data.facet
    outcome = await hotline.narrow(person.id, question_id, facet, callback_data.place, now=now)
    if isinstance(outcome, Offered):
        keyboard = keyboards.offered(question_id, outcome.cases, narrowing=outcome.narrowing)
        await redraw(press, reply, texts.offered(outcome), keyboard)
        return
    await reply.change_buttons(None)
    await teller.tell(reply, outcome, now=now)


async def start_supplement(
    press: CallbackQuery, callback_data: AboutQuestion, reply: Reply, state: FSMContext
) -> None:
    await state.set_state(Supplementing.writing)
    await state.set_data({"question_id": callback_data.question_id})
    words = texts.write_supplement(callback_data.question_id)
    await reply.say(words, keyboards.stop_writing(), about=callback_data.question_id)


async def receive_supplement(
    message: Message,
    burst: list[Message],
    person: Person,
    reply: Reply,
    now: datetime,
    channel: str,
    state: FSMContext,
    hotline: Hotline,
    teller: Teller,
) -> None:
    question_id = QuestionId((await state.get_data())["question_id"])
    words = await sayable(burst, channel, reply)
    if words is None:
        return
    async with written_once(state):
        outcome = await hotline.supplement(person.id, question_id, words, now=now)
    await teller.tell_added(reply, outcome, now=now)


async def ask_anew(
    press: CallbackQuery,
    callback_data: AboutQuestion,
    person: Person,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
    questions: Questions,
    teller: Teller,
) -> None:
    """What was taken for a reply to the methodist is a question of its own."""
    words = await questions.last_clarification(person.id, QuestionId(callback_data.question_id))
    await reply.change_buttons(None)
    await ask(person, words, reply, now, hotline, questions, teller)


async def move(
    press: CallbackQuery,
    callback_data: MoveTo,
    person: Person,
    reply: Reply,
    now: datetime,
    hotline: Hotline,
    teller: Teller,
) -> None:
    from_id, to_id = QuestionId(callback_data.from_id), QuestionId(callback_data.to_id)
    outcome = await hotline.move(person.id, from_id, to_id, now=now)
    await reply.change_buttons(None)
    await reply.say(texts.moved(to_id), about=to_id)
    await teller.tell_added(reply, outcome, now=now)


@asynccontextmanager
async def written_once(state: FSMContext) -> AsyncIterator[None]:
    """Leave what is being written once it is said, or refused: the next words are about anything.

    Where something breaks, the person stays where they were, and the same is tried again.
    """
    try:
        yield
    except Refusal:
        await state.clear()
        raise
    await state.clear()


async def replied_to(message: Message, channel: str, threads: Threads) -> QuestionId | None:
    """The question of the message that this one replies to."""
    original = message.reply_to_message
    if original is None:
        return None
    question_id = await threads.question_of(channel, str(message.chat.id), str(original.message_id))
    return QuestionId(question_id) if question_id is not None else None


async def sayable(burst: Sequence[Message], channel: str, reply: Reply) -> Words | None:
    """The words of a burst; where nothing of it can be handed on, the person hears why."""
    kept = [message for message in burst if refused_kind(message) is None]
    if len(kept) < len(burst):
        refused = next(kind for message in burst if (kind := refused_kind(message)))
        await reply.say(texts.not_that_kind(refused))
    return words_of(kept, channel) if kept else None


def router() -> Router:
    asking = Router(name="asking")
    asking.callback_query.register(open_case, OpenCase.filter())
    asking.callback_query.register(narrow, Narrow.filter())
    asking.callback_query.register(move, MoveTo.filter())
    asking.callback_query.register(
        start_supplement, AboutQuestion.filter(F.deed == Deed.SUPPLEMENT)
    )
    asking.callback_query.register(ask_anew, AboutQuestion.filter(F.deed == Deed.ASK_ANEW))
    asking.message.register(receive_supplement, Supplementing.writing)
    return asking


def questions_router() -> Router:
    """Last of all: whatever nobody else has taken is a question."""
    anything = Router(name="questions")
    anything.message.register(receive)
    return anything
