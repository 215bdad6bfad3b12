"""What the panel's own pages show: home, cases, versions, the log, sessions."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from admin.models import Deed, Matter
from knowledge.search import Decision
from people.models import Role
from routing.outcomes import Offered
from tests.support.cases import draft
from tests.support.panel import Browser, PanelHouse, Sheet
from tests.support.people import Office

FIGURE = re.compile(
    r'<p class="figure-name">(?P<name>.*?)</p>\s*<p class="figure-value">(?P<value>.*?)</p>', re.S
)


def figures(home: Sheet) -> dict[str, str]:
    """The numbers of the home page by their names."""
    found = FIGURE.finditer(home.html)
    return {re.sub(r"<[^>]*>", "", each["name"]).strip(): each["value"] for each in found}


async def keep(house: PanelHouse, *cases: Mapping[str, Any], publish: bool = True) -> None:
    """Take cases into the book, and let the bot find them."""
    drafts = [draft(**values) for values in cases]
    await house.casebook.import_cases(drafts, publish=publish, by=None, now=house.now)
    await house.cases.refresh()


# Home


async def test_the_home_page_counts_what_waits_for_a_curator(
    house: PanelHouse, curator: Browser
) -> None:
    today = house.now.date()
    await keep(
        house,
        {"id": "late", "review_by": today - timedelta(days=1)},
        {"id": "soon", "review_by": today + timedelta(days=14)},
        {"id": "far", "review_by": today + timedelta(days=15)},
        {"id": "without"},
    )
    await keep(house, {"id": "new"}, {"id": "far", "title": "Иначе"}, publish=False)

    home = await curator.get("/panel/")

    assert figures(home) == {
        "Пробелы": "0",
        "Не помогло": "0",
        "На согласовании": "2",
        "Устаревает": "2",
        "Похожие кейсы": "0",
        "Ждут исправления": "0",
    }
    assert "вышел" not in home.words


async def test_the_counters_lead_to_the_cases_that_they_count(
    house: PanelHouse, curator: Browser
) -> None:
    await keep(house, {"id": "late", "review_by": date(2026, 1, 1)}, {"id": "without"})
    await keep(house, {"id": "new"}, publish=False)
    home = await curator.get("/panel/")

    due = await curator.get(_link_of(home, "Устаревает"))
    waiting = await curator.get(_link_of(home, "На согласовании"))

    assert _ids(due) == ["late"]
    assert _ids(waiting) == ["new"]


def _link_of(home: Sheet, name: str) -> str:
    found = re.search(rf'<a href="([^"]+)">{name}</a>', home.html)
    assert found is not None
    return found[1].replace("&amp;", "&")


def _ids(sheet: Sheet) -> list[str]:
    return re.findall(r'/panel/cases/case\?id=([\w-]+)"', sheet.html)


async def test_questions_that_need_somebody_are_counted_by_the_week(
    house: PanelHouse, office: Office, admin: Browser
) -> None:
    await office.asked(await office.teacher())
    [version] = await office.cases("a")
    office.shelf.lay_out(Decision.OFFER, version)
    anna = await office.teacher()
    await office.hotline.ask(anna, office.says("Вопрос со случаем"), now=office.now)
    went_on = await office.hotline.ask(anna, office.says("И ещё один"), now=office.now)
    assert isinstance(went_on, Offered)
    await office.hotline.ask_person(anna, went_on.question_id, now=office.now)

    counted = figures(await admin.get("/panel/"))

    assert (counted["Пробелы"], counted["Не помогло"]) == ("1", "1")
    assert (counted["Без методиста"], counted["Просрочены"]) == ("2", "0")
    house.pass_time(days=8)
    await admin.sign_in()
    later = figures(await admin.get("/panel/"))
    assert (later["Пробелы"], later["Не помогло"]) == ("0", "0")
    assert later["Без методиста"] == "2"


@pytest.fixture
def office(house: PanelHouse) -> Office:
    return Office(house.transaction)


async def test_an_overdue_question_is_marked_for_the_coordinator(
    house: PanelHouse, office: Office
) -> None:
    await office.methodist()
    await office.asked(await office.teacher())
    house.pass_time(days=10)
    coordinator = await house.signed_in(Role.COORDINATOR)

    home = await coordinator.get("/panel/")

    assert figures(home) == {"Без методиста": "0", "Просрочены": "1"}
    assert 'class="figure urgent"' in home.html


async def test_whoever_has_no_counters_is_led_to_the_cases(house: PanelHouse) -> None:
    methodist = await house.signed_in(Role.METHODIST)

    home = await methodist.get("/panel/")

    assert "Открыть кейсы" in home.words


# Cases


async def test_cases_are_found_by_a_part_of_title_or_id_whatever_the_case(
    house: PanelHouse, curator: Browser
) -> None:
    await keep(
        house,
        {"id": "phys-1", "title": "Реактивное ДВИЖЕНИЕ"},
        {"id": "phys-2", "title": "100 % успеха"},
        {"id": "math-1", "title": "Дроби"},
    )

    async def found(words: str) -> list[str]:
        return _ids(await curator.get("/panel/cases", words=words))

    assert await found("движение") == ["phys-1"]
    assert await found("PHYS") == ["phys-1", "phys-2"]
    assert await found("%") == ["phys-2"]
    assert await found("_") == []
    assert await found("нет такого") == []


async def test_filters_narrow_the_list_together(house: PanelHouse, curator: Browser) -> None:
    await keep(
        house,
        {"id": "a", "subject": "physics", "level": "ООО"},
        {"id": "b", "subject": "physics", "level": "СОО"},
        {"id": "c", "subject": "math", "level": "СОО", "audience": "methodist"},
    )
    await keep(house, {"id": "d", "subject": "physics", "level": "СОО"}, publish=False)

    async def found(**query: str) -> list[str]:
        return _ids(await curator.get("/panel/cases", **query))

    assert await found() == ["a", "b", "c", "d"]
    assert await found(subject="physics", level="СОО") == ["b", "d"]
    assert await found(subject="physics", level="СОО", state="draft") == ["d"]
    assert await found(audience="methodist") == ["c"]
    assert await found(subject="no-such", level="no-such") == []
    assert await found(level="no-such", state="no-such") == ["a", "b", "c", "d"]


async def test_a_long_list_comes_in_pages_that_keep_the_filters(
    house: PanelHouse, curator: Browser
) -> None:
    await keep(house, *({"id": f"c-{number:02}"} for number in range(60)))

    second = await curator.get("/panel/cases", subject="physics", page="2")

    assert _ids(second) == [f"c-{number:02}" for number in range(25, 50)]
    assert "26–50 из 60" in second.words
    assert "subject=physics&amp;page=3" in second.html
    assert _ids(await curator.get("/panel/cases", page="99")) == [
        f"c-{n:02}" for n in range(50, 60)
    ]
    assert len(_ids(await curator.get("/panel/cases", page="-1"))) == 25


async def test_a_question_is_searched_for_as_the_bot_does(
    house: PanelHouse, curator: Browser
) -> None:
    await keep(
        house,
        {"id": "rocket", "title": "Реактивное движение: опыт с шариком"},
        {"id": "draw", "title": "Рисунок карандашом", "problem": "Не рисуют.", "subject": "art"},
        {"id": "for-us", "title": "Реактивное движение для методистов", "audience": "methodist"},
    )

    sheet = await curator.get("/panel/cases", question="как показать реактивное движение")

    section = sheet.html.partition("Что нашёл бы бот")[2].partition("</section>")[0]
    assert "id=rocket" in section
    assert "for-us" not in section
    assert "На такой вопрос бот" in sheet.words
    other = await curator.get("/panel/cases", question="реактивное движение", subject="art")
    assert "id=rocket" not in other.html.partition("Что нашёл бы бот")[2].partition("</section>")[0]


async def test_a_case_shows_its_text_its_state_and_its_versions(
    house: PanelHouse, curator: Browser
) -> None:
    await keep(house, {"id": "a", "title": "Первое название"})
    await keep(house, {"id": "a", "title": "Новое название"}, publish=False)

    case = await curator.get("/panel/cases/case?id=a")

    assert "<h1>Новое название</h1>" in case.html
    assert "опубликован" in case.words
    assert "ещё не опубликован" in case.words
    assert "Версия 2" in case.words
    assert re.search(r"Версия 1 в силе", case.words)


async def test_a_version_shows_what_it_changed(house: PanelHouse, curator: Browser) -> None:
    await keep(house, {"id": "a", "title": "Опыт с шариком", "materials": ["Шарик"]})
    await keep(house, {"id": "a", "title": "Опыт с ракетой", "materials": ["Шарик", "Нить"]})

    second = await curator.get("/panel/cases/version?id=a&number=2")

    assert re.search(r"<del>.*шариком</del><ins>.*ракетой</ins>", second.html)
    assert "Что изменилось после версии 1" in second.words
    changed = second.html.partition('id="changes"')[2].partition("</section>")[0]
    assert "Материалы" in changed
    assert "Что делать" not in changed
    first = await curator.get("/panel/cases/version?id=a&number=1")
    assert "Что изменилось" not in first.words


@pytest.mark.parametrize(
    "address",
    [
        "/panel/cases/case",
        "/panel/cases/case?id=nothing",
        "/panel/cases/version?id=a&number=9",
        "/panel/cases/version?id=a&number=x",
        "/panel/cases/version?id=nothing&number=1",
    ],
)
async def test_what_does_not_exist_is_said_to_be_missing(
    house: PanelHouse, curator: Browser, address: str
) -> None:
    await keep(house, {"id": "a"})

    sheet = await curator.get(address)

    assert sheet.status == 404
    assert "На главную" in sheet.words


@pytest.mark.parametrize("case_id", ["а/б", "..", "?&=#", "% 20", "+", "<b>"])
async def test_an_id_may_have_any_sign(house: PanelHouse, curator: Browser, case_id: str) -> None:
    await keep(house, {"id": f"{case_id}1", "title": "Особый номер"})
    [address] = re.findall(
        r'href="(/panel/cases/case\?id=[^"]+)"', (await curator.get("/panel/cases")).html
    )

    case = await curator.get(address.replace("&amp;", "&"))

    assert case.status == 200
    assert f"{case_id}1" in case.words


# The log


async def test_the_log_tells_who_did_what_the_newest_first(
    house: PanelHouse, admin: Browser
) -> None:
    await house.signed_in(Role.CURATOR, name="Вера Павловна")

    log = await admin.get("/panel/audit")

    assert log.words.index("Вера Павловна", 200) < log.words.rindex("Ольга Сергеевна")
    assert "вошёл в панель" in log.words


async def test_the_log_is_filtered_by_every_condition(house: PanelHouse, admin: Browser) -> None:
    vera = await house.person(Role.CURATOR, name="Вера Павловна")
    log = house.services.log
    await log.note(vera.id, Deed.SIGNED_OUT, Matter.CASE, "h-17", now=house.now)
    later = house.now + timedelta(days=3)
    await log.note(vera.id, Deed.SIGNED_OUT, Matter.QUESTION, 18, now=later)

    async def shown(**query: object) -> bool:
        return "h-17" in (await admin.get("/panel/audit", **query)).html.partition("<tbody")[2]

    assert await shown()
    assert await shown(person=vera.id)
    assert not await shown(person=vera.id + 1000)
    assert await shown(deed="signed_out", matter="case")
    assert not await shown(deed="entered")
    assert await shown(matter="case", matter_id="h-17")
    assert not await shown(matter_id="18")
    assert await shown(until="2026-03-02")
    assert not await shown(since="2026-03-03")


async def test_reading_the_deeds_of_one_person_is_a_deed_itself(
    house: PanelHouse, admin: Browser, curator: Browser
) -> None:
    await admin.get("/panel/audit", person=curator.person.id)

    log = await admin.get("/panel/audit", deed="read_audit")

    assert "смотрел журнал" in log.words
    assert f"person: {curator.person.id}" in log.words


# Sessions


async def test_everybody_sees_their_own_sessions_only(house: PanelHouse, curator: Browser) -> None:
    await house.signed_in(Role.ADMIN)
    other = house.browser(curator.person)
    await other.sign_in()

    sheet = await curator.get("/panel/sessions")

    assert sheet.words.count("Chrome, Windows") == 2
    assert sheet.words.count("здесь") == 1
