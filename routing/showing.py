"""Which cases an asker was shown for a question, and what outcome that makes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.narrowing import Facet, Narrowing
from knowledge.recalling import recalled_among
from knowledge.search import Decision, Finding, Match
from routing import queries
from routing.errors import NothingToRate
from routing.models import EntryKind, Question, QuestionState, ShownCase
from routing.outcomes import Added, Answered, Assigned, Offered, Queued, Shown

#: Cases that are shown to choose from.
MOST_SHOWN = 3
#: Beside a case that surely answers, a less likely one than this would only distract.
LEAST_BESIDE_ANSWER = 0.1


async def without_recalled(session: AsyncSession, finding: Finding) -> Finding:
    """The finding as it may be shown: a process hears of a recall a moment after it was made."""
    recalled = await recalled_among(session, [match.version_id for match in finding.matches])
    if not recalled:
        return finding
    left = tuple(match for match in finding.matches if match.version_id not in recalled)
    decision = finding.decision if finding.decision is not Decision.ANSWER else Decision.OFFER
    return replace(finding, matches=left, decision=decision if left else Decision.ROUTE)


async def show(
    session: AsyncSession, question: Question, finding: Finding, *, now: datetime
) -> None:
    """Keep what is shown; a case that the question was shown before keeps its trace."""
    known = {case.version_id: case for case in await queries.shown_cases(session, question.id)}
    for case in known.values():
        case.position = 0
    for position, match in enumerate(_to_show(finding), start=1):
        # A sure answer is shown whole at once: nobody opens it by a button.
        opened_at = now if finding.decision is Decision.ANSWER and position == 1 else None
        again = known.get(match.version_id)
        if again is not None:
            again.position, again.score = position, match.score
            again.opened_at = again.opened_at or opened_at
            continue
        session.add(
            ShownCase(
                question_id=question.id,
                version_id=match.version_id,
                position=position,
                score=match.score,
                shown_at=now,
                opened_at=opened_at,
            )
        )
    await session.flush()


def _to_show(finding: Finding) -> Sequence[Match]:
    first = finding.matches[:MOST_SHOWN]
    if finding.decision is not Decision.ANSWER:
        return first
    return [match for match in first if match is first[0] or match.score >= LEAST_BESIDE_ANSWER]


async def shown(session: AsyncSession, question: Question) -> tuple[Shown, ...]:
    """The cases that the question shows now, the first first."""
    found = {match["version_id"]: match for match in question.finding.get("matches", [])}
    return tuple(
        Shown(
            case.position,
            case.version_id,
            found[case.version_id]["title"],
            found[case.version_id]["subject"],
        )
        for case in await queries.shown_cases(session, question.id)
        if case.position > 0
    )


async def shown_outcome(session: AsyncSession, question: Question) -> Answered | Offered:
    cases = await shown(session, question)
    if question.finding.get("decision") == Decision.ANSWER:
        return Answered(question.id, cases)
    return Offered(question.id, cases, narrowing(question))


def narrowing(question: Question) -> Narrowing | None:
    """What the asker is asked back beside the cases; ``None``: nothing."""
    asked = question.finding.get("narrowing")
    if asked is None:
        return None
    return Narrowing(Facet(asked["facet"]), tuple(asked["values"]), asked["gain"])


async def outcome_of(
    session: AsyncSession, question: Question
) -> Answered | Offered | Assigned | Queued:
    """The outcome that a question has now; of one that has gone further, what was promised."""
    if question.answer_by is not None:
        return with_person(question)
    return await shown_outcome(session, question)


def with_person(question: Question) -> Assigned | Queued:
    assert question.subject is not None
    assert question.answer_by is not None
    kind = Queued if question.state is QuestionState.QUEUED else Assigned
    return kind(question.id, question.subject, question.answer_by)


async def added_before(
    session: AsyncSession, question: Question, kind: EntryKind
) -> Added | Answered | Offered | Assigned | Queued:
    """The outcome of words that were added before, when they come again."""
    if question.state is QuestionState.OFFERED:
        return await outcome_of(session, question)
    return Added(question.id, kind is EntryKind.CLARIFIED, question.answer_by)


async def require_something_to_rate(session: AsyncSession, question: Question) -> None:
    """
    Raises:
        NothingToRate: nothing was shown or answered yet.
    """
    if question.answered_at is None and not await queries.shown_cases(session, question.id):
        raise NothingToRate(question.id)
