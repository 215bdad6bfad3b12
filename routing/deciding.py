"""What follows from what the base has found: cases are shown, or a person gets the question."""

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.narrowing import Chosen, Facet
from knowledge.search import Decision, Finding
from people.service import About
from routing import handing, showing
from routing.models import Question, QuestionState
from routing.outcomes import Outcome
from routing.policy import HotlinePolicy
from routing.subject import Evidence, Topic, tell_topic


async def decide(
    session: AsyncSession,
    question: Question,
    text: str,
    about: About,
    finding: Finding,
    policy: HotlinePolicy,
    *,
    now: datetime,
) -> Outcome:
    """Keep what was found with the question, and do what was decided."""
    topic = _topic(text, about, finding)
    question.subject, question.level, question.why = topic.subject, topic.level, topic.why
    question.finding = asdict(finding)
    # Of what only a picture or a recording says, the base knows nothing.
    if finding.decision is Decision.ROUTE or not text.strip():
        return await handing.hand_over(session, question, policy, now=now)
    await showing.show(session, question, finding, now=now)
    return await showing.shown_outcome(session, question)


def tap(question: Question, facet: Facet, place: int) -> Chosen | None:
    """What a button of the question back says, by its place from 0, -1 being «неважно».

    ``None``: that is not asked any more.
    """
    asked = showing.narrowing(question)
    if question.state is not QuestionState.OFFERED or asked is None or asked.facet is not facet:
        return None
    if place < 0:
        return Chosen(facet, None)
    return Chosen(facet, asked.values[place]) if place < len(asked.values) else None


def tapped(question: Question) -> tuple[Chosen, ...]:
    """What the asker has tapped so far when asked back."""
    taps = question.finding.get("chosen") or ()
    return tuple(Chosen(Facet(tap["facet"]), tap["value"]) for tap in taps)


def still_shown(finding: Finding) -> Finding:
    """The finding after a tap: what was shown before a tap is not taken away because of it."""
    if finding.decision is Decision.ROUTE:
        return replace(finding, decision=Decision.OFFER)
    return finding


def _topic(text: str, about: About, finding: Finding) -> Topic:
    return tell_topic(
        text,
        profile_subjects=about.subjects,
        profile_levels=about.levels,
        similar=[Evidence(match.subject, match.score) for match in finding.matches],
    )
