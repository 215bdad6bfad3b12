"""Coming in: the greeting, an invitation, help, and commands that are nobody's."""

from datetime import datetime

from aiogram import F
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import keyboards
from handlers.callbacks import IAm, Who
from handlers.conversation import Router
from handlers.filters import IsCommand
from handlers.reply import Reply
from handlers.texts import start as texts
from people.models import Person
from people.service import Directory

#: Commands of other roles: whoever may not use one hears so, instead of «no such command».
COMMANDS_OF_ROLES = ("queue", "duty", "invite", "panel", "stats")

_WORDS = {
    Who.TEACHER: texts.for_teachers,
    Who.LEADER: texts.for_leaders,
    Who.PARENT: texts.for_parents,
    Who.PUPIL: texts.for_pupils,
}


async def accept_invitation(
    message: Message,
    command: CommandObject,
    person: Person,
    reply: Reply,
    now: datetime,
    state: FSMContext,
    directory: Directory,
) -> None:
    await state.clear()
    invitation = await directory.accept(person.id, command.args or "", now=now)
    await reply.say(texts.welcomed(invitation))


async def greet(message: Message, reply: Reply, state: FSMContext) -> None:
    await state.clear()
    await reply.say(texts.greeting(), keyboards.start())


async def hear_who(press: CallbackQuery, callback_data: IAm, reply: Reply) -> None:
    await reply.say(_WORDS[callback_data.who]())


async def help_person(message: Message, person: Person, reply: Reply) -> None:
    await reply.say(texts.help_for(person))


async def not_for_you(message: Message, reply: Reply) -> None:
    command = (message.text or "").split(maxsplit=1)[0]
    await reply.say(texts.not_for_you(command))


async def unknown_command(message: Message, person: Person, reply: Reply) -> None:
    await reply.say(texts.unknown_command(person))


async def stale_button(press: CallbackQuery, reply: Reply) -> None:
    await reply.toast(texts.stale_button(), alert=True)


def router() -> Router:
    start = Router(name="start")
    start.message.register(accept_invitation, CommandStart(deep_link=True))
    start.message.register(greet, CommandStart())
    start.message.register(help_person, Command("help"))
    start.callback_query.register(hear_who, IAm.filter())
    return start


def leftovers() -> Router:
    """Commands that no conversation has taken."""
    rest = Router(name="leftovers")
    rest.message.register(not_for_you, Command(*COMMANDS_OF_ROLES))
    rest.message.register(unknown_command, IsCommand(), F.text)
    return rest


def stale_buttons() -> Router:
    """Buttons that no conversation knows any more."""
    stale = Router(name="stale buttons")
    stale.callback_query.register(stale_button)
    return stale
