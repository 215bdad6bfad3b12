"""What a row of a question tells."""

from datetime import datetime, timedelta

from routing.models import QuestionId, QuestionState
from routing.question_rows import QuestionRow
from tests.support.town import MONDAY_MORNING


def row(*, opened: float | None = None, answered: float | None = None) -> QuestionRow:
    """A question that was opened and answered after so many hours."""

    def after(hours: float | None) -> datetime | None:
        return None if hours is None else MONDAY_MORNING + timedelta(hours=hours)

    return QuestionRow(
        QuestionId(1),
        "physics",
        level=None,
        state=QuestionState.OFFERED,
        asked_at=MONDAY_MORNING,
        opened_at=after(opened),
        answered_at=after(answered),
        closed_at=None,
        helped=None,
    )


def test_the_first_answer_is_whatever_came_first() -> None:
    assert row().first_answer_at is None
    assert row(opened=2, answered=1).first_answer_at == MONDAY_MORNING + timedelta(hours=1)
    assert row(opened=2, answered=3).first_answer_at == MONDAY_MORNING + timedelta(hours=2)
