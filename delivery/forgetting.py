"""Forgetting a person: what came from them and went to them loses its words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Update,
    and_,
    case,
    cast,
    delete,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.messenger import Address
from delivery.models import Delivery, DeliveryState, Event, EventState, MessageLink
from people.models import PersonId

#: Wherever an id of the person's stands in what a channel has told.
_THEIR_ID = "$.**.id ? (@ == $id)"


@dataclass(frozen=True)
class Stored:
    events: int
    deliveries: int


async def forget_messages_to(
    session: AsyncSession,
    recipient_id: PersonId,
    *,
    about: Collection[int],
    now: datetime,
) -> None:
    """Blank what was posted to the person, and what anybody was told of the questions ``about``.

    What has not left never will. The rows stay: histories and figures point to them.
    """
    concerned = or_(Delivery.recipient_id == recipient_id, Delivery.question_id.in_(about))
    waits = Delivery.state == DeliveryState.DUE
    # A courier that has one in its hands will find it settled.
    await session.execute(
        update(Delivery)
        .where(concerned, waits)
        .values(state=DeliveryState.CANCELLED, settled_at=now, claimed_at=None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Delivery)
        .where(concerned)
        .values(payload={})
        .execution_options(synchronize_session=False)
    )


async def forget_chats(session: AsyncSession, addresses: Sequence[Address]) -> None:
    """Blank what has come from the addresses, and forget which messages spoke of what there.

    What came and has not been looked at yet stays: it will be a stranger's.
    """
    for address in addresses:
        await session.execute(
            delete(MessageLink).where(
                MessageLink.channel == address.channel, MessageLink.chat == address.external_id
            )
        )
        await session.execute(_blank_events(address))


async def stored_about(
    session: AsyncSession, recipient_id: PersonId, addresses: Sequence[Address]
) -> Stored:
    """How much that came from the person and went to them is kept."""
    events = 0
    for address in addresses:
        own = (Event.channel == address.channel) & (Event.chat == address.external_id)
        events += (await session.scalars(select(func.count()).where(own))).one()
    to_them = select(func.count()).where(Delivery.recipient_id == recipient_id)
    return Stored(events, (await session.scalars(to_them)).one())


def _blank_events(address: Address) -> Update:
    own_chat = Event.chat == address.external_id
    is_finished = Event.state != EventState.WAITING
    is_in_hand = and_(Event.tried_at.is_not(None), own_chat)
    return (
        update(Event)
        .where(
            Event.channel == address.channel,
            or_(is_finished, is_in_hand),
            or_(own_chat, _names(address)),
        )
        .values(payload=_numbers_alone(), chat=case((own_chat, ""), else_=Event.chat))
        .execution_options(synchronize_session=False)
    )


def _names(address: Address) -> ColumnElement[bool]:
    number = int(address.external_id) if address.external_id.isdigit() else address.external_id
    return func.jsonb_path_exists(
        Event.payload, cast(_THEIR_ID, JSONPATH), cast({"id": number}, JSONB)
    )


def _numbers_alone() -> ScalarSelect[Any]:
    """What the event is counted by: if it is handled again, it is an event in which nothing is."""
    member = func.jsonb_each(Event.payload).table_valued("key", "value")
    value = type_coerce(member.c.value, JSONB)
    kept = func.coalesce(func.jsonb_object_agg(member.c.key, value), cast({}, JSONB))
    return (
        select(kept)
        .select_from(member)
        .where(func.jsonb_typeof(value) == "number")
        .scalar_subquery()
    )
