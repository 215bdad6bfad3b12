"""``hotline sweep``: everything scheduled, once and now."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer

from bot.commands.running import Failure, run
from bot.opening import opened_database
from bot.schedule import Swept
from bot.schedule import sweep as swept
from bot.serving import built, utc_now
from bot.settings import Settings
from delivery.pace import Pace

#: What has happened when a job is done, by the job's name.
TITLES = {
    "group questions without a case": "Вопросы без кейса собраны по смыслу",
    "count days": "Посчитано дней для цифр и пробелов",
    "compare cases": "Новые тексты сравнены с остальной базой",
    "assign waiting questions": "Ожидавшие вопросы переданы методистам",
    "release questions of those who left": "Переданы вопросы тех, кто больше не отвечает",
    "follow the base of cases": "База кейсов перечитана",
    "begin check-ins": "Разобрано приглашений к проверке самочувствия",
    "end check-ins": "Закрыто проверок самочувствия без ответа",
    "forget old check-ins": "Старое о проверках самочувствия удалено",
    "remove unused files": "Ненужные файлы кейсов удалены",
    "encode test questions": "Проверочные вопросы получили векторы",
    "forget old events": "Старые события удалены",
    "forget old sessions": "Старые входы в панель удалены",
    "forget unused limits": "Ненужные ограничения темпа удалены",
    "freeze waves": "Подведены итоги общих опросов",
    "index cases": "Кейсы получили векторы",
    "recalculate calibrations": "Пересчитано калибровок по просьбе с панели",
    "remind of check-ins": "Разобрано напоминаний о проверке самочувствия",
    "publish cases in their time": "Опубликованы согласованные кейсы",
}
#: Jobs reckon with months before and after the moment.
_YEARS = range(2000, 2101)


def _moment(words: str) -> datetime:
    """A moment in ISO 8601; naive when no zone is given."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter(
            f"«{words}» — не момент по ISO 8601; пример: 2026-03-02T10:00 или 2026-03-02T07:00Z"
        ) from None
    if moment.year not in _YEARS:
        raise typer.BadParameter(f"год {moment.year}: нужен от {_YEARS[0]} до {_YEARS[-1]}")
    return moment


def sweep(
    now: Annotated[
        datetime | None,
        typer.Option(
            parser=_moment,
            metavar="ISO8601",
            help="Считать, что сейчас этот момент; без пояса — по времени HOTLINE_TIMEZONE.",
        ),
    ] = None,
) -> None:
    """Сделать один раз всё, что пора сделать по расписанию, и показать, что сделано.

    Служба делает это сама. Сообщения, которые при этом появятся, разносит она же.
    """
    run(partial(_sweep, asked=now))


async def _sweep(settings: Settings, *, asked: datetime | None) -> None:
    now = _aware(asked, settings) if asked else utc_now()
    failed = 0
    async with opened_database(settings) as database:
        pace = Pace(database.transaction, utc_now)
        async with built(settings, database, {}, pace) as app:
            async for one in swept(app.jobs, now):
                typer.echo(_line(one))
                failed += one.failed
    if failed:
        raise Failure(f"Не удалось дел: {failed}; причины в журнале выше, запустите ещё раз.")


def _aware(moment: datetime, settings: Settings) -> datetime:
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)
    return zoned.astimezone(UTC)


def _line(one: Swept) -> str:
    title = TITLES.get(one.name, one.name)
    if one.failed:
        return f"{title}: не удалось"
    return f"{title}: {'сделано' if one.done is None else one.done}"
