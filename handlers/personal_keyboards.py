"""Buttons about people: duty, profile, invitations, own data."""

from collections.abc import Callable, Collection, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from handlers.buttons import Button, cut, in_rows, rows
from handlers.personal_callbacks import (
    DutyDeed,
    EraseProfile,
    ForgetDeed,
    ForgetMe,
    InviteAs,
    InviteDeed,
    InviteFor,
    Inviting,
    OnDuty,
    OpenProfile,
    ProfilePage,
    TeachLevel,
    TeachSubject,
    TellExperience,
)
from handlers.texts import profile as profile_texts
from handlers.texts import start as start_texts
from people.experience import BANDS, band_of
from people.levels import Level
from people.models import Role
from people.service import About
from people.subjects import all_subjects

#: Two subjects stand in a row; longer names would be cut by the messenger.
_SUBJECT = 28
_CHOSEN = "✓ "

BACK, DONE = "Назад", "Готово"
#: Each page of the profile: how it is opened, and how what it tells is erased.
_PAGES = {
    ProfilePage.SUBJECTS: ("Предметы", "Стереть предметы"),
    ProfilePage.LEVELS: ("Уровни", "Стереть уровни"),
    ProfilePage.MUNICIPALITY: ("Муниципалитет", "Стереть муниципалитет"),
    ProfilePage.EXPERIENCE: ("Стаж", "Стереть стаж"),
}


def duty() -> InlineKeyboardMarkup:
    return rows(
        [("На дежурстве", _duty(DutyDeed.ON)), ("Не на дежурстве", _duty(DutyDeed.OFF))],
        [("В отпуск до…", _duty(DutyDeed.LEAVE))],
        [("Часы", _duty(DutyDeed.HOURS)), ("Сколько вопросов", _duty(DutyDeed.LIMIT))],
    )


def leave() -> InlineKeyboardMarkup:
    return rows([(BACK, _duty(DutyDeed.BACK))])


def hours() -> InlineKeyboardMarkup:
    return rows([("Как у региона", _duty(DutyDeed.USUAL_HOURS)), (BACK, _duty(DutyDeed.BACK))])


def limit() -> InlineKeyboardMarkup:
    return rows([("Как у всех", _duty(DutyDeed.USUAL_LIMIT)), (BACK, _duty(DutyDeed.BACK))])


def profile() -> InlineKeyboardMarkup:
    pages: list[Button] = [
        (caption, OpenProfile(page=page)) for page, (caption, _) in _PAGES.items()
    ]
    return rows(*in_rows(pages, 2))


def profile_subjects(about: About) -> InlineKeyboardMarkup:
    chosen = subjects(about.subjects, lambda code, on: TeachSubject(subject=code, is_chosen=on))
    return rows(*chosen, *_leave_page(ProfilePage.SUBJECTS, DONE, is_told=bool(about.subjects)))


def profile_levels(about: About) -> InlineKeyboardMarkup:
    levels: list[Button] = [
        (
            _marked(profile_texts.level(level), level in about.levels),
            TeachLevel(level=level, is_chosen=level not in about.levels),
        )
        for level in Level
        if level is not Level.ANY
    ]
    last = _leave_page(ProfilePage.LEVELS, DONE, is_told=bool(about.levels))
    return rows(*in_rows(levels, 2), *last)


def profile_municipality(about: About) -> InlineKeyboardMarkup:
    is_told = about.municipality is not None
    return rows(*_leave_page(ProfilePage.MUNICIPALITY, BACK, is_told=is_told))


def profile_experience(about: About) -> InlineKeyboardMarkup:
    years = about.experience_years
    own = band_of(years) if years is not None else None
    bands: list[Button] = [
        (_marked(band.title, band is own), TellExperience(band=band.code)) for band in BANDS
    ]
    last = _leave_page(ProfilePage.EXPERIENCE, BACK, is_told=years is not None)
    return rows(*in_rows(bands, 2), *last)


def roles() -> InlineKeyboardMarkup:
    # Whoever writes is a teacher anyway.
    invited = [role for role in Role if role is not Role.TEACHER]
    buttons: list[Button] = [
        (start_texts.role(role).capitalize(), InviteAs(role=role)) for role in invited
    ]
    return rows(*in_rows(buttons, 2), [_cancel_invitation()])


def invited_subjects(chosen: Collection[str]) -> InlineKeyboardMarkup:
    return rows(
        [("Все предметы", Inviting(deed=InviteDeed.ALL_SUBJECTS))],
        *subjects(chosen, lambda code, on: InviteFor(subject=code, is_chosen=on)),
        [(DONE, Inviting(deed=InviteDeed.SUBJECTS_CHOSEN)), _cancel_invitation()],
    )


def invited_name() -> InlineKeyboardMarkup:
    return rows(
        [("Без имени", Inviting(deed=InviteDeed.WITHOUT_NAME)), _cancel_invitation()],
    )


def own_data() -> InlineKeyboardMarkup:
    return rows([("Забыть меня", ForgetMe(deed=ForgetDeed.ASK))])


def forget_me() -> InlineKeyboardMarkup:
    return rows(
        [("Да, забыть", ForgetMe(deed=ForgetDeed.YES)), ("Нет", ForgetMe(deed=ForgetDeed.NO))]
    )


def subjects(
    chosen: Collection[str], press: Callable[[str, bool], CallbackData]
) -> list[Sequence[Button]]:
    """The official list in two columns; pressing a subject chooses it, or no longer does."""
    buttons = [
        (
            _marked(cut(subject.name, _SUBJECT), subject.code in chosen),
            press(subject.code, subject.code not in chosen),
        )
        for subject in all_subjects()
    ]
    return in_rows(buttons, 2)


def _marked(caption: str, is_chosen: bool) -> str:
    return f"{_CHOSEN}{caption}" if is_chosen else caption


def _leave_page(page: ProfilePage, caption: str, *, is_told: bool) -> list[list[Button]]:
    back: Button = (caption, OpenProfile(page=ProfilePage.WHOLE))
    if not is_told:
        return [[back]]
    _, erase = _PAGES[page]
    return [[(erase, EraseProfile(page=page)), back]]


def _cancel_invitation() -> Button:
    return "Не приглашать", Inviting(deed=InviteDeed.CANCEL)


def _duty(deed: DutyDeed) -> OnDuty:
    return OnDuty(deed=deed)
