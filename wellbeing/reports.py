"""What is published of a wave of check-ins: frozen values, to JSON and back."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from pydantic import TypeAdapter

from wellbeing.instruments import Instrument, InstrumentId, ScaleId


class TableKind(StrEnum):
    """The fixed list of tables of a wave; there are no others and no filters."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    EXPERIENCE = "experience"
    LEVEL = "level"
    MUNICIPALITY_EXPERIENCE = "municipality_experience"


#: What sets a group apart: a municipality, the code of a band, a level; ``None``: not told.
Group = tuple[str | None, ...]


class Verdict(StrEnum):
    UNCLEAR = "unclear"
    """No change that stands out of chance, all groups of the report considered."""
    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True)
class Share:
    """A share as a band: somewhere between two per cents; never known to be nobody or everybody."""

    low: int
    high: int


@dataclass(frozen=True)
class Figure:
    """One scale of one group, in whole points of 0 to 100."""

    scale: ScaleId
    mean: int
    low: int
    high: int
    """Ends of the 95 % interval of the mean."""
    above_50: Share
    """How many have 50 or more."""


@dataclass(frozen=True)
class GroupChange:
    """How one scale of the same people has changed since the wave before, in whole points."""

    scale: ScaleId
    mean: int
    low: int
    high: int
    verdict: Verdict


@dataclass(frozen=True)
class Row:
    group: Group
    count: int
    figures: tuple[Figure, ...]
    pairs: int | None = None
    """How many answered in both waves; ``None``: their change is not published."""
    changes: tuple[GroupChange, ...] = ()


@dataclass(frozen=True)
class Table:
    kind: TableKind
    rows: tuple[Row, ...]
    """Only what may be shown: of any other group not even that it exists."""


@dataclass(frozen=True)
class ScaleTitle:
    id: ScaleId
    title: str


@dataclass(frozen=True)
class Measure:
    """What was asked: figures of different measures are never compared."""

    instrument: InstrumentId
    version: int
    language: str
    scales: tuple[ScaleTitle, ...]


def measure_of(instrument: Instrument) -> Measure:
    titles = tuple(ScaleTitle(scale.id, scale.title) for scale in instrument.scales)
    return Measure(instrument.id, instrument.version, instrument.language, titles)


@dataclass(frozen=True)
class WaveReport:
    """All that anybody will ever see of a wave, frozen."""

    wave: str
    """A name that sorts by time, such as ``2026-11``."""
    starts: date
    ends: date
    measure: Measure
    k: int
    """No group of fewer people can be found out from this report and all earlier ones."""
    tables: tuple[Table, ...]
    """None at all when the wave cannot be published."""
    response: Share | None = None
    """Of all who were invited; a band of ten per cent."""

    @property
    def is_published(self) -> bool:
        return bool(self.tables)

    def row(self, kind: TableKind, group: Group = ()) -> Row | None:
        """The row of a group, if it is published."""
        rows = (row for table in self.tables if table.kind is kind for row in table.rows)
        return next((row for row in rows if row.group == group), None)

    def to_json(self) -> str:
        """One document, the same bytes for the same report."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=_plain)

    @classmethod
    def from_json(cls, document: str | bytes) -> "WaveReport":
        """
        Raises:
            ValueError: it is no report.
        """
        return _REPORT.validate_json(document)


def _plain(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()


_REPORT = TypeAdapter(WaveReport)
