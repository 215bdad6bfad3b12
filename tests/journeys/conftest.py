"""Every journey is made twice: by one process, and by a new one after each deed."""

from collections.abc import AsyncIterator

import pytest

from kit.database import Database
from knowledge.encoder import Encoder
from tests.support.town import Town, open_town


@pytest.fixture(params=["steady", pytest.param("restarting", marks=pytest.mark.long)])
async def town(
    request: pytest.FixtureRequest, planted: Database, encoder: Encoder
) -> AsyncIterator[Town]:
    async with open_town(planted, encoder) as opened:
        opened.restarts = request.param == "restarting"
        yield opened
