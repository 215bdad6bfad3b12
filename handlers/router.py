"""The conversations, in the order they get to see an update."""

from collections.abc import Callable
from datetime import datetime

from aiogram import F
from aiogram.types import Message

from delivery.threads import Threads
from handlers import (
    answering,
    appointing,
    asking,
    checkin,
    checkin_rounds,
    checkin_wishes,
    confiding,
    crisis,
    desk,
    duty,
    editing,
    materials,
    mine,
    panel,
    privacy,
    profile,
    rating,
    start,
    stats,
    typing,
)
from handlers.conversation import Router
from handlers.middlewares import Acquaint, ExplainRefusals
from handlers.reply import Reply
from handlers.texts import asking as texts
from people.service import Directory


async def only_in_private(message: Message, reply: Reply) -> None:
    await reply.say(texts.only_in_private())


def _elsewhere() -> Router:
    elsewhere = Router(name="elsewhere")
    elsewhere.message.register(only_in_private, F.chat.type != "private")
    return elsewhere


def build_router(directory: Directory, threads: Threads, clock: Callable[[], datetime]) -> Router:
    """All conversations of the bot; whatever no other takes is a question."""
    root = Router(name="hotline")
    for observer in (root.message, root.edited_message, root.callback_query):
        observer.outer_middleware(Acquaint(directory, threads, clock))
        observer.outer_middleware(ExplainRefusals())
    root.include_routers(
        _elsewhere(),
        start.router(),
        mine.router(),
        desk.router(),
        materials.router(),
        duty.router(),
        profile.router(),
        appointing.router(),
        panel.router(),
        stats.router(),
        privacy.router(),
        checkin.router(),
        checkin_wishes.router(),
        checkin_rounds.router(),
        crisis.router(),
        start.leftovers(),
        typing.router(),
        duty.words(),
        profile.words(),
        appointing.words(),
        checkin.words(),
        confiding.router(),
        rating.router(),
        asking.router(),
        answering.router(),
        editing.router(),
        asking.questions_router(),
        start.stale_buttons(),
    )
    return root
