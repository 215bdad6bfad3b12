"""A calibration asked for on the panel: worked out by a job, proposed, and put in force by hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.database import Database
from knowledge import calibrations
from knowledge import recalculation_queries as queries
from knowledge.calibration_desk import CalibrationDesk
from knowledge.calibration_errors import NoEncoder, NothingInForce, NothingProposed
from knowledge.examples import Verdict
from knowledge.life_models import CaseTest
from knowledge.outlooks import Basis
from knowledge.recalculating import LEASE, MOST_ATTEMPTS, Recalculating
from knowledge.recalculation_models import Recalculation
from knowledge.search import CaseSearch
from knowledge.thresholds import NEVER
from tests.knowledge.calibrating import base
from tests.knowledge.calibrating.base import NOON, calibration, cases, labelled, publish
from tests.support.encoder import WordEncoder

HOUR = timedelta(hours=1)


class Place:
    """A base, its search, the desk, and the job; askers have said what ``said`` holds."""

    def __init__(self, database: Database, encoder: WordEncoder) -> None:
        self.transaction = database.transaction
        self.search = CaseSearch(self.transaction, encoder, calibration())
        self.desk = CalibrationDesk(self.transaction, self.search, shipped=calibration())
        self.job = Recalculating(
            self.transaction, encoder, self._verdicts, lambda: NOON, shipped=calibration()
        )
        self.said: Sequence[Verdict] = ()

    async def _verdicts(self, _session: AsyncSession) -> Sequence[Verdict]:
        return self.said

    async def recalculated(self, now: datetime = NOON) -> None:
        assert await self.desk.recalculate(now=now)
        assert await self.job.carry_out(now) == 1


@pytest.fixture
async def place(database: Database) -> Place:
    encoder = base.encoder()
    await publish(database.transaction, cases(), encoder)
    made = Place(database, encoder)
    await made.search.refresh()
    return made


async def test_a_proposal_judges_only_once_it_is_put_in_force(place: Place) -> None:
    place.said = await base.verdicts(place.search, labelled())
    await place.recalculated()

    state = await place.desk.state(0.1)
    [proposed] = state.outlooks
    assert (proposed.basis, proposed.sources.verdicts, proposed.chosen.most_wrong) == (
        Basis.PROPOSED,
        96,
        0.1,
    )
    assert proposed.before is not None
    assert (state.stored, state.judging.number) == (None, 0)
    number = await place.desk.put_in_force(proposed.number, 0.1, now=NOON)
    await place.search.refresh()

    after = await place.desk.state()
    assert (after.judging.number, after.target) == (number, 0.1)
    assert after.judging.answer_from == proposed.chosen.answer_from < NEVER
    assert [each.basis for each in after.outlooks] == [Basis.IN_FORCE, Basis.PROPOSED]
    assert after.outlooks[0].now == after.outlooks[0].chosen
    assert [each.id for each in after.history] == [number]
    assert f"#{number} " in (await place.search.find("дробь на уроке")).calibration


async def test_the_target_of_what_is_in_force_is_moved_and_taken_back(place: Place) -> None:
    place.said = await base.verdicts(place.search, labelled())
    await place.recalculated()
    number = (await place.desk.state()).outlooks[0].number
    first = await place.desk.put_in_force(number, 0.01, now=NOON)

    second = await place.desk.choose_target(0.3, now=NOON + HOUR)
    state = await place.desk.state()
    assert (state.judging.number, state.target) == (second, 0.3)
    assert [each.id for each in state.history] == [second, first]

    await place.desk.forget()
    assert (await place.desk.state()).stored is None
    with pytest.raises(NothingInForce):
        await place.desk.forget()
    with pytest.raises(NothingInForce):
        await place.desk.choose_target(0.1, now=NOON)


async def test_test_questions_of_the_base_are_labelled_questions(place: Place) -> None:
    async with place.transaction() as session:
        for question in labelled():
            case_id = next(iter(question.relevant), None)
            session.add(CaseTest(case_id=case_id, text=question.text, added_at=NOON))

    await place.recalculated()

    [proposed] = (await place.desk.state()).outlooks
    assert (proposed.basis, proposed.sources.labelled) == (Basis.PROPOSED, 96)


async def test_where_people_have_said_too_little_the_base_shows_what_it_can(place: Place) -> None:
    place.said = (await base.verdicts(place.search, labelled()))[:10]
    await place.recalculated()

    state = await place.desk.state()

    assert state.too_few is not None
    assert state.too_few.verdicts == 10
    [estimated] = state.outlooks
    assert (estimated.basis, estimated.sources.own) == (Basis.ESTIMATED, 2 * base.CASES)
    assert estimated.now is not None
    parts = (estimated.now.answered, estimated.now.offered, estimated.now.routed)
    assert sum(parts) == pytest.approx(1)
    with pytest.raises(NothingProposed):
        await place.desk.put_in_force(estimated.number, 0.05, now=NOON)


async def test_asked_for_twice_it_is_done_once(place: Place) -> None:
    assert await place.desk.recalculate(now=NOON)
    assert not await place.desk.recalculate(now=NOON)

    assert await place.job.carry_out(NOON) == 1
    assert await place.job.carry_out(NOON) == 0
    assert await place.desk.recalculate(now=NOON)


async def test_one_whose_process_died_is_begun_again_and_in_the_end_given_up(place: Place) -> None:
    await place.desk.recalculate(now=NOON)
    async with place.transaction() as session:
        row = await queries.latest(session, "words/1")
        assert row is not None
        row.attempts, row.alive_at = 1, NOON

    assert await place.job.carry_out(NOON + LEASE) == 0, "it may still be alive"
    assert await place.job.carry_out(NOON + 2 * LEASE) == 1

    await place.desk.recalculate(now=NOON)
    async with place.transaction() as session:
        row = await queries.latest(session, "words/1")
        assert row is not None
        row.attempts, row.alive_at = MOST_ATTEMPTS, NOON
    assert await place.job.carry_out(NOON + 2 * LEASE) == 0
    state = await place.desk.state()
    assert state.recalculation is not None
    assert state.recalculation.ended_at is not None
    assert state.recalculation.result is None
    assert state.outlooks, "the last one that was done is still there"


async def test_only_the_last_proposal_can_be_put_in_force(place: Place) -> None:
    place.said = await base.verdicts(place.search, labelled())
    await place.recalculated()
    former = (await place.desk.state()).outlooks[0].number

    await place.recalculated(NOON + HOUR)

    with pytest.raises(NothingProposed):
        await place.desk.put_in_force(former, 0.05, now=NOON)
    async with place.transaction() as session:
        kept = list(await session.scalars(select(Recalculation.id)))
        assert len(kept) == 1
        assert former not in kept
        assert await calibrations.history(session, "words/1") == []


async def test_a_proposal_of_another_ranking_is_outdated(place: Place) -> None:
    place.said = await base.verdicts(place.search, labelled())
    await place.recalculated()
    async with place.transaction() as session:
        row = await queries.latest_ended(session, "words/1")
        assert row is not None
        assert row.result is not None
        fitted = row.result["calibration"]
        row.result = {
            **row.result,
            "calibration": {**fitted, "blend": {**fitted["blend"], "near": 9.0}},
        }

    state = await place.desk.state()

    assert state.is_outdated
    assert state.outlooks == ()


async def test_without_an_encoder_there_is_nothing_to_calibrate(database: Database) -> None:
    desk = CalibrationDesk(database.transaction, CaseSearch(database.transaction, None))

    with pytest.raises(NoEncoder):
        await desk.state()
    with pytest.raises(NoEncoder):
        await desk.recalculate(now=NOON)
