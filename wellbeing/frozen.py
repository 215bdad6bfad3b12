"""Reading what was published of waves: all of it, and nothing else, whoever asks."""

from kit.database import Transaction
from wellbeing import queries
from wellbeing.reports import WaveReport
from wellbeing.room import apart


class WaveReports:
    """The frozen reports, the same for managers and for those who took part."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def all(self) -> list[WaveReport]:
        """Oldest first."""
        async with self._transaction() as session, apart(session):
            frozen = await queries.reports(session)
            return [WaveReport.from_json(report.document) for report in frozen]
