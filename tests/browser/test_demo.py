"""The demo page in a real browser: the journeys that a visitor makes."""

import re

import pytest
from playwright.async_api import FilePayload, expect

from bot.demo.view import SUGGESTIONS
from tests.browser.screen import OpenScreen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("demo"),
]

ANSWERABLE = SUGGESTIONS[1]
UNANSWERABLE = SUGGESTIONS[-1]


async def test_a_newcomer_is_greeted_and_shown_what_to_ask(open_screen: OpenScreen) -> None:
    screen = await open_screen()

    await expect(screen.teacher.last).to_contain_text("горячая линия")
    for suggestion in SUGGESTIONS:
        await expect(screen.teacher.root.get_by_role("button", name=suggestion)).to_be_visible()
    for chat in (screen.methodist, screen.admin):
        await expect(chat.messages.first).to_be_visible()


async def test_a_question_with_a_case_is_answered_at_once(open_screen: OpenScreen) -> None:
    screen = await open_screen()

    await screen.teacher.root.get_by_role("button", name=ANSWERABLE).click()
    helped, first = screen.teacher.button("Помогло"), screen.teacher.button("1")
    await expect(helped.or_(first).first).to_be_visible()
    if not await helped.count():
        await first.click()
    await expect(helped).to_be_visible()
    await expect(screen.teacher.button("Спросить методиста")).to_be_visible()
    await screen.teacher.presses("Помогло")

    await expect(screen.teacher.last).to_contain_text("Спасибо")


async def test_the_drawer_tells_why(open_screen: OpenScreen) -> None:
    screen = await open_screen()
    await screen.teacher.writes(ANSWERABLE)

    await screen.teacher.root.get_by_text("почему?").click()

    await expect(screen.thought).to_contain_text(ANSWERABLE)
    await expect(screen.thought).to_contain_text("Похожие кейсы")
    await expect(screen.thought.get_by_role("meter").first).to_be_visible()
    await screen.page.get_by_role("button", name="Закрыть разбор").click()
    await expect(screen.thought).to_be_hidden()


async def test_a_question_without_a_case_is_answered_by_a_methodist(
    open_screen: OpenScreen,
) -> None:
    screen = await open_screen()
    number = await screen.asks_a_person(UNANSWERABLE)

    card = screen.methodist.saying(re.compile(rf"Вопрос №{number}\b"))
    await expect(card).to_contain_text(UNANSWERABLE)
    await screen.methodist.presses("Беру", under=card)
    await expect(screen.methodist.button("Ответить")).to_be_visible()
    await screen.methodist.replies(card, "Возьмите короткую сказку на два голоса.")
    await expect(screen.methodist.button("Отменить")).to_be_visible()
    answer = screen.teacher.saying("Возьмите короткую сказку на два голоса.")
    await expect(answer).to_contain_text(f"№{number}")
    await screen.teacher.presses("Помогло", under=answer)

    await expect(screen.teacher.last).to_contain_text("Спасибо")
    await expect(screen.methodist.saying(re.compile(rf"№{number}\b.*помог"))).to_be_visible()


async def test_two_browsers_are_two_teachers(open_screen: OpenScreen) -> None:
    anna, boris = await open_screen(), await open_screen()

    number = await anna.asks_a_person("Как поставить с детьми спектакль на английском?")

    card = re.compile(rf"Вопрос №{number}\b")
    await expect(anna.methodist.saying(card)).to_be_visible()
    await expect(boris.methodist.saying(card)).to_be_visible()
    await expect(boris.teacher.saying(f"№{number}")).to_have_count(0)


async def test_a_browser_that_comes_back_finds_its_chat(open_screen: OpenScreen) -> None:
    screen = await open_screen()
    await screen.teacher.writes("/my")
    await expect(screen.teacher.last).to_contain_text("вопросов")

    await screen.page.reload()

    await expect(screen.teacher.saying("/my")).to_have_count(1)


async def test_beginning_anew_makes_this_browser_another_teacher(open_screen: OpenScreen) -> None:
    screen = await open_screen()
    await screen.teacher.writes("/my")

    await screen.page.get_by_role("button", name="Начать заново").click()

    await expect(screen.teacher.saying("/my")).to_have_count(0)
    await expect(screen.teacher.last).to_contain_text("горячая линия")


async def test_everything_can_be_done_with_the_keyboard(open_screen: OpenScreen) -> None:
    screen = await open_screen()
    keyboard = screen.page.keyboard
    await expect(screen.teacher.writing).to_be_focused()

    await keyboard.type("Родители ругаются")
    await keyboard.press("Shift+Enter")
    await keyboard.type("в чате класса по ночам")
    await keyboard.press("Enter")
    helped = screen.teacher.button("Помогло")
    await expect(helped).to_be_visible()
    for _ in range(30):
        await keyboard.press("Shift+Tab")
        if await helped.evaluate("key => key === document.activeElement"):
            break
    await expect(helped).to_be_focused()
    await keyboard.press("Enter")

    own = screen.teacher.root.locator(".message.own .text").last
    assert await own.inner_text() == "Родители ругаются\nв чате класса по ночам"
    await expect(screen.teacher.last).to_contain_text("Спасибо")


async def test_the_last_message_can_be_edited_with_the_arrow(open_screen: OpenScreen) -> None:
    screen = await open_screen()
    await screen.teacher.writes(UNANSWERABLE)
    await expect(screen.teacher.root.locator(".strip")).to_be_visible()

    await screen.teacher.writing.press("ArrowUp")
    await expect(screen.teacher.writing).to_have_value(UNANSWERABLE)
    await screen.teacher.writes(f"{UNANSWERABLE} Для пятого класса")

    await expect(screen.teacher.root.locator(".message.own")).to_have_count(1)
    await expect(screen.teacher.root.locator(".message.own")).to_contain_text("изменено")


async def test_pictures_and_papers_are_sent_and_shown(open_screen: OpenScreen) -> None:
    screen = await open_screen()
    picture = await screen.page.screenshot()
    picker = screen.teacher.root.get_by_label("Приложить файлы")

    board = FilePayload(name="доска.png", mimeType="image/png", buffer=picture)
    plan = FilePayload(name="план.docx", mimeType="application/msword", buffer=b"words")
    await picker.set_input_files([board, plan])
    await expect(screen.teacher.root.locator(".attached li:not(.waiting)")).to_have_count(2)
    await screen.teacher.writes("Вот доска и план")

    shown = screen.teacher.root.get_by_alt_text("Фото: доска.png")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1366
    await expect(screen.teacher.root.get_by_role("link", name="план.docx")).to_be_visible()


async def test_the_page_leads_into_the_panel(open_screen: OpenScreen) -> None:
    screen = await open_screen()

    async with screen.page.expect_popup() as opened:
        await screen.page.get_by_role("link", name="Панель куратора").click()
    panel = await opened.value
    await panel.get_by_role("button", name="Войти в панель").click()

    await expect(panel.get_by_role("heading", level=1)).to_contain_text("на этой неделе")
    await panel.get_by_role("link", name="Кейсы", exact=True).click()
    await expect(panel.get_by_role("table", name="Кейсы")).to_be_visible()


async def test_the_chat_gives_a_link_into_the_panel(open_screen: OpenScreen) -> None:
    screen = await open_screen()

    await screen.admin.writes("/panel")
    link = screen.admin.last.get_by_role("link")
    await expect(link).to_contain_text("/panel/enter?token=")
    await screen.page.goto(str(await link.get_attribute("href")))

    await expect(screen.page.get_by_role("button", name="Войти в панель")).to_be_visible()


async def test_words_are_never_taken_for_markup(open_screen: OpenScreen) -> None:
    screen = await open_screen()
    words = "<img src=x onerror=document.title='взлом'> <b>жирно</b>"

    number = await screen.asks_a_person(f"{words} на уроке астрономии")

    await expect(screen.teacher.root.locator(".message.own")).to_contain_text(words)
    await expect(screen.methodist.saying(f"№{number}")).to_contain_text(words)
    assert "взлом" not in await screen.page.title()


async def test_a_phone_shows_one_chat_and_counts_the_others(open_screen: OpenScreen) -> None:
    screen = await open_screen(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    tabs = screen.page.get_by_role("navigation")
    await expect(screen.methodist.root).to_be_hidden()
    await tabs.get_by_role("button", name="Методист").tap()
    await tabs.get_by_role("button", name="Учитель").tap()

    number = await screen.asks_a_person(UNANSWERABLE)
    await expect(tabs.get_by_role("button", name=re.compile(r"Методист: \d+ нов"))).to_be_visible()
    await tabs.get_by_role("button", name="Методист").tap()

    await expect(screen.methodist.saying(f"Вопрос №{number}")).to_be_visible()
    await expect(screen.teacher.root).to_be_hidden()
    await expect(tabs.get_by_role("button", name="Методист", exact=True)).to_be_visible()
    await tabs.get_by_role("button", name="Разбор").tap()
    await expect(screen.thought).to_contain_text(f"№{number}")


async def test_nothing_is_wider_than_the_screen(open_screen: OpenScreen) -> None:
    screen = await open_screen()

    for width in (360, 390, 768, 1024, 1366, 1920):
        await screen.page.set_viewport_size({"width": width, "height": 768})
        sizes = await screen.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert sizes == [width, 768]
