"""School calendars: when a school is at work, by school year and place."""

from wellbeing.calendars.book import Calendars
from wellbeing.calendars.own import read_calendars
from wellbeing.calendars.school import SchoolCalendar, SchoolYear, Vacation

__all__ = ["Calendars", "SchoolCalendar", "SchoolYear", "Vacation", "read_calendars"]
