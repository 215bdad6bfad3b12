"""Who works here, on the panel: duty, roles and invitations."""

import re

import pytest
from sqlalchemy import select

from admin.models import AuditEntry, Deed
from people.models import PersonId, Role
from tests.support.panel import Browser, PanelHouse
from tests.support.people import Office

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def office(house: PanelHouse) -> Office:
    return Office(house.transaction)


@pytest.fixture
async def boris(house: PanelHouse) -> PersonId:
    return (await house.person(Role.METHODIST, name="Борис")).id


async def deeds(house: PanelHouse) -> list[Deed]:
    async with house.transaction() as session:
        found = select(AuditEntry.deed).where(AuditEntry.deed != Deed.ENTERED)
        return list(await session.scalars(found.order_by(AuditEntry.id)))


async def test_the_list_tells_who_is_there_and_how_busy(
    house: PanelHouse, office: Office, boris: PersonId, admin: Browser
) -> None:
    await office.asked(await office.teacher())
    await house.person(name="Анна Учитель")

    sheet = await admin.get("/panel/people")

    assert "Борис" in sheet.words
    assert "на связи" in sheet.words
    assert "1 из 7" in sheet.words
    assert "Анна Учитель" not in sheet.words


async def test_a_coordinator_sends_a_methodist_on_leave_and_the_questions_go_on(
    house: PanelHouse, office: Office, boris: PersonId
) -> None:
    question_id = await office.asked(await office.teacher())
    galina = (await house.person(Role.METHODIST, name="Галина")).id
    olga = await house.signed_in(Role.COORDINATOR)

    sheet = await olga.submit(
        f"/panel/people/person?id={boris}",
        {"duty": "leave", "back": "2026-03-10", "hours": "", "most_open": "4",
         "subject-physics": "1"},
        to=f"/panel/people/duty?id={boris}",
    )  # fmt: skip

    shown = await olga.follow(sheet)
    assert "Передано другим вопросов: 1." in shown.words
    assert (await office.question(question_id)).methodist_id == galina
    duty = await office.directory.duty(boris)
    assert duty is not None
    assert (duty.subjects, duty.most_open) == (("physics",), 4)
    assert await deeds(house) == [Deed.READ_PERSON, Deed.CHANGED_DUTY, Deed.READ_PERSON]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"duty": "leave", "back": ""}, "Назовите день"),
        ({"duty": "leave", "back": "2026-03-02"}, "Выберите день впереди"),
        ({"duty": "leave", "back": "2028-03-02"}, "не дальше года"),
        ({"duty": "on", "hours": "ночью"}, "Часы не читаются"),
        ({"duty": "on", "most_open": "много"}, "Напишите число"),
        ({"duty": "on", "most_open": "99"}, "от 1 до 30"),
        ({"duty": "never"}, "Выберите из списка"),
    ],
)
async def test_a_mistake_is_told_beside_its_field_and_nothing_is_kept(
    office: Office, boris: PersonId, admin: Browser, fields: dict[str, str], complaint: str
) -> None:
    before = await office.directory.duty(boris)

    sheet = await admin.submit(
        f"/panel/people/person?id={boris}", fields, to=f"/panel/people/duty?id={boris}"
    )

    assert sheet.status == 422
    assert complaint in sheet.words
    assert await office.directory.duty(boris) == before


async def test_an_admin_gives_and_takes_roles(
    house: PanelHouse, office: Office, boris: PersonId, admin: Browser
) -> None:
    question_id = await office.asked(await office.teacher())
    role = f"/panel/people/role?id={boris}&role="

    await admin.submit(f"{role}curator&deed=appoint")
    await admin.submit(f"{role}methodist&deed=dismiss")

    person = await house.directory.person(boris)
    assert person.has(Role.CURATOR)
    assert not person.has(Role.METHODIST)
    assert (await office.question(question_id)).methodist_id is None
    assert await deeds(house) == [Deed.APPOINTED, Deed.DISMISSED]


async def test_the_last_admin_is_told_why_not(admin: Browser) -> None:
    sheet = await admin.submit(f"/panel/people/role?id={admin.person.id}&role=admin&deed=dismiss")

    assert sheet.status == 409
    assert "последний администратор" in sheet.words


async def test_an_invitation_is_made_listed_used_and_withdrawn(
    house: PanelHouse, admin: Browser
) -> None:
    made = await admin.submit(
        "/panel/people/invite",
        {"role": "methodist", "name": EVIL, "subject-history": "1", "subject-physics": "1"},
    )
    code = re.search(r"/start ([\w-]{20,})", made.words)
    assert code is not None
    listed = await admin.get("/panel/people")
    assert EVIL in listed.words
    assert EVIL not in listed.html
    assert code[1] not in listed.html

    guest = await house.person()
    await house.directory.accept(guest.id, code[1], now=house.now)
    assert (await house.directory.person(guest.id)).has(Role.METHODIST)

    await admin.submit("/panel/people/invite", {"role": "curator"})
    link = re.search(
        r'href="(/panel/people/withdraw\?id=\d+)"', (await admin.get("/panel/people")).html
    )
    assert link is not None
    await admin.follow(await admin.submit(link[1]))
    assert "Неиспользованных приглашений нет" in (await admin.get("/panel/people")).words


@pytest.mark.parametrize("role", ["", "teacher", "king"])
async def test_no_invitation_is_made_to_no_role(admin: Browser, role: str) -> None:
    sheet = await admin.submit("/panel/people/invite", {"role": role, "name": "Вера"})

    assert sheet.status == 422
    assert "Выберите роль" in sheet.words


async def test_a_coordinator_sees_no_invitations_and_no_roles_to_give(
    house: PanelHouse, boris: PersonId
) -> None:
    olga = await house.signed_in(Role.COORDINATOR)

    listed = await olga.get("/panel/people")
    card = await olga.get("/panel/people/person", id=boris)

    assert "Приглашения" not in listed.words
    assert "снять" not in card.words


@pytest.mark.parametrize("path", ["person?id=", "person?id=x", "person?id=999999999999"])
async def test_a_number_of_nobody_leads_nowhere(admin: Browser, path: str) -> None:
    assert (await admin.get(f"/panel/people/{path}")).status == 404


async def test_a_teacher_has_no_card(house: PanelHouse, admin: Browser) -> None:
    anna = await house.person(name="Анна")

    assert (await admin.get("/panel/people/person", id=anna.id)).status == 404
