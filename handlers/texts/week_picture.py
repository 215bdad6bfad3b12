"""Seven days as a picture: questions by day, and who answered them."""

from collections.abc import Iterator
from datetime import date

from handlers.texts.counting import counted
from kit.drawing import GRID, INK, PAPER, QUIET, Box, Drawing, Label, Line, Shape
from routing.week import Week

WIDTH = 720
_LEFT, _RIGHT = 40, 680
_TOP, _PLOT = 118, 170
_BAR, _BEFORE_BAR = 34, 16
_SHARES_TOP, _SHARE, _BETWEEN = 376, 26, 58
_NOW, _BEFORE = "#46657f", "#cfc8b8"
_BASE, _PEOPLE, _WAITING = "#2f6f73", "#c58b3c", "#b9b2a3"
_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def description(now: Week, before: Week) -> str:
    """All that the picture shows, in words."""
    told = f"За семь дней {_questions(now.asked)}, за семь дней до того — {before.asked}."
    days = ", ".join(f"{_day(day)} — {asked}" for day, asked in now.days)
    return f"{told} По дням: {days}.{_fates(now)}"


def week_picture(now: Week, before: Week) -> Drawing:
    """What became of questions is drawn only where there are enough of them."""
    shapes = [
        Label((_LEFT, 44), f"За семь дней: {_questions(now.asked)}", INK, 22, is_bold=True),
        *_legend(((_NOW, "эти семь дней"), (_BEFORE, "семь дней до того")), 74),
        *_days(now, before),
    ]
    height = _SHARES_TOP - 20
    for words, week in (("Эти семь дней", now), ("Семь дней до того", before)):
        if week.is_telling:
            shapes += _shares(words, week, height + 34)
            height += _BETWEEN
    if now.is_telling or before.is_telling:
        named = ((_BASE, "база сама"), (_PEOPLE, "ответил методист"), (_WAITING, "ждут методиста"))
        shapes += _legend(named, height + 40)
        height += 46
    return Drawing(WIDTH, height + 20, PAPER, tuple(shapes), description(now, before))


def _days(now: Week, before: Week) -> Iterator[Shape]:
    most = max(asked for _, asked in (*now.days, *before.days)) or 1
    bottom, place = _TOP + _PLOT, (_RIGHT - _LEFT) / len(now.days)
    for share in (0, 0.5, 1):
        y = bottom - _PLOT * share
        yield Line(((_LEFT, y), (_RIGHT, y)), GRID)
    for index, ((day, asked), (_, earlier)) in enumerate(zip(now.days, before.days, strict=True)):
        middle = _LEFT + place * (index + 0.5)
        yield _bar(middle - 22, bottom, _BEFORE_BAR, _PLOT * earlier / most, _BEFORE)
        yield _bar(middle - 2, bottom, _BAR, _PLOT * asked / most, _NOW)
        top = bottom - _PLOT * asked / most
        yield Label((middle + 15, top - 7), str(asked), INK, 15, "middle", is_bold=True)
        yield Label((middle + 4, bottom + 24), _day(day), QUIET, 14, "middle")


def _bar(left: float, bottom: float, width: float, height: float, colour: str) -> Box:
    tall = max(height, 1.0)
    return Box((left, bottom - tall), (width, tall), colour, radius=min(3.0, tall / 2))


def _shares(words: str, week: Week, top: float) -> Iterator[Shape]:
    parts = ((week.by_base, _BASE), (week.by_people, _PEOPLE), (week.waiting, _WAITING))
    told = "  ·  ".join(str(count) for count, _ in parts)
    yield Label((_LEFT, top - 8), words, QUIET, 14)
    yield Label((_RIGHT, top - 8), told, QUIET, 14, "end")
    left: float = _LEFT
    for count, colour in parts:
        width = (_RIGHT - _LEFT) * count / week.asked
        if count:
            yield Box((left, top), (width, _SHARE), colour)
        left += width


def _legend(named: tuple[tuple[str, str], ...], top: float) -> Iterator[Shape]:
    for index, (colour, words) in enumerate(named):
        left = _LEFT + 200 * index
        yield Box((left, top - 11), (12, 12), colour, radius=3)
        yield Label((left + 20, top), words, QUIET, 14)


def _fates(of: Week) -> str:
    if not of.is_telling:
        return ""
    return (
        f" База справилась сама: {of.by_base}; ответил методист: {of.by_people}; ждут методиста: "
        f"{of.waiting}."
    )


def _questions(count: int) -> str:
    return counted(count, "вопрос", "вопроса", "вопросов")


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day}"
