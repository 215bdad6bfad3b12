"""The card for danger, before anything else; its buttons do something with what it replies to."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot, F
from aiogram.enums import ParseMode
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    Chat,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)

from delivery import discretion
from handlers import confiding
from handlers.buttons import rows
from handlers.conversation import Router
from handlers.crisis_callbacks import AfterCard, CrisisDeed
from handlers.discreet import discreetly
from handlers.incoming import refused_kind, words_of
from handlers.reply import Reply
from handlers.texts import crisis as texts
from people.hours import WorkingHours
from people.models import Person
from routing.specialists import Specialists
from wellbeing.danger import Danger, danger_in
from wellbeing.support.helplines import Helpline

log = logging.getLogger(__name__)

#: Whether somebody is just writing to a psychologist: bot, chat, person. It never fails.
IsConfiding = Callable[[Bot, int, int], Awaitable[bool]]


class CrisisCard:
    """Answers words of danger with fixed words, at any hour, whatever else works or does not.

    The words that it answers are not kept: the card replies to them, and so a press of its buttons
    brings them along.
    """

    def __init__(
        self, lines: Sequence[Helpline], hours: WorkingHours, is_confiding: IsConfiding
    ) -> None:
        """
        Args:
            lines: the numbers that may be shown here.
            hours: when a person answers.
        """
        self._lines = tuple(lines)
        self._hours = hours
        self._is_confiding = is_confiding

    async def answers(self, bot: Bot, burst: Sequence[Message], *, is_edit: bool) -> bool:
        """Show the card if the burst speaks of danger; whether nothing more is to be done."""
        private = [message for message in burst if message.chat.type == "private"]
        danger, is_whole = danger_of([_text(message) for message in private])
        if danger is None:
            return False
        last = private[-1]
        sender = last.from_user.id if last.from_user is not None else last.chat.id
        if await self._is_confiding(bot, last.chat.id, sender):
            await _say(bot, last, texts.confiding_card(danger, self._lines), None)
            return False
        discretion.keep_nothing()
        words = texts.card(danger, self._lines, self._hours)
        after = AfterCard(
            deed=CrisisDeed.NOBODY,
            is_whole=is_whole,
            is_edit=is_edit,
            reply_to=last.reply_to_message.message_id if last.reply_to_message else 0,
        )
        await _say(bot, last, words, _buttons(danger, after))
        log.info("the card for danger was shown")
        return True


def danger_of(texts: Sequence[str]) -> tuple[Danger | None, bool]:
    """What messages that belong together speak of, and whether they are only one message."""
    found = danger_in("\n".join(texts)) or danger_in(" ".join(texts))
    return found, len(texts) == 1


def _text(message: Message) -> str:
    return message.text or message.caption or ""


def _buttons(danger: Danger, after: AfterCard) -> InlineKeyboardMarkup:
    def does(deed: CrisisDeed) -> AfterCard:
        return after.model_copy(update={"deed": deed})

    usual = (texts.USUAL, does(CrisisDeed.USUAL))
    nobody = (texts.NOBODY, does(CrisisDeed.NOBODY))
    if danger is Danger.OWN:
        return rows([(texts.PSYCHOLOGIST, does(CrisisDeed.PSYCHOLOGIST))], [usual], [nobody])
    return rows([usual], [(texts.PSYCHOLOGIST_OF_ANOTHER, does(CrisisDeed.PSYCHOLOGIST))], [nobody])


async def _say(bot: Bot, about: Message, words: str, keyboard: InlineKeyboardMarkup | None) -> None:
    """Say it in reply to the message; where that is gone, by itself."""
    await bot.send_message(
        about.chat.id,
        words,
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard,
        reply_parameters=ReplyParameters(
            message_id=about.message_id, allow_sending_without_reply=True
        ),
    )


async def call_psychologist(
    press: CallbackQuery,
    callback_data: AfterCard,
    bot: Bot,
    person: Person,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    channel: str,
    state: FSMContext,
    specialists: Specialists,
) -> None:
    original = _original(press, callback_data)
    if original is None:
        await confiding.begin(reply, state, person, specialists, now)
        return
    is_sure = callback_data.deed is CrisisDeed.COORDINATOR
    if not is_sure and not await specialists.has_psychologist(person.id, now=now):
        sure = callback_data.model_copy(update={"deed": CrisisDeed.COORDINATOR})
        none = callback_data.model_copy(update={"deed": CrisisDeed.NOBODY})
        keyboard = rows([(texts.COORDINATOR, sure)], [(texts.NOBODY, none)])
        await _say(bot, original, texts.no_psychologist(), keyboard)
        return
    await state.clear()
    await confiding.hand_on(reply, person, words_of([original], channel), specialists, now, zone)
    await reply.change_buttons(None)


async def go_usual_way(
    press: CallbackQuery,
    callback_data: AfterCard,
    root: Router,
    bot: Bot,
    reply: Reply,
    channel: str,
    **data: Any,
) -> None:
    """Do with the message what would have been done, had it not spoken of danger."""
    original = _original(press, callback_data)
    if original is None:
        await reply.say(texts.write_usual_again())
        return
    if callback_data.reply_to:
        place = Message(
            message_id=callback_data.reply_to,
            date=original.date,
            chat=Chat(id=original.chat.id, type="private"),
        )
        original = original.model_copy(update={"reply_to_message": place}).as_(bot)
    kind = "edited_message" if callback_data.is_edit else "message"
    data |= {"burst": [original], "channel": channel, "root": root}
    await root.propagate_event(kind, original, bot=bot, **data)
    await reply.change_buttons(None)


async def leave_it(press: CallbackQuery, reply: Reply) -> None:
    await reply.change_buttons(None)
    await reply.say(texts.kept_to_yourself())


def _original(press: CallbackQuery, after: AfterCard) -> Message | None:
    """The message of the person, if the messenger has brought it and it is all that was written."""
    card = press.message
    original = card.reply_to_message if isinstance(card, Message) else None
    if original is None or not after.is_whole or refused_kind(original) is not None:
        return None
    return original


def router() -> Router:
    crisis = Router(name="crisis")
    crisis.callback_query.middleware(discreetly)
    for deeds, handler in (
        ((CrisisDeed.PSYCHOLOGIST, CrisisDeed.COORDINATOR), call_psychologist),
        ((CrisisDeed.USUAL,), go_usual_way),
        ((CrisisDeed.NOBODY,), leave_it),
    ):
        crisis.callback_query.register(handler, AfterCard.filter(F.deed.in_(deeds)))
    return crisis
