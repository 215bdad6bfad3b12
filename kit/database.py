"""How the service talks to PostgreSQL."""

import enum
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Self

from sqlalchemy import DateTime, Enum, MetaData, Text, event, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

from kit.errors import WrongInstallation

#: Opens a session that commits when its block ends well and rolls back when it raises.
Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]


def _values(members: type[enum.Enum]) -> list[str]:
    return [member.value for member in members]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        str: Text(),
        list[str]: ARRAY(Text()),
        dict[str, Any]: JSONB(),
        list[dict[str, Any]]: JSONB(),
        # Kept as text: adding a member then needs no migration of a PostgreSQL type.
        enum.Enum: Enum(enum.Enum, native_enum=False, length=32, values_callable=_values),
    }


#: Nothing happens where there is no such role, or where it is not the login's to take.
_TAKE_ROLE = (
    "select set_config('role', rolname, {local}) from pg_roles"
    " where rolname = {role} and pg_has_role(session_user, oid, 'member')"
)


def _take_role(role: str, connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(_TAKE_ROLE.format(role="$1", local="false"), (role,))
    cursor.close()
    connection.commit()


@asynccontextmanager
async def acting_as(session: AsyncSession, role: str) -> AsyncIterator[None]:
    """Give the session the rights of ``role``, and none besides, until the block ends.

    As with ``Database.at``, the rights stay as they are where the role cannot be taken. What was
    added to the session in the block is written in it.
    """
    await session.flush()
    before = await session.scalar(text("select current_setting('role')"))
    taken = _TAKE_ROLE.format(role=":role", local="true")
    await session.execute(text(taken), {"role": role})
    yield
    # After an error there is nothing to give back: the transaction is rolled back, and the role.
    await session.flush()
    await session.execute(text("select set_config('role', :role, true)"), {"role": before})


@dataclass(frozen=True)
class Database:
    """One PostgreSQL database: its address, its connections and its transactions."""

    url: str
    """``postgresql+asyncpg://…``; ``asyncpg_dsn`` is the same address for asyncpg itself."""
    engine: AsyncEngine
    transaction: Transaction

    @classmethod
    def at(cls, url: str, *, role: str | None = None, connections: int = 10) -> Self:
        """
        Args:
            role: whose rights every connection has, if the database has such a role and lets the
                login take it; otherwise, and for ``None``, the login's own.
        """
        engine = create_async_engine(
            url,
            pool_size=connections,
            max_overflow=connections,
            pool_pre_ping=True,
            hide_parameters=True,  # an error that gets into a log must not carry people's words
            # A process frozen inside a transaction must not keep its rows locked for ever.
            connect_args={
                "server_settings": {
                    "idle_in_transaction_session_timeout": "60s",
                    "application_name": "hotline",
                }
            },
        )
        if role is not None:
            event.listen(engine.sync_engine, "connect", partial(_take_role, role))
        sessions = async_sessionmaker(engine, expire_on_commit=False)
        return cls(url, engine, sessions.begin)

    @property
    def asyncpg_dsn(self) -> str:
        return self.url.replace("postgresql+asyncpg://", "postgresql://", 1)

    async def check(self) -> None:
        """Refuse a database in which Russian words do not fold to lower case.

        Raises:
            WrongInstallation: the database has a locale such as plain ``C``.
        """
        async with self.engine.connect() as connection:
            folded = await connection.scalar(text("select lower('ПРИВЕТ')"))
        if folded != "привет":
            raise WrongInstallation(
                "База данных не умеет русский регистр (lower('ПРИВЕТ') ≠ 'привет'): создайте её "
                "заново с локалью C.UTF-8 или ru_RU.UTF-8."
            )

    async def close(self) -> None:
        await self.engine.dispose()
