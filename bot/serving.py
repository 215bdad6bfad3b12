"""Running everything in one process, until it is told to stop."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Collection, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from aiogram import Bot
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder
from aiogram.fsm.storage.redis import RedisStorage
from starlette.routing import BaseRoute

from bot.app import App, build_app
from bot.conversations import PostgresStorage
from bot.memory import keep_for_good
from bot.schedule import Job, scheduled
from bot.settings import Settings
from bot.telegram.intake import CHANNEL, Intake
from bot.telegram.line import OUTAGES, Line
from bot.telegram.opening import open_bot, show_menu
from bot.telegram.polling import Polling
from bot.telegram.webhook import Webhook, webhook_secret
from bot.web import bound_socket, build_web, serve_web
from delivery import inbox, outbox
from delivery.pace import Pace
from handlers.texts.start import menu
from kit.database import Database
from kit.errors import WrongInstallation
from kit.listening import Listener, until_any
from knowledge import seeds
from knowledge.encoder import open_encoder, open_stand_in
from knowledge.file_shelf import FOLDER, FileShelf
from knowledge.queries import CHANNEL as CASES_CHANGED
from wellbeing.calendars.own import read_calendars
from wellbeing.policy import Place
from wellbeing.support.helplines import directory
from wellbeing.vault import Vault

log = logging.getLogger(__name__)


class Part(StrEnum):
    """What one process may serve, so that the parts can be scaled out."""

    BOT = "bot"
    WEB = "web"
    WORKER = "worker"


def utc_now() -> datetime:
    return datetime.now(UTC)


async def run_service(
    settings: Settings, database: Database, parts: Collection[Part], stop: asyncio.Event
) -> None:
    """Serve Telegram until ``stop`` is set.

    Raises:
        WrongInstallation: something that only the operator can put right.
    """
    if settings.bot_token is None:
        raise WrongInstallation(
            "Не задан HOTLINE_BOT_TOKEN: получите токен у BotFather и впишите его в файл .env. "
            "Попробовать без токена: hotline demo."
        )
    if settings.checkin_place is Place.PAGE and settings.public_url is None:
        raise WrongInstallation(
            "HOTLINE_CHECKIN_PLACE: для page нужен HOTLINE_PUBLIC_URL, по этому адресу люди и "
            "откроют страницу; без него подойдёт chat или off."
        )
    web_socket = bound_socket(settings.web_host, settings.web_port) if Part.WEB in parts else None
    pace = Pace(database.transaction, utc_now)
    bot = open_bot(settings.bot_token.get_secret_value(), api_url=settings.bot_api_url, turns=pace)
    async with built(settings, database, {CHANNEL: bot}, pace) as app:
        intake = Intake(database.transaction, burst=settings.burst)
        line = Line()
        webhook = _webhook(settings, bot, intake, line) if settings.webhook else None
        duties: list[Coroutine[Any, Any, None]] = [_show_menu(bot, stop, line)]
        if Part.BOT in parts:
            duties.append(
                webhook.announce(stop)
                if webhook
                else Polling(bot, intake.take, line=line).run(stop)
            )
        routes = [webhook.route] if webhook else []
        log.info("serving: %s", ", ".join(sorted(parts)))
        await run_parts(app, database, parts, stop, web_socket, routes, duties)


@asynccontextmanager
async def built(
    settings: Settings, database: Database, bots: dict[str, Bot], pace: Pace
) -> AsyncIterator[App]:
    """The app over a planted base, with its cases in memory; its bots are closed at the end."""
    encoder = open_encoder(settings.encoder)
    stand_in = open_stand_in(settings.encoder)
    await seeds.plant(database.transaction, now=utc_now())
    conversations = _conversations(settings, database)
    app = build_app(
        database,
        bots,
        encoder,
        settings.hotline_policy(),
        conversations,
        Vault.in_folder(settings.data_dir),
        settings.check_in_policy(read_calendars(settings.data_dir)),
        FileShelf(settings.data_dir / FOLDER),
        stand_in=stand_in,
        admins=settings.admins,
        helplines=directory(settings.data_dir),
        web_url=settings.web_url,
        pace=pace,
        clock=utc_now,
    )
    await app.cases.refresh()
    try:
        yield app
    finally:
        for bot in bots.values():
            await bot.session.close()
        await conversations.close()


async def run_parts(
    app: App,
    database: Database,
    parts: Collection[Part],
    stop: asyncio.Event,
    web_socket: socket.socket | None,
    routes: Sequence[BaseRoute],
    duties: Sequence[Coroutine[Any, Any, None]],
) -> None:
    """Run the parts side by side; where one of them fails, the others stop and it is raised."""
    listener = Listener(database.asyncpg_dsn)
    mail, post = listener.event(inbox.SIGNAL), listener.event(outbox.SIGNAL)
    changed = listener.event(CASES_CHANGED)
    scheduler = scheduled(jobs_of(app, parts), utc_now)
    keep_for_good()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(listener.run(stop))
            group.create_task(_follow(app, changed, stop))
            if Part.WORKER in parts:
                group.create_task(app.receiver.run(utc_now, stop, mail))
                group.create_task(app.courier.run(utc_now, stop, post))
            scheduler.start()
            if web_socket is not None:
                group.create_task(serve_web(build_web(app, extra=routes), web_socket, stop))
            for duty in duties:
                group.create_task(duty)
    except BaseExceptionGroup as group:
        wrong = group.subgroup(WrongInstallation)
        raise (_first_of(wrong) if wrong is not None else group) from None
    finally:
        stop.set()
        if scheduler.running:
            scheduler.shutdown(wait=False)


def jobs_of(app: App, parts: Collection[Part]) -> dict[str, Job]:
    """What a process with these parts does by itself."""
    jobs: dict[str, Job] = {}
    if Part.WORKER in parts:
        jobs |= app.jobs
    if Part.WEB in parts:
        jobs |= app.panel_jobs
    return jobs


def _first_of(group: BaseExceptionGroup[Any]) -> BaseException:
    first: BaseException = group.exceptions[0]
    return _first_of(first) if isinstance(first, BaseExceptionGroup) else first


@contextmanager
def stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set ``stop`` when the process is asked to end; asked twice, it ends at once."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for asked in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asked, end)
    try:
        yield
    finally:
        for asked in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(asked)


async def _follow(app: App, changed: asyncio.Event, stop: asyncio.Event) -> None:
    """Keep the cases in memory as they are in the database."""
    while not stop.is_set():
        await until_any(changed, stop, seconds=60)
        changed.clear()
        await app.cases.refresh()


async def _show_menu(bot: Bot, stop: asyncio.Event, line: Line) -> None:
    """Show the commands in the messenger; while it is out of reach, try again."""
    while not stop.is_set():
        try:
            await show_menu(bot, menu())
        except OUTAGES as error:
            await until_any(stop, seconds=line.failed(error))
        else:
            return


def _webhook(settings: Settings, bot: Bot, intake: Intake, line: Line) -> Webhook:
    assert settings.public_url is not None
    secret = webhook_secret(settings.webhook_secret, settings.data_dir)
    return Webhook(bot, intake.take, public_url=settings.public_url, secret=secret, line=line)


def _conversations(settings: Settings, database: Database) -> BaseStorage:
    if settings.redis_url is None:
        return PostgresStorage(database.transaction)
    keys = DefaultKeyBuilder(with_bot_id=True, with_destiny=True)
    return RedisStorage.from_url(settings.redis_url.get_secret_value(), key_builder=keys)
