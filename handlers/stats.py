"""Figures of the last seven days, for those who look after the hotline."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from handlers.filters import Has
from handlers.reply import Reply
from handlers.texts import stats as texts
from people.models import Person, Role
from routing.attention import Attention
from routing.statistics import Statistics

#: Who gets figures in the chat.
READERS = (Role.COORDINATOR, Role.OBSERVER, Role.ADMIN)
_DAYS = 7


async def show(
    message: Message,
    person: Person,
    reply: Reply,
    now: datetime,
    statistics: Statistics,
    attention: Attention,
) -> None:
    since, before = statistics.last_days(_DAYS, now=now)
    report = await statistics.report(since=since, before=before, now=now, methodists=())
    needs = await attention.needs(now=now)
    await reply.say(texts.figures(report, needs))


def router() -> Router:
    stats = Router(name="stats")
    stats.message.register(show, Command("stats"), Has(*READERS))
    return stats
