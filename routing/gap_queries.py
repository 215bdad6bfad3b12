"""Reading questions that lack a case, their vectors and their gaps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Row,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.models import Delivery, DeliveryState
from knowledge.encoder import Matrix
from knowledge.models import Case, CaseState, VersionVectors
from knowledge.search import Decision
from people.models import Person, PersonId
from routing.curating_models import Gap, GapId, GapQuestion, QuestionVector
from routing.models import Entry, EntryKind, Question, QuestionId, QuestionState
from routing.queries import lock_question
from routing.rights import is_ordinary

#: Questions of so long make gaps; an older one is forgotten by the ranking, not by its gap.
COUNTED_FOR = timedelta(days=365)
#: Held by whoever groups questions.
_GROUPING = 7_204_061_021
#: A centre is told from so many questions, the newest.
_MOST_MEMBERS = 200


@dataclass(frozen=True)
class GapFilter:
    """Which gaps are wanted; ``None`` and empty mean all."""

    today: date
    view: str = "open"
    """``open``, ``begun`` (a case was begun), ``postponed`` or ``dismissed``."""
    subject: str = ""
    assigned_to: PersonId | None = None
    gap_id: GapId | None = None
    """Only this one, whatever its view."""


async def lock_grouping(session: AsyncSession) -> None:
    await session.execute(text(f"select pg_advisory_xact_lock({_GROUPING})"))


def nothing_shown() -> ColumnElement[bool]:
    """Of a question: the base had no case for it, and has not replied to it as to small talk."""
    was_replied = func.coalesce(func.jsonb_typeof(Question.finding["reply"]), "null") != "null"
    is_routed: ColumnElement[bool] = Question.finding["decision"].astext == Decision.ROUTE.value
    return is_routed & ~was_replied


def is_gap(now: datetime) -> ColumnElement[bool]:
    """Of a question: the base had nothing for it, or did not help, and no case has answered it.

    A question whose words were forgotten is none, nor is one to a psychologist.
    """
    went_on = or_(
        Question.helped.is_(False),
        Question.assigned_at.is_not(None),
        Question.state == QuestionState.QUEUED,
    )
    answered_by_case = exists().where(
        Entry.question_id == Question.id,
        Entry.kind == EntryKind.ANSWER,
        Entry.origin.like("%:case-%"),
    )
    return (
        (Question.asked_at > now - COUNTED_FOR)
        & is_ordinary()
        & (func.coalesce(Question.finding["understood"].astext, "") != "")
        & or_(nothing_shown(), went_on)
        & ~answered_by_case
    )


async def without_vectors(
    session: AsyncSession, fingerprint: str, now: datetime, *, since: datetime, limit: int
) -> list[tuple[QuestionId, str]]:
    """Questions asked since then that lack a case and whose meaning this encoder has not seen;
    newest first."""
    known = exists().where(
        QuestionVector.question_id == Question.id, QuestionVector.fingerprint == fingerprint
    )
    rows = await session.execute(
        select(Question.id, Question.finding["understood"].astext)
        .where(Question.asked_at > since, is_gap(now), ~known)
        .order_by(Question.asked_at.desc(), Question.id.desc())
        .limit(limit)
    )
    return [(question_id, understood) for question_id, understood in rows]


async def store_vector(
    session: AsyncSession, question_id: QuestionId, fingerprint: str, data: bytes
) -> bool:
    """Keep the meaning of a question, unless its words were forgotten meanwhile."""
    question = await lock_question(session, question_id)
    if question is None or not question.finding.get("understood"):
        return False
    stored = await session.execute(
        insert(QuestionVector)
        .values(question_id=question_id, fingerprint=fingerprint, data=data)
        .on_conflict_do_nothing()
        .returning(QuestionVector.question_id)
    )
    return stored.first() is not None


async def ungrouped(
    session: AsyncSession, fingerprint: str, *, limit: int
) -> list[tuple[QuestionId, str | None, bytes]]:
    """Questions that belong to no gap yet, oldest first."""
    belongs = exists().where(GapQuestion.question_id == QuestionVector.question_id)
    rows = await session.execute(
        select(QuestionVector.question_id, Question.subject, QuestionVector.data)
        .join(Question, Question.id == QuestionVector.question_id)
        .where(QuestionVector.fingerprint == fingerprint, ~belongs)
        .order_by(QuestionVector.question_id)
        .limit(limit)
    )
    return [(question_id, subject, data) for question_id, subject, data in rows]


async def centres(
    session: AsyncSession, fingerprint: str, subjects: Collection[str | None]
) -> list[tuple[GapId, str | None, bytes]]:
    """The gaps of these subjects that can be told."""
    of_subjects = or_(
        Gap.subject.in_([subject for subject in subjects if subject is not None]),
        Gap.subject.is_(None) if None in subjects else literal(value=False),
    )
    rows = await session.execute(
        select(Gap.id, Gap.subject, Gap.centre)
        .where(Gap.fingerprint == fingerprint, Gap.centre.is_not(None), of_subjects)
        .order_by(Gap.id)
    )
    return [(gap_id, subject, centre) for gap_id, subject, centre in rows if centre is not None]


async def stale(session: AsyncSession, *, limit: int) -> list[Gap]:
    changed = select(Gap).where(Gap.is_stale).order_by(Gap.id).limit(limit).with_for_update()
    return list(await session.scalars(changed))


async def mark_changed(session: AsyncSession, fingerprint: str) -> None:
    """Have gaps told anew that another encoder has told, where this one has seen a question."""
    seen = (
        select(GapQuestion.gap_id)
        .join(QuestionVector, QuestionVector.question_id == GapQuestion.question_id)
        .where(QuestionVector.fingerprint == fingerprint)
    )
    await session.execute(
        update(Gap)
        .where(Gap.fingerprint != fingerprint, Gap.id.in_(seen))
        .values(is_stale=True, fingerprint=fingerprint, centre=None)
    )


async def members(
    session: AsyncSession, gap_id: GapId, fingerprint: str
) -> tuple[list[QuestionId], Matrix]:
    """The newest questions of a gap whose meaning is known, and their vectors."""
    rows = await session.execute(
        select(QuestionVector.question_id, QuestionVector.data)
        .join(GapQuestion, GapQuestion.question_id == QuestionVector.question_id)
        .where(GapQuestion.gap_id == gap_id, QuestionVector.fingerprint == fingerprint)
        .order_by(QuestionVector.question_id.desc())
        .limit(_MOST_MEMBERS)
    )
    found = [(question_id, data) for question_id, data in rows]
    return [question_id for question_id, _ in found], unpacked([data for _, data in found])


def unpacked(stored: Sequence[bytes]) -> Matrix:
    """One row for each of ``stored``."""
    if not stored:
        return np.empty((0, 0), dtype=np.float32)
    return np.stack([np.frombuffer(data, dtype="<f4") for data in stored])


async def forget(session: AsyncSession, ids: Collection[QuestionId]) -> None:
    """Erase the meaning of these questions, and whatever was told from it, at once."""
    concerned = select(GapQuestion.gap_id).where(GapQuestion.question_id.in_(ids))
    await session.execute(
        update(Gap)
        .where(Gap.id.in_(concerned))
        .values(centre=None, typical_id=None, is_stale=True)
        .execution_options(synchronize_session=False)
    )
    await session.execute(delete(QuestionVector).where(QuestionVector.question_id.in_(ids)))


async def count_vectors(session: AsyncSession, question_id: QuestionId) -> int:
    """How many encoders have seen the meaning of the question."""
    seen = select(func.count()).where(QuestionVector.question_id == question_id)
    return (await session.scalars(seen)).one()


async def base_rows(session: AsyncSession, fingerprint: str, dimensions: int) -> Matrix:
    """The vectors of the published cases as wholes, which the parts begin with."""
    whole = func.substring(VersionVectors.data, 1, dimensions * 4)
    rows = await session.scalars(
        select(whole)
        .join(Case, Case.current_id == VersionVectors.version_id)
        .where(Case.state == CaseState.PUBLISHED, VersionVectors.fingerprint == fingerprint)
        .order_by(Case.id)
    )
    return unpacked(list(rows))


# Lists


def _in_view(wanted: GapFilter) -> list[ColumnElement[bool]]:
    # Whatever counted for it may have been answered, or forgotten, or asked long ago.
    found = [Gap.questions > 0]
    if wanted.gap_id is not None:
        return [*found, Gap.id == wanted.gap_id]
    is_postponed = func.coalesce(Gap.postponed_until > wanted.today, False)
    views: dict[str, list[ColumnElement[bool]]] = {
        "open": [Gap.dismissed_at.is_(None), Gap.case_id.is_(None), ~is_postponed],
        "begun": [Gap.dismissed_at.is_(None), Gap.case_id.is_not(None)],
        "postponed": [Gap.dismissed_at.is_(None), Gap.case_id.is_(None), is_postponed],
        "dismissed": [Gap.dismissed_at.is_not(None)],
    }
    found += views[wanted.view]
    if wanted.subject:
        found.append(Gap.subject == wanted.subject)
    if wanted.assigned_to is not None:
        found.append(Gap.assigned_to == wanted.assigned_to)
    return found


async def page(
    session: AsyncSession, wanted: GapFilter, *, limit: int, offset: int
) -> list[Row[Gap, str | None, CaseState | None]]:
    """Gap, name of whoever has it, state of its case; what is asked most and lately comes first."""
    statement = (
        select(Gap, Person.name, Case.state)
        .outerjoin(Person, Person.id == Gap.assigned_to)
        .outerjoin(Case, Case.id == Gap.case_id)
        .where(*_in_view(wanted))
        .order_by(Gap.asked_much.desc(), Gap.id)
        .limit(limit)
        .offset(offset)
    )
    return list(await session.execute(statement))


async def count(session: AsyncSession, wanted: GapFilter) -> int:
    counted = select(func.count()).select_from(Gap).where(*_in_view(wanted))
    return (await session.scalars(counted)).one()


async def questions_of(
    session: AsyncSession, gap_id: GapId, now: datetime, *, limit: int
) -> list[Question]:
    """Questions that count for the gap, the newest first."""
    found = (
        select(Question)
        .join(GapQuestion, GapQuestion.question_id == Question.id)
        .where(GapQuestion.gap_id == gap_id, is_gap(now))
        .order_by(Question.id.desc())
        .limit(limit)
    )
    return list(await session.scalars(found))


async def answers_to(session: AsyncSession, ids: Collection[QuestionId]) -> list[Entry]:
    """What methodists have answered these questions with, as far as it was not taken back."""
    said = (
        select(Entry)
        .join(Delivery, Delivery.id == Entry.delivery_id)
        .where(
            Entry.question_id.in_(ids),
            Entry.kind == EntryKind.ANSWER,
            Delivery.state != DeliveryState.CANCELLED,
        )
        .order_by(Entry.id)
    )
    return list(await session.scalars(said))


async def lock_gap(session: AsyncSession, gap_id: GapId) -> Gap | None:
    return await session.get(Gap, gap_id, with_for_update=True, populate_existing=True)
