"""A teacher's profile: subjects, levels, municipality, experience; each may be left out."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from aiogram import F
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers import personal_keyboards as keyboards
from handlers.conversation import Router
from handlers.dictating import Dictated, stop_awaiting
from handlers.personal_callbacks import (
    EraseProfile,
    OpenProfile,
    ProfilePage,
    TeachLevel,
    TeachSubject,
    TellExperience,
)
from handlers.redrawing import redraw
from handlers.reply import Reply
from handlers.texts import profile as texts
from people.experience import band_named
from people.models import Person
from people.service import About, Directory

#: No municipality has a longer name, nor one like a question.
_LONGEST_MUNICIPALITY = 60

T = TypeVar("T")


class Telling(StatesGroup):
    municipality = State()


_PAGES: dict[ProfilePage, Callable[[About], tuple[str, InlineKeyboardMarkup]]] = {
    ProfilePage.WHOLE: lambda about: (texts.profile(about), keyboards.profile()),
    ProfilePage.SUBJECTS: lambda about: (
        texts.choose_subjects(),
        keyboards.profile_subjects(about),
    ),
    ProfilePage.LEVELS: lambda about: (texts.choose_levels(), keyboards.profile_levels(about)),
    ProfilePage.MUNICIPALITY: lambda about: (
        texts.write_municipality(about.municipality),
        keyboards.profile_municipality(about),
    ),
    ProfilePage.EXPERIENCE: lambda about: (
        texts.choose_experience(),
        keyboards.profile_experience(about),
    ),
}
_ERASED: dict[ProfilePage, Callable[[About], About]] = {
    ProfilePage.SUBJECTS: lambda about: replace(about, subjects=()),
    ProfilePage.LEVELS: lambda about: replace(about, levels=()),
    ProfilePage.MUNICIPALITY: lambda about: replace(about, municipality=None),
    ProfilePage.EXPERIENCE: lambda about: replace(about, experience_years=None),
}


async def show(
    message: Message, person: Person, reply: Reply, state: FSMContext, directory: Directory
) -> None:
    await state.clear()
    await reply.say(*_PAGES[ProfilePage.WHOLE](await directory.about(person.id)))


async def open_page(
    press: CallbackQuery,
    callback_data: OpenProfile,
    person: Person,
    reply: Reply,
    state: FSMContext,
    directory: Directory,
) -> None:
    page = callback_data.page
    await state.set_state(Telling.municipality if page is ProfilePage.MUNICIPALITY else None)
    await redraw(press, reply, *_PAGES[page](await directory.about(person.id)))


async def choose_subject(
    press: CallbackQuery,
    callback_data: TeachSubject,
    person: Person,
    reply: Reply,
    directory: Directory,
) -> None:
    about = await directory.about(person.id)
    subjects = _with(about.subjects, callback_data.subject, callback_data.is_chosen)
    await _keep(
        press, reply, person, directory, replace(about, subjects=subjects), ProfilePage.SUBJECTS
    )


async def choose_level(
    press: CallbackQuery,
    callback_data: TeachLevel,
    person: Person,
    reply: Reply,
    directory: Directory,
) -> None:
    about = await directory.about(person.id)
    about = replace(about, levels=_with(about.levels, callback_data.level, callback_data.is_chosen))
    await _keep(press, reply, person, directory, about, ProfilePage.LEVELS)


async def tell_experience(
    press: CallbackQuery,
    callback_data: TellExperience,
    person: Person,
    reply: Reply,
    directory: Directory,
) -> None:
    about = await directory.about(person.id)
    years = band_named(callback_data.band).years
    told = replace(about, experience_years=years)
    await _keep(press, reply, person, directory, told, ProfilePage.WHOLE)


async def erase(
    press: CallbackQuery,
    callback_data: EraseProfile,
    person: Person,
    reply: Reply,
    state: FSMContext,
    directory: Directory,
) -> None:
    await state.clear()
    about = _ERASED[callback_data.page](await directory.about(person.id))
    await _keep(press, reply, person, directory, about, ProfilePage.WHOLE)


async def receive_municipality(
    message: Message,
    dictated: str,
    person: Person,
    reply: Reply,
    state: FSMContext,
    directory: Directory,
) -> None:
    about = replace(await directory.about(person.id), municipality=dictated)
    await directory.tell_about(person.id, about)
    await state.clear()
    await reply.say(*_PAGES[ProfilePage.WHOLE](about))


async def _keep(
    press: CallbackQuery,
    reply: Reply,
    person: Person,
    directory: Directory,
    about: About,
    page: ProfilePage,
) -> None:
    """Keep the profile and show ``page`` of it."""
    await directory.tell_about(person.id, about)
    await redraw(press, reply, *_PAGES[page](about))


def _with(chosen: tuple[T, ...], one: T, is_chosen: bool) -> tuple[T, ...]:
    """The choice after ``one`` was chosen, or was not any more; the others keep their order."""
    others = tuple(each for each in chosen if each != one)
    if not is_chosen:
        return others
    return chosen if one in chosen else (*chosen, one)


def router() -> Router:
    profile = Router(name="profile")
    profile.message.register(show, Command("profile"))
    profile.callback_query.register(open_page, OpenProfile.filter())
    profile.callback_query.register(choose_subject, TeachSubject.filter())
    profile.callback_query.register(choose_level, TeachLevel.filter())
    profile.callback_query.register(tell_experience, TellExperience.filter())
    profile.callback_query.register(erase, EraseProfile.filter(F.page.in_(tuple(_ERASED))))
    return profile


def words() -> Router:
    """What is written for it, unless it is the word of a button."""
    written = Router(name="words of profile")
    municipality = Dictated(longest=_LONGEST_MUNICIPALITY, unlike="?\n")
    written.message.register(receive_municipality, Telling.municipality, municipality)
    written.message.register(stop_awaiting, Telling.municipality)
    return written
