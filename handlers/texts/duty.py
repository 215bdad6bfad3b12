"""Words about the duty of whoever answers."""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from handlers.texts.counting import counted
from handlers.texts.times import day
from people.models import Person, Role
from people.service import Duty
from people.subjects import subject_of
from routing.absence import Released


def duty(of: Duty, whose: Person, now: datetime, zone: ZoneInfo) -> str:
    return (
        f"<b>Ваше дежурство</b>\n{_presence(of, now, zone)}\n\n"
        f"{_answers(of, whose)}\n"
        f"<b>Часы:</b> {escape(of.hours) if of.hours else 'как у региона'}\n"
        f"<b>Открытых вопросов:</b> {_limit(of.most_open)}"
    )


def gone(released: Released) -> str:
    """What happens to the questions of whoever does not take new ones from now on."""
    lines = []
    if released.handed_on:
        handed_on = counted(released.handed_on, "вопрос", "вопроса", "вопросов")
        lines.append(f"Не взятое передал коллегам: {handed_on}.")
    if released.still_open:
        held = counted(released.still_open, "взятый вопрос", "взятых вопроса", "взятых вопросов")
        lines.append(f"У вас ещё {held}: ответьте или передайте — /queue.")
    return "\n".join(lines)


def ask_return() -> str:
    return (
        "С какого дня вы снова на месте? Напишите дату: 05.12, 05.12.2026 или завтра. "
        "До неё новые вопросы к вам не придут, а с неё пойдут сами."
    )


def ask_hours() -> str:
    return (
        "Напишите рабочие часы, например: пн-пт 09:00-18:00. Разные дни — через точку с запятой: "
        "пн-чт 09:00-13:00, 14:00-18:00; пт 09:00-16:00.\n\n"
        "Вне этих часов карточки приходят без звука."
    )


def ask_limit() -> str:
    return (
        "Сколько вопросов может быть у вас открыто одновременно? Напишите число от 1 до 30. "
        "Когда их столько, новые идут коллегам."
    )


def _presence(of: Duty, now: datetime, zone: ZoneInfo) -> str:
    if of.away_until is not None and of.away_until > now:
        back = day(of.away_until, zone)
        if of.away_until.astimezone(zone).year != now.astimezone(zone).year:
            back += f" {of.away_until.astimezone(zone).year} года"
        return f"В отпуске до {back}: с этого дня новые вопросы снова пойдут к вам."
    if of.on_duty:
        return "На дежурстве: новые вопросы приходят к вам."
    return "Не на дежурстве: новые вопросы к вам не приходят."


def _answers(of: Duty, whose: Person) -> str:
    lines = [f"<b>Предметы:</b> {_subjects(of)}"] if whose.has(Role.METHODIST) else []
    if whose.has(Role.PSYCHOLOGIST):
        lines.append("<b>Письма психологу:</b> приходят вам")
    return "\n".join(lines)


def _subjects(of: Duty) -> str:
    if not of.subjects:
        return "все"
    return escape(", ".join(subject_of(code).name for code in of.subjects))


def _limit(most_open: int | None) -> str:
    return f"не больше {most_open}" if most_open is not None else "сколько у всех"
