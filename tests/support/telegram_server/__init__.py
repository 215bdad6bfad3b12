"""A Telegram for tests, spoken to over HTTP as the real one.

telegram = await TelegramServer.start()
anna = telegram.user("Анна")
await anna.writes("/start")
await anna.hears("Здравствуйте")
await anna.presses("Помогло")
"""

from tests.support.telegram_server.calls import Call
from tests.support.telegram_server.chats import ChatMessage, Press
from tests.support.telegram_server.person import Person
from tests.support.telegram_server.server import TOKEN, TelegramServer

__all__ = ["TOKEN", "Call", "ChatMessage", "Person", "Press", "TelegramServer"]
