"""Which browser is which teacher; the methodist and the admin are the same for all."""

import json
import secrets
from enum import StrEnum
from pathlib import Path

METHODIST = 1001
ADMIN = 1002
#: Browsers that are remembered; the one that came first is forgotten first.
MOST_BROWSERS = 1000


class Seat(StrEnum):
    """Whose chat it is on the page."""

    TEACHER = "teacher"
    METHODIST = "methodist"
    ADMIN = "admin"


NAMES = {Seat.TEACHER: "Учитель", Seat.METHODIST: "Методист", Seat.ADMIN: "Администратор"}


class Visitors:
    """Browsers by their cookie, remembered over restarts of the demo."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._teachers: dict[str, int] = {}
        self._left: set[int] = set()
        if path.exists():
            stored = json.loads(path.read_text("utf-8"))
            self._teachers = stored["teachers"]
            self._left = set(stored["left"])

    def teacher(self, browser: str) -> int | None:
        """The teacher's chat of this browser; ``None`` when the browser is not known."""
        return self._teachers.get(browser)

    def welcome(self) -> str:
        """Make a browser known; what is returned goes into its cookie."""
        browser = secrets.token_urlsafe(24)
        self._teachers[browser] = self._free_number()
        while len(self._teachers) > MOST_BROWSERS:
            self._left.add(self._teachers.pop(next(iter(self._teachers))))
        self._save()
        return browser

    def begin_anew(self, browser: str) -> int:
        """Make this browser another teacher. The former one's chat stays, unseen."""
        self._left.add(self._teachers[browser])
        self._teachers[browser] = self._free_number()
        self._save()
        return self._teachers[browser]

    def chat(self, browser: str, seat: Seat) -> int:
        match seat:
            case Seat.TEACHER:
                return self._teachers[browser]
            case Seat.METHODIST:
                return METHODIST
            case Seat.ADMIN:
                return ADMIN

    def chats(self, browser: str) -> dict[int, Seat]:
        return {self.chat(browser, seat): seat for seat in Seat}

    def is_known(self, chat: int) -> bool:
        return chat in (METHODIST, ADMIN) or chat in self._left or chat in self._teachers.values()

    def _free_number(self) -> int:
        while True:
            number = secrets.randbelow(2**31 - 10_000) + 10_000
            if not self.is_known(number):
                return number

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        stored = {"teachers": self._teachers, "left": sorted(self._left)}
        fresh.write_text(json.dumps(stored), "utf-8")
        fresh.replace(self._path)


def seat_of(chat: int) -> Seat:
    return {METHODIST: Seat.METHODIST, ADMIN: Seat.ADMIN}.get(chat, Seat.TEACHER)
