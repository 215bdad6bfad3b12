"""Which question a message speaks of, for whoever replies to it."""

from collections.abc import Sequence

from delivery import links
from kit.database import Transaction


class Threads:
    """Remembers the messages of questions, so that a reply finds its question after a restart."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def remember(
        self, channel: str, chat: str, messages: Sequence[str], question_id: int
    ) -> None:
        async with self._transaction() as session:
            await links.remember(session, channel, chat, messages, question_id)

    async def question_of(self, channel: str, chat: str, message: str) -> int | None:
        """The question that the message speaks of; ``None`` for a message of no question."""
        async with self._transaction() as session:
            return await links.question_of(session, channel, chat, message)
