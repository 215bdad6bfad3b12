"""Words about check-ins: agreeing, how often, where, and leaving."""

from datetime import date, datetime
from html import escape
from zoneinfo import ZoneInfo

from handlers.texts import times
from wellbeing import consent
from wellbeing.models import Switch
from wellbeing.outcomes import Overview
from wellbeing.rhythm import Every, Rhythm
from wellbeing.zones import local_time

#: As buttons name them.
SWITCHES = {
    Switch.CHECK_INS: "Спрашивать меня",
    Switch.HISTORY: "Хранить историю",
    Switch.AGGREGATES: "Общие цифры",
    Switch.PSYCHOLOGIST: "Писать психологу",
}
EVERY = {
    Every.FORTNIGHT: "Раз в две недели",
    Every.MONTH: "Раз в месяц",
    Every.PAUSED: "Пока не звать",
}
_ON_DAYS = ("по понедельникам", "по вторникам", "по средам", "по четвергам", "по пятницам")
DAYS = ("Пн", "Вт", "Ср", "Чт", "Пт")


def screen(overview: Overview, now: datetime) -> str:
    """How check-ins stand with the person, and what each switch means."""
    is_known = bool(overview.switches) and not overview.needs_consent
    parts = ["<b>Как вы?</b>", "" if is_known else escape(consent.EXPLANATION, quote=False)]
    if overview.needs_consent:
        parts.append(
            "<b>Слова согласия изменились</b>, поэтому пока ничего не спрашиваю. "
            "Прочитайте и отметьте заново то, что подходит."
        )
    parts.append("\n".join(_switch(switch, overview) for switch in Switch))
    if overview.rhythm is not None:
        parts.append(_rhythm(overview, overview.rhythm, now))
    elif not overview.switches:
        parts.append("Сейчас всё выключено. Каждый пункт включается и выключается сам по себе.")
    return "\n\n".join(part for part in parts if part)


def _switch(switch: Switch, overview: Overview) -> str:
    mark = "✓ включено" if switch in overview.switches else "выключено"
    meaning = escape(consent.MEANINGS[switch], quote=False)
    return f"<b>{SWITCHES[switch]}</b> ({mark}). {meaning}"


def _rhythm(overview: Overview, rhythm: Rhythm, now: datetime) -> str:
    lines = [f"<b>Когда:</b> {_often(overview, rhythm)}."]
    if overview.away_until is not None:
        lines.append(f"<b>Отпуск или больничный:</b> до {_date(overview.away_until)} не зову.")
    if overview.next_due is not None:
        day = times.day(overview.next_due, ZoneInfo(overview.zone))
        lines.append(f"<b>В следующий раз:</b> {day}.")
    clock = f"{local_time(overview.zone, now):%H:%M}"
    if overview.municipality:
        lines.append(f"<b>Место:</b> {escape(overview.municipality)}.")
    if overview.zone_confirmed:
        lines.append(f"<b>Ваше время:</b> {clock}.")
    else:
        lines.append(f"<b>У вас сейчас {clock}?</b> От этого зависит, чтобы не писать ночью.")
    return "\n".join(lines)


def _often(overview: Overview, rhythm: Rhythm) -> str:
    if overview.every is Every.PAUSED:
        return "сам не зову, пока не скажете"
    often = EVERY[overview.every].lower()
    rarer = "" if overview.every is rhythm.every else " (вы давно не отвечали, поэтому реже)"
    return f"{often}, {_ON_DAYS[rhythm.weekday]} около {rhythm.hour}:00{rarer}"


def _date(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def choose_rhythm() -> str:
    return (
        "Как часто, в какой день и час вам удобно? В выходные, праздники, каникулы и ночью "
        "не пишу, и не чаще одного раза в неделю."
    )


def choose_zone(zone: str, now: datetime) -> str:
    return f"У вас сейчас {local_time(zone, now):%H:%M}? Если нет — выберите, сколько на часах."


def write_place(known: str | None) -> str:
    now = f" Сейчас: {escape(known)}." if known else ""
    return (
        f"Напишите город или район, где работаете.{now} По нему узнаю ваши каникулы и время. "
        "Хранится зашифрованным, методисты его отсюда не видят."
    )


def write_return() -> str:
    return "Напишите день, с которого вас снова можно звать: 05.12, 05.12.2026 или завтра."


def history_goes() -> str:
    return (
        "Если выключить историю, сохранённые ответы и итоги сразу сотрутся, вернуть их нельзя. "
        "Остальное не изменится. Выключить?"
    )


def less_often(overview: Overview) -> str:
    if overview.every is Every.PAUSED:
        return "Хорошо, больше сам не зову. Захотите вернуться — /checkin."
    return f"Хорошо, теперь {EVERY[overview.every].lower()}."


def stopped(overview: Overview) -> str:
    kept = (
        " История осталась: она в /checkin, там же её можно удалить."
        if Switch.HISTORY in overview.switches
        else ""
    )
    return f"Хорошо, больше не спрашиваю.{kept} Вернуться можно в любое время: /checkin."


def really_erase() -> str:
    return (
        "Стереть всё о проверках: согласия, расписание, ответы и итоги? Вернуть будет нельзя. "
        "Вопросы методистам это не тронет."
    )


def erased() -> str:
    return (
        "Готово: здесь о ваших проверках ничего не осталось. Общие цифры, которые уже "
        "опубликованы, не меняются: вас в них не найти. Сообщения в этом чате можно удалить самим."
    )


def kept() -> str:
    return "Хорошо, ничего не стираю."


def your_page() -> str:
    return "Ссылка ваша, одноразовая и живёт час."


def hidden() -> str:
    return "Убрано."
