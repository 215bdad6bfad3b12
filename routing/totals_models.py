"""What figures are told from: totals kept by the day, and what has changed since."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Identity, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base
from knowledge.models import VersionId
from routing.models import QuestionId


class DayTotals(Base):
    """What the questions of one day add up to, as columns of ``routing.totals``."""

    __tablename__ = "day_totals"

    day: Mapped[date] = mapped_column(primary_key=True)
    """In the region."""
    subjects: Mapped[list[str]]
    slots: Mapped[bytes] = mapped_column(LargeBinary)
    answered: Mapped[bytes] = mapped_column(LargeBinary)
    silent: Mapped[bytes] = mapped_column(LargeBinary)


class DayFates(Base):
    """The fates of the questions of one day, for figures that no total can be kept for."""

    __tablename__ = "day_fates"

    day: Mapped[date] = mapped_column(primary_key=True)
    """In the region."""
    asked: Mapped[int]
    """How many there are."""
    fates: Mapped[bytes] = mapped_column(LargeBinary)
    """The newest first, as ``routing.fate_rows`` stores them."""


class DayUse(Base):
    """What became of one version that was shown for questions of one day."""

    __tablename__ = "day_uses"

    day: Mapped[date] = mapped_column(primary_key=True)
    version_id: Mapped[VersionId] = mapped_column(
        ForeignKey("case_versions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    shown: Mapped[int]
    opened: Mapped[int]
    helped: Mapped[int]
    not_helped: Mapped[int]
    silent: Mapped[int]
    """Opened, and then no word and no other question about it."""


class MonthUse(Base):
    """What the uses of a version on the days of a month add up to."""

    __tablename__ = "month_uses"

    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    version_id: Mapped[VersionId] = mapped_column(
        ForeignKey("case_versions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    shown: Mapped[int]
    opened: Mapped[int]
    helped: Mapped[int]
    not_helped: Mapped[int]
    silent: Mapped[int]


class CountedDay(Base):
    """A day whose totals are there, with whatever has not changed since."""

    __tablename__ = "counted_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    zone: Mapped[str]
    """IANA name of the zone that the day was one of: another zone has other days."""


class ChangedQuestion(Base):
    """A question has changed: its day is to be counted anew.

    Rows are only added by whoever changes a question, so that nobody waits for anybody, and removed
    by whoever counts.
    """

    __tablename__ = "changed_questions"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    question_id: Mapped[QuestionId] = mapped_column(BigInteger)
