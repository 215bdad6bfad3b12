"""What the hotline thought of a question, in the words of a methodist."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from knowledge import explaining
from knowledge.verdict import Decision
from people.subjects import subject_of
from routing.models import WITH_PEOPLE, QuestionState

_STATES = {
    QuestionState.OFFERED: "Учителю показаны кейсы",
    QuestionState.QUEUED: "В очереди у координатора",
    QuestionState.ASSIGNED: "Назначен методист",
    QuestionState.TAKEN: "Методист взял вопрос",
    QuestionState.CLARIFYING: "Методист уточняет",
    QuestionState.ANSWERED: "Ответ отправлен",
    QuestionState.CLOSED: "Вопрос закрыт",
}
_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]


@dataclass(frozen=True)
class CaseThought:
    id: str
    title: str
    subject: str
    percent: int
    """How probably the case answers the question, 0 to 99."""
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Thought:
    """The last question of a teacher, and why the hotline did with it what it did."""

    question: int
    text: str
    state: str
    decision: Decision | None
    verdict: str
    reason: str
    limits: str | None
    """From which probability a case would have been shown; ``None`` where nothing was searched."""
    understood: str | None
    """The question as it was searched for; ``None`` where that says nothing new."""
    remarks: tuple[str, ...]
    cases: tuple[CaseThought, ...]
    by_words_alone: bool
    """The search had no encoder: it compared words, not meaning."""
    subject: str | None
    why_subject: str
    promise: str | None
    """By when a person answers; ``None`` once nothing is waited for."""
    methodist: str | None
    why_methodist: str | None
    ms: int


def explain(
    *,
    question: int,
    text: str,
    state: QuestionState,
    finding: Mapping[str, Any],
    subject: str | None,
    why_subject: str,
    answer_by: datetime | None,
    zone: ZoneInfo,
    methodist: str | None = None,
    why_methodist: str | None = None,
) -> Thought:
    """Put a stored finding into words.

    Args:
        finding: ``knowledge.search.Finding`` as it is stored with the question.
        subject: the subject's code.
        methodist: the name shown in the demo; ``None`` while nobody has the question.
        why_methodist: why this one and no other.
    """
    decision = Decision(finding["decision"]) if finding.get("decision") else None
    verdict, reason = explaining.verdict_of(finding)
    understood = finding.get("understood") or None
    return Thought(
        question=question,
        text=text,
        state=_STATES[state],
        decision=decision,
        verdict=verdict,
        reason=reason,
        limits=explaining.limits_of(finding),
        understood=understood if understood and not _is_same(understood, text) else None,
        remarks=tuple(explaining.remark(name) for name in finding.get("remarks", ())),
        cases=tuple(_case(match) for match in finding.get("matches", ())),
        by_words_alone=explaining.was_by_words(finding),
        subject=subject_name(subject),
        why_subject=why_subject,
        promise=_moment(answer_by, zone) if answer_by and state in WITH_PEOPLE else None,
        methodist=methodist,
        why_methodist=why_methodist,
        ms=round(finding.get("ms") or 0),
    )


def as_json(thought: Thought) -> dict[str, Any]:
    return asdict(thought)


def subject_name(code: str | None) -> str | None:
    """The Russian name; an unknown code stands for itself."""
    try:
        return subject_of(code).name if code else None
    except KeyError:
        return code


def _case(match: Mapping[str, Any]) -> CaseThought:
    return CaseThought(
        id=str(match["case_id"]),
        title=match["title"],
        subject=subject_name(match["subject"]) or "",
        percent=explaining.percent(match["score"]),
        reasons=explaining.reasons(match.get("signals") or {}),
    )


def _is_same(understood: str, text: str) -> bool:
    return _letters(understood) == _letters(text)


def _letters(text: str) -> str:
    folded = text.lower().replace("ё", "е")
    return "".join(character for character in folded if character.isalnum())


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"до {local.day} {_MONTHS[local.month - 1]}, {local:%H:%M}"
