"""The panel with somebody signed in."""

from pathlib import Path

import pytest

from kit.database import Transaction
from knowledge.file_shelf import FOLDER, FileShelf
from people.models import Role
from tests.support.panel import Browser, PanelHouse


@pytest.fixture
def house(transaction: Transaction, tmp_path: Path) -> PanelHouse:
    return PanelHouse(transaction, shelf=FileShelf(tmp_path / FOLDER))


@pytest.fixture
async def curator(house: PanelHouse) -> Browser:
    return await house.signed_in(Role.CURATOR, name="Вера Павловна")


@pytest.fixture
async def admin(house: PanelHouse) -> Browser:
    return await house.signed_in(Role.ADMIN, name="Ольга Сергеевна")
