"""The way into the web panel: a link that lets this person in once."""

from datetime import datetime
from typing import Protocol

from aiogram.filters import Command
from aiogram.types import Message

from handlers.conversation import Router
from handlers.reply import Reply
from handlers.texts import panel as texts
from handlers.texts import start as start_texts
from people.models import Person, PersonId


class Panel(Protocol):
    """The panel as the chat knows it."""

    def may_enter(self, person: Person) -> bool: ...

    async def link(self, person_id: PersonId, *, now: datetime) -> str: ...


async def give_link(
    message: Message, person: Person, reply: Reply, now: datetime, panel: Panel
) -> None:
    if not panel.may_enter(person):
        await reply.say(start_texts.not_for_you("/panel"))
        return
    await reply.say(texts.link(await panel.link(person.id, now=now)))


def router() -> Router:
    panel = Router(name="panel")
    panel.message.register(give_link, Command("panel"))
    return panel
