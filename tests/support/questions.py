"""Questions for tests that need rows, and not the way they came about."""

from datetime import datetime, timedelta
from typing import Any

from people.models import PersonId
from routing.models import Entry, EntryKind, Question, QuestionId, QuestionState


def question_of(
    asker_id: PersonId, id: QuestionId | None = None, *, now: datetime, **values: Any
) -> Question:
    """A question that lies with the coordinators unless a test says otherwise."""
    usual: dict[str, Any] = {
        "origin": f"test:{id or values}",
        "state": QuestionState.QUEUED,
        "subject": "physics",
        "level": None,
        "why": "text",
        "finding": {"decision": "route", "matches": []},
        "asked_at": now,
        "answer_by": now + timedelta(hours=8),
    }
    question = Question(asker_id=asker_id, **{**usual, **values})
    if id is not None:
        question.id = id
    return question


def asked_with(question_id: QuestionId, asker_id: PersonId, text: str, *, now: datetime) -> Entry:
    """The entry that asked it."""
    return Entry(
        question_id=question_id,
        kind=EntryKind.QUESTION,
        author_id=asker_id,
        at=now,
        origin=f"telegram:1:{question_id}",
        parts=[{"ref": f"telegram:1:{question_id}", "text": text, "attachments": []}],
    )
