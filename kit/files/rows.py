"""Checks the rows of a file: from values under names to drafts, or the reasons why not."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kit.files.faults import Fault, FaultyFile

MOST_ROWS = 20_000
#: More reasons than this in one row are one mistake, such as a shifted column.
_MOST_REASONS = 5
_WITHIN = {"строка": "в строке", "кейс": "в кейсе"}

Drafted = TypeVar("Drafted", bound=BaseModel)


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file: values under the names of fields, nothing checked."""

    number: int
    values: Mapping[str, object]
    unit: str = "строка"
    """What is counted, as in ``Fault``."""


#: What the reader of a form finds, in order; a ``Fault`` stands for a row that has no values.
Reading = Iterable[Row | Fault]


@dataclass(frozen=True)
class Check(Generic[Drafted]):
    """How the rows of one kind of file are judged."""

    model: type[Drafted]
    key_of: Callable[[Drafted], Hashable]
    """What two rows of a file must not have in common."""
    twice: str
    """What is wrong with the second of them, before «… в строке 3»."""
    id_of: Callable[[Mapping[str, object]], object] = lambda _: None
    """What a faulty row is called by besides its number."""
    title_of: Callable[[str], str] = str
    """What a field is called in front of people."""

    def checked(
        self, reading: Reading, *, nothing: str, context: Mapping[str, Any] | None = None
    ) -> list[Drafted]:
        """What the rows are of; the model judges them in the ``context``.

        Raises:
            FaultyFile: there is no row (``nothing``), too many, or some are wrong: all are named.
        """
        drafts, faults = self.looked_through(reading, context=context)
        if faults:
            raise FaultyFile.because_of(faults)
        if not drafts:
            raise FaultyFile(nothing)
        return drafts

    def looked_through(
        self, reading: Reading, *, context: Mapping[str, Any] | None = None
    ) -> tuple[list[Drafted], list[Fault]]:
        """What the rows are of, and the rows that are wrong.

        Raises:
            FaultyFile: there are too many rows, or what the reader finds wrong of the whole.
        """
        drafts: list[Drafted] = []
        faults: list[Fault] = []
        first_rows: dict[Hashable, int] = {}
        for count, row in enumerate(reading):
            if count == MOST_ROWS:
                raise FaultyFile(f"В файле больше {MOST_ROWS} строк: разделите его на части.")
            taken = row if isinstance(row, Fault) else self._take(row, first_rows, context)
            if isinstance(taken, Fault):
                faults.append(taken)
            else:
                drafts.append(taken)
        return drafts, faults

    def _take(
        self, row: Row, first_rows: dict[Hashable, int], context: Mapping[str, Any] | None
    ) -> Drafted | Fault:
        try:
            draft = self.model.model_validate(row.values, context=context)
        except ValidationError as error:
            return self._fault(row, error)
        first = first_rows.setdefault(self.key_of(draft), row.number)
        if first == row.number:
            return draft
        reason = f"{self.twice} {_WITHIN[row.unit]} {first}"
        return Fault(row.number, reason, self._id(row), row.unit)

    def _fault(self, row: Row, error: ValidationError) -> Fault:
        reasons = [self._reason(details) for details in error.errors(include_url=False)]
        if len(reasons) > _MOST_REASONS:
            reasons[_MOST_REASONS:] = [f"и ещё ошибок: {len(reasons) - _MOST_REASONS}"]
        return Fault(row.number, ", ".join(reasons), self._id(row), row.unit)

    def _id(self, row: Row) -> str | None:
        given = self.id_of(row.values)
        return _printable(given) if given else None

    def _reason(self, details: ErrorDetails) -> str:
        place = details["loc"][0] if details["loc"] else ""
        field = _printable(self.title_of(str(place))) if place else ""
        match details["type"]:
            case "missing":
                return f"нет обязательного поля «{field}»"
            case "extra_forbidden":
                return f"неизвестное поле «{field}»"
            case "wrong":
                reason = _printable(details["msg"], 300)
                return f"{field}: {reason}" if field else reason
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
