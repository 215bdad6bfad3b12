"""The router of a conversation."""

import aiogram
from aiogram.dispatcher.event.event import EventObserver
from aiogram.dispatcher.event.telegram import TelegramEventObserver


class Router(aiogram.Router):
    """aiogram's, for the kinds of updates that the bot is sent.

    aiogram's own makes ready for all 28 kinds, and looks at the signature of a function for each:
    with our thirty conversations that was most of the time of building the bot.
    """

    def __init__(self, *, name: str) -> None:
        # Without aiogram's own __init__, whose work is done here for three kinds.
        self.name = name
        self._parent_router = None
        self.sub_routers = []
        self.message = TelegramEventObserver(self, "message")
        self.edited_message = TelegramEventObserver(self, "edited_message")
        self.callback_query = TelegramEventObserver(self, "callback_query")
        self.observers = {
            kind.event_name: kind
            for kind in (self.message, self.edited_message, self.callback_query)
        }
        self.startup = EventObserver()
        self.shutdown = EventObserver()
