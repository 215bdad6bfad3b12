"""The room apart: the only way to the schema of check-ins."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import acting_as

#: The only role with rights in the schema; it has none anywhere else.
ROLE = "hotline_wellbeing"


@asynccontextmanager
async def apart(session: AsyncSession) -> AsyncIterator[None]:
    """Until the block ends, the session sees the tables of check-ins and no others.

    One transaction covers what is done inside and outside, but no statement sees both.
    """
    async with acting_as(session, ROLE):
        yield
