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

from bot.telegram.case_files import CaseFileSender
from bot.telegram.line import is_out_of_reach
from delivery.errors import Refused, Throttled, TryLater, Unreachable
from delivery.messenger import Sent
from delivery.notices import CaseFileReady, Notice
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
        self,
        bots: Mapping[str, Bot],
        render: Callable[[Notice], Sequence[Outgoing]],
        files: CaseFileSender | None = None,
    ) -> None:
        """
        Args:
            bots: by channel; whatever speaks the Bot API is a channel of its own.
            render: what is said for a notice, at least one thing.
            files: sends files of cases; without it they are named instead.
        """
        self._bots = bots
        self._render = render
        self._files = files

    async def send(self, notice: Notice, to: Sequence[Address]) -> Sent:
        """As ``delivery.messenger.Messenger`` promises."""
        address = next((each for each in to if each.channel in self._bots), None)
        if address is None:
            raise Refused("no such channel")
        bot = self._bots[address.channel]
        chat_id = int(address.external_id)
        messages: list[str] = []
        try:
            if isinstance(notice, CaseFileReady) and self._files is not None:
                sent = await self._files.send(bot, address.channel, chat_id, notice)
                if sent is not None:
                    return Sent(address.channel, address.external_id, sent)
            for outgoing in self._render(notice):
                messages += await say(bot, chat_id, outgoing, has_begun=bool(messages))
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
