"""Counting what became of the cases that were shown, version by version."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Subquery, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from routing.models import ShownCase
from routing.totals_models import DayUse, MonthUse
from routing.use_counts import COUNTS

#: An opened case that nobody has said anything of for so long has presumably helped.
SILENT_FOR = timedelta(days=7)
_HALF_A_MONTH = 15


class Tally(NamedTuple):
    """What became of one version, for questions since some day; there are thousands of them."""

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


async def tallies(session: AsyncSession, *, first: date, today: date) -> list[Tally]:
    """Every version that was shown for a question since that day, the one shown most first."""
    uses = _uses(first, settled=today - SILENT_FOR)
    added = (
        select(
            uses.c.version_id,
            func.sum(uses.c.shown).label("shown"),
            *(func.sum(uses.c[name]) for name in ("opened", "helped", "not_helped", "silent")),
        )
        .group_by(uses.c.version_id)
        .having(func.sum(uses.c.shown) > 0)
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


def _uses(first: date, *, settled: date) -> Subquery:
    """Uses since a day; who was silent on a day before ``settled`` is so for good.

    They are added up by the month. Of the first one the days that do not count are taken away, or
    those that count are added, whichever are fewer; and all silence that may still end is taken
    away.
    """
    is_most = first.day <= _HALF_A_MONTH
    begins = first.replace(day=1) if is_most else _next_month(first)
    months = select(MonthUse.version_id, *(getattr(MonthUse, name) for name in COUNTS)).where(
        MonthUse.month >= begins
    )
    sign, since, before = (-1, begins, first) if is_most else (1, first, begins)
    edge = select(
        DayUse.version_id, *((sign * getattr(DayUse, name)).label(name) for name in COUNTS)
    ).where(DayUse.day >= since, DayUse.day < before)
    unsettled = select(
        DayUse.version_id,
        *(literal(0).label(name) for name in COUNTS if name != "silent"),
        (-DayUse.silent).label("silent"),
    ).where(DayUse.day >= max(first, settled), DayUse.silent > 0)
    return union_all(months, edge, unsettled).subquery()


def _next_month(day: date) -> date:
    """Its first day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


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
