"""Counting what became of the cases that were shown for the questions of one day."""

from datetime import date, datetime

from sqlalchemy import CTE, ColumnElement, Subquery, and_, delete, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause

from routing.models import Entry, EntryKind, Question, QuestionState, ShownCase
from routing.totals_models import DayUse, MonthUse

#: What is counted of a version.
COUNTS = ("shown", "opened", "helped", "not_helped", "silent")


async def keep_day(session: AsyncSession, day: date, *, since: datetime, before: datetime) -> None:
    """Count what became of the cases that were shown for the questions of one day."""
    shown = _shown_between(since, before)
    said = _said_of(shown)
    is_last = _is_last(shown)
    helped, not_helped = said.c.helped.is_(True), said.c.not_helped.is_(True)
    is_silent = ~helped & ~not_helped & shown.c.is_left
    counts = [
        func.count(),
        func.count(shown.c.opened_at),
        *(func.count().filter(is_last & what) for what in (helped, not_helped, is_silent)),
    ]
    counted = (
        select(
            shown.c.version_id,
            *(count.label(name) for name, count in zip(COUNTS, counts, strict=True)),
        )
        .select_from(shown)
        .join(said, true())
        .group_by(shown.c.version_id)
        .cte("counted")
    )
    await session.execute(_kept(day, counted))


def _kept(day: date, counted: CTE) -> Insert:
    """Put what was counted in place of what the day had, and let its month follow.

    Only versions of which something has changed are written.
    """
    was = select(DayUse).where(DayUse.day == day).cte("was")
    version_id = func.coalesce(counted.c.version_id, was.c.version_id)
    now_and_then = [(counted.c[name], was.c[name]) for name in COUNTS]
    changed = (
        select(
            version_id.label("version_id"),
            counted.c.version_id.is_(None).label("is_gone"),
            *(now.label(f"now_{now.name}") for now, _ in now_and_then),
            *(
                (func.coalesce(now, 0) - func.coalesce(then, 0)).label(f"more_{now.name}")
                for now, then in now_and_then
            ),
        )
        .select_from(counted.join(was, was.c.version_id == counted.c.version_id, full=True))
        .where(or_(*(now.is_distinct_from(then) for now, then in now_and_then)))
        .cte("changed")
    )
    gone = delete(DayUse).where(
        DayUse.day == day,
        DayUse.version_id.in_(select(changed.c.version_id).where(changed.c.is_gone)),
    )
    more = insert(MonthUse).from_select(
        ["month", "version_id", *COUNTS],
        select(
            literal(day.replace(day=1)),
            changed.c.version_id,
            *(changed.c[f"more_{name}"] for name in COUNTS),
        ),
    )
    more = more.on_conflict_do_update(
        index_elements=["month", "version_id"],
        set_={name: getattr(MonthUse, name) + more.excluded[name] for name in COUNTS},
    )
    kept = insert(DayUse).from_select(
        ["day", "version_id", *COUNTS],
        select(
            literal(day), changed.c.version_id, *(changed.c[f"now_{name}"] for name in COUNTS)
        ).where(~changed.c.is_gone),
    )
    kept = kept.on_conflict_do_update(
        index_elements=["day", "version_id"],
        set_={name: kept.excluded[name] for name in COUNTS},
    )
    return kept.add_cte(gone.returning(DayUse.version_id).cte("gone")).add_cte(
        more.returning(MonthUse.version_id).cte("more")
    )


def _shown_between(since: datetime, before: datetime) -> Subquery:
    """The cases that were shown for questions of the span, with what became of those."""
    is_left = and_(
        Question.helped.is_(None),
        Question.assigned_at.is_(None),
        Question.state.in_((QuestionState.OFFERED, QuestionState.CLOSED)),
    )
    last = func.max(ShownCase.opened_at).over(partition_by=ShownCase.question_id)
    return (
        select(
            ShownCase.question_id,
            ShownCase.version_id,
            ShownCase.opened_at,
            last.label("last_opened_at"),
            is_left.label("is_left"),
        )
        .join(Question, Question.id == ShownCase.question_id)
        .where(Question.asked_at >= since, Question.asked_at < before)
        .subquery()
    )


def _is_last(shown: Subquery) -> ColumnElement[bool]:
    """A word about a question is a word about the case that was opened last: it counts once."""
    return shown.c.opened_at == shown.c.last_opened_at


def _said_of(shown: Subquery) -> LateralFromClause:
    """What the asker said after opening the case, before a person answered in other words.

    A lateral aggregate looks at the history of each question by itself; PostgreSQL would join the
    history of all questions for the same thing asked by EXISTS.
    """
    answer, word = aliased(Entry), aliased(Entry)
    first_answer = (
        select(func.min(answer.id))
        .where(
            answer.question_id == shown.c.question_id,
            answer.kind == EntryKind.ANSWER,
            answer.at > shown.c.opened_at,
        )
        .correlate(shown)
        .scalar_subquery()
    )
    return (
        select(
            func.bool_or(word.kind == EntryKind.HELPED).label("helped"),
            func.bool_or(word.kind == EntryKind.NOT_HELPED).label("not_helped"),
        )
        .where(
            # Of all others no history is looked at.
            _is_last(shown),
            word.question_id == shown.c.question_id,
            word.kind.in_((EntryKind.HELPED, EntryKind.NOT_HELPED)),
            word.at >= shown.c.opened_at,
            or_(first_answer.is_(None), word.id < first_answer),
        )
        .lateral()
    )
