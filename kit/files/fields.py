"""What one value of a row may be, and the one form it is kept in."""

import re
from datetime import date, datetime
from typing import Any

from pydantic_core import PydanticCustomError

#: A list must fit into one cell of Excel (32,767 characters), even when every sign is escaped.
LONGEST_LIST = 15_000

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: What XML, and so XLSX, or PostgreSQL cannot hold.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile(r" *[\n\t]\s*")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
#: So much of a wrong value is said again.
QUOTED = 60


def wrong(reason: str) -> PydanticCustomError:
    """The validation error whose message is a Russian ``reason``."""
    return PydanticCustomError("wrong", "{reason}", {"reason": reason})


def tidy(text: str) -> str:
    """Bring line ends into one form; refuse signs that a base or a file cannot keep."""
    text = _LINE_ENDS.sub("\n", text)
    unfit = _UNFIT.search(text)
    if unfit:
        raise wrong(f"недопустимый знак U+{ord(unfit[0]):04X}")
    return text


def one_line(text: str) -> str:
    return _BREAK.sub(" ", tidy(text))


def says_something(text: str) -> str:
    if not any(sign.isalnum() for sign in text):
        raise wrong("нет ни одной буквы или цифры")
    return text


def items(value: Any) -> Any:
    """The texts of a list, blank ones left out."""
    if not isinstance(value, list | tuple):
        raise wrong("нужен список текстов")
    return tuple(item for item in value if not (isinstance(item, str) and not item.strip()))


def short_enough(texts: tuple[str, ...]) -> tuple[str, ...]:
    if sum(len(text) + 1 for text in texts) > LONGEST_LIST:
        raise wrong(f"весь список длиннее {LONGEST_LIST} знаков")
    return texts


def day(value: Any) -> Any:
    """A date of our time, given as ``any_day`` reads it."""
    value = any_day(value)
    if isinstance(value, date) and not 2000 <= value.year <= 2100:
        raise wrong(f"год {value.year} вне пределов 2000–2100")
    return value


def any_day(value: Any) -> Any:
    """A date given as such (Excel), as 2027-06-30 or as 30.06.2027."""
    if isinstance(value, str):
        value = _read_day(value.strip())
    return value.date() if isinstance(value, datetime) else value


def _read_day(text: str) -> date:
    parts = _DAY_FIRST.fullmatch(text)
    try:
        if parts:
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
        return date.fromisoformat(text)
    except ValueError:
        reason = f"нет даты «{text[:QUOTED]}»; пишется 2027-06-30 или 30.06.2027"
        raise wrong(reason) from None
