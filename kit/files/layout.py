"""What the columns of a kind of file are called, and what stands in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kit.files.faults import Fault, FaultyFile


@dataclass(frozen=True)
class Layout:
    """The fields of one kind of rows."""

    titles: Mapping[str, Sequence[str]]
    """By the code of a field what it is called in a table; the first title is the one to teach."""
    required: Sequence[str] = ()
    lists: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    """Fields in which a spreadsheet may hold a date as such."""
    is_spoken: bool = False
    """Files call fields by their first title, not by their code; in JSONL, too."""
    sheet: str = "Лист"
    widths: Mapping[str, int] = field(default_factory=dict)

    def field_named(self, heading: str) -> str | None:
        """The field that a heading stands for."""
        return self._fields.get(_plain(heading))

    def title_of(self, name: str) -> str:
        """What files that are written call the field."""
        return self.titles[name][0] if self.is_spoken else name

    def fields_of(self, headings: Sequence[str], *, row: int) -> list[str]:
        """The field of each column; ``""`` for one without a heading, which must be empty.

        Raises:
            FaultyFile: an unknown heading, one field twice, or a required one is missing.
        """
        fields = [self.field_named(heading) if heading.strip() else "" for heading in headings]
        unknown = [
            heading.strip() for heading, name in zip(headings, fields, strict=True) if name is None
        ]
        if unknown:
            raise _faulty(row, f"неизвестный столбец {_quoted(unknown)}")
        known = [name for name in fields if name]
        twice = sorted({self.title_of(name) for name in known if known.count(name) > 1})
        if twice:
            raise _faulty(row, f"столбец дан дважды: {_quoted(twice)}")
        missing = [self.title_of(name) for name in self.required if name not in known]
        if missing:
            raise _faulty(row, f"нет обязательного столбца {_quoted(missing)}")
        return [name or "" for name in fields]

    @cached_property
    def _fields(self) -> dict[str, str]:
        return {
            _plain(title): name for name, all_ in self.titles.items() for title in (name, *all_)
        }


def _plain(heading: str) -> str:
    return " ".join(heading.lower().replace("ё", "е").split())


def _faulty(row: int, reason: str) -> FaultyFile:
    return FaultyFile.because_of([Fault(row, reason)])


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"«{name[:60]}»" for name in names[:20])
