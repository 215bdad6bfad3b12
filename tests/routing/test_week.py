"""Seven days and the seven before, counted for a picture."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from routing.fates import Fate
from routing.models import QuestionId, QuestionState
from routing.week import beginning, first_day, week

MOSCOW = ZoneInfo("Europe/Moscow")
#: Half past one at night of the 26th in Moscow.
NOW = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)


def fate(at: datetime, *, to_people: bool = False, is_answered: bool = False) -> Fate:
    return Fate(
        question_id=QuestionId(1),
        state=QuestionState.CLOSED,
        subject=None,
        level=None,
        asked_at=at,
        answer_by=at + timedelta(hours=4) if to_people else None,
        first_answer_at=at + timedelta(hours=1) if is_answered else None,
        answered_at=None,
        closed_at=None,
        helped=None,
        methodist_id=None,
        decision=None,
        was_shown=not to_people,
        came_back=False,
    )


def test_days_are_those_of_the_region_and_today_is_the_last() -> None:
    assert first_day(NOW, MOSCOW) == date(2026, 11, 20)
    assert first_day(NOW, MOSCOW, weeks_ago=1) == date(2026, 11, 13)
    assert beginning(date(2026, 11, 20), MOSCOW) == datetime(2026, 11, 19, 21, tzinfo=UTC)


def test_a_question_is_of_its_day_and_of_whoever_dealt_with_it() -> None:
    fates = [
        fate(NOW),
        fate(NOW - timedelta(hours=2), to_people=True),
        fate(NOW - timedelta(days=6), to_people=True, is_answered=True),
        fate(NOW - timedelta(days=7)),
    ]

    found = week(fates, first_day(NOW, MOSCOW), MOSCOW)

    assert dict(found.days) == dict(
        zip((date(2026, 11, day) for day in range(20, 27)), (1, 0, 0, 0, 0, 1, 1), strict=True)
    )
    assert (found.by_base, found.by_people, found.waiting) == (1, 1, 1)
    assert found.asked == 3
    assert not found.is_telling
