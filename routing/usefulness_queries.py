"""Counting what became of the cases that were shown, version by version."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from routing.models import Entry, EntryKind, Question, QuestionState, ShownCase

#: An opened case that nobody has said anything of for so long has presumably helped.
SILENT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Tally:
    """What became of one version since a moment."""

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
    """Opened, and then no word and no other question about it: perhaps it has helped."""


async def tallies(session: AsyncSession, *, since: datetime, now: datetime) -> list[Tally]:
    """Every version that was shown since then, the one shown most first."""
    helped, not_helped = _said(EntryKind.HELPED), _said(EntryKind.NOT_HELPED)
    is_opened = ShownCase.opened_at.is_not(None)
    is_silent = and_(
        ~helped,
        ~not_helped,
        Question.helped.is_(None),
        Question.assigned_at.is_(None),
        Question.state.in_((QuestionState.OFFERED, QuestionState.CLOSED)),
        ShownCase.opened_at < now - SILENT_FOR,
    )
    # A word about a question is a word about the case that was opened last: it counts once.
    last = _is_last_opened()
    counted = [
        func.count(),
        func.count().filter(is_opened),
        *(func.count().filter(last & said) for said in (helped, not_helped, is_silent)),
    ]
    rows = await session.execute(
        select(CaseVersion, Case.state, Case.current_id, *counted)
        .join(ShownCase, ShownCase.version_id == CaseVersion.id)
        .join(Question, Question.id == ShownCase.question_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .where(ShownCase.shown_at >= since)
        .group_by(CaseVersion.id, Case.id)
        .order_by(func.count().desc(), CaseVersion.id)
    )
    return [
        Tally(
            version.case_id,
            version.id,
            version.number,
            version.title,
            version.subject,
            state is CaseState.PUBLISHED and current_id == version.id,
            *numbers,
        )
        for version, state, current_id, *numbers in rows
    ]


def _is_last_opened() -> ColumnElement[bool]:
    later = aliased(ShownCase)
    return ShownCase.opened_at.is_not(None) & ~exists().where(
        later.question_id == ShownCase.question_id,
        later.opened_at > ShownCase.opened_at,
    )


def _said(kind: EntryKind) -> ColumnElement[bool]:
    """The asker said so after opening the case, and before a person answered in other words."""
    word, answer = aliased(Entry), aliased(Entry)
    is_about_an_answer = exists().where(
        answer.question_id == word.question_id,
        answer.kind == EntryKind.ANSWER,
        answer.at > ShownCase.opened_at,
        answer.id < word.id,
    )
    return exists().where(
        word.question_id == ShownCase.question_id,
        word.kind == kind,
        word.at >= ShownCase.opened_at,
        ~is_about_an_answer,
    )


async def in_force_with_use(session: AsyncSession) -> list[tuple[CaseVersion, datetime | None]]:
    """Published texts, with the moment when anybody opened any version of the case last."""
    any_version = aliased(CaseVersion)
    used = (
        select(any_version.case_id, func.max(ShownCase.opened_at).label("used_at"))
        .join(ShownCase, ShownCase.version_id == any_version.id)
        .group_by(any_version.case_id)
        .subquery()
    )
    rows = await session.execute(
        select(CaseVersion, used.c.used_at)
        .join(Case, Case.current_id == CaseVersion.id)
        .outerjoin(used, used.c.case_id == Case.id)
        .where(Case.state == CaseState.PUBLISHED)
        .order_by(Case.id)
    )
    return [(version, used_at) for version, used_at in rows]
