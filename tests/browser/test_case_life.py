"""A case from the first word to the chat, in a real browser; its pages on both screens."""

import pytest
from playwright.async_api import Page, expect

from kit.database import Database
from knowledge.encoder import Encoder
from knowledge.models import CaseId
from people.models import Role
from tests.browser.panel import BOTH, OpenWindow, Window
from tests.support.town import open_town

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "Шестиклассники списывают опыты с соседней парты"
ASKED = "в кабинете физики все срисовывают установку у соседа"
EVIL = "<img src=x onerror=\"document.title='взлом'\"><script>document.title='взлом'</script>"


async def write(page: Page, *, first_question: str) -> None:
    await page.get_by_label("Название").fill(TITLE)
    await page.get_by_label("Предмет").select_option("Физика")
    await page.get_by_label("Ситуация").fill("На лабораторной половина ряда ждёт чужой отчёт.")
    await page.get_by_label("Что делать").fill("1. Раздайте варианты.\n2. Спросите вслух.")
    questions = f"{first_question}\nученики списывают отчёт по лабораторной"
    await page.get_by_label("Как об этом спрашивают").fill(questions)
    await page.get_by_label("Проверочные вопросы").fill(
        "у нас один делает опыт, а весь ряд копирует"
    )
    await page.get_by_label("Норматив не нужен").check()
    await page.get_by_label("Пересмотреть до").fill("2027-06-30")


async def taken_question(window: Window) -> str:
    """A typical question of a shipped case."""
    return (await window.house.casebook.current(CaseId("physics-01"))).questions[0]


async def test_a_case_goes_from_the_first_word_to_the_chat(
    open_window: OpenWindow, planted: Database, encoder: Encoder
) -> None:
    anna = await open_window()
    await anna.sign_in(Role.CURATOR, name="Анна Львовна")
    page = anna.page

    await anna.open("/panel/cases")
    await page.get_by_role("link", name="Новый кейс").click()
    await write(page, first_question=await taken_question(anna))
    await expect(page.locator("#preview")).to_contain_text(TITLE)
    await expect(page.locator("#preview")).to_contain_text("пересмотр до 30.06.2027")
    await anna.shoot("case-edit-written")
    await page.get_by_role("button", name="Сохранить и проверить").click()

    # All shipped test questions are understood now, for the first time in this process.
    await expect(page.get_by_text("Публиковать рано")).to_be_visible(timeout=90_000)
    await expect(page.get_by_text("Этот вопрос уже стоит у другого кейса")).to_be_visible()
    await anna.check("case-check-collision")
    await page.get_by_role("link", name="Поправить").click()
    questions = f"{ASKED}\nученики списывают отчёт по лабораторной"
    await page.get_by_label("Как об этом спрашивают").fill(questions)
    await page.get_by_role("button", name="Сохранить и проверить").click()
    await page.get_by_role("button", name="Отправить на согласование").click()
    await expect(page.get_by_text("свой текст никто не публикует сам")).to_be_visible()

    boris = await open_window()
    await boris.sign_in(Role.CURATOR, name="Борис Ильич")
    page = boris.page
    await boris.open("/panel/cases?proposal=waiting")
    await page.get_by_role("link", name=TITLE).click()
    await page.get_by_role("link", name="Согласовать").click()
    await expect(page.get_by_role("heading", name="Проверка базы")).to_be_visible()
    await boris.check("case-check-second")
    if await page.get_by_label("Вижу, чему станет хуже").count():
        await page.get_by_label("Вижу, чему станет хуже").check()
    await page.get_by_role("button", name="Опубликовать").click()
    await expect(page.get_by_text("бот уже отвечает этим текстом")).to_be_visible()

    async with open_town(planted, encoder) as town:
        teacher = await town.teacher()
        await teacher.writes(ASKED)
        assert any(TITLE in said for said in teacher.heard) or TITLE in teacher.screen.words


async def test_what_is_written_is_guarded_and_stays_words(open_window: OpenWindow) -> None:
    window = await open_window()
    await window.sign_in(Role.CURATOR)
    page = window.page
    await window.open("/panel/cases/edit")

    await page.get_by_label("Название").fill(EVIL)
    await page.get_by_label("Ситуация").fill(EVIL)

    await expect(page.locator("#preview")).to_contain_text("<img src=x")
    assert "взлом" not in await page.title()
    assert await page.locator("#preview img").count() == 0


@pytest.mark.long
async def test_the_editor_works_without_scripts(open_window: OpenWindow) -> None:
    window = await open_window(java_script_enabled=False)
    await window.sign_in(Role.CURATOR)
    page = window.page
    await window.open("/panel/cases/edit")
    await write(page, first_question=ASKED)

    await page.get_by_role("button", name="Показать, как в чате").click()
    await expect(page.locator("#preview")).to_contain_text(TITLE)
    await page.get_by_role("button", name="Сохранить и проверить").click()

    await expect(page.get_by_text("Текст готов")).to_be_visible()


@pytest.mark.parametrize("size", BOTH)
async def test_the_pages_of_a_case_fit_and_are_accessible(
    open_window: OpenWindow, size: str
) -> None:
    window = await open_window(size)
    await window.sign_in(Role.ADMIN)
    case_id = next(iter(sorted(await window.house.casebook.published_ids())))

    for name, path in {
        "case-new": "/panel/cases/edit",
        "case-edit": f"/panel/cases/edit?id={case_id}",
        "case-check-published": f"/panel/cases/check?id={case_id}",
        "case-archive": f"/panel/cases/archive?id={case_id}",
        "case-readers": f"/panel/cases/readers?id={case_id}&number=1",
        "case-tests": "/panel/cases/tests",
        "case-import": "/panel/cases/import",
        "cases-explained": "/panel/cases?question=на английском молчат все, кроме двоих",
    }.items():
        await window.open(path)
        await window.check(name)
