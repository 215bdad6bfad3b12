"""The screen of check-ins: consent, how often, where, and leaving."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import F
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers import checkin_keyboards as keyboards
from handlers.checkin_callbacks import (
    CheckInWish,
    OpenScreen,
    PutSwitch,
    ScreenPage,
    SetRhythm,
    SetZone,
    Wish,
)
from handlers.conversation import Router
from handlers.dictating import Dictated, stop_awaiting
from handlers.discreet import discreetly
from handlers.redrawing import redraw
from handlers.reply import Reply
from handlers.texts import checkin as texts
from handlers.texts import checkin_rounds as round_texts
from people.leave import read_return
from people.models import Person, PersonId
from wellbeing.models import Switch
from wellbeing.outcomes import Overview
from wellbeing.policy import Place
from wellbeing.rhythm import Rhythm
from wellbeing.service import CheckIns

#: Longer words are no place and no day.
_LONGEST = 60


class Telling(StatesGroup):
    place = State()
    away = State()


async def show(
    message: Message,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
) -> None:
    await state.clear()
    overview = await checkins.overview(person.id, now=now)
    await reply.say(*_whole(overview, checkins.place, now))
    if checkins.place is Place.CHAT and Switch.CHECK_INS in overview.switches:
        await _offer_again(person.id, reply, now, checkins)


async def open_page(
    press: CallbackQuery,
    callback_data: OpenScreen,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
) -> None:
    page = callback_data.page
    await state.set_state(_AWAITED.get(page))
    overview = await checkins.overview(person.id, now=now)
    if overview.rhythm is None:
        page = ScreenPage.WHOLE
    await redraw(press, reply, *_page(page, overview, checkins.place, now))


async def put_switch(
    press: CallbackQuery,
    callback_data: PutSwitch,
    person: Person,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
) -> None:
    switch, is_on = callback_data.switch, callback_data.is_on
    if switch is Switch.HISTORY and not is_on and not callback_data.is_sure:
        keyboard = keyboards.history_goes(callback_data.version)
        await redraw(press, reply, texts.history_goes(), keyboard)
        return
    overview = await checkins.consent(
        person.id, switch, is_on, version=callback_data.version, now=now
    )
    await redraw(press, reply, *_whole(overview, checkins.place, now))


async def set_rhythm(
    press: CallbackQuery,
    callback_data: SetRhythm,
    person: Person,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
) -> None:
    chosen = Rhythm(callback_data.weekday, callback_data.hour, callback_data.every)
    overview = await checkins.set_rhythm(person.id, chosen, now=now)
    await redraw(press, reply, *_page(ScreenPage.RHYTHM, overview, checkins.place, now))


async def set_zone(
    press: CallbackQuery,
    callback_data: SetZone,
    person: Person,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
) -> None:
    overview = await checkins.set_zone(person.id, callback_data.zone, confirmed=True, now=now)
    await redraw(press, reply, *_whole(overview, checkins.place, now))


async def receive_place(
    message: Message,
    dictated: str,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
) -> None:
    overview = await checkins.set_place(person.id, dictated, now=now)
    await state.clear()
    await reply.say(*_whole(overview, checkins.place, now))


async def receive_return(
    message: Message,
    dictated: str,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
) -> None:
    overview = await checkins.overview(person.id, now=now)
    until = read_return(dictated, now.astimezone(ZoneInfo(overview.zone)).date())
    overview = await checkins.set_away(person.id, until, now=now)
    await state.clear()
    await reply.say(*_whole(overview, checkins.place, now))


async def tell_no_place(
    press: CallbackQuery,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
) -> None:
    overview = await checkins.set_place(person.id, None, now=now)
    await state.clear()
    await redraw(press, reply, *_whole(overview, checkins.place, now))


async def be_back(
    press: CallbackQuery, person: Person, reply: Reply, now: datetime, checkins: CheckIns
) -> None:
    overview = await checkins.resume(person.id, now=now)
    await redraw(press, reply, *_whole(overview, checkins.place, now))


async def _offer_again(
    person_id: PersonId, reply: Reply, now: datetime, checkins: CheckIns
) -> None:
    """What was offered a month ago, quietly and for the last time."""
    offer = await checkins.offer_again(person_id, now=now)
    if offer is not None:
        await reply.say(round_texts.offered_again(offer), keyboards.offered_again(offer.ways))


def _whole(overview: Overview, place: Place, now: datetime) -> tuple[str, InlineKeyboardMarkup]:
    return texts.screen(overview, now), keyboards.screen(overview, place)


def _page(
    page: ScreenPage, overview: Overview, place: Place, now: datetime
) -> tuple[str, InlineKeyboardMarkup]:
    match page:
        case ScreenPage.RHYTHM if overview.rhythm is not None:
            return texts.choose_rhythm(), keyboards.rhythm(overview.rhythm)
        case ScreenPage.ZONE:
            zone = overview.zone
            return texts.choose_zone(zone, now), keyboards.zones(zone, now)
        case ScreenPage.PLACE:
            known = overview.municipality
            return texts.write_place(known), keyboards.place(known)
        case ScreenPage.AWAY:
            return texts.write_return(), keyboards.away()
        case _:
            return _whole(overview, place, now)


_AWAITED = {ScreenPage.PLACE: Telling.place, ScreenPage.AWAY: Telling.away}


def router() -> Router:
    checkin = Router(name="checkin")
    checkin.message.middleware(discreetly)
    checkin.callback_query.middleware(discreetly)
    checkin.message.register(show, Command("checkin"))
    checkin.callback_query.register(open_page, OpenScreen.filter())
    checkin.callback_query.register(put_switch, PutSwitch.filter())
    checkin.callback_query.register(set_rhythm, SetRhythm.filter())
    checkin.callback_query.register(set_zone, SetZone.filter())
    checkin.callback_query.register(tell_no_place, CheckInWish.filter(F.wish == Wish.NOWHERE))
    checkin.callback_query.register(be_back, CheckInWish.filter(F.wish == Wish.IS_BACK))
    return checkin


def words() -> Router:
    """What is written for it, unless it is the word of a button."""
    told = Router(name="words told to checkin")
    told.message.middleware(discreetly)
    place = Dictated(longest=_LONGEST, unlike="?\n")
    told.message.register(receive_place, Telling.place, place)
    told.message.register(receive_return, Telling.away, Dictated(longest=_LONGEST))
    others = Router(name="words not meant for checkin")
    others.message.register(stop_awaiting, StateFilter(Telling))
    written = Router(name="words of checkin")
    written.include_routers(told, others)
    return written
