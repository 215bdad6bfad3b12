"""Check-ins: the key, the schema's roles, the numbers to call, the school calendars."""

import stat
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.doctor.outcome import Outcome, aside, failure, ok, warning
from bot.roles import SERVICE, by_hand
from bot.settings import Settings
from kit.errors import WrongInstallation
from wellbeing.calendars.own import FILE_NAME, read_calendars
from wellbeing.models import SCHEMA
from wellbeing.support.helplines import OWN_FILE, directory, too_old
from wellbeing.vault import KEY_FILE, Vault

_RIGHTS = text(
    f"select session_user, current_user, has_schema_privilege(current_user, '{SCHEMA}', 'usage')"
)


async def key(settings: Settings) -> Outcome:
    """Whether the key can be read, and by nobody else."""
    path = settings.data_dir / KEY_FILE
    if not path.exists():
        return warning(
            f"ключа {path} ещё нет",
            "Служба сделает его при запуске; если проверки уже шли, верните файл из своей копии.",
        )
    try:
        vault = await aside(lambda: Vault.in_folder(settings.data_dir))
    except WrongInstallation as wrong:
        return failure("ключ не читается", str(wrong))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return warning(f"ключ {path} могут прочитать другие", f"Закройте его: chmod 600 {path}")
    return ok(f"ключ {vault.key_id} на месте; храните его копию отдельно от копий базы")


async def separation(session: AsyncSession) -> Outcome:
    """Whether ordinary sessions are kept out of the schema of check-ins."""
    login, acting, may_use = (await session.execute(_RIGHTS)).one()
    if acting == SERVICE and not may_use:
        return ok(f"обычные запросы идут от {SERVICE} и проверок самочувствия не видят")
    return warning(
        "проверки самочувствия лежат в своей схеме, но без своей роли",
        f"Пусть администратор базы выполнит: {by_hand(login)} — и перезапустите службу.",
    )


async def helplines(settings: Settings, now: datetime) -> Outcome:
    """Whether somebody has made sure of the numbers to call within half a year."""
    lines = directory(settings.data_dir)
    old = too_old(lines, now.date())
    if old:
        names = ", ".join(line.number for line in old)
        return warning(
            f"давно не проверены: {names}",
            f"Позвоните по ним и впишите день в {settings.data_dir / OWN_FILE} (verified_on).",
        )
    return ok(f"проверены все ({len(lines)})")


async def calendars(settings: Settings, now: datetime) -> Outcome:
    """Whether the dates of this school year are real ones."""
    unverified = read_calendars(settings.data_dir).unverified(now.date())
    if unverified:
        years = sorted({f"{year.beginning}/{(year.beginning + 1) % 100:02}" for year in unverified})
        return warning(
            f"даты {', '.join(years)} никто не сверил",
            f"Впишите каникулы своего региона в {settings.data_dir / FILE_NAME}.",
        )
    return ok("даты учебного года сверены")
