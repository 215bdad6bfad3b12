"""The page over a database."""

import pytest

from kit.database import Transaction
from tests.support.checkin_page import PageHouse


@pytest.fixture
def house(transaction: Transaction) -> PageHouse:
    return PageHouse(transaction)
