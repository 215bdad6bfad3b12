"""A curator at work in a real browser: gaps, usefulness, age, twins, and a recall to the chats."""

from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from kit.database import Database
from knowledge.encoder import Encoder
from knowledge.indexing import Indexer
from knowledge.models import CaseId
from knowledge.search import Decision
from knowledge.service import CaseBook, CaseText
from knowledge.twins import Comparing
from people.models import Role
from routing.grouping import Grouping
from routing.models import ShownCase
from tests.browser.panel import BOTH, OpenWindow
from tests.support.cases import draft
from tests.support.panel import PanelHouse
from tests.support.people import Office
from tests.support.town import open_town

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EVIL = "<script>alert(1)</script>"
ASKED = (
    "Физика: как объяснить реактивное движение тем, кто видел ракету только в кино?",
    "История: где взять карты походов Суворова, чтобы дети рисовали маршрут сами?",
    f"Биология: {EVIL} можно ли держать улитку в классе?",
)
RIGHT = "С 1 сентября критерии утверждает педсовет, а не методическое объединение."


async def furnish(house: PanelHouse, encoder: Encoder) -> None:
    """Something on every page."""
    office = Office(house.transaction)
    boris = await house.person(Role.METHODIST, name="Борис Андреевич")
    for times, text in enumerate(ASKED, start=1):
        for _ in range(times):
            question_id = await office.asked(await office.teacher(), text)
    await office.desk.take(boris.id, question_id, now=office.now)
    words = office.says("Можно, если родители не против и есть кому ухаживать летом.")
    await office.desk.answer(boris.id, question_id, words, now=office.now)
    while await Grouping(house.transaction, encoder).group(house.now):
        pass
    twins = [
        draft(f"twin-{n}", title=f"Проект: первые шаги, {n}", questions=["с чего начать проект"])
        for n in (1, 2)
    ]
    await house.casebook.import_cases(twins, publish=True, by=None, now=house.now)
    await Indexer(house.transaction, encoder).index_missing(limit=1_000)
    await Comparing(house.transaction, encoder).compare_new(house.now)
    for ends_well in (False, False, False, False, True):
        await _opened(office, CaseId("twin-1"), ends_well=ends_well)


async def _opened(office: Office, case_id: CaseId, *, ends_well: bool) -> None:
    version = (await CaseBook(office.transaction).current(case_id)).version_id
    office.shelf.lay_out(Decision.OFFER, version)
    asker = await office.teacher()
    outcome = await office.hotline.ask(asker, office.says("О проекте."), now=office.now)
    question_id = outcome.question_id  # type: ignore[union-attr]
    await office.hotline.open_case(asker, question_id, version, now=office.now)
    if ends_well:
        await office.hotline.helped(asker, question_id, now=office.now)
    else:
        await office.hotline.ask_person(asker, question_id, now=office.now)


@pytest.mark.parametrize("size", BOTH)
async def test_the_pages_of_a_curator_fit_and_are_accessible(
    open_window: OpenWindow, encoder: Encoder, size: str
) -> None:
    window = await open_window(size)
    house, page = window.house, window.page
    await furnish(house, encoder)
    recalls = house.services.curating.recalls
    author = await house.person(Role.CURATOR, name="Нина Ильинична")
    recall_id = await recalls.recall(
        CaseId("twin-1"), 1, reason=f"Приказ утратил силу {EVIL}", by=author.id, now=house.now
    )
    await recalls.write(recall_id, RIGHT, by=author.id, now=house.now)
    await house.casebook.publish(CaseId("twin-1"), by=None)
    await window.sign_in(Role.ADMIN)

    for name, path in {
        "home-curating": "/panel/",
        "gaps": "/panel/gaps",
        "gaps-answered": "/panel/gaps/answered",
        "weak": "/panel/quality",
        "ageing": "/panel/quality/ageing",
        "twins": "/panel/quality/twins",
        "acts": "/panel/quality/acts",
        "acts-found": "/panel/quality/acts?words=ФГОС",
        "recalls": "/panel/quality/recalls",
        "recall": f"/panel/quality/recall?id={recall_id}",
        "recall-new": "/panel/quality/recall-new?id=twin-2&number=1",
    }.items():
        await window.open(path)
        await window.check(name)
    await window.open("/panel/gaps")
    await page.get_by_role("link", name="улитку").click()
    await window.check("gap")
    await window.open("/panel/quality/twins")
    await page.get_by_role("link", name="Сравнить").first.click()
    await window.check("twin")


async def last_read(house: PanelHouse) -> CaseText:
    """The case that somebody has opened last."""
    async with house.transaction() as session:
        opened = select(ShownCase.version_id).where(ShownCase.opened_at.is_not(None))
        version_id = (await session.scalars(opened)).one()
    return await house.casebook.read(version_id)


async def test_the_correction_of_a_recalled_case_arrives_in_the_chat(
    open_window: OpenWindow, planted: Database, encoder: Encoder
) -> None:
    window = await open_window()
    async with open_town(planted, encoder) as town:
        anna = await town.teacher("Анна")
        await anna.writes("на физике дети складывают граммы с кубометрами в задачах")
        if "Что делать" not in anna.last.words:
            await anna.presses("1")
        read = await last_read(window.house)
        page = window.page
        await window.sign_in(Role.CURATOR, name="Вера Павловна")
        await window.open(f"/panel/cases/version?id={read.case_id}&number={read.number}")

        await page.get_by_role("link", name="Отозвать").click()
        await page.get_by_label("Что неверно").fill("Приказ утратил силу.")
        await page.get_by_role("button", name="Отозвать версию").click()
        await expect(page.get_by_role("status")).to_contain_text("Версия отозвана")
        await page.get_by_label("Как верно").fill(RIGHT)
        await page.get_by_role("button", name="Сохранить текст").click()
        await expect(page.get_by_text("Отправит исправление другой")).to_be_visible()
        address = page.url

        other = await open_window()
        await other.sign_in(Role.CURATOR, name="Нина Ильинична")
        await other.page.goto(address)
        await other.page.get_by_role("button", name="Отправить: 1 человеку").click()
        await expect(other.page.get_by_role("status")).to_contain_text("людей: 1")
        town.now += timedelta(minutes=1)
        await town.settle()

        heard = anna.message_with("Исправление к случаю")
        assert RIGHT in heard.words
        assert read.title in heard.words
        await other.page.reload()
        await expect(other.page.get_by_text("доставлено 1")).to_be_visible()
        await anna.writes("на физике дети складывают граммы с кубометрами в задачах")
        assert read.title not in anna.last.words
