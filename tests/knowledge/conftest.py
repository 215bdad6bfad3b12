"""Cases in a database, ready to be searched for."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from kit.database import Transaction
from knowledge.drafts import CaseDraft
from knowledge.service import CaseBook

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

Publish = Callable[..., Awaitable[None]]


@pytest.fixture
def publish(transaction: Transaction) -> Publish:
    """Publishes cases."""

    async def put_in_force(*drafts: CaseDraft) -> None:
        await CaseBook(transaction).import_cases(drafts, publish=True, by=None, now=NOON)

    return put_in_force
