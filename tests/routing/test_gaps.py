"""Questions that the base has no case for: grouped, ranked, decided about, made into drafts."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from kit.database import Transaction
from knowledge.catalogue import Catalogue
from knowledge.models import CaseState
from knowledge.search import Decision
from routing.curating_errors import GapHasCase, NoSuchGap
from routing.curating_models import Gap, GapId, GapQuestion, QuestionVector
from routing.errors import EmptyWords
from routing.gaps import GapLine, Gaps
from routing.grouping import Grouping
from routing.models import QuestionId
from routing.privacy import Privacy
from tests.support.encoder import WordEncoder
from tests.support.people import Office

MOTION = "Физика: как объяснить реактивное движение?"
TRIPS = "Физика: кто отвечает за детей на экскурсии в планетарий?"


@pytest.fixture
def office(transaction: Transaction) -> Office:
    return Office(transaction)


@pytest.fixture
def gaps(transaction: Transaction) -> Gaps:
    return Gaps(transaction, ZoneInfo("Europe/Moscow"))


@pytest.fixture
def grouping(transaction: Transaction) -> Grouping:
    return Grouping(transaction, WordEncoder())


async def group(office: Office, grouping: Grouping) -> None:
    while await grouping.group(office.now, limit=2):
        pass


async def listed(office: Office, gaps: Gaps, view: str = "open") -> list[GapLine]:
    wanted = gaps.wanted(now=office.now, view=view)
    count = await gaps.count(wanted, now=office.now)
    lines = await gaps.page(wanted, now=office.now, limit=50, offset=0)
    assert count == len(lines)
    return lines


async def asked(office: Office, text: str, times: int = 1) -> list[QuestionId]:
    return [await office.asked(await office.teacher(), text) for _ in range(times)]


async def a_gap(office: Office, gaps: Gaps, grouping: Grouping) -> GapId:
    await asked(office, MOTION)
    await group(office, grouping)
    return (await listed(office, gaps))[0].gap_id


async def test_questions_of_one_meaning_are_one_gap_and_the_most_asked_comes_first(
    office: Office, gaps: Gaps, grouping: Grouping
) -> None:
    await asked(office, TRIPS)
    await asked(office, MOTION, times=3)

    await group(office, grouping)

    lines = await listed(office, gaps)
    assert [(line.typical, line.questions, line.askers) for line in lines] == [
        (MOTION, 3, 3),
        (TRIPS, 1, 1),
    ]
    assert lines[0].subject == "physics"


async def test_what_was_asked_lately_counts_more(
    office: Office, gaps: Gaps, grouping: Grouping
) -> None:
    await asked(office, MOTION, times=3)
    office.now += timedelta(days=200)
    await asked(office, TRIPS, times=2)
    await group(office, grouping)

    assert [line.typical for line in await listed(office, gaps)] == [TRIPS, MOTION]


async def test_after_a_year_a_question_counts_no_more(
    office: Office, gaps: Gaps, grouping: Grouping
) -> None:
    gap_id = await a_gap(office, gaps, grouping)
    office.now += timedelta(days=366)

    assert await listed(office, gaps) == []
    with pytest.raises(NoSuchGap):
        await gaps.card(gap_id, now=office.now)


async def test_a_later_question_joins_the_gap_that_is_there(
    office: Office, gaps: Gaps, grouping: Grouping
) -> None:
    gap_id = await a_gap(office, gaps, grouping)

    await asked(office, MOTION)
    await group(office, grouping)

    assert [(line.gap_id, line.questions) for line in await listed(office, gaps)] == [(gap_id, 2)]


async def test_another_encoder_keeps_the_gaps_and_what_was_decided(
    office: Office, gaps: Gaps, grouping: Grouping, transaction: Transaction
) -> None:
    gap_id = await a_gap(office, gaps, grouping)
    other = Grouping(transaction, WordEncoder("words/2", dimensions=128))

    await group(office, other)
    await asked(office, MOTION)
    await group(office, other)

    assert [(line.gap_id, line.questions) for line in await listed(office, gaps)] == [(gap_id, 2)]


async def test_a_question_that_a_case_has_helped_with_is_no_gap(
    office: Office, gaps: Gaps, grouping: Grouping
) -> None:
    office.shelf.lay_out(Decision.OFFER, *await office.cases("good"))
    asker = await office.teacher()
    outcome = await office.hotline.ask(asker, office.says(MOTION), now=office.now)
    await office.hotline.helped(asker, outcome.question_id, now=office.now)  # type: ignore[union-attr]

    await group(office, grouping)

    assert await listed(office, gaps) == []


async def test_a_question_that_no_shown_case_has_helped_with_is_a_gap(
    office: Office, gaps: Gaps, grouping: Grouping
) -> None:
    office.shelf.lay_out(Decision.OFFER, *await office.cases("poor"))
    asker = await office.teacher()
    outcome = await office.hotline.ask(asker, office.says(MOTION), now=office.now)
    await office.hotline.ask_person(asker, outcome.question_id, now=office.now)  # type: ignore[union-attr]

    await group(office, grouping)

    assert [line.typical for line in await listed(office, gaps)] == [MOTION]


async def test_forgetting_erases_the_meaning_at_once(
    office: Office, gaps: Gaps, grouping: Grouping, transaction: Transaction
) -> None:
    asker = await office.teacher()
    await office.asked(asker, MOTION)
    await group(office, grouping)

    await Privacy(transaction, office.policy).forget(asker, now=office.now)

    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(QuestionVector)) == 0
        gap = (await session.scalars(select(Gap))).one()
        assert (gap.centre, gap.typical_id) == (None, None)
    await group(office, grouping)
    assert await listed(office, gaps) == []
    async with transaction() as session:
        assert await session.scalar(select(func.count()).select_from(QuestionVector)) == 0
        assert await session.scalar(select(func.count()).select_from(GapQuestion)) == 1


async def test_a_gap_is_named_anew_when_its_typical_question_was_forgotten(
    office: Office, gaps: Gaps, grouping: Grouping, transaction: Transaction
) -> None:
    first = await office.teacher()
    await office.asked(first, MOTION)
    await asked(office, MOTION + " Покажите на примере?")
    await asked(office, MOTION)
    await group(office, grouping)

    await Privacy(transaction, office.policy).forget(first, now=office.now)
    await group(office, grouping)

    assert all(line.typical for line in await listed(office, gaps))


async def test_a_postponed_gap_comes_back_on_its_day(
    office: Office, gaps: Gaps, grouping: Grouping
) -> None:
    gap_id = await a_gap(office, gaps, grouping)

    await gaps.postpone(gap_id, date(2026, 4, 1), note="после каникул")

    assert await listed(office, gaps) == []
    assert [line.note for line in await listed(office, gaps, "postponed")] == ["после каникул"]
    office.now += timedelta(days=31)
    assert [line.gap_id for line in await listed(office, gaps)] == [gap_id]


async def test_a_gap_is_dismissed_for_a_reason_and_can_be_brought_back(
    office: Office, gaps: Gaps, grouping: Grouping
) -> None:
    gap_id = await a_gap(office, gaps, grouping)
    with pytest.raises(EmptyWords):
        await gaps.dismiss(gap_id, note=" ", now=office.now)

    await gaps.dismiss(gap_id, note="не о методике", now=office.now)

    assert await listed(office, gaps) == []
    assert [line.note for line in await listed(office, gaps, "dismissed")] == ["не о методике"]
    await gaps.bring_back(gap_id)
    assert [line.gap_id for line in await listed(office, gaps)] == [gap_id]


async def test_a_case_is_begun_from_the_words_of_methodists_alone(
    office: Office, gaps: Gaps, grouping: Grouping, transaction: Transaction
) -> None:
    methodist = await office.methodist()
    gap_id = await a_gap(office, gaps, grouping)
    card = await gaps.card(gap_id, now=office.now)
    question_id = card.questions[0].question_id
    await office.desk.take(methodist, question_id, now=office.now)
    await office.desk.answer(
        methodist, question_id, office.says("Надуйте шарик и отпустите."), now=office.now
    )
    taken_back = await office.desk.answer(
        methodist, question_id, office.says("Не то."), now=office.now
    )
    await office.desk.take_back(methodist, taken_back.entry_id, now=office.now)

    case_id = await gaps.begin_case(gap_id, by=methodist, now=office.now)

    case = await Catalogue(transaction).card(case_id)
    assert case.state is CaseState.DRAFT
    assert case.latest.solution == "Надуйте шарик и отпустите."
    assert "реактивное" not in f"{case.latest.title} {case.latest.problem}"
    assert [line.case_id for line in await listed(office, gaps, "begun")] == [case_id]
    with pytest.raises(GapHasCase):
        await gaps.begin_case(gap_id, by=methodist, now=office.now)


async def test_a_gap_that_is_not_there_is_refused(office: Office, gaps: Gaps) -> None:
    with pytest.raises(NoSuchGap):
        await gaps.assign(GapId(1), None)


async def test_names_and_telephones_are_covered_in_gaps_and_in_their_drafts(
    office: Office, gaps: Gaps, grouping: Grouping, transaction: Transaction
) -> None:
    boris = await office.methodist()
    [question_id] = await asked(office, "Физика: как помочь ученику Пете Сидорову?")
    answer = office.says("Поговорите с мамой Пети, тел. +7 000 345-67-89.")
    await office.desk.answer(boris, question_id, answer, now=office.now)
    await group(office, grouping)
    [line] = await listed(office, gaps)

    card = await gaps.card(line.gap_id, now=office.now)
    case_id = await gaps.begin_case(line.gap_id, by=boris, now=office.now)

    assert line.typical == "Физика: как помочь ученику [имя]?"
    assert [each.text for each in card.questions] == [line.typical]
    covered = "Поговорите с мамой [имя], тел. [телефон]."
    assert card.answers == (covered,)
    assert (await Catalogue(transaction).version(case_id, 1)).solution == covered
