"""Files of cases on the panel: looked through first, carried out by a second press."""

import io
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import docx
import pytest

from knowledge.drafts import CaseDraft
from knowledge.files import cases_as, cases_in
from knowledge.life_errors import UploadGone
from knowledge.life_models import UploadId
from knowledge.models import CaseId, CaseState
from people.models import Role
from tests.admin.test_case_pages import EVIL
from tests.support.cases import draft, row
from tests.support.panel import Browser, PanelHouse, Sheet
from tests.support.word import add_case

PAGE = "/panel/cases/import"
HELD = draft("held", title="Было")


def lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in rows).encode()


async def sent(browser: Browser, data: bytes, name: str = "кейсы.jsonl") -> Sheet:
    return await browser.submit(PAGE, files={"file": (name, data, "text/plain")})


def upload_in(sheet: Sheet) -> str:
    return sheet.location.partition("file=")[2]


@pytest.fixture
async def held(house: PanelHouse) -> PanelHouse:
    await house.casebook.import_cases([HELD], publish=True, by=None, now=house.now)
    return house


async def test_a_file_is_shown_as_a_table_and_changes_nothing_yet(
    held: PanelHouse, curator: Browser
) -> None:
    file = lines(row("held", title="Стало"), row("new", title=f"Новый {EVIL}"))

    plan = await curator.follow(await sent(curator, file))

    assert "новое: 1" in plan.words
    assert "изменение: 1" in plan.words
    assert "<script>alert" not in plan.html
    assert (await held.casebook.count()).all == 1


async def test_carried_out_a_file_makes_texts_that_wait(held: PanelHouse, curator: Browser) -> None:
    page = await sent(curator, lines(row("held", title="Стало"), row("new")))

    done = await curator.follow(await curator.submit(PAGE, {"carry_out": upload_in(page)}))

    assert "новых 1, изменённых 1" in done.words
    assert (await held.casebook.current(CaseId("held"))).title == "Было"
    assert await held.casebook.published_ids() == {"held"}
    again = await curator.submit(PAGE, {"carry_out": upload_in(page)})
    assert "больше нет" in again.words


async def test_faulty_rows_are_named_and_nothing_can_be_carried_out(
    held: PanelHouse, curator: Browser
) -> None:
    page = await sent(curator, lines(row("new"), row("bad", subject="алхимия"), "не кейс"))

    plan = await curator.follow(page)

    assert "ошибка: 2" in plan.words
    assert "нет предмета «алхимия»" in plan.words
    assert "carry_out" not in plan.html
    refused = await curator.submit(PAGE, {"carry_out": upload_in(page)})
    assert "Файл не принят" in refused.words
    assert (await held.casebook.count()).all == 1


async def test_a_document_of_word_goes_the_same_way(held: PanelHouse, curator: Browser) -> None:
    document, out = docx.Document(), io.BytesIO()
    add_case(document, "Из документа")
    add_case(document, "Без решения", Решение=[])
    document.save(out)

    plan = await curator.follow(await sent(curator, out.getvalue(), "кейсы.docx"))

    assert "новое: 1" in plan.words
    assert "кейс 2: «Без решения»: нет раздела «Решение»" in plan.words
    assert "carry_out" not in plan.html


async def test_a_file_that_says_what_is_there_already_leaves_nothing_to_do(
    held: PanelHouse, curator: Browser
) -> None:
    plan = await curator.follow(await sent(curator, lines(row("held", title="Было"))))

    assert "Загружать нечего" in plan.words


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("кейсы.exe", b"MZ", "Непонятно, что за файл"),
        ("кейсы.xlsx", b"PK\x03\x04", "не книга Excel"),
        ("кейсы.docx", b"PK\x03\x04", "не документ Word"),
        ("кейсы.jsonl", b"", "Файл пуст"),
        ("../../etc/passwd", b"root", "Непонятно, что за файл"),
    ],
)
async def test_what_is_no_file_of_cases_is_refused_in_words(
    curator: Browser, name: str, data: bytes, words: str
) -> None:
    sheet = await sent(curator, data, name)

    assert sheet.status == 422
    assert words in sheet.words


async def test_a_form_without_a_file_says_so(curator: Browser) -> None:
    assert "Выберите файл" in (await curator.submit(PAGE, {})).words


async def test_a_file_is_its_senders_own_and_for_a_day(house: PanelHouse, curator: Browser) -> None:
    page = await sent(curator, lines(row("new")))
    other = await house.signed_in(Role.CURATOR)

    assert (await other.get(page.location)).status == 409
    assert (await curator.get(page.location)).status == 200
    # The session would be over by then: the service itself is asked.
    bulk, later = house.services.bulk, house.now + timedelta(days=1, seconds=1)
    with pytest.raises(UploadGone):
        await bulk.plan(UploadId(int(upload_in(page))), by=curator.person.id, now=later)


@pytest.mark.parametrize("form", ["xlsx", "csv", "jsonl"])
async def test_what_was_given_out_comes_back_without_a_change(
    held: PanelHouse, curator: Browser, form: str
) -> None:
    given = await curator.get(f"/panel/cases/export?form={form}")
    assert "attachment" in given.response.headers["content-disposition"]

    plan = await curator.follow(await sent(curator, given.response.content, f"b.{form}"))

    assert "без изменений: 1" in plan.words


@pytest.mark.parametrize("form", ["xlsx", "csv", "jsonl"])
async def test_a_large_base_comes_in_parts_that_are_one_file(
    house: PanelHouse, curator: Browser, form: str
) -> None:
    many = [draft(f"case-{number:03}", title=f"№ {number}\nдля «всех»") for number in range(205)]
    await house.casebook.import_cases(many, publish=True, by=None, now=house.now)

    async def given() -> bytes | list[CaseDraft]:
        return held_in((await curator.get(f"/panel/cases/export?form={form}")).response.content)

    def as_one(drafts: Sequence[CaseDraft]) -> bytes | list[CaseDraft]:
        return held_in(cases_as(f".{form}", drafts))

    def held_in(data: bytes) -> bytes | list[CaseDraft]:
        # A book of Excel says when it was made.
        return cases_in(Path("cases.xlsx"), data) if form == "xlsx" else data

    assert await given() == as_one(many)
    await house.casebook.retire(CaseId("case-204"), by=None)
    retired = many[-1].model_copy(update={"state": CaseState.RETIRED})
    assert await given() == as_one([*many[:-1], retired])
    later = draft("case-000", title="Ждёт")
    await house.casebook.import_cases([later], publish=False, by=None, now=house.now)
    assert await given() == as_one(await house.casebook.export())


async def test_an_unknown_form_is_no_file(curator: Browser) -> None:
    assert (await curator.get("/panel/cases/export?form=exe")).status == 404


async def test_giving_the_base_out_is_in_the_log(held: PanelHouse, admin: Browser) -> None:
    await admin.get("/panel/cases/export?form=csv")

    assert "выгрузил кейсы" in (await admin.get("/panel/audit?matter=case")).words
