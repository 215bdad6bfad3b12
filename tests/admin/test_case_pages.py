"""Writing, checking and publishing cases on the panel."""

import re
from datetime import timedelta
from html import unescape

import pytest

from admin.case_form import items_of, lines_of
from handlers.texts.cases import whole_case
from knowledge.models import CaseId
from people.models import Role
from tests.support.cases import draft
from tests.support.encoder import WordEncoder
from tests.support.panel import MOSCOW, Browser, PanelHouse, Sheet

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
EDIT = "/panel/cases/edit"
GOOD = {
    "title": "Ученики не читают условие задачи",
    "subject": "physics",
    "level": "ООО",
    "audience": "teacher",
    "kind": "кейс",
    "direction": "учитель",
    "problem": "Решают, не дочитав условие до конца.",
    "solution": "1. Пересказ условия.\n2. Рисунок.",
    "questions": "не дочитывают условие задачи\nрешают задачу не прочитав условие",
    "tests": "дети начинают считать сразу не вникая в текст условия",
    "materials": "Памятка\n  для парты\nhttps://example.org/a",
    "basis": "ФГОС ООО",
    "topics": "задачи",
    "source": "Методическая служба",
    "review_by": "2027-06-30",
}


@pytest.fixture
def house(transaction: object) -> PanelHouse:
    return PanelHouse(transaction, encoder=WordEncoder())  # type: ignore[arg-type]


@pytest.fixture
async def other(house: PanelHouse) -> Browser:
    return await house.signed_in(Role.CURATOR, name="Пётр Ильич")


async def written(browser: Browser, **changes: str) -> Sheet:
    """A new case sent off and the page that follows."""
    return await browser.follow(await browser.submit(EDIT, {**GOOD, **changes}))


async def decided(browser: Browser, deed: str, **fields: object) -> Sheet:
    page = "/panel/cases/check?id=physics-01"
    return await browser.submit(page, {"deed": deed, **fields})


def version_on(sheet: Sheet) -> str:
    found = re.search(r'name="version" value="(\d+)"', sheet.html)
    assert found, sheet.words[:300]
    return found[1]


async def test_a_case_is_written_checked_sent_and_published_by_another(
    house: PanelHouse, curator: Browser, other: Browser
) -> None:
    checked = await written(curator)
    assert "Версия 1 сохранена" in checked.words
    assert "Отправить на согласование" in checked.words

    sent = await curator.follow(await decided(curator, "send"))
    assert "свой текст никто не публикует сам" in sent.words

    seen = await other.get("/panel/cases/check?id=physics-01")
    assert "1 проверочный вопрос" in seen.words
    accepts = {"accepts": "1"} if 'name="accepts"' in seen.html else {}
    done = await decided(other, "approve", version=version_on(seen), **accepts)
    assert "Опубликовано" in (await other.follow(done)).words
    finding = await house.cases.find("не дочитывают условие задачи")
    assert finding.matches[0].case_id == "physics-01"


async def test_a_curator_cannot_approve_an_own_text(house: PanelHouse, curator: Browser) -> None:
    await written(curator)
    await decided(curator, "send")
    version = (await house.services.life.standing(CaseId("physics-01"), now=house.now)).text

    refused = await decided(curator, "approve", version=version.version_id, accepts="1")

    assert refused.status == 409
    assert "Свой текст публикует другой человек" in refused.words


async def test_a_question_of_another_case_stops_the_sending_and_is_named(
    house: PanelHouse, curator: Browser
) -> None:
    taken = draft("physics-9", title="Иной", questions=["Не дочитывают условие задачи?"])
    await house.casebook.import_cases([taken], publish=True, by=None, now=house.now)

    checked = await written(curator)

    assert "Публиковать рано" in checked.words
    assert "стоит у другого кейса: «не дочитывают условие задачи»" in checked.words
    assert "id=physics-9" in checked.html
    assert (await decided(curator, "send")).status == 409


async def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(
    curator: Browser,
) -> None:
    sheet = await curator.submit(EDIT, {**GOOD, "title": "", "review_by": "когда-нибудь"})

    assert sheet.status == 422
    assert "2 замечания" in sheet.words
    assert "Заполните это поле" in sheet.words
    assert "нет даты «когда-нибудь»" in sheet.words
    assert "Решают, не дочитав условие до конца." in sheet.html


async def test_a_text_that_a_colleague_has_changed_meanwhile_stays_in_the_form(
    curator: Browser, other: Browser
) -> None:
    await written(curator)
    page = f"{EDIT}?id=physics-01"
    opened = await curator.get(page)
    based_on = re.search(r'name="based_on" value="(\d+)"', opened.html)
    assert based_on
    await other.submit(page, {**GOOD, "title": "Текст коллеги", "based_on": based_on[1]})

    late = await curator.submit(page, {**GOOD, "title": "Мой текст", "based_on": based_on[1]})

    assert late.status == 422
    assert "коллега сохранил другой текст" in late.words
    assert "Мой текст" in late.html


async def test_a_returned_text_shows_the_author_why(curator: Browser, other: Browser) -> None:
    await written(curator)
    await decided(curator, "send")
    version = version_on(await other.get("/panel/cases/check?id=physics-01"))

    assert (await decided(other, "return", version=version, note=" ")).status == 422
    await decided(other, "return", version=version, note=EVIL)

    sheet = await curator.get("/panel/cases/check?id=physics-01")
    assert EVIL in sheet.words or EVIL in unescape(sheet.html)
    assert "<script>alert" not in sheet.html


async def test_a_day_can_be_named_before_which_nothing_is_shown(
    house: PanelHouse, curator: Browser, other: Browser
) -> None:
    await written(curator)
    assert (await decided(curator, "send", publish_on="завтра")).status == 422
    day = house.now.date() + timedelta(days=3)
    await decided(curator, "send", publish_on=day.isoformat())
    version = version_on(await other.get("/panel/cases/check?id=physics-01"))
    done = await other.follow(await decided(other, "approve", version=version, accepts="1"))
    assert "в назначенный день" in done.words

    assert await house.casebook.published_ids() == set()
    assert await house.services.life.publish_due(house.now + timedelta(days=3)) == 1
    assert await house.casebook.published_ids() == {"physics-01"}


async def test_the_archive_and_going_back_ask_first(house: PanelHouse, curator: Browser) -> None:
    for title in ("Первое название", "Второе название"):
        text = draft(title=title)
        await house.casebook.import_cases([text], publish=True, by=None, now=house.now)
    back = "/panel/cases/rollback?id=physics-1&number=1"
    assert "Вернуть текст версии 1?" in (await curator.get(back)).words

    done = await curator.follow(await curator.submit(back))
    assert "Версия 3 повторяет версию 1" in done.words
    assert (await house.casebook.current(CaseId("physics-1"))).title == "Второе название"

    archive = "/panel/cases/archive?id=physics-1"
    gone = await curator.follow(await curator.submit(archive))
    assert "в архиве" in gone.words
    assert await house.casebook.published_ids() == set()


async def test_an_unknown_deed_or_case_does_nothing(curator: Browser) -> None:
    await written(curator)

    assert (await decided(curator, "destroy")).status == 404
    assert (await decided(curator, "approve", version="не число")).status == 404
    assert (await curator.get("/panel/cases/edit?id=нет")).status == 404
    assert (await curator.get("/panel/cases/rollback?id=physics-01&number=x")).status == 404


async def test_evil_words_in_every_field_stay_words(curator: Browser) -> None:
    values = {
        name: EVIL for name in GOOD if name not in ("subject", "level", "audience", "review_by")
    }
    page = await written(curator, **values)

    for address in (
        page.response.url.path + "?id=physics-01",
        f"{EDIT}?id=physics-01",
        "/panel/cases/case?id=physics-01",
        "/panel/cases",
    ):
        sheet = await curator.get(address)
        assert sheet.status == 200
        assert "<script>alert" not in sheet.html, address
        assert "<img src=x" not in sheet.html, address
    csrf = (await curator.get(EDIT)).csrf
    drawn = await curator.send("/panel/cases/preview", {"csrf": csrf, **GOOD, **values})
    assert "<script>alert" not in drawn.html
    assert "&lt;script&gt;" in drawn.html


async def test_the_preview_says_word_for_word_what_the_chat_says(
    house: PanelHouse, curator: Browser
) -> None:
    await written(curator, solution="1. Раз & два <три>.\n\n2. Четыре.", basis="", no_act="1")
    csrf = (await curator.get(EDIT)).csrf
    changed = {"solution": "1. Раз & два <три>.\n\n2. Четыре.", "basis": "", "no_act": "1"}

    drawn = await curator.send("/panel/cases/preview", {"csrf": csrf, **GOOD, **changed})

    text = (await house.services.life.standing(CaseId("physics-01"), now=house.now)).text
    said = whole_case(text, MOSCOW, today=house.now.date())
    assert as_seen(drawn.html) == as_seen(said)
    assert "для парты" in as_seen(said)
    assert "норматив" not in as_seen(said)


def as_seen(html: str) -> list[str]:
    """The lines that a reader sees, blank ones left out."""
    lines = unescape(re.sub(r"<[^>]*>", "", html)).splitlines()
    return [line.strip() for line in lines if line.strip()]


async def test_every_deed_is_in_the_log(
    house: PanelHouse, curator: Browser, admin: Browser
) -> None:
    await written(curator)
    await decided(curator, "send")
    await decided(curator, "withdraw")

    log = await admin.get("/panel/audit?matter=case")

    for words in ("сохранил текст", "отправил на согласование", "отозвал с согласования"):
        assert words in log.words


async def test_names_of_readers_are_for_admins_and_each_look_is_noted(
    house: PanelHouse, curator: Browser, admin: Browser
) -> None:
    await house.casebook.import_cases([draft()], publish=True, by=None, now=house.now)
    page = "/panel/cases/readers?id=physics-1&number=1"

    assert (await curator.get(page)).status == 403
    assert "ещё никому не показывали" in (await admin.get(page)).words
    assert "смотрел, кому показан текст" in (await admin.get("/panel/audit?matter=case")).words


@pytest.mark.parametrize("items", [[], ["один"], ["один\nещё строка", "два"], ["  отступ"]])
def test_lists_survive_the_form(items: list[str]) -> None:
    assert items_of(lines_of(items)) == items


async def test_questions_without_an_answer_are_kept_and_tried(
    house: PanelHouse, curator: Browser
) -> None:
    page = "/panel/cases/tests"
    lines = {"tests": f"когда каникулы\nкогда  каникулы\n{EVIL}"}

    kept = await curator.follow(await curator.submit(page, lines))

    assert "Сохранено вопросов: 2" in kept.words
    assert "<script>alert" not in kept.html
    assert await house.services.life.unanswerable() == ["когда каникулы", EVIL]
    assert "3 проверочных вопроса" in (await written(curator)).words
    assert (await curator.submit(page, {"tests": "а" * 501})).status == 422


async def test_what_looks_like_personal_data_is_marked_for_the_author_and_stops_nobody(
    curator: Browser,
) -> None:
    said = {"solution": "Позвоните маме Артёма: +7 000 345-67-89.", "author": "Анна Петровна"}

    page = await written(curator, **said)
    looked = await curator.submit(EDIT, {**GOOD, **said, "look": "1"})

    for sheet in (page, looked):
        assert "Похоже на персональные данные" in sheet.words
        assert re.findall(r"<mark>(.*?)</mark>", sheet.html) == ["Артёма", "+7 000 345-67-89"]
    assert "Версия 1 сохранена" in page.words
    assert "Похоже на персональные" not in (await written(curator)).words
