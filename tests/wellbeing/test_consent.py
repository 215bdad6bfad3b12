"""Nothing without consent, each switch by itself, and what putting one off means."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.wellbeing.house import House
from wellbeing.errors import CheckInsOff, ConsentOutdated, NotConsented
from wellbeing.instruments import CBI, PULSE
from wellbeing.models import Switch
from wellbeing.policy import Place

TABLES = ("aliases", "consents", "members", "rounds", "visits", "records", "counted")


async def test_t27_without_consent_there_is_no_row_and_no_schedule(house: House) -> None:
    person_id = await house.person(municipality="Лесной")

    overview = await house.checkins.overview(person_id, now=house.now)
    for refused in (
        house.checkins.begin(person_id, PULSE, now=house.now),
        house.checkins.less_often(person_id, now=house.now),
        house.checkins.write_to_psychologist(person_id, now=house.now),
    ):
        with pytest.raises(NotConsented):
            await refused
    await house.pass_time(days=30)

    assert overview.switches == frozenset()
    assert overview.next_due is None
    assert [await house.rows(table) for table in TABLES] == [0] * len(TABLES)
    assert await house.heard(person_id) == []


async def test_t27_refusing_leaves_no_trace(house: House) -> None:
    person_id = await house.person()

    await house.refuses(person_id, *Switch)

    assert await house.rows("aliases") == 0


@pytest.mark.parametrize("switch", list(Switch))
async def test_t28_each_switch_goes_on_by_itself(house: House, switch: Switch) -> None:
    person_id = await house.person()

    await house.agrees(person_id, switch)

    overview = await house.checkins.overview(person_id, now=house.now)
    assert overview.switches == {switch}


@pytest.mark.parametrize("switch", list(Switch))
async def test_t28_each_switch_goes_off_by_itself(house: House, switch: Switch) -> None:
    person_id = await house.person()
    await house.agrees(person_id, *Switch)

    await house.refuses(person_id, switch)

    overview = await house.checkins.overview(person_id, now=house.now)
    assert overview.switches == set(Switch) - {switch}


async def test_t28_a_psychologist_can_be_asked_without_check_ins(house: House) -> None:
    person_id = await house.person()
    await house.agrees(person_id, Switch.PSYCHOLOGIST)

    await house.checkins.write_to_psychologist(person_id, now=house.now)

    with pytest.raises(NotConsented):
        await house.checkins.begin(person_id, PULSE, now=house.now)


async def test_when_the_last_switch_goes_off_nothing_is_left(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id)

    await house.refuses(person_id, Switch.CHECK_INS, Switch.HISTORY)

    assert [await house.rows(table) for table in TABLES] == [0] * len(TABLES)


async def test_putting_the_history_off_deletes_it_and_the_check_ins_go_on(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id)

    await house.refuses(person_id, Switch.HISTORY)

    assert (await house.checkins.series(person_id, PULSE, now=house.now)).tracks == ()
    assert await house.rows("rounds") == 0
    assert (await house.checkins.overview(person_id, now=house.now)).next_due is not None


async def test_stopping_ends_the_round_and_takes_back_the_nudge(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.pass_time(days=1)
    assert len(await house.nudged(person_id)) == 1

    await house.checkins.stop(person_id, now=house.now)
    await house.pass_time(days=40)

    assert len(await house.nudged(person_id)) == 1
    assert await house.rows("members") == 0
    overview = await house.checkins.overview(person_id, now=house.now)
    assert overview.switches == {Switch.HISTORY}


async def test_t31_a_new_text_stops_everything_until_it_is_agreed_to(house: House) -> None:
    person_id = await house.enrolled()
    newer = replace(house.policy, consent_version=house.policy.consent_version + 1)

    house.open(newer)
    await house.pass_time(days=30)

    assert await house.heard(person_id) == []
    assert (await house.checkins.overview(person_id, now=house.now)).needs_consent
    with pytest.raises(ConsentOutdated):
        await house.checkins.begin(person_id, PULSE, now=house.now)
    await house.checkins.consent(
        person_id, Switch.CHECK_INS, True, version=newer.consent_version, now=house.now
    )
    await house.pass_time(days=6)
    assert len(await house.nudged(person_id)) == 1


async def test_t31_a_new_text_stops_the_reminder_too(house: House) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)
    assert len(await house.nudged(person_id)) == 1

    house.open(replace(house.policy, consent_version=house.policy.consent_version + 1))
    await house.pass_time(days=4)

    assert len(await house.nudged(person_id)) == 1


async def test_an_old_button_does_not_agree_to_a_text_that_has_changed(house: House) -> None:
    person_id = await house.person()
    outdated = house.policy.consent_version - 1

    with pytest.raises(ConsentOutdated):
        await house.checkins.consent(
            person_id, Switch.CHECK_INS, True, version=outdated, now=house.now
        )

    assert await house.rows("aliases") == 0


async def test_where_the_operator_has_no_check_ins_only_erasing_works(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id, CBI, points=50)

    house.open(replace(house.policy, place=Place.OFF))
    await house.pass_time(days=20)

    assert await house.heard(person_id) == []
    with pytest.raises(CheckInsOff):
        await house.checkins.overview(person_id, now=house.now)
    await house.checkins.forget(person_id, now=house.now + timedelta(days=1))
    assert await house.rows("aliases") == 0
