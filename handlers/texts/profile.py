"""Words about a teacher's profile."""

from html import escape

from people.experience import band_of
from people.levels import Level
from people.service import About
from people.subjects import subject_of

_LEVELS = {
    Level.PRESCHOOL: "Дошкольное",
    Level.PRIMARY: "НОО, 1–4 классы",
    Level.BASIC: "ООО, 5–9 классы",
    Level.SECONDARY: "СОО, 10–11 классы",
}
_NOTHING = "не указано"


def level(of: Level) -> str:
    return _LEVELS[of]


def profile(about: About) -> str:
    subjects = ", ".join(subject_of(code).name for code in about.subjects)
    levels = "; ".join(level(each) for each in about.levels if each in _LEVELS)
    years = about.experience_years
    experience = band_of(years).title if years is not None else ""
    return (
        "<b>Ваш профиль</b>\n"
        "Всё по желанию: можно не указывать, а указанное — стереть. Выше показываю случаи "
        "по вашим предметам и уровням. Методисту видны предметы и стаж, имя — нет.\n\n"
        f"<b>Предметы:</b> {escape(subjects) or _NOTHING}\n"
        f"<b>Уровни:</b> {escape(levels) or _NOTHING}\n"
        f"<b>Муниципалитет:</b> {escape(about.municipality or '') or _NOTHING}\n"
        f"<b>Стаж:</b> {experience or _NOTHING}"
    )


def choose_subjects() -> str:
    return "Какие предметы вы ведёте? Отметьте все: случаи по ним покажу выше."


def choose_levels() -> str:
    return "С какими классами работаете? Отметьте все."


def write_municipality(known: str | None) -> str:
    now = f" Сейчас: {escape(known)}." if known else ""
    return (
        f"Напишите район или город, где работаете.{now} Он нужен только для сводок "
        "по территориям, методист его не видит."
    )


def choose_experience() -> str:
    return "Сколько лет работаете в школе?"
