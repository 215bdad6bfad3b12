"""What one value of a case may be, and the one form it is kept in."""

import re
from datetime import date, datetime
from typing import Any

from pydantic_core import PydanticCustomError
from rapidfuzz import fuzz

from knowledge.models import CaseState
from people.levels import Level
from people.subjects import Subject, all_subjects, subject_named

#: A list must fit into one cell of Excel (32,767 characters), even when every sign is escaped.
LONGEST_LIST = 15_000

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: What XML, and so XLSX, or PostgreSQL cannot hold.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile(r" *[\n\t]\s*")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_QUOTED = 60

_AUDIENCES = {
    **dict.fromkeys(("учитель", "учителя", "для учителей", "педагог", "педагоги"), "teacher"),
    **dict.fromkeys(("методист", "методисты", "для методистов"), "methodist"),
}
_STATES: dict[str, CaseState | None] = {
    **dict.fromkeys(("draft", "черновик"), CaseState.DRAFT),
    **dict.fromkeys(("retired", "снят"), CaseState.RETIRED),
    # A published case carries no mark: whether to publish is said by whoever imports the file.
    **dict.fromkeys(("published", "опубликован")),
}


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


def subject_code(value: Any) -> Any:
    """The code of a subject given by code, Russian name or colloquial name."""
    if not isinstance(value, str):
        return value
    subject = subject_named(value)
    if subject is None:
        raise wrong(f"нет предмета «{value[:_QUOTED]}»; ближайшие: {_nearest_subjects(value)}")
    return subject.code


def _nearest_subjects(value: str) -> str:
    def unlikeness(subject: Subject) -> float:
        names = (subject.code, subject.name.lower(), *subject.aliases)
        return -max(fuzz.ratio(value[:_QUOTED].lower(), name) for name in names)

    near = sorted(all_subjects(), key=unlikeness)[:3]
    return ", ".join(f"«{subject.name}» ({subject.code})" for subject in near)


def level(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    for known in Level:
        if known.lower() == value.strip().lower():
            return known
    raise wrong(f"нет уровня «{value[:_QUOTED]}»; бывает {', '.join(Level)}")


def audience(name: str) -> str:
    plain = name.strip().lower()
    return _AUDIENCES.get(plain, plain)


def state(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    name = value.strip().lower()
    if name not in _STATES:
        raise wrong(f"нет состояния «{value[:_QUOTED]}»; бывает draft, published, retired")
    return _STATES[name]


def day(value: Any) -> Any:
    """A date given as such (Excel), as 2027-06-30 or as 30.06.2027."""
    if isinstance(value, str):
        value = _read_day(value.strip())
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date) and not 2000 <= value.year <= 2100:
        raise wrong(f"год {value.year} вне пределов 2000–2100")
    return value


def _read_day(text: str) -> date:
    parts = _DAY_FIRST.fullmatch(text)
    try:
        if parts:
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
        return date.fromisoformat(text)
    except ValueError:
        reason = f"нет даты «{text[:_QUOTED]}»; пишется 2027-06-30 или 30.06.2027"
        raise wrong(reason) from None
