"""Who is counted in a wave, how often, and how it is frozen."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from people.models import Role
from tests.wellbeing.house import IN_WAVE, TUESDAY, House, policy
from wellbeing.frozen import WaveReports
from wellbeing.instruments import CBI, PULSE
from wellbeing.models import Switch
from wellbeing.reports import TableKind, WaveReport
from wellbeing.room import apart

#: Every round of the autumn wave is closed by then, and no winter vacation matters.
OVER = IN_WAVE + timedelta(days=45)
SPRING = IN_WAVE.replace(year=2026, month=3, day=4)


@pytest.fixture
def wave(house: House) -> House:
    """A house in the autumn wave, with the lowest threshold."""
    house.open(policy(k=5))
    house.now = IN_WAVE
    return house


#: Of a group whose members all answer alike nothing is published.
MIXED = (0, 25, 50, 75, 100)


async def report(house: House) -> WaveReport:
    await house.figures.freeze_wave(house.now)
    return (await WaveReports(house.transaction).all())[-1]


async def test_ten_people_are_published_and_nine_are_not_even_counted(house: House) -> None:
    house.open(policy(k=10))
    house.now = IN_WAVE
    for _ in range(9):
        await house.counted(50)
    nine = House(house.transaction, house.policy)
    nine.now = OVER

    assert not (await report(nine)).is_published
    assert "9" not in (await report(nine)).to_json().replace("2025-09", "")


async def test_what_is_published_are_the_answers_of_those_who_agreed(wave: House) -> None:
    for points in MIXED:
        await wave.counted(points)
    silent = await wave.enrolled()  # did not agree to be counted
    await wave.answers(silent, CBI, points=100)

    wave.now = OVER
    row = (await report(wave)).row(TableKind.REGION)

    assert row is not None
    assert row.count == 5
    assert row.figures[0].mean == 50


async def test_a_wave_is_frozen_when_it_is_over_and_only_once(wave: House) -> None:
    for _ in range(5):
        await wave.counted(50)

    assert await wave.figures.freeze_wave(wave.now) == 0
    assert await wave.figures.freeze_wave(OVER) == 1
    assert await wave.figures.freeze_wave(OVER + timedelta(days=1)) == 0


async def test_of_several_processes_one_freezes(database: Database) -> None:
    house = House(database.transaction, policy(k=5))
    house.now = IN_WAVE
    for _ in range(5):
        await house.counted(50)

    done = await asyncio.gather(*(house.figures.freeze_wave(OVER) for _ in range(4)))

    assert sorted(done) == [0, 0, 0, 1]


@pytest.mark.parametrize("kept", [(), (Switch.HISTORY,)])
async def test_a_person_is_counted_once_in_a_wave(wave: House, kept: tuple[Switch, ...]) -> None:
    person_id = await wave.counted(100, *kept)

    for _ in range(3):
        result = await wave.answers(person_id, CBI, points=0)
        assert result.is_counted

    assert await wave.rows("records") == 1


async def test_putting_all_off_and_on_again_does_not_count_twice(wave: House) -> None:
    person_id = await wave.counted(100)

    await wave.refuses(person_id, *Switch)
    await wave.agrees(person_id, Switch.CHECK_INS, Switch.AGGREGATES)
    await wave.answers(person_id, CBI, points=0)

    assert await wave.rows("records") <= 2


async def test_a_pulse_is_never_counted_nor_an_answer_outside_a_wave(house: House) -> None:
    house.now = IN_WAVE
    person_id = await house.enrolled(Switch.AGGREGATES)
    await house.answers(person_id, PULSE)
    house.now = TUESDAY
    result = await house.answers(person_id, CBI, points=50)

    assert not result.is_counted
    assert await house.rows("records") == 0


async def test_without_a_history_a_record_belongs_to_nobody(wave: House) -> None:
    await wave.counted(50)
    await wave.counted(50, Switch.HISTORY)

    async with wave.transaction() as session, apart(session):
        owners = await session.scalars(text("select pseudonym from wellbeing.records"))
        assert sorted(owner is None for owner in owners) == [False, True]


async def test_who_puts_counting_off_is_taken_out_if_they_can_be_found(wave: House) -> None:
    person_id = await wave.counted(100, Switch.HISTORY)

    await wave.refuses(person_id, Switch.AGGREGATES)

    assert await wave.rows("records") == 0
    await wave.agrees(person_id, Switch.AGGREGATES)
    await wave.answers(person_id, CBI, points=0)
    assert await wave.rows("records") == 1


async def test_who_may_see_reports_is_not_in_them(wave: House) -> None:
    for points in MIXED:
        await wave.counted(points)
    for role in (Role.COORDINATOR, Role.OBSERVER, Role.CURATOR, Role.ADMIN):
        viewer = await wave.person(role)
        await wave.agrees(viewer, Switch.CHECK_INS, Switch.AGGREGATES)
        await wave.answers(viewer, CBI, points=100)

    wave.now = OVER
    row = (await report(wave)).row(TableKind.REGION)

    assert row is not None
    assert (row.count, row.figures[0].mean) == (5, 50)


async def test_who_became_a_viewer_since_is_taken_out_when_the_wave_is_frozen(
    wave: House,
) -> None:
    for points in MIXED:
        await wave.counted(points, Switch.HISTORY)
    promoted = await wave.counted(100, Switch.HISTORY)
    code = await wave.directory.invite(Role.COORDINATOR, now=wave.now)
    await wave.directory.accept(promoted, code, now=wave.now)

    wave.now = OVER
    row = (await report(wave)).row(TableKind.REGION)

    assert row is not None
    assert row.count == 5


async def test_two_waves_of_the_same_people_show_their_change(wave: House) -> None:
    people = [await wave.counted(points, Switch.HISTORY) for points in (50, 75, 100, 75, 100, 75)]
    wave.now = OVER
    first = await report(wave)
    wave.now = SPRING
    for person_id, points in zip(people, (0, 25, 50, 25, 75, 0), strict=True):
        await wave.answers(person_id, CBI, points=points)
    wave.now = SPRING + timedelta(days=45)

    second = await report(wave)

    row = second.row(TableKind.REGION)
    assert (first.wave, second.wave) == ("2025-autumn", "2025-spring")
    assert row is not None
    assert row.pairs == 6
    assert row.changes[0].mean == -50


async def test_after_freezing_only_what_the_next_wave_needs_is_left(wave: House) -> None:
    for kept in ((), (Switch.HISTORY,)):
        for _ in range(5):
            await wave.counted(50, *kept)
    assert await wave.rows("records") == 10

    wave.now = OVER
    await report(wave)

    assert await wave.rows("records") == 5
    assert await wave.rows("counted") == 0


async def test_the_response_counts_those_who_were_invited(house: House) -> None:
    house.open(policy(k=5))
    house.now = IN_WAVE - timedelta(days=2)
    people = [await house.enrolled(Switch.AGGREGATES) for _ in range(10)]
    await house.pass_time(days=2)
    for person_id, points in zip(people, MIXED, strict=False):
        round_id = await house.last_round(person_id)
        await house.answers(person_id, points=points, round_id=round_id)

    house.now = OVER
    response = (await report(house)).response

    assert response is not None
    assert response.low <= 50 <= response.high


async def test_where_a_record_lies_does_not_tell_whose_it_is(wave: House) -> None:
    for points in MIXED:
        await wave.counted(points)

    await wave.retention.retain(wave.now)

    async with wave.transaction() as session, apart(session):
        rows = await session.execute(text("select id, xmin::text from wellbeing.records"))
        lying = [(id, written_by) for id, written_by in rows]
    assert len(lying) == len(MIXED)
    assert [id for id, _ in lying] == sorted(id for id, _ in lying)
    assert len({written_by for _, written_by in lying}) == 1
