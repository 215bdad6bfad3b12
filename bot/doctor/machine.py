"""This machine, the settings, the data folder, and whether the service works."""

import difflib
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import aiohttp
from dotenv import dotenv_values

from bot.doctor.outcome import Outcome, aside, failure, ok, warning
from bot.embedded import ServiceLock
from bot.settings import Settings
from bot.web import bound_socket
from kit.errors import WrongInstallation

_PREFIX = "HOTLINE_"
#: Read by the tests, not by the service.
_OF_TESTS = "HOTLINE_TEST_"
_GIB = 1024**3
_LEAST_FREE = 200 * 1024**2
_WANTED_FREE = 2 * _GIB


async def python() -> Outcome:
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if sys.platform == "win32":
        return warning(system, "В Windows нужна внешняя база данных: задайте HOTLINE_DATABASE_URL.")
    return ok(system)


async def names() -> Outcome:
    """Whether somebody has mistyped the name of a setting, which then has no effect."""
    given = _given({**dotenv_values(".env"), **os.environ})
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(given - known)
    if not unknown:
        return ok(f"задано {len(given)}, остальные по умолчанию")
    guesses = [_guess(name, known) for name in unknown]
    return warning(
        f"таких настроек нет, они не действуют: {', '.join(guesses)}",
        "Исправьте имя или удалите строку; все настройки перечислены в .env.example.",
    )


def _given(values: Mapping[str, str | None]) -> set[str]:
    names = {name.upper() for name in values}
    return {name for name in names if name.startswith(_PREFIX) and not name.startswith(_OF_TESTS)}


def _guess(name: str, known: set[str]) -> str:
    nearest = difflib.get_close_matches(name, known, n=1)
    return f"{name} (может быть, {nearest[0]}?)" if nearest else name


async def data_folder(settings: Settings) -> Outcome:
    folder = settings.data_dir.absolute()
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        return failure(
            f"{folder}: нет прав",
            "Дайте на папку права пользователю, который запускает службу, или задайте другую в "
            "HOTLINE_DATA_DIR.",
        )
    free = shutil.disk_usage(there).free
    state = f"{folder}{'' if there == folder else ' (будет создана)'}, свободно {_size(free)}"
    if free < _WANTED_FREE:
        return short_of_space(state, free)
    if there == folder and folder.stat().st_mode & 0o006:
        return warning(
            f"{folder}: открыта всем пользователям машины", f"Закройте её: chmod o-rw {folder}"
        )
    return ok(state)


def short_of_space(state: str, free: int) -> Outcome:
    if free < _LEAST_FREE:
        return failure(state, "Освободите место на диске: нужно хотя бы 200 МБ.")
    return warning(state, "Освободите место на диске: лучше иметь не меньше 2 ГБ.")


def _size(count: int) -> str:
    if count < _GIB:
        return f"{count / 1024**2:.0f} МБ"
    return f"{count / _GIB:.1f} ГБ".replace(".", ",")


async def zone(settings: Settings, now: datetime) -> Outcome:
    hours = settings.hotline_policy().hours
    work = "рабочее время" if hours.is_open(now) else "нерабочее время"
    return ok(f"{settings.timezone}, сейчас {now.astimezone(hours.zone):%d.%m.%Y %H:%M}, {work}")


async def service(settings: Settings) -> Outcome:
    if not await aside(ServiceLock(settings.data_dir).is_held):
        return ok("не запущена")
    return ok(f"работает (процесс {_pid(settings.data_dir)})")


def _pid(folder: Path) -> str:
    return (folder / "service.lock").read_text()


async def port(settings: Settings) -> Outcome:
    host, number = settings.web_host, settings.web_port
    try:
        bound_socket(host, number).close()
    except WrongInstallation as taken:
        is_held = await aside(ServiceLock(settings.data_dir).is_held)
        if is_held and await _is_hotline(host, number):
            return ok(f"{host}:{number}, отвечает служба")
        return failure(f"{host}:{number} не занять", str(taken))
    return ok(f"{host}:{number} свободен")


async def _is_hotline(host: str, number: int) -> bool:
    """Whether whoever answers there speaks of health as we do."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    address = f"[{reached}]" if ":" in reached else reached
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as web,
            web.get(f"http://{address}:{number}/health") as answer,
        ):
            return "inbox_waiting" in await answer.json() or answer.status == 503
    except (TimeoutError, aiohttp.ClientError, ValueError):
        return False
