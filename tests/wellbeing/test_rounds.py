"""One round: its steps, late and double taps, restarts, putting off, what is kept of it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from kit.database import Database
from people.models import PersonId
from tests.wellbeing.house import House, policy
from wellbeing.errors import (
    NoSuchAnswer,
    NoSuchRound,
    NotConsented,
    NothingToTakeBack,
    RoundOver,
)
from wellbeing.instruments import CBI, PULSE, ItemId, load
from wellbeing.models import Round, Switch
from wellbeing.outcomes import Result, RoundId, Step
from wellbeing.room import apart
from wellbeing.round_times import Skipped, Snooze, Snoozed


async def begun(house: House, *switches: Switch) -> tuple[PersonId, Step]:
    person_id = await house.enrolled(*switches)
    return person_id, await house.checkins.begin(person_id, PULSE, now=house.now)


async def test_the_items_come_one_by_one_and_the_end_is_a_result(house: House) -> None:
    person_id = await house.enrolled()

    first = await house.checkins.begin(person_id, CBI, now=house.now)
    result = await house.answers(person_id, CBI, points=50)

    assert (first.number, first.of, first.can_go_back) == (1, 19, False)
    assert [scale.value for scale in result.scales] == [50, 50, 50]
    assert not result.is_kept


async def test_t21_a_double_tap_is_one_answer(house: House) -> None:
    person_id, step = await begun(house)
    code = step.choices[4].code

    after = await house.checkins.press(person_id, code, now=house.now)
    again = await house.checkins.press(person_id, code, now=house.now)
    other = await house.checkins.press(person_id, step.choices[0].code, now=house.now)

    assert isinstance(after, Step)
    assert after.number == 2
    assert again == other == after


async def test_t21_of_two_taps_at_once_one_counts(database: Database) -> None:
    house = House(database.transaction, policy())
    person_id, step = await begun(house, Switch.HISTORY)
    codes = [choice.code for choice in step.choices]

    found = await asyncio.gather(
        *(house.checkins.press(person_id, code, now=house.now) for code in codes)
    )

    assert {each.number for each in found if isinstance(each, Step)} == {2}
    assert len(found) == len(codes)


async def test_t21_a_late_tap_is_taken_until_the_round_ends(house: House) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)
    round_id = await house.last_round(person_id)

    house.now = (await house.nudged(person_id))[0] + timedelta(days=5, minutes=-1)
    result = await house.answers(person_id, round_id=round_id)

    assert [scale.value for scale in result.scales] == [1, 1, 1]


async def test_t21_a_tap_after_the_end_changes_nothing(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.pass_time(days=1)
    round_id = await house.last_round(person_id)
    step = await house.checkins.step(person_id, round_id, now=house.now)
    assert isinstance(step, Step)

    house.now += timedelta(days=5)
    with pytest.raises(RoundOver):  # nobody has closed it yet: the time alone decides
        await house.checkins.press(person_id, step.choices[1].code, now=house.now)
    await house.pass_time(hours=1)
    with pytest.raises(RoundOver):
        await house.checkins.press(person_id, step.choices[1].code, now=house.now)

    assert (await house.checkins.series(person_id, PULSE, now=house.now)).tracks == ()


async def test_t21_after_a_restart_in_the_middle_the_round_goes_on(house: House) -> None:
    person_id, step = await begun(house)
    after = await house.checkins.press(person_id, step.choices[2].code, now=house.now)

    house.open(house.policy)
    repeated = await house.checkins.press(person_id, step.choices[2].code, now=house.now)

    assert repeated == after


async def test_t21_the_last_tap_again_shows_the_kept_result_again(house: House) -> None:
    person_id, step = await begun(house, Switch.HISTORY)
    taps = [step]
    while isinstance(step, Step):
        taps.append(step)
        step = await house.checkins.press(person_id, step.choices[3].code, now=house.now)  # type: ignore[assignment]

    again = await house.checkins.press(person_id, taps[-1].choices[0].code, now=house.now)

    assert isinstance(again, Result)
    assert [scale.value for scale in again.scales] == [3, 3, 3]
    track = (await house.checkins.series(person_id, PULSE, now=house.now)).tracks[0]
    assert len(track.points) == 1


async def test_an_item_left_out_is_not_zero(house: House) -> None:
    person_id, step = await begun(house)

    await house.checkins.skip_item(person_id, step.round_id, step.item.id, now=house.now)
    result = await house.answers(person_id, points=2)

    assert result.scales[0].value is None
    assert result.scales[1].value == 2


async def test_a_step_back_takes_the_newest_answer_back(house: House) -> None:
    person_id, step = await begun(house)
    with pytest.raises(NothingToTakeBack):
        await house.checkins.take_back(person_id, step.round_id, now=house.now)
    await house.checkins.press(person_id, step.choices[4].code, now=house.now)

    back = await house.checkins.take_back(person_id, step.round_id, now=house.now)

    assert back == step


async def test_nobody_answers_in_somebody_elses_round(house: House) -> None:
    _, step = await begun(house)
    stranger = await house.enrolled()

    with pytest.raises(NoSuchRound):
        await house.checkins.press(stranger, step.choices[0].code, now=house.now)
    with pytest.raises(NoSuchRound):
        await house.checkins.step(stranger, step.round_id, now=house.now)


async def test_what_is_no_answer_is_refused(house: House) -> None:
    person_id, step = await begun(house)

    for item_id, points in ((step.item.id, 5), (ItemId("nothing"), 1)):
        with pytest.raises(NoSuchAnswer):
            await house.checkins.answer(person_id, step.round_id, item_id, points, now=house.now)
    with pytest.raises(NoSuchAnswer):
        await house.checkins.press(person_id, "A" * 22, now=house.now)
    with pytest.raises(NoSuchRound):
        await house.checkins.step(person_id, RoundId("nonsense"), now=house.now)


async def test_beginning_again_goes_on_and_beginning_another_ends_the_first(house: House) -> None:
    person_id, step = await begun(house)
    await house.checkins.press(person_id, step.choices[0].code, now=house.now)

    same = await house.checkins.begin(person_id, PULSE, now=house.now)
    other = await house.checkins.begin(person_id, CBI, now=house.now)

    assert (same.round_id, same.number) == (step.round_id, 2)
    assert other.instrument == CBI
    with pytest.raises(RoundOver):
        await house.checkins.step(person_id, step.round_id, now=house.now)


async def test_the_driver_asked_takes_turns(house: House) -> None:
    person_id = await house.enrolled()
    asked = []

    for _ in range(5):
        result = await house.answers(person_id)
        asked.append(result.scales[-1].id)
        house.now += timedelta(days=14)

    assert len(set(asked)) == 5
    assert set(asked) == {item.scale for item in load(PULSE).items if item.rotates}


async def test_a_skipped_round_needs_no_reason_and_is_a_gap_in_the_history(house: House) -> None:
    person_id, step = await begun(house, Switch.HISTORY)
    await house.answers(person_id, points=2)
    house.now += timedelta(days=14)
    step = await house.checkins.begin(person_id, PULSE, now=house.now)

    await house.checkins.skip_round(person_id, step.round_id, now=house.now)
    await house.checkins.skip_round(person_id, step.round_id, now=house.now)

    track = (await house.checkins.series(person_id, PULSE, now=house.now)).tracks[0]
    assert [point.value for point in track.points] == [2, None]


async def test_a_round_put_off_comes_again_and_the_second_time_is_skipped(house: House) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)
    round_id = await house.last_round(person_id)

    later = await house.checkins.snooze(person_id, round_id, Snooze.TOMORROW, now=house.now)
    assert isinstance(later, Snoozed)
    await house.pass_time(days=2)

    assert [at for at in await house.nudged(person_id)][1:] == [later.at]
    skipped = await house.checkins.snooze(person_id, round_id, Snooze.TOMORROW, now=house.now)
    assert skipped == Skipped()
    with pytest.raises(RoundOver):
        await house.checkins.step(person_id, round_id, now=house.now)


async def test_a_round_put_off_for_a_week_is_over_and_a_new_one_comes(house: House) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)

    later = await house.checkins.snooze(
        person_id, await house.last_round(person_id), Snooze.WEEK, now=house.now
    )
    await house.pass_time(days=9)

    nudged = await house.nudged(person_id)
    assert not isinstance(later, Skipped)
    assert nudged[1] == later.at
    assert await house.last_round(person_id) != await _round_of(house, person_id, 0)


async def _round_of(house: House, person_id: PersonId, number: int) -> str:
    _, notice = (await house.heard(person_id))[number]
    return notice.round_id  # type: ignore[union-attr]


async def test_after_two_hard_pulses_something_is_offered_once(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)

    offers = []
    for _ in range(3):
        offers.append((await house.answers(person_id, points=4)).offer is not None)
        house.now += timedelta(days=14)

    assert offers == [False, True, False]


async def test_without_a_history_a_hard_pulse_is_forgotten_at_once(house: House) -> None:
    person_id = await house.enrolled()

    for _ in range(3):
        assert (await house.answers(person_id, points=4)).offer is None
        house.now += timedelta(days=14)


async def test_after_a_hard_result_the_offer_is_made_once_more_in_four_weeks(
    house: House,
) -> None:
    person_id = await house.enrolled(Switch.HISTORY)

    result = await house.answers(person_id, CBI, points=75)
    assert result.offer is not None
    soon = await house.checkins.offer_again(person_id, now=house.now + timedelta(days=27))
    due = await house.checkins.offer_again(person_id, now=house.now + timedelta(days=29))
    twice = await house.checkins.offer_again(person_id, now=house.now + timedelta(days=30))

    assert (soon, twice) == (None, None)
    assert due is not None
    assert due.reason is result.offer.reason


async def test_a_check_in_needs_its_consent_at_every_step(house: House) -> None:
    person_id, step = await begun(house, Switch.HISTORY)

    await house.refuses(person_id, Switch.CHECK_INS)

    with pytest.raises((NotConsented, RoundOver)):
        await house.checkins.press(person_id, step.choices[0].code, now=house.now)


async def test_a_round_whose_words_have_changed_is_over_and_still_ends_by_itself(
    house: House,
) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)
    round_id = await house.last_round(person_id)
    await _reword(house)

    with pytest.raises(RoundOver):
        await house.checkins.step(person_id, round_id, now=house.now)
    await house.pass_time(days=6)

    overview = await house.checkins.overview(person_id, now=house.now)
    assert overview.open_round is None
    assert overview.next_due is not None


async def _reword(house: House) -> None:
    """As if the open rounds had been begun with an earlier version of their instrument."""
    async with house.transaction() as session, apart(session):
        for each in await session.scalars(select(Round)):
            assert each.sealed_answers is not None
            document = house.vault.open(each.sealed_answers, of=each.pseudonym)
            older = {**document, "version": 0}
            each.sealed_answers = house.vault.seal(older, of=each.pseudonym)
