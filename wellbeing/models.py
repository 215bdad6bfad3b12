"""Tables of check-ins, in a schema of their own and keyed by a random pseudonym."""

from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base
from wellbeing.contact import Occasion
from wellbeing.rhythm import Every

#: The schema that ordinary sessions have no right to.
SCHEMA = "wellbeing"

Pseudonym = NewType("Pseudonym", UUID)
RoundNumber = NewType("RoundNumber", int)

_OF_ALIAS = f"{SCHEMA}.aliases.pseudonym"


class Switch(StrEnum):
    """What a person agrees to, each by itself."""

    CHECK_INS = "check_ins"
    """To be asked."""
    HISTORY = "history"
    """That answers and scores are kept, for the person alone."""
    AGGREGATES = "aggregates"
    """To be counted in figures of groups."""
    PSYCHOLOGIST = "psychologist"
    """To be able to write to a psychologist from here."""


class RoundState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    SILENT = "silent"
    """Nobody answered in time."""


class Key(Base):
    """A key that has sealed rows here, by its name; the key itself is in no database."""

    __tablename__ = "keys"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    """When a process last had it; what a key long unseen has sealed cannot be read any more."""


class Alias(Base):
    """Who stands behind a pseudonym: readable with the key alone; without it, nobody does."""

    __tablename__ = "aliases"
    __table_args__ = ({"schema": SCHEMA},)

    pseudonym: Mapped[Pseudonym] = mapped_column(Uuid, primary_key=True)
    lookup: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """A keyed hash of the person."""
    sealed_person: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(index=True)
    active_on: Mapped[date]
    """The last day on which the person did anything here."""


class Consent(Base):
    """A switch that is on; when it is put off, the row goes."""

    __tablename__ = "consents"
    __table_args__ = ({"schema": SCHEMA},)

    pseudonym: Mapped[Pseudonym] = mapped_column(
        ForeignKey(_OF_ALIAS, ondelete="CASCADE"), primary_key=True
    )
    switch: Mapped[Switch] = mapped_column(primary_key=True)
    version: Mapped[int]
    """Of the text that was shown."""
    given_at: Mapped[datetime]


class Member(Base):
    """Somebody who wants to be asked, and when."""

    __tablename__ = "members"
    __table_args__ = (
        Index("ix_members_next_due_at", "next_due_at"),
        {"schema": SCHEMA},
    )

    pseudonym: Mapped[Pseudonym] = mapped_column(
        ForeignKey(_OF_ALIAS, ondelete="CASCADE"), primary_key=True
    )
    weekday: Mapped[int]
    """0 is Monday."""
    hour: Mapped[int]
    every: Mapped[Every]
    """The person's own choice; silence makes it rarer, see ``rhythm.after_silence``."""
    zone: Mapped[str]
    zone_confirmed: Mapped[bool] = mapped_column(default=False)
    sealed_place: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Municipality and school, for the school calendar."""
    away_until: Mapped[date | None]
    next_due_at: Mapped[datetime | None]
    """When to write next; ``None`` while nothing is planned."""
    next_occasion: Mapped[Occasion | None]
    """What for."""
    turn: Mapped[int] = mapped_column(default=0)
    """How many pulses have begun: chooses which of the rotating items is asked."""
    silent: Mapped[int] = mapped_column(default=0)
    """Rounds in a row that ended without a word."""
    is_pause_told: Mapped[bool] = mapped_column(default=False)
    """Whether the one message about the pause has gone out."""
    round_at: Mapped[datetime | None]
    """When the last round began."""
    full_at: Mapped[datetime | None]
    """When the full instrument was last offered in a wave, or answered."""
    invited_to: Mapped[str | None]
    """The last wave to which the person was invited."""
    sealed_offer: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What was last offered after answers; only of those who keep a history."""


class Round(Base):
    """One asking, from the nudge (or the person's own wish) to its end."""

    __tablename__ = "rounds"
    __table_args__ = (
        Index("ix_rounds_pseudonym", "pseudonym"),
        Index("ix_rounds_closes_at", "closes_at", postgresql_where="state = 'open'"),
        Index("ix_rounds_finished_at", "finished_at"),
        Index(
            "ix_rounds_kept_answers", "finished_at", postgresql_where="sealed_answers is not null"
        ),
        Index("ix_rounds_remind_at", "remind_at", postgresql_where="state = 'open'"),
        Index(
            "ix_rounds_open",
            "pseudonym",
            unique=True,
            postgresql_where="state = 'open'",
        ),
        {"schema": SCHEMA},
    )

    number: Mapped[RoundNumber] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Random: it tells nothing of when or after whom."""
    pseudonym: Mapped[Pseudonym] = mapped_column(ForeignKey(_OF_ALIAS, ondelete="CASCADE"))
    state: Mapped[RoundState] = mapped_column(default=RoundState.OPEN)
    by_own_wish: Mapped[bool]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    nudged_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    """When to write of it once more; ``None`` when nothing more is to be written."""
    snoozes: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    sealed_answers: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What is asked and what was answered, in order; ``None`` once it is not kept any more."""
    sealed_scores: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Scores by scale; only of those who keep a history."""


class Visit(Base):
    """A one-time link to a round on the hotline's own page, and the browser that used it."""

    __tablename__ = "visits"
    __table_args__ = ({"schema": SCHEMA},)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    pseudonym: Mapped[Pseudonym] = mapped_column(
        ForeignKey(_OF_ALIAS, ondelete="CASCADE"), index=True
    )
    number: Mapped[RoundNumber | None] = mapped_column(BigInteger)
    """The round; ``None``: the person's own page."""
    expires_at: Mapped[datetime]
    session_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    """Of the cookie given when the link was used; ``None`` until then."""


class CountedRecord(Base):
    """Scores of one person in one wave, for the figures; without a pseudonym it is nobody's."""

    __tablename__ = "records"
    __table_args__ = (
        Index("ix_records_wave", "wave"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    wave: Mapped[str]
    pseudonym: Mapped[Pseudonym | None] = mapped_column(
        ForeignKey(_OF_ALIAS, ondelete="CASCADE"), index=True
    )
    """Only of those who keep a history: their two waves can be compared."""
    key_id: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Counted(Base):
    """A blind token: that somebody is in the figures of a wave already, and not with what."""

    __tablename__ = "counted"
    __table_args__ = ({"schema": SCHEMA},)

    token: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """A keyed hash of person and wave."""
    wave: Mapped[str] = mapped_column(index=True)


class FrozenReport(Base):
    """What was published of a wave, word for word, for ever."""

    __tablename__ = "reports"
    __table_args__ = ({"schema": SCHEMA},)

    wave: Mapped[str] = mapped_column(primary_key=True)
    frozen_at: Mapped[datetime]
    document: Mapped[str]
    """JSON of a ``WaveReport``; kept as text, so that not a byte changes."""
