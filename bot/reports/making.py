"""What a report is made from, and what comes out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kit.drawing import Drawing
from kit.files.sheet import Sheet
from routing.reports import QuestionRows
from routing.statistics import Statistics
from wellbeing.frozen import WaveReports


@dataclass(frozen=True)
class Period:
    """Days in the zone of the region, both included; ``None``: open on that side."""

    first: date | None
    last: date | None
    zone: ZoneInfo

    @property
    def since(self) -> datetime | None:
        return self._midnight(self.first) if self.first is not None else None

    @property
    def before(self) -> datetime | None:
        """The end of the last day, which is not part of the period any more."""
        return self._midnight(self.last + timedelta(days=1)) if self.last is not None else None

    @property
    def words(self) -> str:
        """« с … по …», as far as the period has ends."""
        since = f" с {self.first:%d.%m.%Y}" if self.first is not None else ""
        until = f" по {self.last:%d.%m.%Y}" if self.last is not None else ""
        return since + until

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Sources:
    questions: QuestionRows
    waves: WaveReports
    statistics: Statistics
    now: datetime


@dataclass(frozen=True)
class Report:
    sheet: Sheet
    draw: Callable[[], Drawing]
    """The picture: it shows nothing that the sheet does not say."""
