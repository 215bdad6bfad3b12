"""What askers have said about the cases that they were shown, for judging the next ones."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from knowledge.examples import Verdict
from knowledge.search import Decision
from routing.models import Entry, EntryKind, Question, ShownCase

#: Older ones tell of a base and of teachers as they were.
MOST_VERDICTS = 5000
#: After a tap the signals tell of the tap, too: they judge nothing that was found without one.
_TAPPED = func.coalesce(func.jsonb_array_length(Question.finding["taps"]), 0) > 0
_SHOWN = (Decision.ANSWER.value, Decision.OFFER.value)


async def verdicts(session: AsyncSession, *, limit: int = MOST_VERDICTS) -> list[Verdict]:
    """Verdicts on the first case of each question, the newest first.

    The asker's last word before a methodist has answered counts: afterwards it is about the
    answer. Where it cannot be told which of several cases helped, there is no verdict.
    """
    answer = aliased(Entry)
    is_about_case = ~exists().where(
        answer.question_id == Entry.question_id,
        answer.kind == EntryKind.ANSWER,
        answer.id < Entry.id,
    )
    last_word = (
        select(Entry.question_id, Entry.kind, Entry.at)
        .ext(distinct_on(Entry.question_id))
        .where(Entry.kind.in_((EntryKind.HELPED, EntryKind.NOT_HELPED)), is_about_case)
        .order_by(Entry.question_id, Entry.id.desc())
        .subquery()
    )
    opened = (
        select(func.array_agg(ShownCase.version_id, type_=ARRAY(BigInteger)))
        .where(ShownCase.question_id == Question.id, ShownCase.opened_at.is_not(None))
        .scalar_subquery()
    )
    said = (
        select(Question.asker_id, Question.finding, last_word.c.kind, last_word.c.at, opened)
        .join(last_word, last_word.c.question_id == Question.id)
        .where(Question.finding["decision"].astext.in_(_SHOWN), ~_TAPPED)
        .order_by(last_word.c.at.desc())
        .limit(limit)
    )
    found = [
        _verdict(f"asker {asker_id}", finding, kind is EntryKind.HELPED, at, opened or ())
        for asker_id, finding, kind, at, opened in await session.execute(said)
    ]
    return [verdict for verdict in found if verdict is not None]


def _verdict(
    group: str, finding: dict[str, Any], helped: bool, at: datetime, opened: Collection[int]
) -> Verdict | None:
    first, *_ = finding["matches"]
    right = first_was_right(
        first["version_id"], opened, helped=helped, answered=finding["decision"] == Decision.ANSWER
    )
    if right is None:
        return None
    ranking = finding.get("ranking", "")
    return Verdict(first["signals"], right, at, finding["encoder"], ranking, group)


def first_was_right(
    first: int, opened: Collection[int], *, helped: bool, answered: bool
) -> bool | None:
    """Whether the first case answered the question; ``None`` when nobody can tell.

    Args:
        first: version of the first case.
        opened: versions that the asker has opened to read.
        helped: what the asker has said of all that was shown.
        answered: the first case was shown whole at once, and need not be opened.
    """
    if not helped:
        return False
    read = {*opened, first} if answered else {*opened}
    if read == {first}:
        return True
    return None if first in read or not read else False
