"""Writing to a psychologist: only by own wish, and past every methodist."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from delivery.content import Words
from delivery.threads import Threads
from handlers import keyboards
from handlers.asking import replied_to, sayable, written_once
from handlers.conversation import Router
from handlers.reply import Reply
from handlers.texts import crisis as texts
from people.models import Person
from routing.specialists import Specialists


class Confiding(StatesGroup):
    writing = State()


async def begin(
    reply: Reply, state: FSMContext, person: Person, specialists: Specialists, now: datetime
) -> None:
    """Whatever is written next goes to a psychologist."""
    is_there = await specialists.has_psychologist(person.id, now=now)
    await state.set_state(Confiding.writing)
    await reply.say(texts.write_to_psychologist(is_there=is_there), keyboards.stop_writing())


async def hand_on(
    reply: Reply,
    person: Person,
    words: Words,
    specialists: Specialists,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    outcome = await specialists.ask_psychologist(person.id, words, now=now)
    await reply.say(texts.handed_on(outcome, now, zone), about=outcome.question_id)


async def receive(
    message: Message,
    burst: list[Message],
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    channel: str,
    threads: Threads,
    state: FSMContext,
    specialists: Specialists,
) -> None:
    if await replied_to(message, channel, threads) is not None:
        raise SkipHandler  # it belongs to that question
    words = await sayable(burst, channel, reply)
    if words is None:
        return
    async with written_once(state):
        await hand_on(reply, person, words, specialists, now, zone)


def router() -> Router:
    confiding = Router(name="confiding")
    confiding.message.register(receive, Confiding.writing)
    return confiding
