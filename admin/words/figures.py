"""Figures in words: what each of them means, and of how many questions it is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from admin.words.moments import number, percent
from routing.figures import FEWEST, Figures, Share, Typical

TOO_FEW = "мало данных"
#: All municipalities that are not shown by themselves, and those who have not named theirs.
ELSEWHERE = "остальные и не указан"


@dataclass(frozen=True)
class Told:
    """A figure as the page shows it."""

    name: str
    value: str
    definition: str
    n: int | None
    """How many questions it is of; ``None`` where the value is that number."""

    @property
    def whole_definition(self) -> str:
        return self.definition if self.n is None else f"{self.definition} n = {number(self.n)}."


#: Short names, for tables; in the order of ``told``.
SHORT = (
    "Вопросов",
    "База: помогло",
    "База: без возврата",
    "Помогло",
    "Без возврата",
    "Не помогло",
    "Первый ответ",
    "Решение",
)


def told(of: Figures) -> tuple[Told, ...]:
    return (
        Told("Вопросов", number(of.asked), "Задано за выбранные дни.", None),
        _share(
            "База ответила: подтверждено",
            of.base_confirmed,
            "Доля всех вопросов, где учитель сам отметил «помогло» у кейса, без человека.",
        ),
        _share(
            "База ответила: без возврата",
            of.base_silent,
            "Доля всех вопросов, где показан кейс, человека не звали и неделю не возвращались. "
            "Помогло ли — неизвестно.",
        ),
        _share(
            "Помогло: подтверждено",
            of.confirmed,
            "Доля вопросов с кейсом или ответом, где учитель отметил «помогло».",
        ),
        _share(
            "Без возврата",
            of.silent,
            "Доля таких же вопросов, где неделю ничего не сказано. С «помогло» не складывается.",
        ),
        _share(
            "Не помогло",
            of.not_helped,
            "Доля таких же вопросов, где сказано «не помогло» или вопрос открыт снова.",
        ),
        _typical(
            "Первый ответ",
            of.first_answer,
            "Медиана рабочего времени от вопроса до первого ответа методиста.",
        ),
        _typical(
            "Решение",
            of.resolution,
            "Медиана рабочего времени от вопроса до закрытия, если отвечал методист.",
        ),
    )


class Cell(NamedTuple):
    """A figure in a table."""

    column: str
    value: str
    """Empty where it is of too few to tell."""
    n: str
    """How many questions it is of; empty where the value is that number, or there is none."""


def cells(of: Figures) -> list[Cell]:
    """What ``told`` has, in brief; of two hundred methodists there are thousands."""
    shares = (of.base_confirmed, of.base_silent, of.confirmed, of.silent, of.not_helped)
    values: list[tuple[str, int]] = []
    if of.is_telling:
        values += [("" if each.value is None else percent(each.value), each.n) for each in shares]
        values += [
            ("" if each.median is None else span(each.median), each.n)
            for each in (of.first_answer, of.resolution)
        ]
    else:
        values += [("", 0)] * (len(SHORT) - 1)
    counted = [Cell(SHORT[0], number(of.asked), "")]
    return counted + [
        Cell(name, value, number(n) if value else "")
        for name, (value, n) in zip(SHORT[1:], values, strict=True)
    ]


def span(of: timedelta) -> str:
    """«40 мин», «3 ч 20 мин»."""
    minutes = round(of.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} мин"
    return f"{number(hours)} ч {rest} мин" if rest else f"{number(hours)} ч"


def _share(name: str, of: Share, definition: str) -> Told:
    return Told(name, TOO_FEW if of.value is None else percent(of.value), definition, of.n)


def _typical(name: str, of: Typical, definition: str) -> Told:
    return Told(name, TOO_FEW if of.median is None else span(of.median), definition, of.n)


def few() -> str:
    return f"Меньше {FEWEST} вопросов — показатели не считаем: за ними видны отдельные люди."
