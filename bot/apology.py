"""When an update could not be dealt with: the person hears so, instead of silence."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import Update

from handlers.texts.asking import went_wrong

log = logging.getLogger(__name__)


async def apologise(
    bots: Mapping[str, Bot], channel: str, payloads: Sequence[dict[str, Any]]
) -> None:
    """Tell whoever has sent the parked updates that these were not dealt with."""
    update = Update.model_validate(payloads[0])
    event = update.message or update.edited_message or update.callback_query
    if event is None or event.from_user is None:
        return
    try:
        await bots[channel].send_message(event.from_user.id, went_wrong())
    except TelegramForbiddenError:
        log.info("update %s: nobody to apologise to", update.update_id)
