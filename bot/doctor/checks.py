"""Every check, in the order in which one would look for a fault."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.doctor import case_files, machine, outside, stores, wellbeing
from bot.doctor.outcome import (
    PATIENCE_SECONDS,
    Examined,
    Outcome,
    failure,
    ok,
    outcome_of,
    warning,
)
from bot.settings import Settings, WrongSettings, read_settings
from kit.database import Database
from kit.errors import WrongInstallation
from wellbeing.policy import Place

_TITLES = {
    "python": "Python и система",
    "settings": "Настройки",
    "names": "Имена настроек",
    "data_folder": "Папка данных",
    "service": "Служба",
    "port": "Порт веб-части",
    "time_zone": "Часовой пояс",
    "database": "База данных",
    "migrations": "Миграции",
    "cases": "База кейсов",
    "case_files": "Файлы кейсов",
    "coverage": "Предметы",
    "methodists": "Методисты",
    "inbox": "Входящие",
    "outbox": "Исходящие",
    "separation": "Отдельность самочувствия",
    "key": "Ключ самочувствия",
    "helplines": "Телефоны помощи",
    "calendars": "Школьные календари",
    "encoder": "Кодировщик",
    "messenger": "Telegram",
    "clock": "Часы",
    "redis": "Redis",
}

#: In seconds, where more is needed than by the others: a large model is read from a slow disk.
_PATIENCE = {"encoder": 180.0}

Check = Callable[[], Awaitable[Outcome]]
DatabaseCheck = Callable[[AsyncSession], Awaitable[Outcome]]


async def examine() -> AsyncIterator[Examined]:
    """Carry out every check; whatever one of them meets, the others follow."""
    yield await _examined("python", machine.python)
    yield await _examined("names", machine.names)
    settings, outcome = _settings()
    yield Examined("settings", _TITLES["settings"], outcome)
    if settings is None:
        return
    now = datetime.now(UTC)
    for name, check in _of_machine(settings, now).items():
        yield await _examined(name, check)
    async with stores.opened(settings) as found:
        for name, ask in _of_database(settings, now).items():
            yield await _examined(name, partial(_asked, found, name, ask))
        for name, check in _of_check_ins(settings, now).items():
            yield await _examined(name, check)
        for name, check in _of_outside(settings, found).items():
            yield await _examined(name, check)


def _settings() -> tuple[Settings | None, Outcome]:
    remedy = "Исправьте в .env или в окружении; все настройки объяснены в .env.example."
    try:
        return read_settings(), ok("прочитаны, все значения годны")
    except WrongSettings as wrong:
        return None, failure("; ".join(wrong.faults), remedy)
    except WrongInstallation as wrong:
        return None, failure(str(wrong), remedy)


def _of_machine(settings: Settings, now: datetime) -> dict[str, Check]:
    return {
        "data_folder": partial(machine.data_folder, settings),
        "service": partial(machine.service, settings),
        "port": partial(machine.port, settings),
        "time_zone": partial(machine.zone, settings, now),
    }


def _of_database(settings: Settings, now: datetime) -> dict[str, DatabaseCheck]:
    return {
        "database": partial(stores.database, settings=settings),
        "migrations": stores.migrations,
        "cases": partial(stores.cases, encoder=settings.encoder, now=now),
        "case_files": partial(case_files.case_files, settings=settings),
        "coverage": stores.coverage,
        "methodists": partial(stores.methodists, now=now),
        "inbox": partial(stores.incoming, now=now),
        "outbox": partial(stores.outgoing, now=now),
        "separation": wellbeing.separation,
    }


def _of_check_ins(settings: Settings, now: datetime) -> dict[str, Check]:
    if settings.checkin_place is Place.OFF:
        return {}
    return {
        "key": partial(wellbeing.key, settings),
        "helplines": partial(wellbeing.helplines, settings, now),
        "calendars": partial(wellbeing.calendars, settings, now),
    }


def _of_outside(settings: Settings, found: Database | str) -> dict[str, Check]:
    return {
        "encoder": partial(outside.encoder, settings, found),
        "messenger": partial(outside.messenger, settings),
        "clock": partial(outside.clock, settings, found),
        "redis": partial(outside.redis, settings),
    }


async def _examined(name: str, check: Check) -> Examined:
    patience = _PATIENCE.get(name, PATIENCE_SECONDS)
    return Examined(name, _TITLES[name], await outcome_of(check, patience=patience))


#: What can be asked of a database whose tables are not there or not as this version knows them.
_WITHOUT_TABLES = ("database", "migrations")


async def _asked(found: Database | str, name: str, check: DatabaseCheck) -> Outcome:
    if isinstance(found, str):
        if name == "database":
            return failure("не открывается", found)
        return warning("не проверено", "Сначала исправьте строку о базе данных.")
    async with found.transaction() as session:
        if name not in _WITHOUT_TABLES and not await stores.is_up_to_date(session):
            return warning("не проверено", "Сначала обновите базу: hotline migrate.")
        return await check(session)
