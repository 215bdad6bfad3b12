"""Leave: the day on which a methodist is back, as they write it."""

import re
from datetime import date, timedelta

from people.errors import DayNotAhead, LeaveTooLong, UnreadableDay

#: Whoever is away for longer is better taken off duty.
LONGEST_LEAVE = timedelta(days=366)
#: A day without a year that has passed is meant to be next year's only if it is this near;
#: otherwise it is a slip of the pen.
_NEXT_YEAR_WITHIN = timedelta(days=183)

_DAY = re.compile(r"(?:до\s+)?(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?")
_WORDS = {"завтра": timedelta(days=1), "послезавтра": timedelta(days=2)}


def read_return(words: str, today: date) -> date:
    """Read the day of return: «05.12.2026», «5.12», «завтра», «послезавтра».

    Raises:
        UnreadableDay: there is no such day, or the words name none.
        DayNotAhead: it is today or has passed.
        LeaveTooLong: it is more than a year ahead.
    """
    plain = " ".join(words.lower().split())
    ahead = _WORDS.get(plain.removeprefix("до "))
    day = today + ahead if ahead else _read_day(plain, today)
    if day <= today:
        raise DayNotAhead
    if day - today > LONGEST_LEAVE:
        raise LeaveTooLong
    return day


def _read_day(plain: str, today: date) -> date:
    match = _DAY.fullmatch(plain)
    if match is None:
        raise UnreadableDay
    years = [int(match[3])] if match[3] else [today.year, today.year + 1]
    days = [day for year in years if (day := _date(year, int(match[2]), int(match[1])))]
    if not days:
        raise UnreadableDay
    first, last = days[0], days[-1]
    return last if first <= today and last - today <= _NEXT_YEAR_WITHIN else first


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
