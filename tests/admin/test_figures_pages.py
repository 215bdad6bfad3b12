"""Figures on the panel, and the tables to take away."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select

from admin.models import AuditEntry, Deed, Matter
from admin.sheets import as_csv, as_xlsx
from people.models import PersonId, Role
from routing.models import Question, QuestionState
from tests.support.panel import Browser, PanelHouse, Sheet
from tests.support.questions import asked_with, question_of


async def keep(house: PanelHouse, count: int, methodist_id: PersonId | None = None) -> None:
    """So many closed questions that helped, of two weeks."""
    asker = await house.person(name="Анна Тайная")
    async with house.transaction() as session:
        for index in range(count):
            at = house.now - timedelta(days=7 * (index % 2), minutes=index + 1)
            question = question_of(
                asker.id,
                now=at,
                origin=f"test:{methodist_id}:{index}",
                state=QuestionState.CLOSED,
                methodist_id=methodist_id,
                helped=True,
                answered_at=None,
                closed_at=house.now,
            )
            session.add(question)
            await session.flush()
            session.add(asked_with(question.id, asker.id, "Сокровенные слова", now=at))


def rows_of(sheet: Sheet) -> list[list[str]]:
    text = sheet.response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


async def test_few_questions_show_nothing_but_their_number(
    house: PanelHouse, admin: Browser
) -> None:
    await keep(house, 4)

    sheet = await admin.get("/panel/figures")

    assert "Меньше 5 вопросов" in sheet.words
    assert "Помогло: подтверждено" not in sheet.words
    assert "слишком мало людей" in (await admin.get("/panel/figures?places=1")).words


async def test_figures_come_with_definitions_and_how_many_they_are_of(
    house: PanelHouse, admin: Browser
) -> None:
    await keep(house, 6)

    sheet = await admin.get("/panel/figures")

    assert "Вопросов 6 Задано за выбранные дни." in sheet.words
    assert "База ответила: подтверждено 0 %" in sheet.words
    assert "n = 6." in sheet.words
    assert "Вопросов по неделям" in sheet.words
    assert "Физика" in sheet.words
    assert "По методистам" not in sheet.html.split("<h2>")[-1]


async def test_methodists_are_compared_only_on_wish_and_by_the_alphabet(
    house: PanelHouse, admin: Browser
) -> None:
    people = [await house.person(Role.METHODIST, name=name) for name in ("Яна", "Борис", "=1+1")]
    for person in people:
        await keep(house, 5, person.id)

    usual = await admin.get("/panel/figures")
    asked = await admin.get("/panel/figures", methodists="1")
    file = rows_of(await admin.get("/panel/figures/file", methodists="1"))

    assert "Борис" not in usual.words
    assert asked.words.index("Борис") < asked.words.index("Яна")
    assert [row[1] for row in file if row[0] == "методист"] == ["'=1+1", "Борис", "Яна"]


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.CURATOR, Role.METHODIST])
async def test_others_never_see_figures_by_methodist(house: PanelHouse, role: Role) -> None:
    boris = await house.person(Role.METHODIST, name="Борис")
    await keep(house, 5, boris.id)
    watcher = await house.signed_in(role)

    sheet = await watcher.get("/panel/figures", methodists="1")
    file = await watcher.get("/panel/figures/file", methodists="1")

    assert "Борис" not in sheet.words
    assert "Борис" not in file.response.content.decode()


async def test_a_methodist_sees_their_own_first(house: PanelHouse) -> None:
    boris = await house.signed_in(Role.METHODIST)
    await keep(house, 5, boris.person.id)
    await keep(house, 3)

    words = (await boris.get("/panel/figures")).words

    assert words.index("Ваши вопросы Вопросов 5") < words.index("Вся линия Вопросов 8")


async def test_a_row_a_question_without_words_and_names(house: PanelHouse) -> None:
    olga = await house.signed_in(Role.COORDINATOR)
    boris = await house.person(Role.METHODIST, name="Борис")
    await keep(house, 3, boris.id)

    sheet = await olga.get("/panel/figures/questions", form="csv")

    headings, *rows = rows_of(sheet)
    assert len(rows) == 3
    first = dict(zip(headings, rows[0], strict=True))
    assert (first["предмет"], first["состояние"], first["помогло"]) == ("Физика", "закрыт", "да")
    assert first["№ методиста"] == str(boris.id)
    for hidden in ("Сокровенные", "Анна", "Борис"):
        assert hidden not in sheet.response.content.decode()
    async with house.transaction() as session:
        found = await session.scalars(
            select(AuditEntry).where(AuditEntry.deed == Deed.EXPORTED_QUESTIONS)
        )
        assert [entry.detail["count"] for entry in found] == [3]


async def test_long_files_come_in_parts_with_every_row_once(
    house: PanelHouse, admin: Browser
) -> None:
    asker = await house.person()
    count = 2_003
    async with house.transaction() as session:
        # Three at a time: the order within a moment is that of numbers.
        await session.execute(
            insert(Question),
            [
                {
                    "asker_id": asker.id,
                    "origin": f"test:{number}",
                    "state": QuestionState.QUEUED,
                    "why": "text",
                    "finding": {},
                    "asked_at": house.now - timedelta(minutes=number // 3),
                }
                for number in range(count)
            ],
        )
        entry = {
            "at": house.now,
            "person_id": asker.id,
            "deed": Deed.READ_QUESTION,
            "matter": Matter.QUESTION,
            "detail": {},
        }
        await session.execute(
            insert(AuditEntry), [{**entry, "matter_id": str(number)} for number in range(count)]
        )

    asked = rows_of(await admin.get("/panel/figures/questions"))
    book = (await admin.get("/panel/figures/questions", form="xlsx")).response.content
    log = rows_of(await admin.get("/panel/audit/file", person=asker.id))

    sheet = load_workbook(io.BytesIO(book))["Таблица"]
    assert [[str(row[0]), str(row[1])] for row in sheet.values] == [row[:2] for row in asked]
    assert len({row[0] for row in asked}) == len(asked) == count + 1
    assert [row[1] for row in asked[1:]] == sorted((row[1] for row in asked[1:]), reverse=True)
    assert [row[5] for row in log[1:]] == [str(number) for number in reversed(range(count))]
    async with house.transaction() as session:
        exported = await session.scalars(
            select(AuditEntry).where(AuditEntry.deed == Deed.EXPORTED_QUESTIONS)
        )
        assert [each.detail["count"] for each in exported] == [count, count]


async def test_an_observer_gets_rows_without_methodists(house: PanelHouse) -> None:
    watcher = await house.signed_in(Role.OBSERVER)
    await keep(house, 1)

    headings, _ = rows_of(await watcher.get("/panel/figures/questions"))

    assert "№ методиста" not in headings


async def test_both_forms_hold_the_same(house: PanelHouse, admin: Browser) -> None:
    await keep(house, 6)

    table = rows_of(await admin.get("/panel/figures/file", form="csv"))
    book = load_workbook(
        io.BytesIO((await admin.get("/panel/figures/file", form="xlsx")).response.content)
    )

    cells = [["" if cell is None else str(cell) for cell in row] for row in book["Таблица"].values]
    assert cells == table
    assert dict(zip(table[0], table[1], strict=True))["вопросов"] == "6"


@pytest.mark.parametrize(
    "query", [{"since": "x"}, {"until": "2000-01-01"}, {"since": "2999-01-01"}]
)
async def test_days_that_make_no_sense_do_no_harm(admin: Browser, query: dict[str, str]) -> None:
    assert (await admin.get("/panel/figures", **query)).status == 200


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1+2", "@x"])
def test_nothing_becomes_a_formula(evil: str) -> None:
    [_, row] = csv.reader(io.StringIO(as_csv(["а"], [(evil,)]).decode("utf-8-sig")), delimiter=";")
    book = load_workbook(io.BytesIO(as_xlsx(["а"], [(evil,)])))

    assert row == [f"'{evil}"]
    assert book["Таблица"]["A2"].data_type == "s"


def test_a_book_keeps_what_stands_in_its_cells() -> None:
    moment = datetime(2026, 3, 2, 10, 4, 59)  # noqa: DTZ001 - as spreadsheets have it
    row = ('<b> & "\n', " края ", moment, date(1999, 12, 31), 17, 0.25, True, None, "\x00я")

    sheet = load_workbook(io.BytesIO(as_xlsx(["а"] * len(row), [row])))["Таблица"]

    told = [cell.value for cell in sheet[2]]
    midnight = datetime(1999, 12, 31)  # noqa: DTZ001
    assert told == [*row[:3], midnight, 17, 0.25, "да", None, "я"]
    assert (sheet["A1"].font.bold, sheet.freeze_panes) == (True, "A2")


async def test_the_log_is_taken_away_as_it_is_filtered(house: PanelHouse, admin: Browser) -> None:
    await admin.get("/panel/questions")
    await house.signed_in(Role.CURATOR, name="Вера")

    everything = rows_of(await admin.get("/panel/audit/file", form="csv"))
    own = rows_of(await admin.get("/panel/audit/file", person=admin.person.id))
    page = await admin.get("/panel/audit", person=admin.person.id)

    assert "вошёл в панель" in {row[3] for row in everything}
    assert {row[1] for row in own[1:]} == {str(admin.person.id)}
    assert f"/panel/audit/file?person={admin.person.id}&amp;form=xlsx" in page.html
    assert "выгрузил журнал" in page.words
