"""One check-in in the chat: from the nudge over its items to what is said at the end."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import Bot, F
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import checkin_keyboards as keyboards
from handlers.callbacks import OpenCheckIn
from handlers.checkin_callbacks import (
    AboutRound,
    Answer,
    CheckInWish,
    PutOffRound,
    RoundDeed,
    Wish,
)
from handlers.checkin_links import PageLinks
from handlers.conversation import Router
from handlers.discreet import discreetly
from handlers.redrawing import redraw, redraw_only
from handlers.removing import remove
from handlers.reply import Reply
from handlers.texts import checkin_rounds as texts
from handlers.texts.notices import nudge
from handlers.typing import Screens, was_typed
from people.models import Person, PersonId
from wellbeing.instruments import CBI, PULSE
from wellbeing.outcomes import Result, RoundId, Step
from wellbeing.policy import Place
from wellbeing.service import CheckIns

_ASKED = {Wish.SHORT: PULSE, Wish.LONG: CBI}
#: The rest of what a person may want to see; in the chat another conversation takes it first.
_ON_PAGE = (Wish.PAGE, Wish.SERIES, Wish.PICTURE, Wish.EXPORT)


async def begin(
    press: CallbackQuery,
    callback_data: CheckInWish,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
    page: PageLinks,
) -> None:
    """By own wish, at any hour; the screen that was pressed stays."""
    await state.clear()
    if checkins.place is Place.PAGE:
        await _link(person.id, None, reply, now, checkins, page)
        return
    step = await checkins.begin(person.id, _ASKED[callback_data.wish], now=now)
    await reply.say(texts.step(step), keyboards.step(step))


async def open_round(
    press: CallbackQuery,
    callback_data: OpenCheckIn,
    person: Person,
    bot: Bot,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
    page: PageLinks,
    screens: Screens,
    burst: list[Message],
) -> None:
    """The button of a nudge; the nudge itself becomes the first item."""
    await state.clear()
    round_id = RoundId(callback_data.round_id)
    if checkins.place is Place.PAGE:
        await _link(person.id, round_id, reply, now, checkins, page)
        return
    found = await checkins.step(person.id, round_id, now=now)
    await _show(press, found, bot, reply, screens, burst)


async def answer(
    press: CallbackQuery,
    callback_data: Answer,
    person: Person,
    bot: Bot,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
    screens: Screens,
    burst: list[Message],
) -> None:
    found = await checkins.press(person.id, callback_data.code, now=now)
    await _show(press, found, bot, reply, screens, burst)


async def go_back(
    press: CallbackQuery,
    callback_data: AboutRound,
    person: Person,
    bot: Bot,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
    screens: Screens,
    burst: list[Message],
) -> None:
    found = await checkins.take_back(person.id, RoundId(callback_data.round_id), now=now)
    await _show(press, found, bot, reply, screens, burst)


async def go_on(
    press: CallbackQuery,
    callback_data: AboutRound,
    person: Person,
    bot: Bot,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
    page: PageLinks,
    screens: Screens,
    burst: list[Message],
) -> None:
    """From another screen back to where the round stands."""
    round_id = RoundId(callback_data.round_id)
    if checkins.place is Place.PAGE:
        await redraw(press, reply, nudge(), keyboards.nudge(round_id))
        return
    found = await checkins.step(person.id, round_id, now=now)
    await _show(press, found, bot, reply, screens, burst)


async def choose_span(press: CallbackQuery, callback_data: AboutRound, reply: Reply) -> None:
    await redraw(press, reply, texts.choose_span(), keyboards.spans(callback_data.round_id))


async def put_off(
    press: CallbackQuery,
    callback_data: PutOffRound,
    person: Person,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
) -> None:
    round_id = RoundId(callback_data.round_id)
    later = await checkins.snooze(person.id, round_id, callback_data.span, now=now)
    zone = ZoneInfo((await checkins.overview(person.id, now=now)).zone)
    await redraw(press, reply, texts.put_off(later, now, zone), None)


async def skip(
    press: CallbackQuery,
    callback_data: AboutRound,
    person: Person,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
) -> None:
    await checkins.skip_round(person.id, RoundId(callback_data.round_id), now=now)
    await redraw(press, reply, texts.skipped(), None)


async def _show(
    press: CallbackQuery,
    found: Step | Result,
    bot: Bot,
    reply: Reply,
    screens: Screens,
    burst: list[Message],
) -> None:
    """The next item takes the place of the last one; at the end nothing of either stays.

    What was typed goes, too: an item and the words under it together are an answer.
    """
    if isinstance(found, Step) and not was_typed(press):
        await redraw(press, reply, texts.step(found), keyboards.step(found))
        return
    if isinstance(found, Step):
        await reply.say(texts.step(found), keyboards.step(found))
    elif found.is_again and not was_typed(press):
        # A second tap: what was said after the first one stays as it is, with what was offered.
        await redraw_only(press, texts.result(found), keyboards.result(found))
        return
    else:
        await reply.say(texts.result(found), keyboards.result(found))
    typed = [message.message_id for message in burst]
    asked = [press.message.message_id] if press.message is not None else []
    for message_id in (*asked, *typed):
        await remove(bot, reply.chat_id, message_id, screens)


async def _link(
    person_id: PersonId,
    round_id: RoundId | None,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
    page: PageLinks,
) -> None:
    token = await checkins.link(person_id, round_id, now=now)
    await reply.say(texts.open_page(), keyboards.page(page.address(token)))


async def open_own_page(
    press: CallbackQuery,
    person: Person,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
    page: PageLinks,
) -> None:
    await _link(person.id, None, reply, now, checkins, page)


def router() -> Router:
    rounds = Router(name="checkin rounds")
    rounds.callback_query.middleware(discreetly)
    rounds.callback_query.register(begin, CheckInWish.filter(F.wish.in_(tuple(_ASKED))))
    rounds.callback_query.register(open_own_page, CheckInWish.filter(F.wish.in_(_ON_PAGE)))
    rounds.callback_query.register(open_round, OpenCheckIn.filter())
    rounds.callback_query.register(answer, Answer.filter())
    rounds.callback_query.register(put_off, PutOffRound.filter())
    for deed, handler in (
        (RoundDeed.SHOW, go_on),
        (RoundDeed.BACK, go_back),
        (RoundDeed.LATER, choose_span),
        (RoundDeed.SKIP, skip),
    ):
        rounds.callback_query.register(handler, AboutRound.filter(F.deed == deed))
    return rounds
