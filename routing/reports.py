"""Questions as rows, for reports."""

from datetime import datetime

from kit.database import Transaction
from routing import report_queries
from routing.question_rows import QuestionRow


class QuestionRows:
    """The rows of a period, as they are now."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def asked(self, since: datetime | None, before: datetime | None) -> list[QuestionRow]:
        """Questions asked in the period, oldest first; ``None``: the period is open there."""
        async with self._transaction() as session:
            return await report_queries.asked(session, since, before)
