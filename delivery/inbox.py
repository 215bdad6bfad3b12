"""The inbox: what a channel tells us is stored before anything is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from delivery.bursts import MOST_MESSAGES, next_of
from delivery.forgetting import numbers_alone
from delivery.models import Event, EventState

#: Listen to this to hear of new events.
SIGNAL = "inbox"

KEPT_FOR = timedelta(days=30)

#: Held while storing, so that no event becomes visible after a later one of its chat.
_IN_ORDER = 7_204_061_009

# Written into the statement itself, or a prepared plan could not use the partial index.
_WAITING = bindparam(
    None, EventState.WAITING, type_=Event.__table__.c.state.type, literal_execute=True
)


@dataclass(frozen=True)
class Incoming:
    """Something a channel tells us."""

    channel: str
    external_id: str
    """What the channel counts it by: the same again is the same event."""
    chat: str
    burst: str | None
    """Direct neighbours in a chat with the same burst are handled together; ``None``: alone."""
    pause: timedelta
    """A burst is over when nothing has followed for so long."""
    payload: dict[str, Any]


@dataclass(frozen=True)
class Counts:
    """The reconciliation: what was received is done, parked or waiting."""

    received: int
    done: int
    parked: int
    waiting: int
    oldest_waiting: datetime | None

    @property
    def is_balanced(self) -> bool:
        return self.received == self.done + self.parked + self.waiting


async def store(session: AsyncSession, events: Sequence[Incoming], *, now: datetime) -> int:
    """Store what is not known yet, in the given order; once committed, it may be confirmed.

    Returns:
        How many events were new.
    """
    if not events:
        return 0
    await session.execute(select(func.pg_advisory_xact_lock(_IN_ORDER), func.pg_notify(SIGNAL, "")))
    added = await session.execute(
        insert(Event)
        .values([_row(event, now) for event in events])
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
        .returning(Event.id)
    )
    return len(added.all())


def _row(event: Incoming, now: datetime) -> dict[str, Any]:
    return {
        "channel": event.channel,
        "external_id": event.external_id,
        "chat": event.chat,
        "burst": event.burst,
        "payload": _storable(event.payload),
        "received_at": now,
        "due_at": now if event.burst is None else now + event.pause,
        "state": EventState.WAITING,
        "attempts": 0,
    }


def _storable(value: Any) -> Any:
    """Without NUL and halves of surrogate pairs, for which PostgreSQL would refuse the batch."""
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
        case dict():
            return {_storable(key): _storable(item) for key, item in value.items()}
        case list() | tuple():
            return [_storable(item) for item in value]
    return value


async def claim(
    session: AsyncSession, now: datetime, *, limit: int, lease: timedelta
) -> list[Sequence[Event]]:
    """Take what is to be handled next in up to ``limit`` chats that nobody is handling.

    Whoever has claimed a burst has ``lease`` to settle it, then it is up for somebody else.
    """
    while heads := list(await session.scalars(_due_heads(now, limit))):
        waiting = {(head.channel, head.chat): [head] for head in heads if head.burst is None}
        waiting |= await _first_of(session, [head for head in heads if head.burst is not None])
        claimed: list[Sequence[Event]] = []
        for head in heads:
            chosen = next_of(waiting[head.channel, head.chat], now)
            if isinstance(chosen, datetime):
                head.due_at = chosen
            else:
                _hand_out(chosen, now, lease)
                claimed.append(chosen)
        await session.flush()
        if claimed:
            return claimed
    return []


def _hand_out(burst: Sequence[Event], now: datetime, lease: timedelta) -> None:
    for event in burst:
        event.tried_at = event.tried_at or now
        event.attempts += 1
        event.due_at = now + lease


def _due_heads(now: datetime, limit: int) -> Any:
    later = aliased(Event)
    is_over = exists().where(
        later.state == _WAITING,
        later.channel == Event.channel,
        later.chat == Event.chat,
        later.id > Event.id,
        later.burst.is_distinct_from(Event.burst),
    )
    is_open_burst = and_(Event.burst.is_not(None), Event.tried_at.is_(None))
    return (
        select(Event)
        .where(_is_head(), or_(Event.due_at <= now, and_(is_open_burst, is_over)))
        .order_by(Event.due_at, Event.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Event)
    )


def _is_head() -> ColumnElement[bool]:
    earlier = aliased(Event)
    return and_(
        Event.state == _WAITING,
        ~exists().where(
            earlier.state == _WAITING,
            earlier.channel == Event.channel,
            earlier.chat == Event.chat,
            earlier.id < Event.id,
        ),
    )


async def _first_of(
    session: AsyncSession, heads: Sequence[Event]
) -> dict[tuple[str, str], list[Event]]:
    """The first unfinished events of the chats of ``heads``, one more than a burst can have."""
    if not heads:
        return {}
    chat = aliased(Event)
    first = (
        select(Event)
        .where(Event.state == _WAITING, Event.channel == chat.channel, Event.chat == chat.chat)
        .order_by(Event.id)
        .limit(MOST_MESSAGES + 1)
        .lateral("first_events")
    )
    found_event = aliased(Event, first)
    rows = await session.scalars(
        select(found_event)
        .select_from(chat)
        .join(first, true())
        .where(chat.id.in_([head.id for head in heads]))
        .order_by(found_event.id)
    )
    found: dict[tuple[str, str], list[Event]] = {}
    for event in rows:
        found.setdefault((event.channel, event.chat), []).append(event)
    return found


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next chat may have something to handle; ``None`` when nothing waits."""
    return await session.scalar(select(func.min(Event.due_at)).where(_is_head()))


async def finish(
    session: AsyncSession, burst: Sequence[Event], *, now: datetime, keeps_nothing: bool = False
) -> None:
    """Settle the burst as done; ``keeps_nothing``: without a word of what was told."""
    await _settle(session, burst, state=EventState.DONE, finished_at=now, **_left(keeps_nothing))


async def park(
    session: AsyncSession,
    burst: Sequence[Event],
    *,
    reason: str,
    now: datetime,
    keeps_nothing: bool = False,
) -> None:
    await _settle(
        session,
        burst,
        state=EventState.PARKED,
        finished_at=now,
        reason=reason,
        **_left(keeps_nothing),
    )


def _left(keeps_nothing: bool) -> dict[str, Any]:
    return {"payload": numbers_alone()} if keeps_nothing else {}


async def put_back(
    session: AsyncSession, burst: Sequence[Event], *, until: datetime, attempts: int
) -> None:
    """Try the burst again at ``until``, counting ``attempts`` so far."""
    await _settle(session, burst, due_at=until, attempts=attempts)


async def _settle(session: AsyncSession, burst: Sequence[Event], **changes: Any) -> None:
    """Change the burst, unless its lease has run out and somebody else has it by now."""
    await session.execute(
        update(Event)
        .where(
            Event.id.in_([event.id for event in burst]),
            Event.state == EventState.WAITING,
            Event.attempts == burst[0].attempts,
        )
        .values(**changes)
        .execution_options(synchronize_session=False)
    )


async def forget_old(session: AsyncSession, now: datetime, *, limit: int) -> int:
    """Delete up to ``limit`` events that were done long ago; returns how many."""
    old = (
        select(Event.id)
        .where(Event.state == EventState.DONE, Event.finished_at < now - KEPT_FOR)
        .limit(limit)
    )
    gone = await session.execute(delete(Event).where(Event.id.in_(old)).returning(Event.id))
    return len(gone.all())


async def counts(session: AsyncSession) -> Counts:
    def of(state: EventState) -> ColumnElement[int]:
        return func.count().filter(Event.state == state)

    row = (
        await session.execute(
            select(
                func.count(),
                of(EventState.DONE),
                of(EventState.PARKED),
                of(EventState.WAITING),
                func.min(Event.received_at).filter(Event.state == EventState.WAITING),
            ).select_from(Event)
        )
    ).one()
    return Counts(*row)
