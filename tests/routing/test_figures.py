"""What the hotline's numbers count, and when they say nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kit.database import Transaction
from knowledge.search import Decision
from people.models import PersonId
from routing.fates import Fate
from routing.figures import Share, Typical, figures, report
from routing.models import QuestionId, QuestionState
from routing.outcomes import Offered
from routing.statistics import Statistics
from routing.totals import totals_of
from tests.support.people import Office
from tests.support.town import MONDAY_MORNING, usual_policy

HOURS = usual_policy().hours
ASKED = MONDAY_MORNING
LATER = ASKED + timedelta(days=30)

ALONE = Fate(
    QuestionId(1),
    QuestionState.OFFERED,
    "physics",
    None,
    ASKED,
    None,
    None,
    None,
    None,
    None,
    None,
    "offer",
    was_shown=True,
    came_back=False,
)
ANSWERED = ALONE._replace(
    state=QuestionState.ANSWERED,
    answer_by=ASKED + timedelta(hours=8),
    first_answer_at=ASKED + timedelta(hours=2),
    answered_at=ASKED + timedelta(hours=2),
    methodist_id=PersonId(7),
    was_shown=False,
)


def counted(*fates: Fate, now: datetime = LATER) -> Any:
    return figures(fates, HOURS, now=now)


def test_of_fewer_than_five_nothing_is_told() -> None:
    four = counted(*[ALONE._replace(helped=True)] * 4)
    five = counted(*[ALONE._replace(helped=True)] * 5)

    assert (four.confirmed, four.confirmed.value) == (Share(4, 4), None)
    assert five.confirmed.value == 1.0
    assert (four.is_telling, five.is_telling) == (False, True)


def test_confirmed_help_and_silence_are_two_numbers() -> None:
    found = counted(
        *[ALONE._replace(helped=True, state=QuestionState.CLOSED)] * 3,
        *[ALONE] * 2,
        *[ANSWERED] * 4,
        ANSWERED._replace(came_back=True),
    )

    assert found.base_confirmed == Share(3, 10)
    assert found.base_silent == Share(2, 10)
    assert found.confirmed == Share(3, 10)
    assert found.silent == Share(6, 10)
    assert found.not_helped == Share(1, 10)


@pytest.mark.parametrize(
    ("changes", "days", "is_silent"),
    [
        ({}, 7, True),
        ({}, 6, False),
        ({"helped": False}, 7, False),
        ({"helped": True}, 7, False),
        ({"came_back": True}, 7, False),
        ({"was_shown": False}, 7, False),
        ({"answer_by": ASKED}, 7, False),
    ],
)
def test_silence_lasts_a_week_without_a_word(
    changes: dict[str, Any], days: int, is_silent: bool
) -> None:
    fate = ALONE._replace(**changes)

    found = counted(*[fate] * 5, now=ASKED + timedelta(days=days))

    assert found.silent.part == (5 if is_silent else 0)


def test_a_question_that_went_on_to_a_person_was_not_answered_by_the_base() -> None:
    went_on = ANSWERED._replace(was_shown=True, helped=True)

    assert counted(*[went_on] * 5).base_confirmed == Share(0, 5)


def test_spans_are_medians_of_working_time() -> None:
    friday = datetime(2026, 3, 6, 14, tzinfo=UTC)  # an hour before the weekend, in Moscow
    tuesday = datetime(2026, 3, 10, 8, tzinfo=UTC)  # the Monday is a day off
    slow = ANSWERED._replace(asked_at=friday, first_answer_at=tuesday, closed_at=tuesday)
    quick = slow._replace(first_answer_at=friday + timedelta(minutes=10), closed_at=None)

    found = counted(*[slow] * 3, *[quick] * 2)

    assert found.first_answer == Typical(timedelta(hours=3), 5)
    assert found.resolution == Typical(None, 3)


def test_groups_cover_everything_and_weeks_have_no_gaps() -> None:
    fates = [
        ANSWERED._replace(subject="history"),
        ALONE._replace(subject=None),
        ALONE._replace(asked_at=ASKED + timedelta(days=14)),
    ]

    whole = report(totals_of(fates, HOURS.zone), HOURS, now=LATER)

    assert [(code, of.asked) for code, of in whole.by_subject] == [
        ("", 1),
        ("history", 1),
        ("physics", 1),
    ]
    assert [(person, of.asked) for person, of in whole.by_methodist] == [(7, 1)]
    assert [(monday, of.asked) for monday, of in whole.by_week] == [
        (date(2026, 3, 2), 2),
        (date(2026, 3, 9), 0),
        (date(2026, 3, 16), 1),
    ]


def test_of_nothing_there_is_nothing_to_tell() -> None:
    empty = report(totals_of([], HOURS.zone), HOURS, now=LATER)

    assert (empty.whole.asked, empty.by_week, empty.by_subject) == (0, (), ())


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


async def test_fates_are_what_became_of_the_questions(office: Office) -> None:
    anna, boris = await office.teacher(), await office.methodist()
    answered, taken_back = await office.asked(anna), await office.asked(anna, "Физика: второй?")
    asked_at = office.now
    office.now += timedelta(hours=1)
    await office.desk.answer(boris, answered, office.says(), now=office.now)
    first = office.now
    await office.pass_time(hours=1)
    await office.desk.answer(boris, answered, office.says(), now=office.now)
    await office.hotline.ask_person(anna, answered, now=office.now)
    accepted = await office.desk.answer(boris, taken_back, office.says(), now=office.now)
    await office.desk.take_back(boris, accepted.entry_id, now=office.now)
    office.shelf.lay_out(Decision.OFFER, *await office.cases("a"))
    offered = await office.hotline.ask(anna, office.says("Физика: а это?"), now=office.now)
    assert isinstance(offered, Offered)
    await office.hotline.helped(anna, offered.question_id, now=office.now)

    statistics = Statistics(office.transaction, office.policy.hours)
    before = office.now + timedelta(seconds=1)
    found = {
        fate.question_id: fate for fate in await statistics.fates(since=asked_at, before=before)
    }

    assert found[answered].first_answer_at == first
    assert found[answered].came_back
    assert found[taken_back].first_answer_at is None
    assert not found[taken_back].came_back
    alone = found[offered.question_id]
    assert (alone.was_shown, alone.went_to_people, alone.helped) == (True, False, True)
    assert alone.decision == "offer"
    counted = await statistics.report(since=asked_at, before=before, now=office.now)
    assert counted.whole.asked == 3
    assert counted.whole.base_confirmed == Share(1, 3)


async def test_only_questions_of_the_span_count(office: Office) -> None:
    await office.asked(await office.teacher())
    statistics = Statistics(office.transaction, office.policy.hours)
    moment, second = office.now, timedelta(seconds=1)

    assert len(await statistics.fates(since=moment, before=moment + second)) == 1
    assert len(await statistics.fates(since=moment - second, before=moment)) == 0
