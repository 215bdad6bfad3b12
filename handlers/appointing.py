"""An admin invites: role, subjects, name, and a link to be forwarded."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot, F
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers import personal_keyboards as keyboards
from handlers.conversation import Router
from handlers.dictating import Dictated, stop_awaiting
from handlers.filters import Has
from handlers.personal_callbacks import InviteAs, InviteDeed, InviteFor, Inviting
from handlers.redrawing import redraw
from handlers.reply import Reply
from handlers.texts import appointing as texts
from people.models import Role
from people.service import INVITATION_LASTS, Directory

_LONGEST_NAME = 100


class Invite(StatesGroup):
    role = State()
    subjects = State()
    name = State()


async def start(message: Message, reply: Reply, state: FSMContext) -> None:
    await state.set_state(Invite.role)
    await state.set_data({})
    await reply.say(texts.choose_role(), keyboards.roles())


async def choose_role(
    press: CallbackQuery, callback_data: InviteAs, reply: Reply, state: FSMContext
) -> None:
    role = callback_data.role
    await state.set_data({"role": role.value, "subjects": []})
    if role is Role.METHODIST:
        await state.set_state(Invite.subjects)
        await redraw(press, reply, texts.choose_subjects(), keyboards.invited_subjects([]))
        return
    await _ask_name(press, reply, state, role, [])


async def choose_subject(
    press: CallbackQuery, callback_data: InviteFor, reply: Reply, state: FSMContext
) -> None:
    subjects: list[str] = (await state.get_data())["subjects"]
    chosen = [code for code in subjects if code != callback_data.subject]
    if callback_data.is_chosen:
        chosen.append(callback_data.subject)
    await state.update_data({"subjects": chosen})
    await redraw(press, reply, texts.choose_subjects(), keyboards.invited_subjects(chosen))


async def finish_subjects(
    press: CallbackQuery, callback_data: Inviting, reply: Reply, state: FSMContext
) -> None:
    data = await state.get_data()
    subjects: list[str] = data["subjects"]
    if callback_data.deed is InviteDeed.ALL_SUBJECTS:
        subjects = []
        await state.update_data({"subjects": subjects})
    elif not subjects:
        await reply.toast(texts.nothing_chosen(), alert=True)
        return
    await _ask_name(press, reply, state, Role(data["role"]), subjects)


async def invite_without_name(
    press: CallbackQuery,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    bot: Bot,
    state: FSMContext,
    directory: Directory,
) -> None:
    await reply.change_buttons(None)
    await _invite(None, reply, now, zone, bot, state, directory)


async def receive_name(
    message: Message,
    dictated: str,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    bot: Bot,
    state: FSMContext,
    directory: Directory,
) -> None:
    await _invite(dictated, reply, now, zone, bot, state, directory)


async def cancel(press: CallbackQuery, reply: Reply, state: FSMContext) -> None:
    await state.clear()
    await redraw(press, reply, texts.cancelled(), None)


async def begin_again(press: CallbackQuery, reply: Reply) -> None:
    """The button is of an invitation that was finished or given up."""
    await reply.toast(texts.begin_again(), alert=True)


async def _ask_name(
    press: CallbackQuery, reply: Reply, state: FSMContext, role: Role, subjects: list[str]
) -> None:
    await state.set_state(Invite.name)
    await redraw(press, reply, texts.ask_name(role, subjects), keyboards.invited_name())


async def _invite(
    name: str | None,
    reply: Reply,
    now: datetime,
    zone: ZoneInfo,
    bot: Bot,
    state: FSMContext,
    directory: Directory,
) -> None:
    data: dict[str, Any] = await state.get_data()
    role, subjects = Role(data["role"]), data["subjects"]
    code = await directory.invite(role, subjects=subjects, name=name, now=now)
    await state.clear()
    link = f"https://t.me/{(await bot.me()).username}?start={code}"
    until = now + INVITATION_LASTS
    await reply.say(texts.invitation(link, code, role, subjects, name, until, zone))
    await reply.say(texts.forward_it())


def router() -> Router:
    appointing = Router(name="appointing")
    admin = Has(Role.ADMIN)
    appointing.message.register(start, Command("invite"), admin)
    deed = F.deed
    subjects_done = deed.in_((InviteDeed.ALL_SUBJECTS, InviteDeed.SUBJECTS_CHOSEN))
    presses = appointing.callback_query
    presses.register(choose_role, InviteAs.filter(), Invite.role, admin)
    presses.register(choose_subject, InviteFor.filter(), Invite.subjects, admin)
    presses.register(finish_subjects, Inviting.filter(subjects_done), Invite.subjects, admin)
    presses.register(
        invite_without_name,
        Inviting.filter(deed == InviteDeed.WITHOUT_NAME),
        Invite.name,
        admin,
    )
    presses.register(cancel, Inviting.filter(deed == InviteDeed.CANCEL), admin)
    for stale in (InviteAs, InviteFor, Inviting):
        presses.register(begin_again, stale.filter(), admin)
    return appointing


def words() -> Router:
    """What is written for it, unless it is the word of a button."""
    written = Router(name="words of appointing")
    name = Dictated(longest=_LONGEST_NAME, unlike="?\n")
    written.message.register(receive_name, Invite.name, Has(Role.ADMIN), name)
    written.message.register(stop_awaiting, Invite.name)
    return written
