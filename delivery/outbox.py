"""The outbox: a message is written down with the change that causes it, and sent afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from delivery.models import Delivery, DeliveryId, DeliveryState
from delivery.notices import AT_MOST_ONCE, Notice, pack
from people.models import PersonId

#: Listen to this to hear of new messages.
SIGNAL = "outbox"

#: Held while claiming, so that two couriers never have messages for the same person at once.
_ONE_CLAIMS = 7_204_061_010

# Written into the statement itself, or a prepared plan could not use the partial indexes.
_DUE = bindparam(
    None, DeliveryState.DUE, type_=Delivery.__table__.c.state.type, literal_execute=True
)


@dataclass(frozen=True)
class Counts:
    """What the outbox holds."""

    due: int
    oldest_due: datetime | None
    """Since when the oldest message that should have left has been waiting."""
    lost: int


async def post(session: AsyncSession, notice: Notice, *, to: PersonId, at: datetime) -> Delivery:
    """Promise that ``to`` will be told, not before ``at``, if this transaction commits."""
    delivery = _delivery(notice, to=to, at=at)
    session.add(delivery)
    await session.flush()
    await session.execute(select(func.pg_notify(SIGNAL, "")))
    return delivery


async def post_all(
    session: AsyncSession, notices: Iterable[tuple[PersonId, Notice]], *, at: datetime
) -> None:
    """``post`` for many people at once."""
    session.add_all([_delivery(notice, to=to, at=at) for to, notice in notices])
    await session.flush()
    await session.execute(select(func.pg_notify(SIGNAL, "")))


def _delivery(notice: Notice, *, to: PersonId, at: datetime) -> Delivery:
    kind, payload = pack(notice)
    return Delivery(
        recipient_id=to,
        question_id=notice.question_id,
        kind=kind,
        payload=payload,
        urgency=notice.urgency,
        posted_at=at,
        due_at=at,
    )


async def withdraw(
    session: AsyncSession, kinds: Sequence[type[Notice]], *, to: PersonId, now: datetime
) -> None:
    """Take back every message of these kinds to the person that has not left."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.recipient_id == to,
            Delivery.kind.in_(_names(kinds)),
            Delivery.state == _DUE,
            Delivery.claimed_at.is_(None),
        )
        .values(state=DeliveryState.CANCELLED, settled_at=now)
        .execution_options(synchronize_session=False)
    )


async def erase(session: AsyncSession, kinds: Sequence[type[Notice]], *, to: PersonId) -> None:
    """Leave no trace of messages of these kinds to the person, gone out or not."""
    await session.execute(
        delete(Delivery)
        .where(Delivery.recipient_id == to, Delivery.kind.in_(_names(kinds)))
        .execution_options(synchronize_session=False)
    )


async def forget_settled(
    session: AsyncSession, kinds: Sequence[type[Notice]], *, before: datetime, limit: int
) -> int:
    """Delete messages of these kinds that were settled before; how many."""
    old = (
        select(Delivery.id)
        .where(Delivery.kind.in_(_names(kinds)), Delivery.settled_at < before)
        .limit(limit)
    )
    gone = delete(Delivery).where(Delivery.id.in_(old)).returning(Delivery.id)
    return len((await session.scalars(gone)).all())


def _names(kinds: Sequence[type[Notice]]) -> list[str]:
    return [kind.__name__ for kind in kinds]


async def cancel(session: AsyncSession, delivery_id: DeliveryId, now: datetime) -> bool:
    """Take the message back; false when it has left, is just leaving, or will not leave anyway."""
    delivery = await _lock_waiting(session, delivery_id)
    if delivery is None:
        return False
    delivery.state = DeliveryState.CANCELLED
    delivery.settled_at = now
    await session.flush()
    return True


async def replace(session: AsyncSession, delivery_id: DeliveryId, notice: Notice) -> bool:
    """Let the message say something else; false when it is too late, as for ``cancel``."""
    delivery = await _lock_waiting(session, delivery_id)
    if delivery is None:
        return False
    delivery.kind, delivery.payload = pack(notice)
    delivery.urgency = notice.urgency
    await session.flush()
    return True


async def _lock_waiting(session: AsyncSession, delivery_id: DeliveryId) -> Delivery | None:
    """The message, locked, if it is due or will be, and in no courier's hands.

    While a courier holds it nobody knows whether it has arrived. One that a courier has given
    back, because the messenger was not there, can be had.
    """
    waiting = (
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .with_for_update()
        # It may have been read earlier in this transaction, before it was claimed.
        .execution_options(populate_existing=True)
    )
    delivery = (await session.scalars(waiting)).one_or_none()
    if delivery is None or delivery.state is not DeliveryState.DUE:
        return None
    return None if delivery.claimed_at else delivery


async def claim_due(
    session: AsyncSession, now: datetime, *, limit: int, lease: timedelta
) -> list[Delivery]:
    """Take messages that are due, the most urgent first, and at most one for each person.

    Of one question a person hears in the order of posting: as long as a message waits, whatever
    for, the later ones of the same question wait as well. A message whose courier does not settle
    it within ``lease`` is due again; unless it is of a kind that may arrive once at most.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_ONE_CLAIMS)))
    first_of_each = (
        select(Delivery.id)
        .ext(distinct_on(Delivery.recipient_id))
        .where(Delivery.due_at <= now, _is_free(now))
        .order_by(Delivery.recipient_id, Delivery.urgency, Delivery.due_at, Delivery.id)
    )
    chosen = (
        select(Delivery)
        .where(Delivery.id.in_(first_of_each), Delivery.state == _DUE, Delivery.due_at <= now)
        .order_by(Delivery.urgency, Delivery.due_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    claimed = list(await session.scalars(chosen))
    for delivery in claimed:
        _hand_out(delivery, now, lease)
    await session.flush()
    return claimed


def _hand_out(delivery: Delivery, now: datetime, lease: timedelta) -> None:
    delivery.claimed_at = now
    delivery.tried_at = delivery.tried_at or now
    delivery.attempts += 1
    delivery.due_at = now + lease
    if may_arrive_once_only(delivery):
        delivery.state = DeliveryState.SENT
        delivery.settled_at = now


def may_arrive_once_only(delivery: Delivery) -> bool:
    return isinstance(delivery.notice, AT_MOST_ONCE)


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Unsent, first of its question, and nobody is sending anything to that person."""
    other, earlier = aliased(Delivery), aliased(Delivery)
    is_busy = exists().where(
        other.recipient_id == Delivery.recipient_id,
        other.claimed_at.is_not(None),
        other.due_at > now,
    )
    is_preceded = exists().where(
        earlier.state == _DUE,
        earlier.recipient_id == Delivery.recipient_id,
        earlier.question_id == Delivery.question_id,
        earlier.id < Delivery.id,
    )
    return (Delivery.state == _DUE) & ~is_busy & ~is_preceded


async def next_due(session: AsyncSession, now: datetime) -> datetime | None:
    """When the next message is to leave; ``None`` when none waits but for another one."""
    return await session.scalar(select(func.min(Delivery.due_at)).where(_is_free(now)))


async def settle_sent(session: AsyncSession, delivery: Delivery, *, now: datetime) -> bool:
    return await _settle(session, delivery, state=DeliveryState.SENT, settled_at=now)


async def settle_lost(
    session: AsyncSession, delivery: Delivery, *, reason: str, now: datetime
) -> bool:
    return await _settle(session, delivery, state=DeliveryState.LOST, settled_at=now, reason=reason)


async def settle_later(
    session: AsyncSession, delivery: Delivery, *, until: datetime, attempts: int
) -> bool:
    """Give the message back, to be sent at ``until``, counting ``attempts`` so far."""
    return await _settle(
        session,
        delivery,
        state=DeliveryState.DUE,
        settled_at=None,
        due_at=until,
        attempts=attempts,
    )


async def _settle(session: AsyncSession, delivery: Delivery, **changes: Any) -> bool:
    """Change the message, unless the lease has run out and another courier has it by now."""
    settled = await session.execute(
        update(Delivery)
        .where(
            Delivery.id == delivery.id,
            Delivery.claimed_at.is_not(None),
            Delivery.attempts == delivery.attempts,
        )
        .values(claimed_at=None, **changes)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return settled.first() is not None


async def counts(session: AsyncSession, now: datetime) -> Counts:
    is_due = Delivery.state == _DUE
    row = (
        await session.execute(
            select(
                func.count().filter(is_due),
                func.min(Delivery.posted_at).filter(is_due, Delivery.posted_at <= now),
                func.count().filter(Delivery.state == DeliveryState.LOST),
            ).select_from(Delivery)
        )
    ).one()
    return Counts(*row)
