"""One school's calendar: school years, vacations, days on which nobody is to be disturbed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from people.hours import is_public_holiday

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Vacation:
    name: str
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class SchoolYear:
    """From the first day of lessons to the last; between two school years it is summer."""

    starts: date
    ends: date
    vacations: tuple[Vacation, ...]
    """In order, apart from one another, inside the year; the summer is not among them."""
    is_verified: bool
    source: str

    @property
    def beginning(self) -> int:
        """The calendar year in which it starts, by which it is known."""
        return self.starts.year


class SchoolCalendar:
    """School years in their order, without end: a year nobody told of is a cautious guess."""

    def __init__(self, years: tuple[SchoolYear, ...], guess: Callable[[int], SchoolYear]) -> None:
        self._years = {year.beginning: year for year in years}
        self._guess = guess
        self._open: dict[date, bool] = {}

    def year(self, beginning: int) -> SchoolYear:
        """The school year that starts in this calendar year."""
        if beginning not in self._years:
            self._years[beginning] = self._guess(beginning)
        return self._years[beginning]

    def year_of(self, day: date) -> SchoolYear:
        """The school year of ``day``; the summer belongs to the year that it follows."""
        this = self.year(day.year)
        return this if this.starts <= day else self.year(day.year - 1)

    def vacation_on(self, day: date) -> Vacation | None:
        """The vacation that ``day`` lies in, the summer included."""
        year = self.year_of(day)
        if day > year.ends:
            return self._summer_after(year)
        return next((vacation for vacation in year.vacations if vacation.covers(day)), None)

    def is_open(self, day: date) -> bool:
        """Whether it is a working day: no weekend, no public holiday, no vacation."""
        if day not in self._open:
            self._open[day] = not is_day_off(day) and self.vacation_on(day) is None
        return self._open[day]

    def rested_until(self, day: date) -> date:
        """The last day of rest of the latest vacation that began by ``day``."""
        begun = [vacation for vacation in self._vacations_near(day) if vacation.first <= day]
        return last_day_of_rest(max(vacation.last for vacation in begun))

    def is_vacation_between(self, first: date, last: date) -> bool:
        """Whether any day from ``first`` to ``last``, both included, lies in a vacation."""
        near = self._vacations_near(first) + self._vacations_near(last)
        return any(vacation.first <= last and first <= vacation.last for vacation in near)

    def _vacations_near(self, day: date) -> tuple[Vacation, ...]:
        year = self.year_of(day)
        before = self._summer_after(self.year(year.beginning - 1))
        return (before, *year.vacations, self._summer_after(year))

    def _summer_after(self, year: SchoolYear) -> Vacation:
        following = self.year(year.beginning + 1)
        return Vacation("летние", year.ends + _DAY, following.starts - _DAY)


def last_day_of_rest(last: date) -> date:
    """The end of a vacation, with the weekends and holidays that follow it at once."""
    while is_day_off(last + _DAY):
        last += _DAY
    return last


def is_day_off(day: date) -> bool:
    """Whether everybody is free: a weekend or a public holiday of Russia."""
    return day.weekday() >= _SATURDAY or is_public_holiday(day)
