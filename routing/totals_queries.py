"""Keeping totals by the day, and adding them up for a span of days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import (
    ARRAY,
    Date,
    DateTime,
    cast,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as insert_or_update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Base
from routing.fate_rows import FateRows, read, stored
from routing.models import Question, QuestionId
from routing.totals import ANSWERED, SILENT, SLOTS, Totals
from routing.totals_models import ChangedQuestion, CountedDay, DayFates, DayTotals

#: What the columns of ``DayTotals`` hold.
_LAYOUTS = {"slots": SLOTS, "answered": ANSWERED, "silent": SILENT}
#: Held by whoever counts a day.
_COUNTING = 7_204_061_031


async def lock_counting(session: AsyncSession) -> None:
    await session.execute(text(f"select pg_advisory_xact_lock({_COUNTING})"))


async def days_to_count(
    session: AsyncSession, zone: ZoneInfo, *, first: date, last: date
) -> list[date]:
    """Days on which something was asked, and which have changed or were never counted; the newest
    first."""
    span = await session.execute(select(func.min(Question.asked_at), func.max(Question.asked_at)))
    earliest, latest = span.one()
    if earliest is None:
        return []
    since = max(_day(earliest, zone), first)
    until = min(_day(latest, zone), last)
    counted = select(CountedDay.day).where(
        CountedDay.zone == zone.key, CountedDay.day.between(since, until)
    )
    asked_on = cast(func.timezone(zone.key, Question.asked_at), Date)
    changed = (
        select(asked_on)
        .join(ChangedQuestion, ChangedQuestion.question_id == Question.id)
        .where(asked_on.between(since, until))
        .distinct()
    )
    known = set(await session.scalars(counted)) - set(await session.scalars(changed))
    days = ((until - since).days + 1) if until >= since else 0
    unknown = [day for back in range(days) if (day := until - timedelta(days=back)) not in known]
    return await _with_questions(session, unknown, zone)


async def _with_questions(
    session: AsyncSession, days: Sequence[date], zone: ZoneInfo
) -> list[date]:
    """Those of the days on which something was asked, the newest first."""
    day = func.unnest(cast(list(days), ARRAY(Date))).column_valued("day")
    since = func.timezone(zone.key, cast(day, DateTime))
    before = func.timezone(zone.key, cast(day, DateTime) + timedelta(days=1))
    asked = select(Question.id).where(Question.asked_at >= since, Question.asked_at < before)
    found = select(day).where(asked.exists()).order_by(day.desc())
    return list(await session.scalars(found))


async def take_changes(
    session: AsyncSession, *, since: datetime, before: datetime
) -> set[QuestionId]:
    """Forget that questions of the span have changed: whoever does, counts them next."""
    asked = select(Question.id).where(Question.asked_at >= since, Question.asked_at < before)
    taken = delete(ChangedQuestion).where(ChangedQuestion.question_id.in_(asked))
    return set(await session.scalars(taken.returning(ChangedQuestion.question_id)))


async def keep_day(
    session: AsyncSession, day: date, zone: ZoneInfo, totals: Totals, rows: FateRows
) -> None:
    """Put these totals and these fates, the newest first, in place of those that the day had."""
    columns = {name: getattr(totals, name).tobytes() for name in _LAYOUTS}
    await _put(session, DayTotals, day, {"subjects": list(totals.subjects), **columns})
    await _put(session, DayFates, day, {"asked": len(rows), "fates": stored(rows)})
    await _put(session, CountedDay, day, {"zone": zone.key})


async def _put(
    session: AsyncSession, table: type[Base], day: date, values: Mapping[str, object]
) -> None:
    row = insert_or_update(table).values(day=day, **values)
    await session.execute(row.on_conflict_do_update(index_elements=["day"], set_=values))


async def day_fates(session: AsyncSession, *, first: date, last: date, most: int) -> list[FateRows]:
    """The fates of these days, both of them counted, the newest day first.

    Args:
        session: where they are kept.
        first: the first of the days.
        last: the last of them.
        most: how many are enough: no further day is read then.
    """
    since_then = func.sum(DayFates.asked).over(order_by=DayFates.day.desc())
    days = (
        select(DayFates.day, (since_then - DayFates.asked).label("later"))
        .where(DayFates.day.between(first, last))
        .subquery()
    )
    kept = await session.scalars(
        select(DayFates.fates)
        .join(days, days.c.day == DayFates.day)
        .where(days.c.later < most)
        .order_by(DayFates.day.desc())
    )
    return [read(data) for data in kept]


async def count_fates(session: AsyncSession, *, first: date, last: date) -> int:
    """How many questions were asked on these days, both of them counted."""
    asked = func.coalesce(func.sum(DayFates.asked), 0)
    return (await session.scalars(select(asked).where(DayFates.day.between(first, last)))).one()


async def totals(session: AsyncSession, *, first: date, last: date) -> list[Totals]:
    """The totals of these days, both of them counted."""
    kept = await session.execute(
        select(DayTotals.subjects, *(getattr(DayTotals, name) for name in _LAYOUTS)).where(
            DayTotals.day.between(first, last)
        )
    )
    return [
        Totals(tuple(subjects), *map(np.frombuffer, columns, _LAYOUTS.values()))
        for subjects, *columns in kept
    ]


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
