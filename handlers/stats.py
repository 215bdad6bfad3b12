"""Figures of the last seven days, for those who look after the hotline."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, Message

from handlers.conversation import Router
from handlers.filters import Has
from handlers.reply import Reply
from handlers.texts import stats as texts
from handlers.texts.week_picture import week_picture
from kit.drawing import Drawing, to_png
from people.models import Person, Role
from routing.attention import Attention
from routing.statistics import Statistics
from routing.week import DAYS, beginning, first_day, week

#: Who gets figures in the chat.
READERS = (Role.COORDINATOR, Role.OBSERVER, Role.ADMIN)
#: A question of this very second counts, too.
_JUST_NOW = timedelta(seconds=1)


async def show(
    message: Message,
    person: Person,
    bot: Bot,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    statistics: Statistics,
    attention: Attention,
) -> None:
    """The words first: they arrive where pictures are slow, too."""
    since, until = statistics.last_days(DAYS, now=now)
    report = await statistics.report(since=since, before=until, now=now, methodists=())
    needs = await attention.needs(now=now)
    await reply.say(texts.figures(report, needs))
    drawing = await _drawing(statistics, now, zone)
    png = await asyncio.to_thread(to_png, drawing)
    photo = BufferedInputFile(png, "za-sem-dney.png")
    await bot.send_photo(reply.chat_id, photo, caption=drawing.description)


async def _drawing(statistics: Statistics, now: datetime, zone: ZoneInfo) -> Drawing:
    first, before = first_day(now, zone), first_day(now, zone, weeks_ago=1)
    fates = await statistics.fates(since=beginning(before, zone), before=now + _JUST_NOW)
    return week_picture(week(fates, first, zone), week(fates, before, zone))


def router() -> Router:
    stats = Router(name="stats")
    stats.message.register(show, Command("stats"), Has(*READERS))
    return stats
