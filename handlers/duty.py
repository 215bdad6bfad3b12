"""The duty of whoever answers: there or not, on leave; hours, how many questions at once."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from aiogram import F
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers import personal_keyboards as keyboards
from handlers.conversation import Router
from handlers.dictating import Dictated, stop_awaiting
from handlers.filters import Has
from handlers.personal_callbacks import DutyDeed, OnDuty
from handlers.redrawing import redraw
from handlers.reply import Reply
from handlers.texts import duty as texts
from people.errors import LimitOutOfRange, NotForYou
from people.leave import read_return
from people.models import Person, Role
from people.service import Directory
from routing.absence import Released
from routing.desk import Desk

#: Longer words are no date, no hours and no number.
_LONGEST = 200
#: Typed instead of pressed, wherever the button has gone.
_USUAL = frozenset({"как у региона", "как у всех", "как обычно"})
#: Whose duty it is.
_ON_DUTY = (Role.METHODIST, Role.PSYCHOLOGIST)


class Setting(StatesGroup):
    leave = State()
    hours = State()
    limit = State()


_PROMPTS = {
    DutyDeed.LEAVE: (Setting.leave, texts.ask_return, keyboards.leave),
    DutyDeed.HOURS: (Setting.hours, texts.ask_hours, keyboards.hours),
    DutyDeed.LIMIT: (Setting.limit, texts.ask_limit, keyboards.limit),
}


async def show(
    message: Message,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    state: FSMContext,
    directory: Directory,
) -> None:
    await state.clear()
    await _say(person, reply, now, zone, directory)


async def go_on_duty(
    press: CallbackQuery,
    callback_data: OnDuty,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    state: FSMContext,
    directory: Directory,
    desk: Desk,
) -> None:
    await state.clear()
    on_duty = callback_data.deed is DutyDeed.ON
    await directory.go_on_duty(person.id, on_duty=on_duty)
    released = None if on_duty else await desk.release_untaken(person.id, now=now)
    await redraw(press, reply, *await _screen(person, now, zone, directory, released))


async def ask_for_words(
    press: CallbackQuery, callback_data: OnDuty, reply: Reply, state: FSMContext
) -> None:
    awaited, prompt, keyboard = _PROMPTS[callback_data.deed]
    await state.set_state(awaited)
    await redraw(press, reply, prompt(), keyboard())


async def go_back(
    press: CallbackQuery,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    state: FSMContext,
    directory: Directory,
) -> None:
    await state.clear()
    await redraw(press, reply, *await _screen(person, now, zone, directory))


async def keep_usual(
    press: CallbackQuery,
    callback_data: OnDuty,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    state: FSMContext,
    directory: Directory,
) -> None:
    await state.clear()
    if callback_data.deed is DutyDeed.USUAL_HOURS:
        await directory.keep_hours(person.id, None)
    else:
        await directory.limit_open(person.id, None)
    await redraw(press, reply, *await _screen(person, now, zone, directory))


async def receive_return(
    message: Message,
    dictated: str,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    state: FSMContext,
    directory: Directory,
    desk: Desk,
) -> None:
    back = read_return(dictated, now.astimezone(zone).date())
    await directory.go_away(person.id, until=datetime.combine(back, time(), zone))
    released = await desk.release_untaken(person.id, now=now)
    await state.clear()
    await _say(person, reply, now, zone, directory, released)


async def receive_hours(
    message: Message,
    dictated: str,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    state: FSMContext,
    directory: Directory,
) -> None:
    await directory.keep_hours(person.id, None if _is_usual(dictated) else dictated)
    await state.clear()
    await _say(person, reply, now, zone, directory)


async def receive_limit(
    message: Message,
    dictated: str,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    state: FSMContext,
    directory: Directory,
) -> None:
    await directory.limit_open(person.id, None if _is_usual(dictated) else _number(dictated))
    await state.clear()
    await _say(person, reply, now, zone, directory)


async def _say(
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    directory: Directory,
    released: Released | None = None,
) -> None:
    await reply.say(*await _screen(person, now, zone, directory, released))


async def _screen(
    person: Person,
    now: datetime,
    zone: ZoneInfo,
    directory: Directory,
    released: Released | None = None,
) -> tuple[str, InlineKeyboardMarkup]:
    duty = await directory.duty(person.id)
    if duty is None:
        raise NotForYou(person.id)
    words = texts.duty(duty, person, now, zone)
    left = texts.gone(released) if released is not None else ""
    return f"{words}\n\n{left}" if left else words, keyboards.duty()


def _is_usual(dictated: str) -> bool:
    return dictated.lower().strip(" .«»") in _USUAL


def _number(dictated: str) -> int:
    if not (dictated.isascii() and dictated.isdigit()):
        raise LimitOutOfRange
    return int(dictated)


def router() -> Router:
    duty = Router(name="duty")
    answers = Has(*_ON_DUTY)
    duty.message.register(show, Command("duty"), answers)
    for deeds, handler in (
        ((DutyDeed.ON, DutyDeed.OFF), go_on_duty),
        (tuple(_PROMPTS), ask_for_words),
        ((DutyDeed.USUAL_HOURS, DutyDeed.USUAL_LIMIT), keep_usual),
        ((DutyDeed.BACK,), go_back),
    ):
        duty.callback_query.register(handler, OnDuty.filter(F.deed.in_(deeds)), answers)
    # A number may also be a button further up, such as that of a case.
    number = F.text.regexp(r"^\s*\d+\s*$")
    duty.message.register(receive_limit, Setting.limit, number, answers, Dictated(longest=_LONGEST))
    return duty


def words() -> Router:
    """What is written for it, unless it is the word of a button."""
    written = Router(name="words of duty")
    for awaited, handler in (
        (Setting.leave, receive_return),
        (Setting.hours, receive_hours),
        (Setting.limit, receive_limit),
    ):
        written.message.register(handler, awaited, Has(*_ON_DUTY), Dictated(longest=_LONGEST))
    written.message.register(stop_awaiting, StateFilter(Setting))
    return written
