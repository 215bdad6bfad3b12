"""Words for an invitation."""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from handlers.texts.start import role as role_name
from handlers.texts.times import day
from people.models import Role
from people.subjects import subject_of


def choose_role() -> str:
    return "Кого приглашаем?"


def choose_subjects() -> str:
    return "На какие предметы? Отметьте нужные и нажмите «Готово», или выберите «Все предметы»."


def nothing_chosen() -> str:
    return "Отметьте хотя бы один предмет или выберите «Все предметы»."


def ask_name(role: Role, subjects: list[str]) -> str:
    return (
        f"Приглашаем: {_who(role, subjects)}.\n\n"
        "Как зовут? Имя увидит только приглашённый — напишите его или нажмите «Без имени»."
    )


def invitation(
    link: str,
    code: str,
    role: Role,
    subjects: list[str],
    name: str | None,
    until: datetime,
    zone: ZoneInfo,
) -> str:
    """The message that is forwarded to the person."""
    greeting = f"{escape(name)}, вас приглашают" if name else "Вас приглашают"
    return (
        f"{greeting} на методическую горячую линию для учителей. "
        f"Ваша роль — {_who(role, subjects)}.\n\n"
        f"Откройте ссылку и нажмите «Начать»:\n{escape(link)}\n\n"
        f"Если ссылка не открывается, напишите боту: <code>/start {escape(code)}</code>\n\n"
        f"Приглашение — для одного человека, действует до {day(until, zone)}."
    )


def forward_it() -> str:
    return "Готово. Перешлите сообщение выше тому, кого приглашаете. Код больше нигде не показан."


def begin_again() -> str:
    return "Это приглашение уже не собирается. Начните заново: /invite."


def cancelled() -> str:
    return "Хорошо, никого не приглашаю."


def _who(role: Role, subjects: list[str]) -> str:
    names = ", ".join(subject_of(code).name for code in subjects)
    if role is Role.METHODIST:
        return f"{role_name(role)} ({escape(names) or 'все предметы'})"
    return role_name(role)
