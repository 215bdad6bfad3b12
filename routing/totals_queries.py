"""Keeping totals by the day, and adding them up for a span of days."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as insert_or_update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from kit.database import Base
from people.models import PersonId
from people.worktime import Micros
from routing.fate_rows import FateRows, read, stored
from routing.figures import Sums
from routing.models import Question, QuestionId
from routing.totals import Slot, Total, monday_of
from routing.totals_models import ChangedQuestion, CountedDay, DayFates, DayTotal

#: Held by whoever counts a day.
_COUNTING = 7_204_061_031
_COUNTS = (
    DayTotal.asked,
    DayTotal.served,
    DayTotal.base_confirmed,
    DayTotal.confirmed,
    DayTotal.not_helped,
)
_MOMENTS = (DayTotal.base_silent_from, DayTotal.answered_silent_from, DayTotal.answered)


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
    session: AsyncSession,
    day: date,
    zone: ZoneInfo,
    totals: Mapping[Slot, Total],
    rows: FateRows,
) -> None:
    """Put these totals and these fates, the newest first, in place of those that the day had."""
    await session.execute(delete(DayTotal).where(DayTotal.day == day))
    if totals:
        await session.execute(
            insert(DayTotal), [_row(slot, total) for slot, total in totals.items()]
        )
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


async def sums(
    session: AsyncSession, *, first: date, last: date, methodists: Collection[PersonId] | None
) -> Sums:
    """The totals of these days, both of them counted.

    Args:
        session: where they are kept.
        first: the first of the days.
        last: the last of them.
        methodists: whose own totals are wanted; ``None``: everybody's.
    """
    # Moments of a year are megabytes: with the usual few they would be sorted on the disk.
    await session.execute(text("set local work_mem = '64MB'"))
    monday = cast(func.date_trunc("week", DayTotal.day), Date)
    span = DayTotal.day.between(first, last)
    weekly = await session.execute(
        select(monday, DayTotal.subject, *_added())
        .where(span, DayTotal.methodist_id == 0)
        .group_by(monday, DayTotal.subject)
    )
    whose = (
        DayTotal.methodist_id > 0 if methodists is None else DayTotal.methodist_id.in_(methodists)
    )
    by_methodist = await session.execute(
        select(DayTotal.methodist_id, *_added()).where(span, whose).group_by(DayTotal.methodist_id)
    )
    return Sums(
        [(monday_of(week), subject, _total(*added)) for week, subject, *added in weekly],
        [(PersonId(person_id), _total(*added)) for person_id, *added in by_methodist],
    )


def _added() -> list[ColumnElement[Any]]:
    counts = [func.sum(column) for column in _COUNTS]
    return [*counts, *(func.string_agg(column, literal(b"")) for column in _MOMENTS)]


def _row(slot: Slot, total: Total) -> dict[str, object]:
    def value(column: InstrumentedAttribute[object]) -> object:
        own = getattr(total, column.key)
        return own.astype("<i8").tobytes() if isinstance(own, np.ndarray) else own

    return {
        "day": slot.day,
        "subject": slot.subject,
        "methodist_id": slot.methodist_id or 0,
        **{column.key: value(column) for column in (*_COUNTS, *_MOMENTS)},
    }


def _total(
    asked: int,
    served: int,
    base_confirmed: int,
    confirmed: int,
    not_helped: int,
    base_silent_from: bytes,
    answered_silent_from: bytes,
    answered: bytes,
) -> Total:
    return Total(
        asked,
        served,
        base_confirmed,
        confirmed,
        not_helped,
        _moments(base_silent_from),
        _moments(answered_silent_from),
        _moments(answered).reshape(-1, 3),
    )


def _moments(stored: bytes) -> Micros:
    return np.frombuffer(stored, dtype="<i8")


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
