"""Every page and every role: whoever may, gets it; others are told so; strangers learn nothing."""

import pytest

from admin.pages import ALL_PAGES
from admin.rights import NAVIGATION, RIGHTS
from people.models import Methodist, Person, PersonId, Role
from routing.models import QuestionId
from tests.admin.table import TABLE
from tests.support.cases import draft
from tests.support.curating import NUMBER, lay_out_curating
from tests.support.files import PDF
from tests.support.panel import PanelHouse
from tests.support.questions import question_of

PAGES = {page.name: page for page in ALL_PAGES}


def test_every_page_has_a_row_in_both_tables() -> None:
    assert len(PAGES) == len(ALL_PAGES)
    assert PAGES.keys() == RIGHTS.keys()
    assert PAGES.keys() == TABLE.keys(), "give the new page a row in tests/admin/table.py"


def test_both_tables_say_the_same() -> None:
    assert {name: row.roles for name, row in TABLE.items()} == RIGHTS


def test_the_navigation_leads_to_pages_only() -> None:
    named = {page for way in NAVIGATION for page in (way.page, *way.within)}

    assert named <= PAGES.keys()
    assert all(PAGES[way.page].show for way in NAVIGATION)


#: Pages that something can be sent to.
FORMS = [name for name, page in PAGES.items() if page.do]


@pytest.fixture
async def premises(house: PanelHouse) -> PanelHouse:
    """What the addresses of the table name."""
    await house.casebook.import_cases([draft()], publish=True, by=None, now=house.now)
    asker = await house.person(name="Анна")
    await house.services.files.keep("Бланк.pdf", PDF, by=asker.id, now=house.now)
    async with house.transaction() as session:
        session.add(question_of(asker.id, QuestionId(NUMBER), now=house.now))
        roles = [Role.METHODIST.value]
        session.add(Person(id=PersonId(NUMBER), name="Борис", roles=roles, met_at=house.now))
        await session.flush()
        session.add(Methodist(person_id=PersonId(NUMBER), subjects=[]))
        await lay_out_curating(session, now=house.now)
    return house


@pytest.mark.parametrize("role", Role)
async def test_a_role_opens_its_pages_and_no_others(premises: PanelHouse, role: Role) -> None:
    person = await premises.person(role)
    if not premises.access.may_enter(person):
        assert all(role not in row.roles for row in TABLE.values())
        return
    browser = premises.browser(person)
    await browser.sign_in()

    for name, row in TABLE.items():
        page = PAGES[name]
        if page.show is not None:
            sheet = await browser.get(row.address)
            assert sheet.status == (200 if role in row.roles else 403), (name, role)
        if page.do is not None and role not in row.roles:
            sheet = await browser.send(row.address, {})
            assert sheet.status == 403, (name, role)
            assert "с другой ролью" in sheet.words, (name, role)


async def test_a_page_shows_only_the_ways_that_are_open(premises: PanelHouse) -> None:
    for role in (Role.CURATOR, Role.METHODIST, Role.COORDINATOR, Role.ADMIN):
        browser = await premises.signed_in(role)
        home = await browser.get("/panel/")
        for way in NAVIGATION:
            is_shown = f"<span>{way.caption}</span>" in home.html
            assert is_shown == (role in RIGHTS[way.page]), (role, way.page)


async def test_a_stranger_learns_nothing_of_any_page(house: PanelHouse) -> None:
    stranger = house.browser()

    for name, row in TABLE.items():
        page = PAGES[name]
        if page.show is not None:
            sheet = await stranger.get(row.address)
            assert sheet.status == 401, name
            assert "/panel" in sheet.words, name
        if page.do is not None:
            assert (await stranger.send(row.address, {})).status == 401, name


async def test_an_address_that_does_not_exist_is_no_different_for_strangers(
    house: PanelHouse,
) -> None:
    stranger = house.browser()

    assert (await stranger.get("/panel/nowhere")).status == 401
    assert (await stranger.get("/panel/cases/../nowhere")).status == 401


async def test_a_form_without_the_token_of_its_session_changes_nothing(
    premises: PanelHouse,
) -> None:
    browser = await premises.signed_in(*Role)
    other = await premises.signed_in(*Role)
    foreign = (await other.get("/panel/sessions")).csrf

    for name in FORMS:
        for fields in ({}, {"csrf": ""}, {"csrf": foreign}, {"csrf": "ы" * 64}):
            sheet = await browser.send(TABLE[name].address, fields)
            assert sheet.status == 403, (name, fields)
            assert "Форма устарела" in sheet.words, name
        assert (await browser.get("/panel/")).status == 200, name


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "https://neighbour.example"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": "null"},
        {"sec-fetch-site": "", "origin": ""},
    ],
)
async def test_a_form_from_another_site_changes_nothing(
    premises: PanelHouse, headers: dict[str, str]
) -> None:
    browser = await premises.signed_in(*Role)
    csrf = (await browser.get("/panel/sessions")).csrf

    for name in FORMS:
        sheet = await browser.send(TABLE[name].address, {"csrf": csrf}, headers=headers)
        assert sheet.status == 403, name
        assert (await browser.get("/panel/")).status == 200, name
