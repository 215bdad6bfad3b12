"""Where the people of these tests live: calendars, zones, and moments by their local clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from wellbeing.calendars import Calendars
from wellbeing.slots import Whereabouts

MOSCOW = ZoneInfo("Europe/Moscow")
KAMCHATKA = ZoneInfo("Asia/Kamchatka")
RECOMMENDED = Calendars().of()


def at_home(zone: ZoneInfo = MOSCOW, away_until: date | None = None) -> Whereabouts:
    return Whereabouts(zone, RECOMMENDED, away_until)


def local(words: str, zone: ZoneInfo = MOSCOW) -> datetime:
    """The moment when the clock of the zone shows ``2026-02-12 16:00``."""
    return datetime.fromisoformat(words).replace(tzinfo=zone).astimezone(UTC)


def shown(moment: datetime, zone: ZoneInfo = MOSCOW) -> str:
    """What the clock of the zone shows, to the minute."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def day_of(moment: datetime, zone: ZoneInfo = MOSCOW) -> date:
    return moment.astimezone(zone).date()
