"""The jobs behind the pages of the panel, for ``benchmarks.panel``."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy import text

from benchmarks.panel_base import DIMENSIONS, FINGERPRINT
from kit.database import Transaction
from knowledge.encoder import Matrix, Vector
from knowledge.twins import Comparing
from routing.counting import Counting
from routing.grouping import Grouping
from tests.support.panel import MOSCOW

#: Questions that are taken out of their gaps, so that a batch has something to do.
_UNGROUPED = text("""
    delete from gap_questions where question_id in
    (select question_id from gap_questions order by question_id desc limit 50)
""")
_MARKED = text("""
    insert into changed_questions (question_id)
    select id from questions where id % 100 = 0 order by id desc limit 70
""")
_ALL_NEW = text("delete from compared_versions")
_ONE_NEW = text("""
    delete from compared_versions where version_id = (select max(version_id) from compared_versions)
""")


class _Nothing:
    """Stands where an encoder does: all that is encoded is in the database already."""

    fingerprint = FINGERPRINT
    dimensions = DIMENSIONS

    async def question(self, text: str) -> Vector:
        raise AssertionError("everything is encoded")

    async def passages(self, texts: object) -> Matrix:
        raise AssertionError("everything is encoded")


async def _group(transaction: Transaction, now: datetime) -> None:
    async with transaction() as session:
        await session.execute(_UNGROUPED)
    await _GROUPING.setdefault(0, Grouping(transaction, _Nothing())).group(now, limit=50)


async def _count(transaction: Transaction, now: datetime) -> None:
    async with transaction() as session:
        await session.execute(_MARKED)
    await Counting(transaction, MOSCOW).count_days(now)


async def _compare_all(transaction: Transaction, now: datetime) -> None:
    async with transaction() as session:
        await session.execute(_ALL_NEW)
    await Comparing(transaction, _Nothing()).compare_new(now)


async def _compare_one(transaction: Transaction, now: datetime) -> None:
    async with transaction() as session:
        await session.execute(_ONE_NEW)
    await Comparing(transaction, _Nothing()).compare_new(now)


#: One for all rounds, as the process that serves has one.
_GROUPING: dict[int, Grouping] = {}

JOBS: Mapping[str, Callable[[Transaction, datetime], Awaitable[None]]] = {
    "count three days, 8,200 questions": _count,
    "group 50 questions without a case": _group,
    "compare all cases": _compare_all,
    "compare one new text": _compare_one,
}
