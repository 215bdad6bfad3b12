"""Links and sessions: who comes in, for how long, and what ends it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from admin.access import IDLE_LASTS, LINK_LASTS, SESSION_LASTS
from admin.errors import LinkExpired, LinkUnknown, LinkUsed
from admin.models import AuditEntry, Deed, PanelLink, PanelSession
from kit.database import Database
from people.errors import NotForYou
from people.models import Person, PersonId, Role
from tests.support.panel import PanelHouse

SECOND = timedelta(seconds=1)


def token_of(link: str) -> str:
    return link.partition("token=")[2]


async def enter(house: PanelHouse, link: str, *, former: str | None = None) -> str:
    return await house.access.enter(
        token_of(link), device="Chrome", former_secret=former, now=house.now
    )


async def count(house: PanelHouse, table: type[PanelLink] | type[PanelSession]) -> int:
    async with house.transaction() as session:
        return (await session.scalars(select(func.count()).select_from(table))).one()


async def deeds(house: PanelHouse) -> list[Deed]:
    async with house.transaction() as session:
        return list(await session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


async def test_a_link_lets_its_person_in(house: PanelHouse) -> None:
    vera = await house.person(Role.CURATOR)

    secret = await enter(house, await house.access.link(vera.id, now=house.now))

    visitor = await house.access.visitor(secret, now=house.now)
    assert visitor is not None
    assert visitor.person.id == vera.id
    assert await deeds(house) == [Deed.ENTERED]


@pytest.mark.parametrize("roles", [(), (Role.TEACHER,)])
async def test_whoever_has_no_page_gets_no_link(house: PanelHouse, roles: tuple[Role, ...]) -> None:
    anna = await house.person(*roles)

    with pytest.raises(NotForYou):
        await house.access.link(anna.id, now=house.now)

    assert await count(house, PanelLink) == 0


async def test_looking_at_a_link_does_not_use_it_up(house: PanelHouse) -> None:
    link = await house.access.link((await house.person(Role.CURATOR)).id, now=house.now)

    for _ in range(3):
        await house.access.look(token_of(link), now=house.now)

    assert await enter(house, link)


async def test_a_link_serves_once(house: PanelHouse) -> None:
    link = await house.access.link((await house.person(Role.CURATOR)).id, now=house.now)
    await enter(house, link)

    with pytest.raises(LinkUsed):
        await house.access.look(token_of(link), now=house.now)
    with pytest.raises(LinkUsed):
        await enter(house, link)

    assert await count(house, PanelSession) == 1


async def test_of_two_who_use_a_link_at_once_one_comes_in(database: Database) -> None:
    house = PanelHouse(database.transaction)
    link = await house.access.link((await house.person(Role.CURATOR)).id, now=house.now)

    came = await asyncio.gather(*(enter(house, link) for _ in range(5)), return_exceptions=True)

    assert sum(isinstance(each, str) for each in came) == 1
    assert sum(isinstance(each, LinkUsed) for each in came) == 4
    assert await count(house, PanelSession) == 1


async def test_a_link_lasts_five_minutes(house: PanelHouse) -> None:
    link = await house.access.link((await house.person(Role.CURATOR)).id, now=house.now)
    house.now += LINK_LASTS - SECOND
    await house.access.look(token_of(link), now=house.now)
    house.now += SECOND

    with pytest.raises(LinkExpired):
        await house.access.look(token_of(link), now=house.now)
    with pytest.raises(LinkExpired):
        await enter(house, link)


@pytest.mark.parametrize("token", ["", "x", "ы", "a" * 5000, "\x00"])
async def test_a_token_that_nobody_made_lets_nobody_in(house: PanelHouse, token: str) -> None:
    with pytest.raises(LinkUnknown):
        await house.access.look(token, now=house.now)
    with pytest.raises(LinkUnknown):
        await enter(house, f"token={token}")


async def test_whoever_was_dismissed_meanwhile_does_not_come_in(house: PanelHouse) -> None:
    vera = await house.person(Role.CURATOR)
    link = await house.access.link(vera.id, now=house.now)
    await house.dismiss(vera.id)

    with pytest.raises(NotForYou):
        await enter(house, link)


async def test_neither_token_nor_secret_is_stored(house: PanelHouse) -> None:
    link = await house.access.link((await house.person(Role.CURATOR)).id, now=house.now)
    secret = await enter(house, link)

    async with house.transaction() as session:
        stored = [
            *(await session.scalars(select(PanelLink.token_hash))),
            *(await session.scalars(select(PanelSession.secret_hash))),
        ]
    assert len(stored) == 2
    assert not {token_of(link), secret} & set(stored)


async def test_entering_ends_the_session_that_the_browser_had(house: PanelHouse) -> None:
    vera = await house.person(Role.CURATOR)
    first = await enter(house, await house.access.link(vera.id, now=house.now))

    second = await enter(house, await house.access.link(vera.id, now=house.now), former=first)

    assert second != first
    assert await house.access.visitor(first, now=house.now) is None
    assert await house.access.visitor(second, now=house.now) is not None


async def test_a_dismissed_curator_is_out_at_once(house: PanelHouse) -> None:
    vera = await house.person(Role.CURATOR)
    secret = await enter(house, await house.access.link(vera.id, now=house.now))
    await house.dismiss(vera.id)

    assert await house.access.visitor(secret, now=house.now) is None
    assert await count(house, PanelSession) == 0


async def test_a_new_right_holds_with_the_next_page(house: PanelHouse) -> None:
    vera = await house.person(Role.CURATOR)
    secret = await enter(house, await house.access.link(vera.id, now=house.now))
    code = await house.directory.invite(Role.ADMIN, now=house.now)
    await house.directory.accept(vera.id, code, now=house.now)

    visitor = await house.access.visitor(secret, now=house.now)

    assert visitor is not None
    assert visitor.person.has(Role.ADMIN)


async def test_silence_ends_a_session(house: PanelHouse) -> None:
    secret = await enter(
        house,
        await house.access.link((await house.person(Role.CURATOR)).id, now=house.now),
    )
    house.now += IDLE_LASTS - SECOND
    assert await house.access.visitor(secret, now=house.now) is not None
    house.now += IDLE_LASTS - SECOND
    assert await house.access.visitor(secret, now=house.now) is not None
    house.now += IDLE_LASTS

    assert await house.access.visitor(secret, now=house.now) is None


async def test_no_session_is_longer_than_a_working_day(house: PanelHouse) -> None:
    secret = await enter(
        house,
        await house.access.link((await house.person(Role.CURATOR)).id, now=house.now),
    )
    began = house.now
    while house.now < began + SESSION_LASTS - timedelta(hours=1):
        house.now += timedelta(hours=1)
        assert await house.access.visitor(secret, now=house.now) is not None
    house.now = began + SESSION_LASTS

    assert await house.access.visitor(secret, now=house.now) is None


async def test_signing_out_everywhere_ends_sessions_and_links_of_this_person_only(
    house: PanelHouse,
) -> None:
    vera, olga = await house.person(Role.CURATOR), await house.person(Role.CURATOR)
    secrets = [
        await enter(house, await house.access.link(vera.id, now=house.now)) for _ in range(2)
    ]
    other = await enter(house, await house.access.link(olga.id, now=house.now))
    waiting = await house.access.link(vera.id, now=house.now)

    assert await house.access.sign_out_everywhere(vera.id, now=house.now) == 2

    for secret in secrets:
        assert await house.access.visitor(secret, now=house.now) is None
    with pytest.raises(LinkUnknown):
        await enter(house, waiting)
    assert await house.access.visitor(other, now=house.now) is not None


async def test_what_is_over_is_forgotten_and_the_rest_stays(house: PanelHouse) -> None:
    vera, gone = await house.person(Role.CURATOR), await house.person(Role.CURATOR)
    await enter(house, await house.access.link(vera.id, now=house.now))
    house.pass_time(days=2)
    fresh = await enter(house, await house.access.link(vera.id, now=house.now))
    await enter(house, await house.access.link(gone.id, now=house.now))
    await _lose_roles(house, gone.id)

    assert await house.access.forget_old(house.now) == 3
    assert await house.access.forget_old(house.now) == 0

    assert await house.access.visitor(fresh, now=house.now) is not None
    assert (await count(house, PanelLink), await count(house, PanelSession)) == (2, 1)


async def _lose_roles(house: PanelHouse, person_id: PersonId) -> None:
    async with house.transaction() as session:
        await session.execute(
            update(Person).where(Person.id == person_id).values(roles=[Role.TEACHER.value])
        )


async def test_a_message_is_shown_once(house: PanelHouse) -> None:
    vera = await house.person(Role.CURATOR)
    secret = await enter(house, await house.access.link(vera.id, now=house.now))
    visitor = await house.access.visitor(secret, now=house.now)
    assert visitor is not None
    await house.access.flash(visitor.session_id, "done", "Первое")
    await house.access.flash(visitor.session_id, "done", "Второе")

    shown = await house.access.visitor(secret, now=house.now)
    assert shown is not None
    await house.access.take_flashes(visitor.session_id)

    assert [flash["words"] for flash in shown.flashes] == ["Первое", "Второе"]
    later = await house.access.visitor(secret, now=house.now)
    assert later is not None
    assert later.flashes == ()
