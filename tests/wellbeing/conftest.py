"""What the tests of check-ins over a database begin with."""

import pytest

from kit.database import Transaction
from tests.wellbeing.house import House


@pytest.fixture
def house(transaction: Transaction) -> House:
    return House(transaction)
