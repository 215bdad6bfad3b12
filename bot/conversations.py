"""Where a conversation stands: aiogram's storage in PostgreSQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base, Transaction


class Conversation(Base):
    """What a person is in the middle of writing in one chat."""

    __tablename__ = "conversations"

    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class PostgresStorage(BaseStorage):
    """Conversations that survive a restart; each call is one statement, merges are atomic."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._keys = DefaultKeyBuilder(with_bot_id=True, with_destiny=True)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._put(key, {"state": name}, {"state": name})
        if name is None:
            await self._drop_empty(key)

    async def get_state(self, key: StorageKey) -> str | None:
        async with self._transaction() as session:
            return await session.scalar(
                select(Conversation.state).where(Conversation.key == self._keys.build(key))
            )

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._put(key, {"data": dict(data)}, {"data": dict(data)})
        if not data:
            await self._drop_empty(key)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        async with self._transaction() as session:
            data = await session.scalar(
                select(Conversation.data).where(Conversation.key == self._keys.build(key))
            )
        return dict(data or {})

    async def update_data(self, key: StorageKey, data: Mapping[str, Any]) -> dict[str, Any]:
        merged = Conversation.data.op("||")(insert(Conversation).excluded.data)
        return await self._put(key, {"data": dict(data)}, {"data": merged})

    async def close(self) -> None:
        """Nothing to close: the connections belong to the database."""

    async def _put(
        self, key: StorageKey, new: dict[str, Any], changed: dict[str, Any]
    ) -> dict[str, Any]:
        put = (
            insert(Conversation)
            .values(key=self._keys.build(key), **new)
            .on_conflict_do_update(
                index_elements=["key"], set_={**changed, "updated_at": func.now()}
            )
            .returning(Conversation.data)
        )
        async with self._transaction() as session:
            return dict((await session.execute(put)).scalar_one())

    async def _drop_empty(self, key: StorageKey) -> None:
        """Keep nothing of a conversation that is over: its key names the person."""
        empty = delete(Conversation).where(
            Conversation.key == self._keys.build(key),
            Conversation.state.is_(None),
            Conversation.data == {},
        )
        async with self._transaction() as session:
            await session.execute(empty)
