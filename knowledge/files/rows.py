"""Checks the rows of a file: from values under names to cases, or the reasons why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.drafts import CaseDraft
from knowledge.errors import Fault, FaultyFile
from knowledge.models import CaseId, CaseState

MOST_ROWS = 20_000
#: More reasons than this in one row are one mistake, such as a shifted column.
_MOST_REASONS = 5
_WITHIN = {"строка": "в строке", "кейс": "в кейсе"}


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file: values under the names of fields, nothing checked."""

    number: int
    values: Mapping[str, object]
    unit: str = "строка"
    """What is counted, as in ``Fault``."""


#: What the reader of a form finds, in order; a ``Fault`` stands for a row that has no values.
Reading = Iterable[Row | Fault]


def checked(reading: Reading) -> list[CaseDraft]:
    """The cases of a file.

    Raises:
        FaultyFile: there is no row, there are too many, or some are wrong; all of these are named.
    """
    drafts, faults = looked_through(reading)
    if faults:
        raise FaultyFile.because_of(faults)
    if not drafts:
        raise FaultyFile("В файле нет ни одного кейса.")
    return drafts


def looked_through(reading: Reading) -> tuple[list[CaseDraft], list[Fault]]:
    """The cases of a file, and the rows that are none.

    Raises:
        FaultyFile: there are too many rows, or what the reader finds wrong of the whole.
    """
    check = _Check()
    for count, row in enumerate(reading):
        if count == MOST_ROWS:
            raise FaultyFile(f"В файле больше {MOST_ROWS} строк: разделите его на части.")
        if isinstance(row, Fault):
            check.faults.append(row)
        else:
            check.take(row)
    return check.drafts, check.faults


class _Check:
    def __init__(self) -> None:
        self.drafts: list[CaseDraft] = []
        self.faults: list[Fault] = []
        self._first_rows: dict[tuple[CaseId, bool], int] = {}

    def take(self, row: Row) -> None:
        try:
            draft = CaseDraft.model_validate(row.values)
        except ValidationError as error:
            self.faults.append(_fault(row, error))
            return
        # A case in force and the draft that waits beside it are two rows of an export.
        key = draft.id, draft.state is CaseState.DRAFT
        first = self._first_rows.setdefault(key, row.number)
        if first == row.number:
            self.drafts.append(draft)
        else:
            reason = f"такой id уже есть {_WITHIN[row.unit]} {first}"
            self.faults.append(Fault(row.number, reason, draft.id, row.unit))


def _fault(row: Row, error: ValidationError) -> Fault:
    reasons = [_reason(details) for details in error.errors(include_url=False)]
    if len(reasons) > _MOST_REASONS:
        reasons[_MOST_REASONS:] = [f"и ещё ошибок: {len(reasons) - _MOST_REASONS}"]
    given = row.values.get("id")
    return Fault(row.number, ", ".join(reasons), _printable(given) if given else None, row.unit)


def _reason(details: ErrorDetails) -> str:
    field = _printable(details["loc"][0])
    match details["type"]:
        case "missing":
            return f"нет обязательного поля «{field}»"
        case "extra_forbidden":
            return f"неизвестное поле «{field}»"
        case "wrong":
            return f"{field}: {_printable(details['msg'], 300)}"
        case "string_too_long":
            return f"{field}: длиннее {details['ctx']['max_length']} знаков"
        case "string_type":
            return f"{field}: нужен текст"
        case "string_unicode":
            return f"{field}: недопустимый знак"
        case _:
            return f"{field}: неверное значение"


def _printable(value: object, longest: int = 60) -> str:
    """What a file says, fit for one line on a terminal."""
    return "".join(sign if sign.isprintable() else "�" for sign in str(value)[:longest])
