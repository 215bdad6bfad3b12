"""What a person may want of check-ins by one press: less, no more, their own past, help."""

import json
from datetime import datetime

from aiogram import Bot, F
from aiogram.filters import BaseFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers import checkin_keyboards as keyboards
from handlers import confiding
from handlers.checkin_callbacks import (
    PREFIXES,
    AgreeAndWrite,
    CheckInWish,
    ReadGroup,
    Wish,
)
from handlers.conversation import Router
from handlers.discreet import discreetly
from handlers.redrawing import redraw
from handlers.removing import remove
from handlers.reply import Reply
from handlers.texts import checkin as texts
from handlers.texts import checkin_rounds as round_texts
from handlers.texts.start import stale_button
from handlers.typing import Screens
from kit.drawing import to_png
from people.models import Person
from people.service import Directory
from routing.specialists import Specialists
from wellbeing.errors import ConsentOutdated, NotConsented
from wellbeing.instruments import CBI, PULSE
from wellbeing.models import Switch
from wellbeing.picture import picture
from wellbeing.policy import Place
from wellbeing.series import Series
from wellbeing.service import CheckIns
from wellbeing.support.helplines import Helpline, shown
from wellbeing.support.materials import all_groups, materials_of
from wellbeing.zones import places_named


class IsInChat(BaseFilter):
    """People answer in the chat, so it may show them what they have answered."""

    async def __call__(self, _event: object, checkins: CheckIns) -> bool:
        return checkins.place is not Place.PAGE


async def be_rarer(
    press: CallbackQuery, person: Person, reply: Reply, now: datetime, checkins: CheckIns
) -> None:
    overview = await checkins.less_often(person.id, now=now)
    await reply.toast(texts.less_often(overview), alert=True)


async def stop(
    press: CallbackQuery, person: Person, reply: Reply, now: datetime, checkins: CheckIns
) -> None:
    overview = await checkins.stop(person.id, now=now)
    await redraw(press, reply, texts.stopped(overview), None)


async def ask_to_erase(press: CallbackQuery, reply: Reply) -> None:
    await reply.say(texts.really_erase(), keyboards.really_erase())


async def erase(
    press: CallbackQuery,
    person: Person,
    bot: Bot,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
    screens: Screens,
) -> None:
    """With the data go the screens of the chat that show any of them."""
    await checkins.forget(person.id, now=now)
    await state.clear()
    for screen in await screens.of(bot, reply.chat_id):
        if any(data.split(":")[0] in PREFIXES for _, data in screen["buttons"]):
            await remove(bot, reply.chat_id, screen["message"], screens)
    await reply.say(texts.erased())


async def keep(press: CallbackQuery, reply: Reply) -> None:
    await redraw(press, reply, texts.kept(), None)


async def show_series(
    press: CallbackQuery, person: Person, reply: Reply, now: datetime, checkins: CheckIns
) -> None:
    found = await _own_series(person, now, checkins)
    is_drawable = any(map(_is_drawable, found))
    await reply.say(round_texts.series(*found), keyboards.series(is_drawable=is_drawable))


async def draw_series(
    press: CallbackQuery,
    person: Person,
    bot: Bot,
    reply: Reply,
    now: datetime,
    checkins: CheckIns,
) -> None:
    drawable = [each for each in await _own_series(person, now, checkins) if _is_drawable(each)]
    for each in drawable:
        photo = BufferedInputFile(to_png(picture(each)), "otvety.png")
        await bot.send_photo(
            reply.chat_id, photo, caption=round_texts.picture(), reply_markup=keyboards.hide()
        )
    if not drawable:
        await reply.toast(round_texts.nothing_to_draw())


async def hand_out(
    press: CallbackQuery, person: Person, bot: Bot, reply: Reply, checkins: CheckIns
) -> None:
    is_whole = checkins.place is Place.CHAT
    stored = await checkins.export(person.id, with_answers=is_whole)
    written = json.dumps(stored, ensure_ascii=False, indent=2).encode()
    await bot.send_document(
        reply.chat_id,
        BufferedInputFile(written, round_texts.file_name()),
        caption=round_texts.own_file(),
        reply_markup=keyboards.hide(),
    )


async def offer_help(press: CallbackQuery, reply: Reply) -> None:
    groups = all_groups()
    await reply.say(round_texts.groups(groups), keyboards.groups(len(groups)))


async def read_group(press: CallbackQuery, callback_data: ReadGroup, reply: Reply) -> None:
    groups = all_groups()
    if callback_data.place not in range(1, len(groups) + 1):
        await reply.toast(stale_button(), alert=True)
        return
    group = groups[callback_data.place - 1]
    words = round_texts.materials(group, materials_of(group.id))
    await redraw(press, reply, words, keyboards.groups(len(groups)))


async def offer_calls(
    press: CallbackQuery,
    person: Person,
    reply: Reply,
    directory: Directory,
    helplines: tuple[Helpline, ...],
) -> None:
    about = await directory.about(person.id)
    lines = shown(helplines, region=_region_of(about.municipality))
    await reply.say(round_texts.helplines(lines), keyboards.hide())


async def write(
    press: CallbackQuery,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
    specialists: Specialists,
) -> None:
    try:
        await checkins.write_to_psychologist(person.id, now=now)
    except (NotConsented, ConsentOutdated):
        await reply.say(round_texts.psychologist_is_off(), keyboards.agree_and_write())
        return
    await confiding.begin(reply, state, person, specialists, now)


async def agree_and_write(
    press: CallbackQuery,
    callback_data: AgreeAndWrite,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    checkins: CheckIns,
    specialists: Specialists,
) -> None:
    version = callback_data.version
    await checkins.consent(person.id, Switch.PSYCHOLOGIST, True, version=version, now=now)
    await reply.change_buttons(None)
    await confiding.begin(reply, state, person, specialists, now)


async def need_nothing(press: CallbackQuery, reply: Reply) -> None:
    await reply.change_buttons(keyboards.hide())
    await reply.toast(round_texts.nothing_needed())


async def hide(press: CallbackQuery, bot: Bot, reply: Reply, screens: Screens) -> None:
    if press.message is not None:
        await remove(bot, reply.chat_id, press.message.message_id, screens)


async def _own_series(person: Person, now: datetime, checkins: CheckIns) -> tuple[Series, ...]:
    return (
        await checkins.series(person.id, PULSE, now=now),
        await checkins.series(person.id, CBI, now=now),
    )


def _is_drawable(found: Series) -> bool:
    return any(not track.rotates for track in found.tracks)


def _region_of(municipality: str | None) -> str | None:
    """The federal subject of a municipality, where its name leaves no doubt."""
    regions = {place.region for place in places_named(municipality or "")}
    return regions.pop() if len(regions) == 1 else None


def router() -> Router:
    wishes = Router(name="checkin wishes")
    wishes.callback_query.middleware(discreetly)
    for wish, handler in (
        (Wish.LESS, be_rarer),
        (Wish.STOP, stop),
        (Wish.ERASE, ask_to_erase),
        (Wish.REALLY_ERASE, erase),
        (Wish.KEEP, keep),
        (Wish.HELP, offer_help),
        (Wish.CALL, offer_calls),
        (Wish.WRITE, write),
        (Wish.NOTHING, need_nothing),
        (Wish.HIDE, hide),
    ):
        wishes.callback_query.register(handler, CheckInWish.filter(F.wish == wish))
    for own, shows in (
        (Wish.SERIES, show_series),
        (Wish.PICTURE, draw_series),
        (Wish.EXPORT, hand_out),
    ):
        wishes.callback_query.register(shows, CheckInWish.filter(F.wish == own), IsInChat())
    wishes.callback_query.register(read_group, ReadGroup.filter())
    wishes.callback_query.register(agree_and_write, AgreeAndWrite.filter())
    return wishes
