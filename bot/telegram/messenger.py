"""Telegram as a way to reach people."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    DetailedAiogramError,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot.telegram.line import is_out_of_reach
from delivery.errors import Refused, Throttled, TryLater, Unreachable
from delivery.messenger import Sent
from delivery.notices import Notice
from handlers.outgoing import Outgoing, say
from people.addresses import Address

_NOBODY_THERE = re.compile(
    r"chat not found|user is deactivated|user not found|PEER_ID_INVALID|USER_ID_INVALID",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')


class TelegramMessenger:
    """Sends notices by the bots of the channels it serves."""

    def __init__(
        self, bots: Mapping[str, Bot], render: Callable[[Notice], Sequence[Outgoing]]
    ) -> None:
        """
        Args:
            bots: by channel; whatever speaks the Bot API is a channel of its own.
            render: what is said for a notice, at least one thing.
        """
        self._bots = bots
        self._render = render

    async def send(self, notice: Notice, to: Sequence[Address]) -> Sent:
        """As ``delivery.messenger.Messenger`` promises."""
        address = next((each for each in to if each.channel in self._bots), None)
        if address is None:
            raise Refused("no such channel")
        bot = self._bots[address.channel]
        messages: list[str] = []
        try:
            for outgoing in self._render(notice):
                messages += await say(
                    bot, int(address.external_id), outgoing, has_begun=bool(messages)
                )
        except AiogramError as error:
            raise in_words_of_delivery(error, address) from error
        return Sent(address.channel, address.external_id, messages)


def in_words_of_delivery(error: AiogramError, address: Address) -> Exception:
    """What a failed call to ``address`` means for the courier."""
    match error:
        case TelegramRetryAfter():
            return Throttled(timedelta(seconds=error.retry_after), address=address)
        case TelegramForbiddenError():
            return Unreachable(address)
        case _ if is_out_of_reach(error):
            return TryLater()
        case DetailedAiogramError() if _NOBODY_THERE.search(error.message):
            return Unreachable(address)
        case DetailedAiogramError():
            # Telegram quotes what it does not like, and that may be somebody's words.
            return Refused(f"{type(error).__name__}: {_QUOTED.sub('…', error.message)}")
        case _:
            return Refused(type(error).__name__)
