"""Whether somebody is just writing to a psychologist; asked before anything else is."""

from dataclasses import dataclass

from aiogram import Bot
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from redis.exceptions import RedisError

from bot.telegram.line import DATABASE_OUTAGES
from handlers.confiding import Confiding


@dataclass(frozen=True)
class IsConfiding:
    storage: BaseStorage

    async def __call__(self, bot: Bot, chat_id: int, person_id: int) -> bool:
        """It never fails: where nobody can tell, they are not."""
        key = StorageKey(bot_id=bot.id, chat_id=chat_id, user_id=person_id)
        try:
            return await self.storage.get_state(key) == Confiding.writing.state
        except (*DATABASE_OUTAGES, RedisError):
            return False
