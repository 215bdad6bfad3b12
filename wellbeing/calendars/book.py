"""All calendars together: what is recommended, and what a place or a school has of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from wellbeing.calendars.school import SchoolCalendar, SchoolYear
from wellbeing.calendars.shipped import shipped_years, typical_year


@dataclass(frozen=True)
class Scope:
    """For whom a school year holds: a school, a municipality, or the whole region."""

    municipality: str | None = None
    school: str | None = None

    def __post_init__(self) -> None:
        if self.school is not None and self.municipality is None:
            raise ValueError("a school without its municipality")


REGION = Scope()


class Calendars:
    """Which calendar holds where.

    A school year of one's own wins over that of the municipality, this over the region's, this
    over the recommended one; each school year by itself.
    """

    def __init__(self, own: Mapping[Scope, Iterable[SchoolYear]] | None = None) -> None:
        self._own = {plain(scope): tuple(years) for scope, years in (own or {}).items()}
        self._known = {scope: self._layered(scope) for scope in {REGION, *self._own}}

    def of(self, municipality: str | None = None, school: str | None = None) -> SchoolCalendar:
        """The calendar of a school; names are compared without case, quotes and the letter «ё»."""
        if municipality is None:
            return self._known[REGION]
        for scope in (Scope(municipality, school), Scope(municipality)):
            if calendar := self._known.get(plain(scope)):
                return calendar
        return self._known[REGION]

    def every(self) -> tuple[SchoolCalendar, ...]:
        """All different calendars, the region's among them."""
        return tuple(self._known.values())

    def unverified(self, day: date) -> tuple[SchoolYear, ...]:
        """School years in use on ``day`` that nobody has compared with the real dates."""
        years = {calendar.year_of(day) for calendar in self.every()}
        return tuple(year for year in years if not year.is_verified)

    def _layered(self, scope: Scope) -> SchoolCalendar:
        years = {year.beginning: year for year in shipped_years()}
        for layer in (REGION, Scope(scope.municipality), scope):
            years |= {year.beginning: year for year in self._own.get(layer, ())}
        return SchoolCalendar(tuple(years.values()), guess=typical_year)


def plain(scope: Scope) -> Scope:
    """The scope with its names as they are compared, whoever has written them."""
    return Scope(_plain(scope.municipality), _plain(scope.school))


def _plain(name: str | None) -> str | None:
    if name is None:
        return None
    letters = name.casefold().replace("ё", "е").translate(dict.fromkeys(map(ord, "«»\"'“”„")))
    return " ".join(letters.replace("№", " № ").split()) or None
