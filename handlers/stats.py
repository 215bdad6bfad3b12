"""Figures of the last seven days, for those who look after the hotline."""

from datetime import datetime, timedelta

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
_SPAN = timedelta(days=7)


async def show(
    message: Message,
    person: Person,
    reply: Reply,
    now: datetime,
    statistics: Statistics,
    attention: Attention,
) -> None:
    report = await statistics.report(
        # A question of this very second counts, too.
        since=now - _SPAN,
        before=now + timedelta(seconds=1),
        now=now,
    )
    needs = await attention.needs(now=now)
    await reply.say(texts.figures(report, needs))


def router() -> Router:
    stats = Router(name="stats")
    stats.message.register(show, Command("stats"), Has(*READERS))
    return stats
