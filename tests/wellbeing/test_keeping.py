"""What is stored goes: at once when asked, by itself when its time is over, with a lost key."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from delivery import forgetting
from delivery.models import Solicitation
from people.models import PersonId
from tests.wellbeing.house import IN_WAVE, House, policy
from wellbeing.instruments import CBI, PULSE
from wellbeing.models import Switch
from wellbeing.room import apart
from wellbeing.vault import Vault, new_key

PERSONAL = ("aliases", "consents", "members", "rounds", "visits", "records", "counted")


async def shown(house: House, person_id: PersonId) -> list[float | None]:
    """The person's own values of the full instrument's first scale."""
    tracks = (await house.checkins.series(person_id, CBI, now=house.now)).tracks
    return [point.value for point in tracks[0].points] if tracks else []


async def kept_answers(house: House) -> int:
    async with house.transaction() as session, apart(session):
        found = await session.scalar(text("select count(sealed_answers) from wellbeing.rounds"))
        return int(found or 0)


async def test_t29_forgetting_leaves_nothing_and_the_published_report_as_it_is(
    house: House,
) -> None:
    house.open(policy(k=5))
    house.now = IN_WAVE
    people = [await house.counted(50, Switch.HISTORY) for _ in range(7)]
    leaver = people[0]
    await house.checkins.link(leaver, None, now=house.now)
    house.now += timedelta(days=40)
    await house.pass_time(days=20)
    assert await house.figures.freeze_wave(house.now) == 1
    published = await frozen(house)
    assert published

    await house.checkins.forget(leaver, now=house.now)

    assert await frozen(house) == published
    assert await house.rows("aliases") == 6
    assert await house.heard(leaver) == []
    assert await house.checkins.export(leaver) == {}
    assert (await house.checkins.overview(leaver, now=house.now)).switches == frozenset()
    for person_id in people[1:]:
        await house.checkins.forget(person_id, now=house.now)
    assert [await house.rows(table) for table in PERSONAL] == [0] * len(PERSONAL)
    assert await frozen(house) == published
    await house.retention.retain(house.now)
    assert await house.figures.freeze_wave(house.now) == 0
    assert await frozen(house) == published


async def frozen(house: House) -> list[str]:
    async with house.transaction() as session, apart(session):
        reports = await session.scalars(text("select document from wellbeing.reports"))
        return list(reports)


async def test_t29_after_forgetting_nothing_comes_any_more(house: House) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)

    await house.checkins.forget(person_id, now=house.now)
    await house.pass_time(days=40)

    assert await house.heard(person_id) == []


async def test_forgetting_somebody_who_never_was_here_is_harmless(house: House) -> None:
    await house.checkins.forget(await house.person(), now=house.now)


async def test_t32_after_91_days_the_answers_are_gone_and_the_scores_stay(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id, CBI, points=75)

    await house.retention.retain(house.now + timedelta(days=89))
    assert await kept_answers(house) == 1
    await house.retention.retain(house.now + timedelta(days=91))

    assert await kept_answers(house) == 0
    assert await shown(house, person_id) == [75]


async def test_t32_after_25_months_the_scores_are_gone(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id, CBI, points=75)
    for _ in range(25):  # a sign of life each month
        house.now += timedelta(days=30, hours=12)
        await house.checkins.overview(person_id, now=house.now)
        await house.retention.retain(house.now)

    assert await shown(house, person_id) == []
    assert (await house.checkins.overview(person_id, now=house.now)).switches


async def test_without_a_history_nothing_is_kept_but_that_the_round_is_over(house: House) -> None:
    person_id = await house.enrolled()

    await house.answers(person_id, CBI, points=75)

    assert await kept_answers(house) == 0
    async with house.transaction() as session, apart(session):
        kept = await session.scalar(text("select count(sealed_scores) from wellbeing.rounds"))
    assert kept == 0
    await house.retention.retain(house.now + timedelta(days=31))
    assert await house.rows("rounds") == 0


async def test_whoever_does_nothing_for_a_year_is_forgotten(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id)

    await house.retention.retain(house.now + timedelta(days=364))
    assert await house.rows("aliases") == 1
    await house.retention.retain(house.now + timedelta(days=367))

    assert await house.rows("aliases") == 0
    assert await house.rows("rounds") == 0


async def test_that_somebody_was_nudged_is_forgotten_after_a_month(house: House) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)
    async with house.transaction() as session:
        await session.execute(
            text("update deliveries set state = 'sent', settled_at = :now"), {"now": house.now}
        )

    await house.retention.retain(house.now + timedelta(days=31))

    assert await house.heard(person_id) == []


async def test_with_another_key_everything_is_off_and_the_old_goes_by_itself(
    house: House,
) -> None:
    person_id = await house.enrolled(Switch.HISTORY, Switch.AGGREGATES)
    await house.answers(person_id, CBI, points=50)
    await house.retention.retain(house.now)

    house.open(house.policy, Vault(new_key()))
    await house.retention.retain(house.now)
    overview = await house.checkins.overview(person_id, now=house.now)
    assert overview.switches == frozenset()
    assert await shown(house, person_id) == []
    assert await house.rows("aliases") == 1, "the right key may still come back"
    await house.pass_time(days=3)
    assert await house.heard(person_id) == []
    await house.retention.retain(house.now + timedelta(days=5))

    assert await house.rows("aliases") == 0
    await house.agrees(person_id, Switch.CHECK_INS)
    assert await house.rows("aliases") == 1


async def test_rounds_of_a_lost_key_end_and_hold_up_nobody(house: House) -> None:
    lost = await house.enrolled(municipality="Лесной")
    await house.pass_time(days=1)
    house.open(house.policy, Vault(new_key()))
    other = await house.enrolled()

    for _ in range(3):
        await house.pass_time(days=2)

    assert len(await house.nudged(lost)) == 1
    assert await house.nudges.remind_due(house.now) == 0
    assert await house.nudges.close_due(house.now) == 0
    assert (await house.checkins.overview(other, now=house.now)).next_due is not None


async def test_two_processes_with_different_keys_destroy_nothing(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id, CBI, points=50)
    right, wrong = house.vault, Vault(new_key())

    for _ in range(20):
        house.now += timedelta(days=1)
        for vault in (right, wrong):
            house.open(house.policy, vault)
            await house.retention.retain(house.now)

    house.open(house.policy, right)
    assert await shown(house, person_id) == [50]


@pytest.mark.parametrize("with_answers", [True, False])
async def test_the_export_holds_everything_or_leaves_the_answers_to_the_page(
    house: House, with_answers: bool
) -> None:
    person_id = await house.enrolled(Switch.HISTORY, municipality="Лесной")
    await house.answers(person_id, CBI, points=75)

    export = await house.checkins.export(person_id, with_answers=with_answers)

    assert {given["на что"] for given in export["согласия"]} == {
        "проверки самочувствия",
        "хранить мою историю",
    }
    assert export["ритм"]["муниципалитет"] == "Лесной"
    (told,) = export["проверки"]
    assert ("итог" in told, "ответы" in told) == (with_answers, with_answers)
    if with_answers:
        assert len(told["итог"]) == 3
        assert len(told["ответы"]) == 19


async def test_a_history_survives_a_new_version_of_the_consent(house: House) -> None:
    person_id = await house.enrolled(Switch.HISTORY)
    await house.answers(person_id, PULSE)

    house.open(replace(house.policy, consent_version=2))

    assert (await house.checkins.series(person_id, PULSE, now=house.now)).tracks


async def test_forgetting_the_person_forgets_when_they_were_written_to(house: House) -> None:
    person_id = await house.enrolled()
    await house.pass_time(days=1)

    async with house.transaction() as session:
        assert await session.get(Solicitation, person_id) is not None
        await forgetting.forget_messages_to(session, person_id, about=[], now=house.now)

    async with house.transaction() as session:
        assert await session.get(Solicitation, person_id) is None
