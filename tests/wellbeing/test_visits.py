"""One-time links to the page: one browser, one hour, nobody else's round."""

from datetime import timedelta

import pytest

from tests.wellbeing.house import House
from wellbeing.errors import LinkUsed, NotConsented, RoundOver
from wellbeing.instruments import PULSE


async def test_a_link_leads_to_its_round_and_the_same_browser_goes_on(house: House) -> None:
    person_id = await house.enrolled()
    step = await house.checkins.begin(person_id, PULSE, now=house.now)
    token = await house.checkins.link(person_id, step.round_id, now=house.now)

    visit = await house.checkins.enter(token, now=house.now)
    again = await house.checkins.enter(token, session=visit.session, now=house.now)
    further = await house.checkins.go_on(visit.session, now=house.now + timedelta(minutes=90))

    assert (visit.person_id, visit.round_id) == (person_id, step.round_id)
    assert again == visit == further


async def test_a_used_link_opens_nothing_in_another_browser(house: House) -> None:
    person_id = await house.enrolled()
    token = await house.checkins.link(person_id, None, now=house.now)
    visit = await house.checkins.enter(token, now=house.now)

    for session in (None, "another", visit.session[::-1]):
        with pytest.raises(LinkUsed):
            await house.checkins.enter(token, session=session, now=house.now)


async def test_a_link_and_a_visit_have_their_time(house: House) -> None:
    person_id = await house.enrolled()
    token = await house.checkins.link(person_id, None, now=house.now)

    with pytest.raises(LinkUsed):
        await house.checkins.enter(token, now=house.now + timedelta(minutes=61))
    visit = await house.checkins.enter(token, now=house.now + timedelta(minutes=59))
    with pytest.raises(LinkUsed):
        await house.checkins.go_on(visit.session, now=house.now + timedelta(hours=3))


@pytest.mark.parametrize("token", ["", "invented", "\0", "я" * 1000])
async def test_an_invented_link_opens_nothing(house: House, token: str) -> None:
    with pytest.raises(LinkUsed):
        await house.checkins.enter(token, now=house.now)
    with pytest.raises(LinkUsed):
        await house.checkins.go_on(token, now=house.now)


async def test_there_is_no_link_to_a_round_that_is_over(house: House) -> None:
    person_id = await house.enrolled()
    result = await house.answers(person_id)

    with pytest.raises(RoundOver):
        await house.checkins.link(person_id, result.round_id, now=house.now)


async def test_there_is_no_link_for_who_has_agreed_to_nothing(house: House) -> None:
    with pytest.raises(NotConsented):
        await house.checkins.link(await house.person(), None, now=house.now)


async def test_old_visits_are_let_go(house: House) -> None:
    person_id = await house.enrolled()
    await house.checkins.link(person_id, None, now=house.now)

    await house.retention.retain(house.now + timedelta(hours=2))

    assert await house.rows("visits") == 0
