"""Forms: read within limits, and shown again with what is wrong in them."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from admin.errors import FormUnreadable

#: No form is larger, with its files.
LARGEST_FORM_BYTES = 25 * 1024 * 1024
_LARGEST_FIELD_BYTES = 512 * 1024
_MOST_FIELDS = 500
_MOST_FILES = 5
#: The field that carries ``csrf_token`` of the session.
CSRF_FIELD = "csrf"


def csrf_token(secret: str) -> str:
    """What forms of a session carry; the cookie's secret cannot be told from it."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_csrf_token(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(), csrf_token(secret).encode())


class Form:
    """What somebody has filled in; texts are clean of what no base can keep."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    def text(self, name: str) -> str:
        """The text of a field, spaces around it cut off; empty when there is none."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """Every text of a name: boxes that were ticked, fields that repeat."""
        values = self._data.getlist(name)
        return tuple(_clean(value).strip() for value in values if isinstance(value, str))

    def is_checked(self, name: str) -> bool:
        return self.text(name) != ""

    def number(self, name: str) -> int | None:
        """A whole number of at most 18 digits; ``None`` for anything else."""
        return whole_number(self.text(name))

    def file(self, name: str) -> UploadFile | None:
        """A file that was chosen, ``None`` when none was."""
        file = self._data.get(name)
        return file if isinstance(file, UploadFile) and file.filename else None

    def values(self) -> dict[str, str]:
        """Every first text by its name, to show the form again."""
        names = (name for name in self._data if name != CSRF_FIELD)
        return {name: self.text(name) for name in names}


@dataclass
class Filled:
    """A form as a template shows it: what stands in the fields, and what is wrong there."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """One Russian sentence by the name of the field."""

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        return self.errors.get(name, "")


def whole_number(text: str) -> int | None:
    digits = text.strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 18
    return int(digits) if is_number else None


@asynccontextmanager
async def read_form(request: Request) -> AsyncIterator[Form]:
    """Read the body of a POST; its files are there until the block ends.

    Raises:
        FormUnreadable: it is too large, has too many fields, or is cut off.
    """
    data = await _read(request)
    try:
        yield Form(data)
    finally:
        await data.close()


async def _read(request: Request) -> FormData:
    with _refused_politely():
        length = whole_number(request.headers.get("content-length", "0"))
        if length is None or length > LARGEST_FORM_BYTES:
            raise FormUnreadable
        limited = Request(request.scope, _limited(request.receive))
        return await limited.form(
            max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD_BYTES
        )


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def receive_limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_FORM_BYTES:
            raise FormUnreadable
        return message

    return receive_limited


@contextmanager
def _refused_politely() -> Iterator[None]:
    try:
        yield
    except (ClientDisconnect, HTTPException, UnicodeDecodeError) as error:
        raise FormUnreadable from error


def _clean(text: str) -> str:
    # Browsers end lines with CR LF; PostgreSQL keeps no NUL and no half of a surrogate pair.
    plain = text.replace("\r\n", "\n").replace("\x00", "")
    return plain.encode("utf-8", "ignore").decode("utf-8")
