"""Counting what became of the cases that were shown, version by version."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    Subquery,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause

from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from routing.models import Entry, EntryKind, Question, QuestionState, ShownCase
from routing.totals_models import DayUse

#: An opened case that nobody has said anything of for so long has presumably helped.
SILENT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Tally:
    """What became of one version, for questions since some day."""

    case_id: CaseId
    version_id: VersionId
    number: int
    title: str
    subject: str
    is_in_force: bool
    shown: int
    opened: int
    helped: int
    """Askers who said so."""
    not_helped: int
    """Askers who said so, or asked for a methodist."""
    presumed: int
    """Opened, and no word and no other question about it for more than a week: perhaps it has
    helped."""


async def keep_day(session: AsyncSession, day: date, *, since: datetime, before: datetime) -> None:
    """Count what became of the cases that were shown for the questions of one day."""
    shown = _shown_between(since, before)
    said = _said_of(shown)
    # A word about a question is a word about the case that was opened last: it counts once.
    is_last = shown.c.opened_at == shown.c.last_opened_at
    helped, not_helped = said.c.helped.is_(True), said.c.not_helped.is_(True)
    is_silent = ~helped & ~not_helped & shown.c.is_left
    counted = (
        select(
            literal(day),
            shown.c.version_id,
            func.count(),
            func.count(shown.c.opened_at),
            *(func.count().filter(is_last & what) for what in (helped, not_helped, is_silent)),
        )
        .select_from(shown)
        .join(said, true())
        .group_by(shown.c.version_id)
    )
    await session.execute(delete(DayUse).where(DayUse.day == day))
    columns = ["day", "version_id", "shown", "opened", "helped", "not_helped", "silent"]
    await session.execute(insert(DayUse).from_select(columns, counted))


async def tallies(session: AsyncSession, *, first: date, today: date) -> list[Tally]:
    """Every version that was shown for a question since that day, the one shown most first."""
    silent = func.sum(DayUse.silent).filter(DayUse.day < today - SILENT_FOR)
    added = (
        select(
            DayUse.version_id,
            func.sum(DayUse.shown).label("shown"),
            func.sum(DayUse.opened),
            func.sum(DayUse.helped),
            func.sum(DayUse.not_helped),
            func.coalesce(silent, 0),
        )
        .where(DayUse.day >= first)
        .group_by(DayUse.version_id)
        .subquery()
    )
    # Only what is told of a version: its texts would be megabytes.
    rows = await session.execute(
        select(
            CaseVersion.case_id,
            CaseVersion.id,
            CaseVersion.number,
            CaseVersion.title,
            CaseVersion.subject,
            (Case.state == CaseState.PUBLISHED) & (Case.current_id == CaseVersion.id),
            *[column for column in added.c if column.name != "version_id"],
        )
        .join(added, added.c.version_id == CaseVersion.id)
        .join(Case, Case.id == CaseVersion.case_id)
        .order_by(added.c.shown.desc(), CaseVersion.id)
    )
    return [Tally(*row) for row in rows]


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
            word.question_id == shown.c.question_id,
            word.kind.in_((EntryKind.HELPED, EntryKind.NOT_HELPED)),
            word.at >= shown.c.opened_at,
            or_(first_answer.is_(None), word.id < first_answer),
        )
        .lateral()
    )


@dataclass(frozen=True)
class InUse:
    """A published text, as far as its age is concerned."""

    case_id: CaseId
    title: str
    subject: str
    created_at: datetime
    review_by: date | None
    is_sourced: bool
    """It names a source, or the acts it rests on."""
    used_at: datetime | None
    """When anybody opened any version of the case last."""


async def in_force_with_use(session: AsyncSession) -> list[InUse]:
    """By the id of the case."""
    any_version = aliased(CaseVersion)
    # The end of an index for each version, instead of every case that was ever opened.
    newest = (
        select(func.max(ShownCase.opened_at))
        .where(ShownCase.version_id == any_version.id)
        .correlate(any_version)
        .scalar_subquery()
    )
    used = (
        select(func.max(newest))
        .where(any_version.case_id == Case.id)
        .correlate(Case)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(
            Case.id,
            CaseVersion.title,
            CaseVersion.subject,
            CaseVersion.created_at,
            CaseVersion.review_by,
            (func.coalesce(CaseVersion.source, "") != "")
            | (func.cardinality(CaseVersion.basis) > 0),
            used,
        )
        .join(CaseVersion, CaseVersion.id == Case.current_id)
        .where(Case.state == CaseState.PUBLISHED)
        .order_by(Case.id)
    )
    return [InUse(*row) for row in rows]
