"""The demo as a running service: the same app, reached from a page instead of a messenger."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode

from bot.app import App
from bot.demo.files import Shelf
from bot.demo.messages import Chats
from bot.demo.routes import routes
from bot.demo.session import BrowserSession
from bot.demo.thoughts import Thought, explain
from bot.demo.visitors import ADMIN, METHODIST, NAMES, Seat, Visitors
from bot.serving import Part, built, run_parts, utc_now
from bot.settings import Settings
from bot.telegram.intake import Intake
from bot.telegram.opening import show_menu
from delivery.pace import Pace
from handlers.texts import answering
from handlers.texts.start import menu
from kit.database import Database
from people.addresses import Address
from people.models import Role
from people.service import Directory
from routing.models import WITH_METHODIST
from routing.reading import Questions

CHANNEL = "demo"
#: No messenger gave it out: a number and a word in the form of a token.
_TOKEN = "1:DEMO"
#: In a demonstration nobody wants to wait as long as in real work.
_BURST_SECONDS = 1.0
_UNDO_SECONDS = 8.0
#: And its one methodist is there for all visitors.
_MOST_OPEN = 100


def demo_settings(settings: Settings) -> Settings:
    """The same settings with a folder and a database of the demo's own, and shorter waits.

    What the operator has set for the waits and limits is kept.
    """
    own: dict[str, Any] = {
        "data_dir": settings.data_dir / "demo",
        "database_url": None,
        "redis_url": None,
        "admins": (Address(CHANNEL, str(ADMIN)),),
    }
    unless_set = {
        "burst_seconds": _BURST_SECONDS,
        "undo_seconds": _UNDO_SECONDS,
        "most_open": _MOST_OPEN,
    }
    for name, value in unless_set.items():
        if name not in settings.model_fields_set:
            own[name] = value
    return settings.model_copy(update=own)


async def run_demo(
    settings: Settings,
    database: Database,
    bound: socket.socket,
    stop: asyncio.Event,
    ready: Callable[[], None],
) -> None:
    """Serve the page until ``stop`` is set; ``ready`` is called when it can be opened."""
    settings = settings.model_copy(update=_reached_at(bound))
    chats = Chats(utc_now)
    shelf = Shelf(settings.data_dir / "files")
    visitors = Visitors(settings.data_dir / "visitors.json")
    properties = DefaultBotProperties(parse_mode=ParseMode.HTML)
    bot = Bot(_TOKEN, session=BrowserSession(chats, shelf, visitors), default=properties)
    pace = Pace(database.transaction, utc_now)
    async with built(settings, database, {CHANNEL: bot}, pace) as app:
        await _seat_methodist(app.directory)
        await show_menu(bot, menu())
        intake = Intake(database.transaction, burst=settings.burst, channel=CHANNEL)
        page = routes(
            chats,
            intake.take,
            _Thoughts(app, settings.zone).of_teacher,
            shelf=shelf,
            visitors=visitors,
            bot_id=bot.id,
            panel_link=partial(_panel_link, app),
        )
        duties: list[Coroutine[Any, Any, None]] = [_announce(ready), _close_chats(chats, stop)]
        await run_parts(app, database, frozenset(Part), stop, bound, page, duties)


def _reached_at(bound: socket.socket) -> dict[str, Any]:
    """The demo is reached on this machine only, whatever the settings say of the service."""
    host, port = bound.getsockname()[:2]
    return {"web_host": host, "web_port": port, "public_url": None}


class _Thoughts:
    """What the hotline thought of a teacher's last question, for the drawer."""

    def __init__(self, app: App, zone: ZoneInfo) -> None:
        self._directory = app.directory
        self._questions: Questions = app.questions
        self._zone = zone

    async def of_teacher(self, chat: int) -> Thought | None:
        person_id = await self._directory.known(Address(CHANNEL, str(chat)))
        thinking = await self._questions.last_thinking(person_id) if person_id else None
        if thinking is None:
            return None
        has_methodist = thinking.state in WITH_METHODIST
        return explain(
            question=thinking.question_id,
            text=thinking.text,
            state=thinking.state,
            finding=thinking.finding,
            subject=thinking.subject,
            why_subject=answering.why(thinking.why) if thinking.why else "",
            answer_by=thinking.answer_by,
            zone=self._zone,
            methodist=NAMES[Seat.METHODIST] if has_methodist else None,
            why_methodist=_WHY_METHODIST if has_methodist else None,
        )


_WHY_METHODIST = (
    "Из дежурных методистов этого предмета у него меньше всего открытых вопросов, "
    "а при равенстве он дольше всех отдыхал."
)


async def _seat_methodist(directory: Directory) -> None:
    """The demo's methodist answers every subject."""
    now: datetime = utc_now()
    address = Address(CHANNEL, str(METHODIST))
    person = await directory.meet(address, NAMES[Seat.METHODIST], now=now)
    if not person.has(Role.METHODIST):
        code = await directory.invite(Role.METHODIST, now=now)
        await directory.accept(person.id, code, now=now)


async def _panel_link(app: App) -> str:
    """Lets the demo's admin, who looks after the base here, into the panel."""
    now = utc_now()
    person = await app.directory.meet(Address(CHANNEL, str(ADMIN)), NAMES[Seat.ADMIN], now=now)
    return await app.access.link(person.id, now=now)


async def _announce(ready: Callable[[], None]) -> None:
    ready()


async def _close_chats(chats: Chats, stop: asyncio.Event) -> None:
    """End the page's pushes, which would otherwise hold up the end."""
    await stop.wait()
    chats.close()
