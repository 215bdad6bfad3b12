"""Forgetting a person: what came from them and went to them loses its words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
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

from delivery.models import Delivery, DeliveryState, Event, EventState, MessageLink, Solicitation
from people.addresses import Address
from people.models import PersonId

_IS_FINISHED = Event.state != EventState.WAITING


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
    await session.execute(delete(Solicitation).where(Solicitation.person_id == recipient_id))


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
        own_chat = Event.chat == address.external_id
        names_them = _mentions("id", [address.external_id])
        is_in_hand = own_chat & Event.tried_at.is_not(None)
        await session.execute(
            update(Event)
            .where(
                Event.channel == address.channel,
                or_(_IS_FINISHED & or_(own_chat, names_them), is_in_hand),
            )
            .values(payload=numbers_alone(), chat=case((own_chat, ""), else_=Event.chat))
            .execution_options(synchronize_session=False)
        )


async def forget_quotations(session: AsyncSession, about: Collection[int]) -> None:
    """Blank what anybody's messages and presses may have quoted of the questions ``about``.

    A press brings the whole message of its button, which may be a list of questions: so wherever
    the questions were spoken of, whatever is done goes. Which messages speak of the questions
    stays known, without a word of them: a reply to one is still no question of its own.
    """
    links = (
        select(MessageLink.channel, MessageLink.chat, func.array_agg(MessageLink.message))
        .where(MessageLink.question_id.in_(about))
        .group_by(MessageLink.channel, MessageLink.chat)
    )
    for channel, chat, messages in (await session.execute(links)).all():
        await session.execute(
            update(Event)
            .where(
                Event.channel == channel,
                Event.chat == chat,
                or_(
                    Event.state == EventState.DONE,
                    _IS_FINISHED & _mentions("message_id", messages),
                ),
            )
            .values(payload=numbers_alone())
            .execution_options(synchronize_session=False)
        )


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


def _mentions(key: str, ids: Sequence[str]) -> ColumnElement[bool]:
    """Whether one of ``ids`` stands under ``key`` anywhere in what a channel has told."""
    wanted = [int(each) if each.isdigit() else each for each in ids]
    anywhere = cast(f"$.**.{key} ? (@ == $ids[*])", JSONPATH)
    return func.jsonb_path_exists(Event.payload, anywhere, cast({"ids": wanted}, JSONB))


def numbers_alone() -> ScalarSelect[Any]:
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
