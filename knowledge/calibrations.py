"""Calibrations of this installation as the database keeps them."""

from dataclasses import replace

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from knowledge.models import CalibrationId, StoredCalibration
from knowledge.thresholds import Scored
from knowledge.verdict import Calibration

#: Held by whoever puts a calibration in force: at most one is.
_CALIBRATING = 7_204_061_014
MOST_SHOWN = 20


async def in_force(session: AsyncSession, fingerprint: str) -> StoredCalibration | None:
    """The one that counts now for the encoder with this fingerprint, if it was ever calibrated."""
    found = select(StoredCalibration).where(
        StoredCalibration.fingerprint == fingerprint, StoredCalibration.is_in_force
    )
    return (await session.scalars(found)).one_or_none()


async def history(
    session: AsyncSession, fingerprint: str, *, limit: int = MOST_SHOWN
) -> list[StoredCalibration]:
    """The last that were fitted to the encoder, the newest first; without what is large in them."""
    every = (
        select(StoredCalibration)
        .where(StoredCalibration.fingerprint == fingerprint)
        .order_by(StoredCalibration.id.desc())
        .options(
            defer(StoredCalibration.scored, raiseload=True),
            defer(StoredCalibration.models, raiseload=True),
        )
        .limit(limit)
    )
    return list(await session.scalars(every))


async def number_in_force(session: AsyncSession, fingerprint: str) -> CalibrationId | None:
    """Only which one counts now: it is asked at every refresh."""
    found = select(StoredCalibration.id).where(
        StoredCalibration.fingerprint == fingerprint, StoredCalibration.is_in_force
    )
    return (await session.scalars(found)).one_or_none()


async def put_in_force(session: AsyncSession, stored: StoredCalibration) -> CalibrationId:
    """Keep a calibration; from now on it counts, and no other of its encoder."""
    await retire(session, stored.fingerprint)
    stored.is_in_force = True
    session.add(stored)
    await session.flush()
    return stored.id


async def retire(session: AsyncSession, fingerprint: str) -> bool:
    """Put the one that counts out of force; ``False`` when none did."""
    await session.execute(select(func.pg_advisory_xact_lock(text(str(_CALIBRATING)))))
    retired = await session.execute(
        update(StoredCalibration)
        .where(StoredCalibration.fingerprint == fingerprint, StoredCalibration.is_in_force)
        .values(is_in_force=False)
        .returning(StoredCalibration.id)
    )
    return retired.first() is not None


def calibration_of(stored: StoredCalibration) -> Calibration:
    """
    Raises:
        OtherSignals: this version of the program knows other signals than those it was fitted to.
    """
    calibration = Calibration.from_parts(stored.models)
    calibration.require_known_signals()
    return replace(calibration, number=stored.id)


def scored_of(stored: StoredCalibration) -> list[Scored]:
    return [Scored(**one) for one in stored.scored]
