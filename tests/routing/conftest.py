"""An office over transactions that vanish when the test ends."""

import pytest

from kit.database import Transaction
from tests.support.people import Office


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)
