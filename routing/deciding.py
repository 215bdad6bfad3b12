"""What follows from what the base has found: cases are shown, or a person gets the question."""

from dataclasses import asdict, replace
from datetime import datetime

from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncSession

from delivery.content import Words
from knowledge.narrowing import Facet, Tap
from knowledge.search import Decision, Finding
from people.models import PersonId
from people.service import About
from routing import handing, replying, showing
from routing.models import Question, QuestionState
from routing.outcomes import Answered, Assigned, Offered, Queued, Replied
from routing.policy import HotlinePolicy
from routing.subject import Evidence, tell_topic


def new_question(asker_id: PersonId, words: Words, *, now: datetime) -> Question:
    return Question(
        asker_id=asker_id,
        state=QuestionState.OFFERED,
        origin=words.ref,
        asked_at=now,
        why="",
        finding={},
    )


def note_finding(question: Question, text: str, about: About, finding: Finding) -> None:
    """Keep what the base thinks of the question, and what it seems to be about."""
    topic = tell_topic(
        text,
        profile_subjects=about.subjects,
        profile_levels=about.levels,
        similar=[Evidence(match.subject, match.score) for match in finding.matches],
    )
    question.subject, question.level, question.why = topic.subject, topic.level, topic.why
    # Days become texts: JSON knows none.
    question.finding = to_jsonable_python(asdict(finding))


async def respond(
    session: AsyncSession,
    question: Question,
    words: Words,
    about: About,
    finding: Finding,
    policy: HotlinePolicy,
    *,
    now: datetime,
) -> Replied:
    """Say the reply that was found; a question beside it goes its own way."""
    reply, then = finding.reply, None
    assert reply is not None
    await replying.keep(session, question, reply, now=now)
    if reply.goes_on or words.attachments:
        then = await decide(session, question, words.text, about, finding, policy, now=now)
    else:
        note_finding(question, words.text, about, finding)
        replying.close(session, question, reply, now=now)
    return Replied(question.id, reply.version_id, reply.is_care, then)


async def decide(
    session: AsyncSession,
    question: Question,
    text: str,
    about: About,
    finding: Finding,
    policy: HotlinePolicy,
    *,
    now: datetime,
) -> Answered | Offered | Assigned | Queued:
    """Keep what was found with the question, and do what was decided."""
    finding = await showing.without_recalled(session, finding)
    note_finding(question, text, about, finding)
    # Of what only a picture or a recording says, the base knows nothing.
    if finding.decision is Decision.ROUTE or not text.strip():
        return await handing.hand_over(session, question, policy, now=now)
    await showing.show(session, question, finding, now=now)
    return await showing.shown_outcome(session, question)


def tap_at(question: Question, facet: Facet, place: int) -> Tap | None:
    """What a button of the question back says, by its place from 0, -1 being «неважно».

    ``None``: that is not asked any more.
    """
    asked = showing.narrowing(question)
    if question.state is not QuestionState.OFFERED or asked is None or asked.facet is not facet:
        return None
    if place < 0:
        return Tap(facet, None)
    return Tap(facet, asked.values[place]) if place < len(asked.values) else None


def tapped(question: Question) -> tuple[Tap, ...]:
    """What the asker has tapped so far when asked back."""
    taps = question.finding.get("taps") or ()
    return tuple(Tap(Facet(tap["facet"]), tap["value"]) for tap in taps)


def still_shown(finding: Finding) -> Finding:
    """The finding after a tap: what was shown before a tap is not taken away because of it."""
    if finding.decision is Decision.ROUTE:
        return replace(finding, decision=Decision.OFFER)
    return finding
