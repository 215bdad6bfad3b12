"""The demo page, as somebody at the screen sees it."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect

#: The encoder and a busy machine together can take their time.
PATIENCE_MS = 20_000

expect.set_options(timeout=PATIENCE_MS)


class Chat:
    """One of the three chats on the page."""

    def __init__(self, page: Page, seat: str) -> None:
        self.root = page.locator(f"#panel-{seat}")
        self.writing = self.root.locator("textarea")
        self.messages = self.root.locator(".message")
        self.last = self.messages.last

    def saying(self, words: str | re.Pattern[str]) -> Locator:
        """The newest message with these words."""
        return self.messages.filter(has_text=words).last

    def button(self, caption: str, *, under: Locator | None = None) -> Locator:
        """The newest button whose caption begins with the words, or with an emoji before them."""
        beginning = re.compile(rf"^\W*{re.escape(caption)}")
        return (under or self.root).locator(".key").filter(has_text=beginning).last

    async def writes(self, text: str) -> None:
        await self.writing.fill(text)
        await self.writing.press("Enter")
        own = self.root.locator(".message.own").filter(has_text=text.splitlines()[0]).last
        await expect(own).to_be_visible()

    async def presses(self, caption: str, *, under: Locator | None = None) -> None:
        await self.button(caption, under=under).click()

    async def replies(self, message: Locator, text: str) -> None:
        await message.focus()
        await message.press("Enter")
        await expect(self.root.locator(".context")).to_be_visible()
        await self.writes(text)


class Screen:
    """The whole page in one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.teacher = Chat(page, "teacher")
        self.methodist = Chat(page, "methodist")
        self.admin = Chat(page, "admin")
        self.thought = page.locator("#thought")

    @classmethod
    async def of(cls, page: Page) -> "Screen":
        """The screen once the hotline has said its first words to the teacher."""
        screen = cls(page)
        await expect(screen.teacher.messages.first).to_be_visible()
        return screen

    async def asks_a_person(self, question: str) -> int:
        """Ask, go on to a methodist if cases are offered first; returns the question's number."""
        said = await self.teacher.messages.count()
        await self.teacher.writes(question)
        reply = self.teacher.messages.nth(said + 1)
        await expect(reply).to_contain_text("№")
        number = int(_number_in(await reply.inner_text()))
        person = self.teacher.button("Спросить методиста", under=reply)
        if await person.count():
            await person.click()
        promise = self.teacher.saying(re.compile(rf"№{number}\b.*принят", re.DOTALL))
        await expect(promise).to_be_visible()
        return number


#: Opens the page as a browser that has never been there before.
OpenScreen = Callable[..., Awaitable[Screen]]


def _number_in(text: str) -> str:
    found = re.search(r"№(\d+)", text)
    assert found, f"no number in: {text}"
    return found[1]
