"""Rows that speak of a person without being theirs: what somebody did, and was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from people.models import PersonId

Json = dict[str, Any]


@dataclass(frozen=True)
class Trace:
    """One column of one table in which a person can stand, and what is told of the row."""

    person: InstrumentedAttribute[Any]
    title: str
    """What the rows are, as the person's own file calls them."""
    told: Mapping[str, InstrumentedAttribute[Any]]
    """By what the file calls it, the first one being what rows are put in order by."""
    words: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    """For what is told in codes, the words of each code."""


async def told(session: AsyncSession, trace: Trace, person_id: PersonId) -> list[Json]:
    """The rows, ready for JSON."""
    columns = list(trace.told.values())
    rows = await session.execute(
        select(*columns).where(trace.person == person_id).order_by(columns[0])
    )
    return [
        {
            name: _plain(value, trace.words.get(name, {}))
            for name, value in zip(trace.told, row, strict=True)
        }
        for row in rows
    ]


def _plain(value: Any, words: Mapping[Any, str]) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return words.get(value, value)
