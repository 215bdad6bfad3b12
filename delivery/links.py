"""Which message speaks of which question, so that a reply finds its question by ids alone."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.models import MessageLink


async def remember(
    session: AsyncSession, channel: str, chat: str, messages: Sequence[str], question_id: int
) -> None:
    """From now on the messages speak of the question, whatever they spoke of before."""
    if not messages:
        return
    added = insert(MessageLink).values(
        [
            {"channel": channel, "chat": chat, "message": message, "question_id": question_id}
            for message in dict.fromkeys(messages)
        ]
    )
    await session.execute(
        added.on_conflict_do_update(
            index_elements=["channel", "chat", "message"],
            set_={"question_id": added.excluded.question_id},
        )
    )


async def question_of(session: AsyncSession, channel: str, chat: str, message: str) -> int | None:
    link = select(MessageLink.question_id).where(
        MessageLink.channel == channel, MessageLink.chat == chat, MessageLink.message == message
    )
    return (await session.scalars(link)).one_or_none()
