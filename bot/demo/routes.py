"""The addresses of the demo page."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from bot.demo.files import FILE_LIMIT_BYTES, Shelf, StoredFile
from bot.demo.guard import BadRequest, Endpoint, guarded, read_body, read_json
from bot.demo.messages import BegunAnew, Chats, Closed, Event
from bot.demo.speaking import Receive, Speaker
from bot.demo.thoughts import Thought, as_json
from bot.demo.view import event_json, state_json
from bot.demo.visitors import Seat, Visitors

#: What the hotline thought of the last question of a teacher's chat.
Thoughts = Callable[[int], Awaitable[Thought | None]]

#: Makes a link that lets the demo's admin into the web panel once.
PanelLink = Callable[[], Awaitable[str]]

#: So often a silent connection says that it is alive.
_HEARTBEAT_SECONDS = 15
#: Events that come at one stroke are told together, with one look at the thoughts.
_PAUSE_SECONDS = 0.05
_MOST_FILES_AT_ONCE = 10
_CAPTION_LIMIT = 1024
_COOKIE_SECONDS = 30 * 24 * 3600
_STATIC = {
    "demo.css": "text/css; charset=utf-8",
    "demo.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}

Text = Annotated[str, Field(max_length=4096)]


class Writing(BaseModel):
    seat: Seat
    text: Text = ""
    files: list[str] = Field(default=[], max_length=_MOST_FILES_AT_ONCE)
    reply_to: int | None = None


class Editing(BaseModel):
    seat: Seat
    message: int
    text: Text


class Pressing(BaseModel):
    seat: Seat
    message: int
    data: str = Field(max_length=64)
    press: str = Field(max_length=64)
    """The page's own name for this press."""


class _Page:
    def __init__(
        self,
        chats: Chats,
        speaker: Speaker,
        thoughts: Thoughts,
        shelf: Shelf,
        visitors: Visitors,
        panel_link: PanelLink,
    ) -> None:
        self._panel_link = panel_link
        self._chats = chats
        self._speaker = speaker
        self._thoughts = thoughts
        self._shelf = shelf
        self._visitors = visitors

    async def page(self, request: Request) -> Response:
        return _static("index.html", "text/html; charset=utf-8")

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            raise BadRequest("Такой страницы нет.", status=404)
        return _static(name, _STATIC[name])

    async def state(self, request: Request) -> Response:
        """What this browser sees; a browser that is not known becomes a new teacher."""
        browser = request.cookies.get(_cookie(request), "")
        if self._visitors.teacher(browser) is None:
            browser = self._visitors.welcome()
        await self._start_silent_chats(browser)
        response = JSONResponse(state_json(self._chats, self._visitors.chats(browser)))
        response.set_cookie(
            _cookie(request), browser, max_age=_COOKIE_SECONDS, httponly=True, samesite="strict"
        )
        return response

    async def events(self, request: Request) -> Response:
        browser = self._browser(request)
        # A page that stayed open while the demo was started again has lost its chats.
        await self._start_silent_chats(browser)
        return StreamingResponse(
            self._tell(browser),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def send(self, request: Request) -> Response:
        browser = self._browser(request)
        writing = await read_json(request, Writing)
        text = _clean(writing.text)
        sent_files = [self._file(file_id) for file_id in writing.files]
        if not text and not sent_files:
            raise BadRequest("Напишите что-нибудь или приложите файл.")
        if sent_files and len(text) > _CAPTION_LIMIT:
            raise BadRequest(f"Подпись к файлу – не длиннее {_CAPTION_LIMIT} знаков.")
        chat = self._visitors.chat(browser, writing.seat)
        await self._speaker.write(chat, text, sent_files, reply_to=writing.reply_to)
        return JSONResponse({})

    async def edit(self, request: Request) -> Response:
        browser = self._browser(request)
        editing = await read_json(request, Editing)
        message = self._chats.find(self._visitors.chat(browser, editing.seat), editing.message)
        text = _clean(editing.text)
        if message is None or message.by_bot:
            raise BadRequest("Этого сообщения уже нет.", status=409)
        if not text and message.file is None:
            raise BadRequest("Сообщение не может быть пустым.")
        await self._speaker.edit(message, text)
        return JSONResponse({})

    async def press(self, request: Request) -> Response:
        browser = self._browser(request)
        pressing = await read_json(request, Pressing)
        message = self._chats.find(self._visitors.chat(browser, pressing.seat), pressing.message)
        if message is None or not message.has_button(pressing.data):
            raise BadRequest("Эта кнопка уже не действует.", status=409)
        await self._speaker.press(message, pressing.data, name=pressing.press)
        return JSONResponse({})

    async def upload(self, request: Request) -> Response:
        """One file as the whole body, its name in the query."""
        self._browser(request)
        megabytes = FILE_LIMIT_BYTES // (1024 * 1024)
        data = await read_body(
            request,
            limit_bytes=FILE_LIMIT_BYTES,
            too_big=f"Файл больше {megabytes} МБ: в демонстрации такие не принимаются.",
        )
        if not data:
            raise BadRequest("Файл пустой.")
        name = request.query_params.get("name", "")
        file = await asyncio.to_thread(self._shelf.keep, name, data)
        return JSONResponse({"id": file.id, "name": file.name, "kind": file.kind})

    async def restart(self, request: Request) -> Response:
        browser = self._browser(request)
        self._visitors.begin_anew(browser)
        self._chats.begin_anew(browser)
        await self._start_silent_chats(browser)
        return JSONResponse({})

    async def panel(self, request: Request) -> Response:
        """To the door of the web panel, as the admin gets there by ``/panel`` in the chat."""
        self._browser(request)
        return RedirectResponse(await self._panel_link(), status_code=303)

    async def file(self, request: Request) -> Response:
        self._browser(request)
        file = self._shelf.find(request.path_params["file"])
        if file is None:
            raise BadRequest("Этого файла уже нет.", status=404)
        disposition = "inline" if file.is_shown else "attachment"
        return FileResponse(
            self._shelf.path(file),
            media_type=file.media_type,
            headers={
                "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name)}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, max-age=3600",
            },
        )

    def _browser(self, request: Request) -> str:
        browser = request.cookies.get(_cookie(request), "")
        if self._visitors.teacher(browser) is None:
            raise BadRequest("Обновите страницу: демонстрация начата заново.", status=401)
        return browser

    def _file(self, file_id: str) -> StoredFile:
        file = self._shelf.find(file_id)
        if file is None:
            raise BadRequest("Приложенного файла уже нет: приложите его ещё раз.", status=409)
        return file

    async def _start_silent_chats(self, browser: str) -> None:
        """Begin every chat of the browser where nothing was said yet.

        A teacher begins as in a messenger; the others, who know the line, ask what they can do.
        """
        for chat, seat in self._visitors.chats(browser).items():
            if not self._chats.history(chat):
                await self._speaker.write(chat, "/start" if seat is Seat.TEACHER else "/help")

    async def _tell(self, browser: str) -> AsyncIterator[str]:
        """The state of the browser's chats, then all that happens there."""
        with self._chats.watch() as events:
            yield _event("state", state_json(self._chats, self._visitors.chats(browser)))
            told = await self._thought(browser)
            yield _event("thought", told)
            while True:
                happened = await _next_events(events)
                if not happened:
                    yield ": alive\n\n"
                for event in happened:
                    if isinstance(event, Closed):
                        return
                    for words in self._words(event, browser):
                        yield words
                thought = await self._thought(browser)
                if thought != told:
                    told = thought
                    yield _event("thought", told)

    def _words(self, event: Event, browser: str) -> list[str]:
        seats = self._visitors.chats(browser)
        if isinstance(event, BegunAnew):
            is_own = event.browser == browser
            return [_event("state", state_json(self._chats, seats))] if is_own else []
        told = event_json(event, seats)
        return [_event(*told)] if told else []

    async def _thought(self, browser: str) -> dict[str, Any] | None:
        thought = await self._thoughts(self._visitors.chat(browser, Seat.TEACHER))
        return as_json(thought) if thought else None


def routes(
    chats: Chats,
    receive: Receive,
    thoughts: Thoughts,
    *,
    shelf: Shelf,
    visitors: Visitors,
    bot_id: int,
    panel_link: PanelLink,
    hosts: Collection[str] = (),
) -> list[Route]:
    """The demo page.

    Args:
        receive: stores updates in the inbox; what it raises, the page is told as a failure.
        thoughts: what the hotline thought of the last question of a teacher's chat.
        hosts: names besides 127.0.0.1 and localhost under which the page may be opened.
    """
    speaker = Speaker(chats, receive, bot_id=bot_id)
    page = _Page(chats, speaker, thoughts, shelf, visitors, panel_link)

    def get(path: str, endpoint: Endpoint, *, is_page: bool = False) -> Route:
        return Route(path, guarded(endpoint, hosts=hosts, is_page=is_page), methods=["GET"])

    def post(path: str, endpoint: Endpoint) -> Route:
        return Route(path, guarded(endpoint, hosts=hosts), methods=["POST"])

    return [
        get("/", page.page, is_page=True),
        get("/demo/static/{name}", page.static),
        get("/demo/state", page.state),
        get("/demo/events", page.events),
        get("/demo/files/{file}", page.file),
        get("/demo/panel", page.panel),
        post("/demo/send", page.send),
        post("/demo/edit", page.edit),
        post("/demo/press", page.press),
        post("/demo/upload", page.upload),
        post("/demo/restart", page.restart),
    ]


async def _next_events(events: asyncio.Queue[Event]) -> list[Event]:
    """What has happened, in order; nothing when it was quiet for a while."""
    try:
        first = await asyncio.wait_for(events.get(), _HEARTBEAT_SECONDS)
    except TimeoutError:
        return []
    await asyncio.sleep(_PAUSE_SECONDS)
    happened = [first]
    while not events.empty():
        happened.append(events.get_nowait())
    return happened


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _cookie(request: Request) -> str:
    # Cookies do not tell ports apart, and two demos may run on one machine.
    return f"hotline_demo_{request.url.port or 80}"


def _static(name: str, media_type: str) -> Response:
    content = files("bot.demo").joinpath("static", name).read_bytes()
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-cache"})
