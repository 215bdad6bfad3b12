"""Moments and numbers as Russian people write them, in the region's own time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def day(of: date) -> str:
    """«2 марта 2026»."""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """«2 марта 2026, 10:00»."""
    local = at.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


def ago(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """«сегодня, 15:04», «вчера, 9:10», «2 марта 2026»."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"сегодня, {local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"вчера, {local:%H:%M}"
    return day(local.date())


def number(value: int | float) -> str:
    """«1 000 000», «12,5»: thin groups, a comma for the fraction."""
    whole, _, fraction = f"{value:,}".partition(".")
    grouped = whole.replace(",", "\u202f")
    return f"{grouped},{fraction}" if fraction else grouped


def counted(value: int, one: str, few: str, many: str) -> str:
    """«1 вопрос», «2 вопроса», «5 вопросов»."""
    if value % 10 == 1 and value % 100 != 11:
        word = one
    elif value % 10 in (2, 3, 4) and value % 100 not in (12, 13, 14):
        word = few
    else:
        word = many
    return f"{number(value)} {word}"


def percent(share: float) -> str:
    """«93 %» of 0.93."""
    return f"{round(share * 100)}\u00a0%"
