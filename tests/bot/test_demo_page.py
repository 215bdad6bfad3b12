"""The demo's addresses: what a browser does becomes an update, and nobody else may do it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiogram.types import Update
from starlette.applications import Starlette
from starlette.types import Message, Scope

from bot.demo.files import FILE_LIMIT_BYTES, Shelf
from bot.demo.messages import Button, Chats
from bot.demo.messages import Message as ChatMessage
from bot.demo.routes import routes
from bot.demo.thoughts import Thought
from bot.demo.visitors import ADMIN, METHODIST, Visitors
from kit.errors import Refusal

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOST = "127.0.0.1:8080"


class OutOfService(Refusal):
    """The inbox of these tests takes nothing."""


class Page:
    def __init__(self, folder: Path) -> None:
        self.chats = Chats(lambda: NOON)
        self.received: list[Update] = []
        self.is_broken = False
        self.visitors = Visitors(folder / "visitors.json")
        self.app = Starlette(
            routes=[
                *routes(
                    self.chats,
                    self._receive,
                    self._think,
                    shelf=Shelf(folder / "files"),
                    visitors=self.visitors,
                    bot_id=42,
                    panel_link=self._panel_link,
                )
            ]
        )

    async def _receive(self, updates: Sequence[dict[str, Any]]) -> None:
        if self.is_broken:
            raise OutOfService
        # What comes from the inbox has been JSON in between.
        self.received += [Update.model_validate(json.loads(json.dumps(each))) for each in updates]

    async def _panel_link(self) -> str:
        return "http://127.0.0.1:8080/panel/enter?token=made-just-now"

    async def _think(self, _teacher: int) -> Thought | None:
        return None


class Answer:
    def __init__(self, messages: Sequence[Message]) -> None:
        self.status: int = messages[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages[1:])

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


class Browser:
    """One browser with its cookies."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.cookies: dict[str, str] = {}

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return await self._ask("GET", path, b"", headers or {})

    async def post(
        self, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        usual = {"content-type": "application/json", "origin": f"http://{HOST}"}
        return await self._ask("POST", path, sent, {**usual, **(headers or {})})

    async def writes(self, text: str, *, seat: str = "teacher", **more: object) -> Answer:
        return await self.post("/demo/send", {"seat": seat, "text": text, **more})

    async def _ask(self, method: str, path: str, body: bytes, given: Mapping[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"host": HOST, "cookie": cookies, **given}
        bare, _, query = path.partition("?")
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "server": ("127.0.0.1", 8080),
            "path": bare,
            "raw_path": bare.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body}

        async def send(message: Message) -> None:
            said.append(message)

        await self._page.app(scope, receive, send)
        answer = Answer(said)
        for name, morsel in SimpleCookie(answer.headers.get("set-cookie", "")).items():
            self.cookies[name] = morsel.value
        return answer


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


@pytest.fixture
async def browser(page: Page) -> Browser:
    """A browser that has opened the page and seen every chat begin."""
    opened = Browser(page)
    await opened.get("/demo/state")
    page.received.clear()
    return opened


def teacher_of(page: Page, browser: Browser) -> int:
    [cookie] = browser.cookies.values()
    teacher = page.visitors.teacher(cookie)
    assert teacher is not None
    return teacher


async def test_the_page_and_its_files_are_served_with_a_strict_policy(page: Page) -> None:
    browser = Browser(page)

    answers = [
        await browser.get(path)
        for path in ("/", "/demo/static/demo.js", "/demo/static/demo.css", "/demo/static/icon.svg")
    ]

    for answer in answers:
        assert answer.status == 200
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert b"https://" not in answer.body
    assert "Методическая горячая линия".encode() in answers[0].body


async def test_opening_the_page_begins_every_chat_once(page: Page) -> None:
    browser = Browser(page)

    await browser.get("/demo/state")
    await browser.get("/demo/state")

    said = {
        update.message.chat.id: update.message.text for update in page.received if update.message
    }
    assert said == {teacher_of(page, browser): "/start", METHODIST: "/help", ADMIN: "/help"}
    assert len(page.received) == 3


async def test_two_browsers_are_two_teachers_and_share_the_others(page: Page) -> None:
    anna, boris = Browser(page), Browser(page)
    await anna.get("/demo/state")
    await boris.get("/demo/state")

    await anna.writes("Вопрос Анны")
    await anna.writes("Слово методиста", seat="methodist")

    seen = (await boris.get("/demo/state")).body.decode()
    assert teacher_of(page, anna) != teacher_of(page, boris)
    assert "Вопрос Анны" not in seen
    assert "Слово методиста" in seen


async def test_what_is_written_becomes_a_message(page: Page, browser: Browser) -> None:
    await browser.writes("Как оценивать проект?")

    [update] = page.received
    assert update.message is not None
    assert update.message.text == "Как оценивать проект?"
    assert update.message.chat.id == teacher_of(page, browser)
    assert update.message.from_user is not None
    assert update.message.from_user.first_name == "Учитель"


async def test_a_reply_carries_the_message_it_replies_to(page: Page, browser: Browser) -> None:
    await browser.writes("Раз", seat="methodist")
    first = page.received[-1].message
    assert first is not None

    await browser.writes("Два", seat="methodist", reply_to=first.message_id)

    second = page.received[-1].message
    assert second is not None
    assert second.reply_to_message is not None
    assert second.reply_to_message.text == "Раз"


async def test_an_edit_becomes_an_edited_message(page: Page, browser: Browser) -> None:
    await browser.writes("Было")
    written = page.received[-1].message
    assert written is not None

    await browser.post(
        "/demo/edit", {"seat": "teacher", "message": written.message_id, "text": "Стало"}
    )

    edited = page.received[-1].edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (written.message_id, "Стало")


async def test_a_press_becomes_a_callback(page: Page, browser: Browser) -> None:
    teacher = teacher_of(page, browser)
    keyboard = ((Button("Помогло", "helped:17"),),)
    number = page.chats.next_number()
    page.chats.add(ChatMessage(number, teacher, True, NOON, "Ответ", keyboard=keyboard))

    pressed = {"seat": "teacher", "message": number, "press": "mine"}
    real = await browser.post("/demo/press", {**pressed, "data": "helped:17"})
    made_up = await browser.post("/demo/press", {**pressed, "data": "helped:18"})

    assert (real.status, made_up.status) == (200, 409)
    [update] = page.received
    assert update.callback_query is not None
    assert update.callback_query.data == "helped:17"
    assert update.callback_query.from_user.id == teacher


async def test_several_files_become_an_album_with_one_caption(page: Page, browser: Browser) -> None:
    sent = [
        (await browser.post(f"/demo/upload?name={quote(name)}", b"picture")).json["id"]
        for name in ("доска.jpg", "парта.jpg")
    ]

    await browser.writes("Вот доска", files=sent)

    messages = [update.message for update in page.received if update.message]
    assert [message.caption for message in messages] == ["Вот доска", None]
    assert all(message.photo for message in messages)
    assert len({message.media_group_id for message in messages}) == 1
    assert messages[0].media_group_id is not None


async def test_a_document_is_saved_and_never_shown(page: Page, browser: Browser) -> None:
    kept = await browser.post("/demo/upload?name=page.html", b"<script>alert(1)</script>")

    shown = await browser.get(f"/demo/files/{kept.json['id']}")

    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"


async def test_too_big_a_file_is_refused_with_a_sentence(browser: Browser) -> None:
    refused = await browser.post("/demo/upload?name=a.bin", b"0" * (FILE_LIMIT_BYTES + 1))

    assert refused.status == 413
    assert "10 МБ" in refused.json["error"]


async def test_beginning_anew_makes_another_teacher(page: Page, browser: Browser) -> None:
    before = teacher_of(page, browser)
    await browser.writes("Прежний вопрос")

    await browser.post("/demo/restart", {})

    assert teacher_of(page, browser) != before
    assert "Прежний вопрос" not in (await browser.get("/demo/state")).body.decode()


async def test_what_the_hotline_could_not_take_in_is_unsaid(page: Page, browser: Browser) -> None:
    page.is_broken = True

    with pytest.raises(OutOfService):
        await browser.writes("Пропавший вопрос")

    texts = [message.text for message in page.chats.history(teacher_of(page, browser))]
    assert texts == ["/start"]


async def test_update_ids_are_never_given_twice(page: Page, browser: Browser) -> None:
    for text in ("раз", "два", "три"):
        await browser.writes(text)

    ids = [update.update_id for update in page.received]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example:8080", "origin": "http://evil.example:8080"},
        {"host": "[::1"},
    ],
)
async def test_a_foreign_page_can_do_nothing(
    page: Page, browser: Browser, headers: dict[str, str]
) -> None:
    refused = await browser.post("/demo/send", {"seat": "teacher", "text": "чужое"}, headers)

    assert refused.status == 403
    assert page.received == []


async def test_a_foreign_page_cannot_read_the_chats(browser: Browser) -> None:
    refused = await browser.get("/demo/state", {"sec-fetch-site": "cross-site"})
    rebound = await browser.get("/", {"host": "evil.example"})

    assert (refused.status, rebound.status) == (403, 403)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"seat": "teacher"}', 400),
        (b'{"seat": "director", "text": "x"}', 400),
        (b'{"seat": "teacher", "text": "' + b"x" * 4097 + b'"}', 400),
        (b'{"seat": "teacher", "text": "\\ud800"}', 400),
        (b'{"seat": "teacher", "text": "' + b"x" * 70_000 + b'"}', 413),
        (b'{"seat": "teacher", "text": "x", "files": ["../secret"]}', 409),
    ],
)
async def test_a_bad_request_is_told_in_one_sentence(
    page: Page, browser: Browser, body: bytes, status: int
) -> None:
    refused = await browser.post("/demo/send", body)

    assert refused.status == status
    assert refused.json["error"].endswith((".", "?"))
    assert page.received == []


async def test_the_page_leads_to_the_door_of_the_panel(page: Page, browser: Browser) -> None:
    led = await browser.get("/demo/panel")

    assert led.status == 303
    assert led.headers["location"].endswith("/panel/enter?token=made-just-now")


async def test_nobody_else_is_led_into_the_panel(page: Page, browser: Browser) -> None:
    assert (await Browser(page).get("/demo/panel")).status == 401
    assert (await browser.get("/demo/panel", {"sec-fetch-site": "cross-site"})).status == 403


async def test_a_browser_that_never_opened_the_page_can_do_nothing(page: Page) -> None:
    refused = await Browser(page).writes("Здравствуйте")

    assert refused.status == 401
    assert page.received == []


async def test_the_pushes_begin_with_the_state_and_end_when_the_chats_close(
    page: Page, browser: Browser
) -> None:
    page.chats.close()

    pushed = (await browser.get("/demo/events")).body.decode()

    assert pushed.startswith("event: state\ndata: {")
    assert pushed.endswith("event: thought\ndata: null\n\n")
