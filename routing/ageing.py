"""Which published cases grow old: to be reviewed, used by nobody, or without a source."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kit.database import Transaction
from knowledge.models import CaseId
from routing import usefulness_queries as queries
from routing.usefulness_queries import InUse

#: A review that is due within this is near.
REVIEW_NEAR = timedelta(days=60)
#: A case that nobody has opened for so long is not used.
UNUSED_FOR = timedelta(days=180)


class Age(StrEnum):
    """Why a case has to be looked at."""

    LATE = "late"
    """The day of its review has passed."""
    NEAR = "near"
    UNUSED = "unused"
    UNSOURCED = "unsourced"
    """It names neither a source nor an act that it rests on."""


@dataclass(frozen=True)
class Ageing:
    """A published case with everything that makes it old."""

    case_id: CaseId
    title: str
    subject: str
    review_by: date | None
    published_text_at: datetime
    """When the text in force was written."""
    used_at: datetime | None
    """When somebody opened any version of it last."""
    ages: frozenset[Age]


class Ages:
    """Looks for cases that grow old."""

    def __init__(self, transaction: Transaction, zone: ZoneInfo) -> None:
        self._transaction = transaction
        self._zone = zone

    async def all(self, *, now: datetime) -> list[Ageing]:
        """Those with a day of review first, the earliest day first; then by when they were used."""
        today = now.astimezone(self._zone).date()
        async with self._transaction() as session:
            rows = await queries.in_force_with_use(session)
        found = [_aged(text, today=today, now=now) for text in rows]
        return sorted((each for each in found if each.ages), key=_urgency)


def ages_of(text: InUse, *, today: date, now: datetime) -> frozenset[Age]:
    """What makes a text in force old; a text that is new itself is not called unused."""
    found = set[Age]()
    if text.review_by is not None and text.review_by < today:
        found.add(Age.LATE)
    elif text.review_by is not None and text.review_by <= today + REVIEW_NEAR:
        found.add(Age.NEAR)
    if max(text.used_at or text.created_at, text.created_at) < now - UNUSED_FOR:
        found.add(Age.UNUSED)
    if not text.is_sourced:
        found.add(Age.UNSOURCED)
    return frozenset(found)


def _aged(text: InUse, *, today: date, now: datetime) -> Ageing:
    return Ageing(
        text.case_id,
        text.title,
        text.subject,
        text.review_by,
        text.created_at,
        text.used_at,
        ages_of(text, today=today, now=now),
    )


def _urgency(each: Ageing) -> tuple[bool, date, bool, CaseId]:
    has_day = bool(each.ages & {Age.LATE, Age.NEAR}) and each.review_by is not None
    day = each.review_by if has_day and each.review_by is not None else date.max
    return not has_day, day, Age.UNUSED not in each.ages, each.case_id
