"""Moments in words, in the region's own time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_DAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


def by(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """«до 15:00 сегодня», «до 11:00 завтра», «до 11:00 в понедельник, 30 ноября»."""
    local = moment.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    clock = f"до {local:%H:%M}"
    if days == 0:
        return f"{clock} сегодня"
    if days == 1:
        return f"{clock} завтра"
    return f"{clock}, {_DAYS[local.weekday()]}, {day(moment, zone)}"


def day(moment: datetime, zone: ZoneInfo) -> str:
    """«30 ноября»."""
    local = moment.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]}"


def ago(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """«сегодня, 15:04», «вчера, 9:10», «30 ноября»."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"сегодня, {local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"вчера, {local:%H:%M}"
    return day(moment, zone)
