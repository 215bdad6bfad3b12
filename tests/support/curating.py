"""A gap, a pair of cases, a recall and a row of the register, all with one number."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.curating_models import CasePair, Likeness, PairId, Recall, RecallId
from knowledge.models import Case, CaseId, CaseState, CaseVersion, VersionId
from people.models import PersonId
from people.pool.models import PoolEntry, PoolEntryId
from routing.curating_models import Gap, GapId, GapQuestion
from routing.models import Question, QuestionId
from tests.support.cases import draft

#: No sequence comes so far: tests that are rolled back leave sequences where they are.
NUMBER = 1_000_017


async def lay_out_curating(session: AsyncSession, *, now: datetime) -> None:
    """Of the question and the person of that number, and the case ``physics-1``: they are there."""
    question = await session.get_one(Question, QuestionId(NUMBER))
    question.finding = {**question.finding, "understood": "как объяснить движение"}
    first = (await session.scalars(select(CaseVersion.id).limit(1))).one()
    second = await _version(session, "physics-2", now=now)
    recalled = await _version(session, "physics-3", now=now)
    gap = Gap(
        id=GapId(NUMBER),
        subject="physics",
        fingerprint="told",
        typical_id=QuestionId(NUMBER),
        questions=1,
        askers=1,
        last_at=now,
        asked_much=1.0,
    )
    session.add_all(
        [
            gap,
            CasePair(
                id=PairId(NUMBER),
                first_version_id=first,
                second_version_id=second,
                likeness=Likeness.CLOSE,
                closeness=0.8,
                found_at=now,
            ),
            Recall(
                id=RecallId(NUMBER),
                version_id=recalled,
                reason="Приказ утратил силу.",
                recalled_at=now,
                recalled_by=PersonId(NUMBER),
            ),
        ]
    )
    await session.flush()
    session.add(
        PoolEntry(
            id=PoolEntryId(NUMBER),
            name="Борисов Борис",
            name_key="борисов борис",
            born=date(1980, 9, 1),
            facts={},
            kept_at=now,
        )
    )
    session.add(GapQuestion(question_id=QuestionId(NUMBER), gap_id=gap.id))


async def _version(session: AsyncSession, case_id: str, *, now: datetime) -> VersionId:
    case = Case(id=CaseId(case_id), state=CaseState.DRAFT, current=None)
    contents = draft(case_id).contents()
    version = CaseVersion(
        case_id=case.id, number=1, created_at=now, created_by=None, planted=False, **contents
    )
    session.add_all([case, version])
    await session.flush()
    return version.id
