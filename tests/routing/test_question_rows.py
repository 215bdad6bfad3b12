"""What rows of questions add up to."""

from datetime import datetime, timedelta

import pytest

from routing.models import QuestionId, QuestionState
from routing.question_rows import QuestionRow, by_subject, figures
from tests.support.town import MONDAY_MORNING


def row(
    number: int,
    subject: str | None = "physics",
    *,
    opened: float | None = None,
    answered: float | None = None,
    helped: bool | None = None,
) -> QuestionRow:
    """A question that was opened and answered after so many hours."""
    asked_at = MONDAY_MORNING

    def after(hours: float | None) -> datetime | None:
        return None if hours is None else asked_at + timedelta(hours=hours)

    state = QuestionState.OFFERED if helped is None else QuestionState.CLOSED
    return QuestionRow(
        QuestionId(number),
        subject,
        level=None,
        state=state,
        asked_at=asked_at,
        opened_at=after(opened),
        answered_at=after(answered),
        closed_at=None,
        helped=helped,
    )


def test_the_first_answer_is_whatever_came_first() -> None:
    assert row(1).first_answer_at is None
    assert row(1, opened=2, answered=1).first_answer_at == MONDAY_MORNING + timedelta(hours=1)
    assert row(1, opened=2, answered=3).first_answer_at == MONDAY_MORNING + timedelta(hours=2)


def test_a_median_needs_five_answers() -> None:
    answered = [row(number, answered=number) for number in range(5)]

    assert figures("physics", answered[:4]).median_hours is None
    assert figures("physics", [*answered, row(9)]).median_hours == pytest.approx(2)


def test_subjects_come_by_how_much_is_asked_and_add_up() -> None:
    rows = [
        row(1, "math"),
        row(2, helped=True),
        row(3, helped=False),
        row(4, None, answered=1),
    ]

    found = by_subject(rows)

    assert [(one.subject, one.asked) for one in found] == [("physics", 2), (None, 1), ("math", 1)]
    assert (found[0].rated, found[0].helped, found[0].closed) == (2, 1, 2)
    assert sum(one.with_answer for one in found) == figures(None, rows).with_answer == 1


def test_nothing_asked_adds_up_to_nothing() -> None:
    assert by_subject([]) == []
    assert figures(None, []).asked == 0
