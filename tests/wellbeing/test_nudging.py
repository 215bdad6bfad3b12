"""Who is written to and when, over a database: one contact in seven days, one reminder."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from delivery import solicitude
from delivery.notices import Nudge, NudgesPaused, pack
from kit.database import Database
from people.models import PersonId
from tests.wellbeing.house import IN_WAVE, MOSCOW, TUESDAYS, House, policy
from wellbeing.errors import DayPassed
from wellbeing.instruments import CBI, PULSE
from wellbeing.models import Switch
from wellbeing.outcomes import Step
from wellbeing.rhythm import Every

WEEK = timedelta(days=7)


async def instrument_of(house: House, person_id: PersonId) -> str:
    step = await house.checkins.step(person_id, await house.last_round(person_id), now=house.now)
    assert isinstance(step, Step)
    return step.instrument


async def test_a_nudge_comes_at_the_chosen_day_and_hour(house: House) -> None:
    person_id = await house.enrolled()

    await house.pass_time(days=1)

    local = [at.astimezone(MOSCOW) for at in await house.nudged(person_id)]
    assert [(at.weekday(), at.hour) for at in local] == [(1, 16)]
    assert await instrument_of(house, person_id) == PULSE


async def test_a_nudge_says_the_same_to_everybody_and_nothing_of_anybody(house: House) -> None:
    people = [await house.enrolled(), await house.enrolled(Switch.HISTORY)]

    await house.pass_time(days=1)

    for person_id in people:
        ((_, notice),) = await house.heard(person_id)
        kind, payload = pack(notice)
        assert kind == "Nudge"
        assert set(payload) == {"round_id", "not_after"}
        assert len(payload["round_id"]) == 22


async def test_nothing_is_sent_after_the_quiet_hours_have_begun(house: House) -> None:
    person_id = await house.enrolled()

    await house.pass_time(days=1)

    ((at, notice),) = await house.heard(person_id)
    assert isinstance(notice, Nudge)
    assert notice.not_after.astimezone(MOSCOW).hour == 20
    assert notice.not_after > at


async def test_t19_one_reminder_for_who_says_nothing(house: House) -> None:
    person_id = await house.enrolled()

    await house.pass_time(days=8)

    first, second = await house.nudged(person_id)
    assert timedelta(hours=48) <= second - first <= timedelta(hours=72)


@pytest.mark.parametrize("deed", ["answers", "begins", "skips", "stops", "is forgotten"])
async def test_t19_no_reminder_after_a_word(house: House, deed: str) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)
    round_id = await house.last_round(person_id)
    match deed:
        case "answers":
            await house.answers(person_id, round_id=round_id)
        case "begins":
            step = await house.checkins.step(person_id, round_id, now=house.now)
            assert isinstance(step, Step)
            await house.checkins.press(person_id, step.choices[0].code, now=house.now)
        case "skips":
            await house.checkins.skip_round(person_id, round_id, now=house.now)
        case "stops":
            await house.checkins.stop(person_id, now=house.now)
        case _:
            await house.checkins.forget(person_id, now=house.now)

    await house.pass_time(days=6)

    assert len(await house.nudged(person_id)) == (0 if deed == "is forgotten" else 1)


async def test_t18_what_has_just_been_written_by_others_puts_the_nudge_off(house: House) -> None:
    person_id = await house.enrolled()
    async with house.transaction() as session:
        assert await solicitude.claim(session, person_id, house.now)

    await house.pass_time(days=20)

    nudged = await house.nudged(person_id)
    assert nudged
    assert nudged[0] >= house.now - timedelta(days=20) + WEEK


async def test_t18_of_two_who_want_to_write_at_once_one_may(database: Database) -> None:
    house = House(database.transaction, policy())
    person_id = await house.person()

    async def claim() -> bool:
        async with database.transaction() as session:
            return await solicitude.claim(session, person_id, house.now)

    assert sorted(await asyncio.gather(*(claim() for _ in range(5)))) == [False] * 4 + [True]


async def test_a_reminder_continues_its_nudge_only_if_nothing_came_between(house: House) -> None:
    person_id = await house.person()
    first, later = house.now, house.now + timedelta(days=2)

    async with house.transaction() as session:
        assert await solicitude.claim(session, person_id, first)
        assert not await solicitude.claim(session, person_id, later)
        assert await solicitude.claim(session, person_id, later, continuing=first)
        assert not await solicitude.claim(session, person_id, later, continuing=first)
        assert not await solicitude.claim(session, person_id, first + WEEK)
        assert await solicitude.claim(session, person_id, later + WEEK)


async def test_t20_silence_makes_it_rarer_and_then_ends_it_with_one_message(house: House) -> None:
    house.now = datetime(2026, 9, 8, 6, tzinfo=UTC)
    person_id = await house.enrolled()

    await house.pass_time(days=330)

    heard = await house.heard(person_id)
    pauses = [at for at, notice in heard if isinstance(notice, NudgesPaused)]
    assert len(pauses) == 1
    assert heard[-1][0] == pauses[0]
    assert len(heard) == 6 * 2 + 1
    overview = await house.checkins.overview(person_id, now=house.now)
    assert (overview.every, overview.next_due) == (Every.PAUSED, None)


async def test_after_the_pause_a_word_is_enough_to_be_asked_again(house: House) -> None:
    person_id = await house.enrolled()
    await house.checkins.set_rhythm(person_id, TUESDAYS, now=house.now)
    for _ in range(3):
        await house.checkins.less_often(person_id, now=house.now)
    await house.pass_time(days=60)
    assert await house.heard(person_id) == []

    overview = await house.checkins.resume(person_id, now=house.now)

    assert overview.next_due is not None
    assert overview.every is Every.FORTNIGHT


async def test_twice_the_same_sweep_writes_once(house: House) -> None:
    person_id = await house.enrolled()
    overview = await house.checkins.overview(person_id, now=house.now)
    assert overview.next_due is not None

    house.now = overview.next_due
    await house.work()
    await house.work()

    assert len(await house.nudged(person_id)) == 1


async def test_two_processes_at_once_write_once_to_each(database: Database) -> None:
    house = House(database.transaction, policy())
    people = [await house.enrolled() for _ in range(20)]
    house.now += timedelta(hours=4, minutes=30)

    await asyncio.gather(*(house.nudges.nudge_due(house.now, limit=7) for _ in range(6)))

    assert [len(await house.nudged(person_id)) for person_id in people] == [1] * 20


async def test_in_a_wave_the_full_instrument_takes_the_place_of_the_pulse(house: House) -> None:
    house.now = IN_WAVE - timedelta(days=2)
    person_id = await house.enrolled()

    await house.pass_time(days=2)

    assert await instrument_of(house, person_id) == CBI


async def test_somebody_in_the_middle_of_a_round_is_not_nudged(house: House) -> None:
    person_id = await house.enrolled()
    await house.checkins.begin(person_id, CBI, now=house.now)

    await house.pass_time(days=4)

    assert await house.nudged(person_id) == []


async def test_nobody_on_leave_is_written_to(house: House) -> None:
    person_id = await house.enrolled()
    back = (house.now + timedelta(days=20)).date()

    await house.checkins.set_away(person_id, back, now=house.now)
    await house.pass_time(days=40)

    first = (await house.nudged(person_id))[0]
    assert first.astimezone(MOSCOW).date() >= back
    with pytest.raises(DayPassed):
        await house.checkins.set_away(person_id, house.now.date(), now=house.now)


async def test_t22_another_zone_does_not_bring_a_second_nudge(house: House) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)
    await house.answers(person_id, round_id=await house.last_round(person_id))

    overview = await house.checkins.set_zone(
        person_id, "Europe/Kaliningrad", confirmed=True, now=house.now
    )
    await house.pass_time(days=6)

    assert overview.zone_confirmed
    assert len(await house.nudged(person_id)) == 1


async def test_t25_nobody_else_ever_hears_of_a_hard_result(house: House) -> None:
    others = [await house.person() for _ in range(3)]
    person_id = await house.enrolled(*Switch)

    for _ in range(4):
        await house.answers(person_id, points=4)
        await house.answers(person_id, CBI, points=100)
        await house.pass_time(days=14)
    await house.checkins.write_to_psychologist(person_id, now=house.now)

    assert [await house.heard(other) for other in others] == [[]] * 3
    assert {type(notice) for _, notice in await house.heard(person_id)} <= {Nudge}
