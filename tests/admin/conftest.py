"""The panel with somebody signed in."""

import pytest

from kit.database import Transaction
from people.models import Role
from tests.support.panel import Browser, PanelHouse


@pytest.fixture
def house(transaction: Transaction) -> PanelHouse:
    return PanelHouse(transaction)


@pytest.fixture
async def curator(house: PanelHouse) -> Browser:
    return await house.signed_in(Role.CURATOR, name="Вера Павловна")


@pytest.fixture
async def admin(house: PanelHouse) -> Browser:
    return await house.signed_in(Role.ADMIN, name="Ольга Сергеевна")
