"""The closed lists of the register, and its values as people write them in a file."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import ValidationInfo

from kit.files.fields import QUOTED, any_day, one_line, wrong
from people.hours import parse_week, tidy_week

#: Younger or older methodists are a slip of the pen.
AGES = range(18, 101)
#: What a part of a post may be.
SHARES = (0.1, 1.5)
_FIRST_YEAR = 1900
_MOST_HOURS = 5_000
#: «Организация; программа; часы; дата; документ».
_COURSE_PARTS = 5
_HIGHER = re.compile(r"высшее[\s:,()–—-]*")
_NAME = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")

Chosen = TypeVar("Chosen", bound=StrEnum)


class Standing(StrEnum):
    CANDIDATE = "кандидат"
    ACTIVE = "действует"
    PAUSED = "приостановлен"
    LEFT = "вышел"


class Education(StrEnum):
    HIGHER = "высшее"
    BACHELOR = "высшее: бакалавриат"
    SPECIALIST = "высшее: специалитет"
    MASTER = "высшее: магистратура"
    DOCTORATE = "кадры высшей квалификации"
    VOCATIONAL = "СПО"


class Position(StrEnum):
    TEACHER = "учитель"
    METHODIST = "методист"
    HEAD = "руководитель"
    DEPUTY = "заместитель руководителя"
    LECTURER = "преподаватель"
    OTHER = "иное"


class Category(StrEnum):
    HIGHEST = "высшая"
    FIRST = "первая"
    METHODIST = "педагог-методист"
    MENTOR = "педагог-наставник"
    FITTING = "соответствие занимаемой должности"
    NONE = "нет"


class Ground(StrEnum):
    """Why somebody is in the pool, in the letter's words."""

    HEADS = "руководители методических объединений, советов"
    EXPERTS = "ведущие и старшие эксперты предметных комиссий ЕГЭ и ОГЭ"
    TUTORS = "тьюторы"
    MENTORS = "наставники"
    LEADERS = "лидеры профессиональных сообществ и ассоциаций"
    RESULTS = "педагоги, имеющие стабильно высокие результаты у обучающихся"


class Funding(StrEnum):
    BUDGET = "бюджет"
    OTHER = "внебюджет"


#: Beginnings that nobody can take for another value of the list.
_BEGINNINGS: Mapping[type[StrEnum], Mapping[str, StrEnum]] = {
    Standing: {
        "действующ": Standing.ACTIVE,
        "актив": Standing.ACTIVE,
        "пауза": Standing.PAUSED,
        "выбыл": Standing.LEFT,
    },
    Education: {
        "бакалавр": Education.BACHELOR,
        "специал": Education.SPECIALIST,
        "магистр": Education.MASTER,
        "аспирант": Education.DOCTORATE,
        "среднее профессиональное": Education.VOCATIONAL,
        "среднее специальное": Education.VOCATIONAL,
        "педагогическ": Education.HIGHER,
        "профессиональн": Education.HIGHER,
        "образование": Education.HIGHER,
    },
    Position: {
        "директор": Position.HEAD,
        "завуч": Position.DEPUTY,
        "заместител": Position.DEPUTY,
        "педагог": Position.TEACHER,
        "воспитател": Position.TEACHER,
    },
    Category: {
        "высш": Category.HIGHEST,
        "перв": Category.FIRST,
        "соответств": Category.FITTING,
        "без категории": Category.NONE,
    },
    Ground: {
        "руководител": Ground.HEADS,
        "ведущ": Ground.EXPERTS,
        "старш": Ground.EXPERTS,
        "эксперт": Ground.EXPERTS,
        "тьютор": Ground.TUTORS,
        "наставник": Ground.MENTORS,
        "лидер": Ground.LEADERS,
        "педагог": Ground.RESULTS,
        "стабильно": Ground.RESULTS,
    },
    Funding: {"бюджет": Funding.BUDGET, "внебюджет": Funding.OTHER},
}


def chosen(kind: type[Chosen]) -> Callable[[Any], Any]:
    """Reads a member of a closed list by its words, or by a beginning that means no other."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        plain = _plain(value)
        for member in kind:
            if plain == _plain(member):
                return member
        # «Высшее (магистратура)» tells more than «высшее», which stays where nothing else is told.
        told = _HIGHER.sub("", plain) if kind is Education else plain
        for beginning, meant in _BEGINNINGS[kind].items():
            if told.startswith(beginning):
                return meant
        known = ", ".join(f"«{member}»" for member in kind)
        raise wrong(f"нет значения «{value[:QUOTED]}»; бывает {known}")

    return read


def full_name(text: str) -> str:
    """Surname, first name and, where there is one, patronymic; spaces are tidied, «ё» is kept."""
    words = one_line(text).split()
    if not 2 <= len(words) <= 6 or not all(map(_NAME.fullmatch, words)):
        raise wrong(f"нужны фамилия, имя и отчество полностью, а не «{text[:QUOTED]}»")
    return " ".join(words)


def day(value: Any, info: ValidationInfo) -> Any:
    """A day since 1900 that has come, where the context knows which day it is."""
    value = any_day(value)
    if isinstance(value, date):
        if value.year < _FIRST_YEAR:
            raise wrong(f"год {value.year} раньше {_FIRST_YEAR}")
        today = _today(info)
        if today is not None and value > today:
            raise wrong(f"день {value:%d.%m.%Y} ещё не наступил")
    return value


def birthday(value: date, info: ValidationInfo) -> date:
    today = _today(info)
    if today is not None and years_between(value, today) not in AGES:
        raise wrong(
            f"возраст не от {AGES.start} до {AGES.stop - 1} лет: проверьте {value:%d.%m.%Y}"
        )
    return value


def years_between(since: date, today: date) -> int:
    """Whole years: four years and 364 days are four."""
    before_the_day = (today.month, today.day) < (since.month, since.day)
    return today.year - since.year - before_the_day


def yes_or_no(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    known = {"да": True, "есть": True, "нет": False}
    if _plain(value) not in known:
        raise wrong(f"нужно «да» или «нет», а не «{value[:QUOTED]}»")
    return known[_plain(value)]


def share(value: Any) -> Any:
    """A part of a post, with a point or a comma."""
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", "."))
        except ValueError:
            raise wrong(f"нужно число от 0,1 до 1,5, а не «{value[:QUOTED]}»") from None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not SHARES[0] <= value <= SHARES[1]:
            raise wrong(f"доля от 0,1 до 1,5 ставки, а не {value:g}")
        return round(float(value), 2)
    return value


def employment(text: str) -> str:
    """One of the letter's two variants, or «иное» with words."""
    plain = _plain(text)
    if plain.startswith("иное"):
        return text
    if plain.startswith(("школа", "образовательная организация")):
        return "школа, в ЦНППМ по совместительству"
    if plain.startswith(("цнппм", "иро", "ипк")):
        return "ЦНППМ, в школе по совместительству"
    raise wrong(
        "бывает «школа, в ЦНППМ по совместительству», «ЦНППМ, в школе по совместительству» или "
        "«иное: …»"
    )


def working_hours(text: str) -> str:
    tidy = tidy_week(text)
    try:
        parse_week(tidy)
    except ValueError as error:
        raise wrong(str(error)) from None
    return tidy


def course(text: str) -> str:
    """«Организация; программа; часы; дата; документ», or the programme alone; in one form."""
    parts = [part.strip() for part in one_line(text).split(";")]
    if len(parts) > _COURSE_PARTS:
        raise wrong(f"в курсе «{text[:QUOTED]}» частей больше пяти")
    if len(parts) == 1:
        return parts[0]
    hours = parts[2] if len(parts) > 2 else ""
    if hours:
        number = hours.removesuffix("часов").removesuffix("часа").removesuffix("ч.").strip()
        if not number.isdecimal() or not 0 < int(number) <= _MOST_HOURS:
            raise wrong(f"в курсе «{text[:QUOTED]}» часы — третья часть — не число")
        parts[2] = str(int(number))
    if len(parts) > 3 and parts[3]:
        parts[3] = f"{any_day(parts[3]):%d.%m.%Y}"
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    return "; ".join(parts)


def _today(info: ValidationInfo) -> date | None:
    return info.context["today"] if info.context else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
