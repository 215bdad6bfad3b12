"""Which message speaks of which question."""

from delivery import links
from kit.database import Transaction


async def test_a_reply_finds_its_question_by_ids_alone(transaction: Transaction) -> None:
    async with transaction() as session:
        await links.remember(session, "telegram", "5", ["10", "11"], 7)
        await links.remember(session, "telegram", "5", [], 8)

    async with transaction() as session:
        assert await links.question_of(session, "telegram", "5", "11") == 7
        assert await links.question_of(session, "telegram", "6", "11") is None
        assert await links.question_of(session, "web", "5", "11") is None


async def test_a_message_speaks_of_the_question_it_was_last_put_to(
    transaction: Transaction,
) -> None:
    async with transaction() as session:
        await links.remember(session, "telegram", "5", ["10", "10"], 7)
    async with transaction() as session:
        await links.remember(session, "telegram", "5", ["10"], 8)

    async with transaction() as session:
        assert await links.question_of(session, "telegram", "5", "10") == 8
