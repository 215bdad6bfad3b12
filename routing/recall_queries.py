"""Who has received a version of a case, and what they were told instead."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.models import Delivery, DeliveryId, DeliveryState
from knowledge.curating_models import Recall, RecallId
from knowledge.models import VersionId
from people.models import Account, PersonId
from routing.curating_models import Correction, CorrectionDelivery, CorrectionId
from routing.models import Entry, EntryId, EntryKind, Question, QuestionId, ShownCase


@dataclass(frozen=True)
class Sending:
    """A methodist's answer that was a version of a case."""

    entry_id: EntryId
    question_id: QuestionId
    methodist_id: PersonId
    state: DeliveryState
    delivery_id: DeliveryId
    at: datetime


@dataclass(frozen=True)
class Reading:
    """A version that was shown for a question."""

    question_id: QuestionId
    asker_id: PersonId
    opened_at: datetime | None
    only_sent: bool
    """It stands here because a methodist sent it; the base itself has not shown it."""


async def sendings(session: AsyncSession, version_id: VersionId) -> list[Sending]:
    """Answers made of the version, taken back or not, oldest first."""
    rows = await session.execute(
        select(Entry, Delivery)
        .join(ShownCase, ShownCase.question_id == Entry.question_id)
        .join(Delivery, Delivery.id == Entry.delivery_id)
        .where(
            ShownCase.version_id == version_id,
            Entry.kind == EntryKind.ANSWER,
            # The place that a case is sent from, whatever the channel: see ``handlers.desk``.
            Entry.origin.like("%:case-%:" + str(version_id)),
        )
        .order_by(Entry.id)
    )
    return [
        Sending(entry.id, entry.question_id, entry.author_id, delivery.state, delivery.id, entry.at)
        for entry, delivery in rows
        if entry.author_id is not None
    ]


async def readings(session: AsyncSession, version_id: VersionId) -> list[Reading]:
    """Every question that the version stands at, oldest first."""
    rows = await session.execute(
        select(ShownCase, Question.asker_id)
        .join(Question, Question.id == ShownCase.question_id)
        .where(ShownCase.version_id == version_id)
        .order_by(ShownCase.question_id)
    )
    return [
        Reading(
            shown.question_id,
            asker_id,
            shown.opened_at,
            shown.position == 0 and shown.score == 1.0 and shown.shown_at == shown.opened_at,
        )
        for shown, asker_id in rows
    ]


async def reachable(session: AsyncSession, people: Collection[PersonId]) -> set[PersonId]:
    """Those who have an address that no messenger has called dead."""
    alive = select(Account.person_id).where(
        Account.person_id.in_(people), Account.unreachable_since.is_(None)
    )
    return set(await session.scalars(alive))


async def corrections(session: AsyncSession, recall_id: RecallId) -> list[Correction]:
    """Every wording, the newest first."""
    of_recall = (
        select(Correction)
        .where(Correction.recall_id == recall_id)
        .order_by(Correction.number.desc())
    )
    return list(await session.scalars(of_recall))


async def recall_of_correction(
    session: AsyncSession, correction_id: CorrectionId
) -> RecallId | None:
    found = select(Correction.recall_id).where(Correction.id == correction_id)
    return (await session.scalars(found)).one_or_none()


async def deliveries(
    session: AsyncSession, correction_id: CorrectionId
) -> list[tuple[CorrectionDelivery, DeliveryState | None]]:
    """Everybody who was to get it, with how far it has come; ``None``: it was not sent to them."""
    rows = await session.execute(
        select(CorrectionDelivery, Delivery.state)
        .outerjoin(Delivery, Delivery.id == CorrectionDelivery.delivery_id)
        .where(CorrectionDelivery.correction_id == correction_id)
        .order_by(CorrectionDelivery.received.desc(), CorrectionDelivery.person_id)
    )
    return [(row, state) for row, state in rows]


async def count_uncorrected(session: AsyncSession) -> int:
    """Recalls for which no correction has gone out yet."""
    sent = select(Correction.recall_id).where(Correction.sent_at.is_not(None))
    counted = select(func.count()).select_from(Recall).where(Recall.id.not_in(sent))
    return (await session.scalars(counted)).one()
