"""Totals by the day tell the same as the rows they were added up from, whatever happens later."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from delivery.models import Delivery, DeliveryState
from kit.database import Transaction
from people.hours import WorkingHours
from people.models import PersonId, Profile
from people.service import About
from routing import figures_queries
from routing.counting import Counting
from routing.fates import Fate
from routing.figures import Figures, PlaceReport, Report, figures, report
from routing.models import Entry, EntryKind, Question, QuestionState
from routing.places import askers, by_municipality
from routing.privacy import Privacy
from routing.statistics import Statistics
from routing.totals import totals_of
from tests.support.people import Office
from tests.support.questions import question_of
from tests.support.town import MONDAY_MORNING

DAYS = 30
#: A week after the last of them: some are silent by now, and some are not yet.
NOW = MONDAY_MORNING + timedelta(days=5)
#: What may happen to a question besides an answer.
LATER = (EntryKind.NOT_HELPED, EntryKind.REOPENED, EntryKind.REPLIED, EntryKind.CLOSED)


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


@pytest.fixture
def statistics(office: Office) -> Statistics:
    return Statistics(office.transaction, office.policy.hours)


async def direct(
    office: Office, since: datetime | None, before: datetime | None, hours: WorkingHours
) -> Report:
    """Counted from the rows, with no totals in between."""
    async with office.transaction() as session:
        fates = await figures_queries.fates(session, since=since, before=before, limit=None)
    return report(totals_of(fates, hours.zone), hours, now=NOW)


async def agree(
    office: Office, statistics: Statistics, since: datetime | None, before: datetime | None
) -> Report:
    told = await statistics.report(since=since, before=before, now=NOW)
    assert told == await direct(office, since, before, statistics.hours)
    return told


async def ask_much(
    office: Office,
    people: Sequence[PersonId],
    chance: random.Random,
    *,
    by: Sequence[PersonId] = (),
) -> None:
    """A month of questions, to each of which something else has happened; the first of the people
    has asked them, unless ``by`` names others, and the others have answered."""
    first = NOW - timedelta(days=DAYS)
    async with office.transaction() as session:
        for number in range(300):
            at = first + timedelta(seconds=chance.randrange(DAYS * 86_400))
            answered = at + timedelta(minutes=chance.randrange(6_000))
            went_on = chance.random() < 0.6
            is_answered = went_on and chance.random() < 0.7
            question = question_of(
                by[number % len(by)] if by else people[0],
                now=at,
                origin=f"test:{number}",
                subject=chance.choice(["physics", "history", None]),
                state=chance.choice(list(QuestionState)),
                finding={"decision": chance.choice(["answer", "offer", "route"])},
                answer_by=at + timedelta(hours=8) if went_on else None,
                answered_at=answered if is_answered else None,
                closed_at=answered + timedelta(hours=9) if chance.random() < 0.4 else None,
                helped=chance.choice([True, False, None]),
                methodist_id=chance.choice(people[1:]) if went_on else None,
            )
            session.add(question)
            await session.flush()
            session.add(_entry(question, chance.choice(LATER), at=answered))
            if is_answered:
                sent = _sent(question, chance.choice(list(DeliveryState)), at=answered)
                session.add(sent)
                await session.flush()
                entry = _entry(question, EntryKind.ANSWER, at=answered)
                entry.delivery_id = sent.id
                session.add(entry)


def _entry(question: Question, kind: EntryKind, *, at: datetime) -> Entry:
    return Entry(question_id=question.id, kind=kind, at=at, parts=[])


def _sent(question: Question, state: DeliveryState, *, at: datetime) -> Delivery:
    return Delivery(
        recipient_id=question.asker_id,
        question_id=question.id,
        kind="AnswerReady",
        payload={},
        urgency=1,
        posted_at=at,
        due_at=at,
        state=state,
    )


async def test_totals_tell_what_the_rows_tell(office: Office, statistics: Statistics) -> None:
    chance = random.Random(7)
    await ask_much(office, [await office.teacher() for _ in range(4)], chance)
    zone = office.policy.hours.zone
    midnights = [
        datetime(2026, 2, 8, tzinfo=zone) + timedelta(days=chance.randrange(28)) for _ in range(3)
    ]
    spans: list[tuple[datetime | None, datetime | None]] = [
        (None, None),
        (midnights[0], None),
        (None, midnights[1]),
        (midnights[2], midnights[2] + timedelta(days=1)),
        (midnights[2] + timedelta(hours=9), midnights[2] + timedelta(hours=15)),
        (NOW - timedelta(days=7), NOW),
    ]

    reports = [await agree(office, statistics, *span) for span in spans]

    whole = reports[0].whole
    assert whole.asked > 250
    assert min(whole.silent.part, whole.confirmed.part, whole.not_helped.part) > 5
    assert min(whole.first_answer.n, whole.resolution.n) > 20
    assert len(reports[0].by_methodist) == 3
    assert sum(of.asked for _, of in reports[0].by_week) == whole.asked


async def test_places_tell_what_the_rows_tell(office: Office, statistics: Statistics) -> None:
    people = [await office.teacher() for _ in range(26)]
    homes: dict[PersonId | None, str] = {}
    for number, person in enumerate(people[6:]):
        homes[person] = ("Лесной", "лесной", "Озёрный", "Малый")[min(number % 5, 3)]
        await office.directory.tell_about(person, About(municipality=homes[person]))
    await ask_much(office, people[:4], random.Random(11), by=people)
    midnight = datetime(2026, 2, 14, tzinfo=office.policy.hours.zone)

    for since, before in (
        (midnight, midnight + timedelta(days=12)),
        (midnight + timedelta(hours=9), NOW - timedelta(hours=3)),
        (midnight + timedelta(hours=9), midnight + timedelta(hours=20)),
    ):
        told = await statistics.places(since=since, before=before, now=NOW)

        fates = await statistics.fates(since=since, before=before)
        split = by_municipality(
            [_Placed(fate.asker_id, homes.get(fate.asker_id), fate) for fate in fates],
            people=askers,
        )
        assert told == PlaceReport(
            tuple((name, _direct(group, statistics.hours)) for name, group in split.shown),
            _direct(split.rest, statistics.hours) if split.rest else None,
            split.hidden,
            is_cut=False,
        )
    async with office.transaction() as session:
        first = await statistics.places(since=midnight, before=NOW, now=NOW)
        await session.execute(update(Profile).values(municipality="Озёрный"))
        moved = await statistics.places(since=midnight, before=NOW, now=NOW)
    assert len(first.shown) > 1
    assert [name for name, _ in moved.shown] == ["Озёрный"]


@dataclass(frozen=True)
class _Placed:
    asker_id: PersonId | None
    municipality: str | None
    fate: Fate


def _direct(group: Sequence[_Placed], hours: WorkingHours) -> Figures:
    return figures([row.fate for row in group], hours, now=NOW)


async def test_what_happens_later_is_told_at_once(office: Office, statistics: Statistics) -> None:
    anna, boris, vera = await office.teacher(), await office.methodist(), await office.teacher()
    first, second, third = [await office.asked(each) for each in (anna, anna, vera)]
    await office.pass_time(hours=1)
    for number in (first, second, third):
        await office.desk.answer(boris, number, office.says(), now=office.now)
    await office.pass_time(days=1)
    before = await agree(office, statistics, None, None)

    await office.hotline.helped(anna, first, now=office.now)
    helped = await agree(office, statistics, None, None)
    await office.hotline.ask_person(anna, second, now=office.now)
    came_back = await agree(office, statistics, None, None)
    await Privacy(office.transaction, office.policy).forget(anna, now=office.now)
    forgotten = await agree(office, statistics, None, None)

    assert (before.whole.confirmed.part, helped.whole.confirmed.part) == (0, 1)
    assert (helped.whole.not_helped.part, came_back.whole.not_helped.part) == (0, 1)
    assert forgotten.whole.asked == 3
    assert forgotten.whole.resolution.n > came_back.whole.resolution.n


async def test_an_answer_that_was_taken_back_does_not_count(
    office: Office, statistics: Statistics
) -> None:
    anna, boris = await office.teacher(), await office.methodist()
    number = await office.asked(anna)
    sent = await office.desk.answer(boris, number, office.says(), now=office.now)
    assert (await agree(office, statistics, None, None)).whole.first_answer.n == 1

    await office.desk.take_back(boris, sent.entry_id, now=office.now)

    assert (await agree(office, statistics, None, None)).whole.first_answer.n == 0


async def test_the_job_counts_once_and_leaves_the_rest_for_later(
    office: Office, statistics: Statistics
) -> None:
    await ask_much(office, [await office.teacher() for _ in range(2)], random.Random(3))

    counting = Counting(office.transaction, office.policy.hours.zone)

    some = await counting.count_days(NOW, limit=20)
    rest = await counting.count_days(NOW)

    assert 0 < some < DAYS
    assert some + rest in (DAYS, DAYS + 1)
    assert await counting.count_days(NOW) == 0
    await agree(office, statistics, None, None)


async def test_a_report_says_when_it_is_behind(office: Office, statistics: Statistics) -> None:
    await office.asked(await office.teacher())

    behind = await statistics.report(since=None, before=None, now=NOW, most_counted=0)
    told = await statistics.report(since=None, before=None, now=NOW)

    assert (behind.is_behind, behind.whole.asked) == (True, 0)
    assert (told.is_behind, told.whole.asked) == (False, 1)


async def test_another_zone_has_other_days(office: Office, statistics: Statistics) -> None:
    await ask_much(office, [await office.teacher() for _ in range(3)], random.Random(5))
    await agree(office, statistics, None, None)
    hours = office.policy.hours
    far = Statistics(
        office.transaction, WorkingHours(ZoneInfo("Asia/Kamchatka"), hours.week, hours.is_holiday)
    )

    told = await agree(office, far, NOW - timedelta(days=9), None)

    assert not told.is_behind


async def test_small_talk_is_no_question(office: Office, statistics: Statistics) -> None:
    anna = await office.teacher()
    [version_id] = await office.cases("reply-1")
    office.shelf.lay_out_reply(version_id)
    await office.hotline.ask(anna, office.says("Вы бот?"), now=office.now)

    assert (await agree(office, statistics, None, None)).whole.asked == 0
