"""The register of methodists on the panel: a file in and out, a row looked at, an invitation."""

import re

import pytest
from sqlalchemy import select

from admin.models import AuditEntry, Deed
from people.models import Role
from people.pool.draft import PoolDraft
from people.pool.models import PoolUpload
from people.pool.service import Pool
from tests.support.panel import Browser, PanelHouse
from tests.support.people import Office

IMPORT = "/panel/people/register/import"
EVIL = "<script>alert(1)</script>"
HEADINGS = "ФИО;Дата рождения;Должность;Предметы;Итог диагностики;Согласие на публикацию"
ANNA = f"Семёнова Анна Юрьевна;01.09.1980;учитель {EVIL};физика;тайный итог;ФИО|Должность"
OLEG = "Новиков Олег;1975-05-02;методист;;;нет"


@pytest.fixture
async def coordinator(house: PanelHouse) -> Browser:
    return await house.signed_in(Role.COORDINATOR, name="Ольга")


def file_of(*lines: str) -> dict[str, tuple[str, bytes, str]]:
    data = "\n".join([HEADINGS, *lines]).encode()
    return {"file": ("pool.csv", data, "text/csv")}


async def deeds(house: PanelHouse) -> list[Deed]:
    async with house.transaction() as session:
        entries = await session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id))
        return [deed for deed in entries if deed is not Deed.ENTERED]


async def names(house: PanelHouse) -> list[str]:
    return [draft.name for draft in await Pool(house.transaction).drafts()]


async def test_a_file_is_looked_through_before_anything_changes_and_then_taken_whole(
    house: PanelHouse, coordinator: Browser
) -> None:
    plan = await coordinator.follow(await coordinator.submit(IMPORT, {}, files=file_of(ANNA, OLEG)))
    assert "новый человек: 2" in plan.words
    assert await names(house) == []
    upload = re.search(r'name="carry_out" value="(\d+)"', plan.html)
    assert upload is not None

    done = await coordinator.follow(
        await coordinator.submit(str(plan.response.url), {"carry_out": upload[1]}, to=IMPORT)
    )

    assert "новых 2, изменённых 0" in done.words
    assert await names(house) == ["Новиков Олег", "Семёнова Анна Юрьевна"]
    assert EVIL not in done.html
    assert EVIL in done.words
    assert "1980" not in done.html
    assert "тайный итог" not in done.html
    async with house.transaction() as session:
        assert list(await session.scalars(select(PoolUpload.id))) == []
    assert await deeds(house) == [Deed.IMPORTED_POOL]


async def test_a_faulty_file_names_its_rows_and_offers_no_loading(
    house: PanelHouse, coordinator: Browser
) -> None:
    faulty = file_of(ANNA, OLEG.replace("1975-05-02", "вчера"))
    plan = await coordinator.follow(await coordinator.submit(IMPORT, {}, files=faulty))
    unknown = await coordinator.submit(
        IMPORT, {}, files={"file": ("p.csv", b"x;y\n1;2", "text/csv")}
    )

    assert "строка 3: Дата рождения: нет даты «вчера»" in plan.words
    assert "carry_out" not in plan.html
    assert unknown.status == 422
    assert "неизвестный столбец «x», «y»" in unknown.words
    assert (await coordinator.submit(IMPORT, {})).status == 422


async def test_a_row_is_shown_with_its_reading_noted_and_its_invitation_binds(
    house: PanelHouse, coordinator: Browser, admin: Browser
) -> None:
    draft = {"name": "Семёнова Анна", "born": "01.09.1980", "diagnosis": "тайный итог"}
    pool = Pool(house.transaction)
    await pool.take_in([PoolDraft.model_validate(draft)], now=house.now)
    entry_id = await pool.entry_named("семенова анна")
    address = f"/panel/people/register/entry?id={entry_id}"

    seen = await coordinator.get(address)
    invited = await admin.submit(address, {}, to=f"/panel/people/register/invite?id={entry_id}")
    code = re.search(r"/start ([\w-]+)", invited.words)
    assert code is not None
    await house.directory.accept((await house.person()).id, code[1], now=house.now)

    assert "01.09.1980" in seen.words
    assert "тайный итог" in seen.words
    assert "Пригласить" not in seen.words
    assert await deeds(house) == [Deed.READ_ENTRY, Deed.READ_ENTRY, Deed.MADE_INVITATION]
    assert "на линии — 1" in (await coordinator.get("/panel/people/register")).words
    assert (await coordinator.get(address, id=999_999_999)).status == 404


async def test_the_open_list_holds_only_what_was_agreed_to(
    house: PanelHouse, coordinator: Browser
) -> None:
    agreed = {"name": "Семёнова Анна", "born": "01.09.1980", "published": ["ФИО"]}
    silent = {"name": "Новиков Олег", "born": "01.09.1980"}
    drafts = [PoolDraft.model_validate(each) for each in (agreed, silent)]
    await Pool(house.transaction).take_in(drafts, now=house.now)

    public = await coordinator.get("/panel/people/register/export", form="csv", public=1)
    whole = await coordinator.get("/panel/people/register/export", form="csv")

    assert "Семёнова Анна" in public.html
    assert "Новиков" not in public.html
    assert "1980" not in public.html
    assert "Новиков Олег,01.09.1980" in whole.html
    assert await deeds(house) == [Deed.EXPORTED_POOL, Deed.EXPORTED_POOL]
    assert (await coordinator.get("/panel/people/register/export", form="exe")).status == 404


async def test_whoever_leaves_by_the_register_leaves_no_question_behind(
    house: PanelHouse, coordinator: Browser
) -> None:
    office = Office(house.transaction)
    draft = PoolDraft.model_validate({"name": "Новиков Олег", "born": "1975-05-02"})
    await Pool(house.transaction).take_in([draft], now=house.now)
    oleg = await office.methodist("physics")
    entry_id = await Pool(house.transaction).entry_named("Новиков Олег")
    code = await house.directory.invite(
        Role.METHODIST, subjects=["physics"], entry_id=entry_id, now=house.now
    )
    await house.directory.accept(oleg, code, now=house.now)
    question_id = await office.asked(await office.teacher())
    await office.desk.take(oleg, question_id, now=house.now)
    galina = await office.methodist("physics")

    left = "ФИО;Дата рождения;Состояние\nНовиков Олег;02.05.1975;вышел".encode()
    file = {"file": ("pool.csv", left, "text/csv")}
    plan = await coordinator.follow(await coordinator.submit(IMPORT, {}, files=file))
    upload = re.search(r'name="carry_out" value="(\d+)"', plan.html)
    assert upload is not None
    done = await coordinator.follow(
        await coordinator.submit(str(plan.response.url), {"carry_out": upload[1]}, to=IMPORT)
    )

    assert "Передано вопросов тех, кто больше не отвечает: 1." in done.words
    assert (await office.question(question_id)).methodist_id == galina
