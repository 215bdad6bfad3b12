"""Whether what the encoder says can be judged: the calibration, and what it was fitted to."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.doctor import stores
from bot.doctor.outcome import Outcome, ok, warning
from kit.database import Database
from knowledge import calibrations, vectors
from knowledge.models import StoredCalibration
from knowledge.thresholds import NEVER
from knowledge.verdict import Calibration, OtherSignals, shipped_calibration

_AGAIN = "Запустите hotline cases calibrate: служба узнает о новой калибровке сама."
#: Cosines drift as a base grows; by so much, and the calibration is of another base.
_GROWN = 1.5


async def judged(fingerprint: str, state: str, database: Database | str) -> Outcome:
    """How far the encoder with this fingerprint is trusted; ``state`` is what is known of it."""
    if isinstance(database, str):
        return _shipped(fingerprint, state, unseen=0)
    async with database.transaction() as session:
        if not await stores.is_up_to_date(session):
            return _shipped(fingerprint, state, unseen=0)
        stored = await calibrations.in_force(session, fingerprint)
        unseen = len(await vectors.missing(session, fingerprint))
        if stored is None:
            return _shipped(fingerprint, state, unseen=unseen)
        return await _own(session, stored, state)


def _shipped(fingerprint: str, state: str, *, unseen: int) -> Outcome:
    calibration = shipped_calibration()
    if calibration.fits(fingerprint):
        return ok(f"{state}, калибровка {calibration.fitted_on}")
    waiting = f", без его векторов кейсов: {unseen}" if unseen else ""
    return warning(
        f"{state}, не откалиброван{waiting}: кейсы предлагаются на выбор, сразу не показывается "
        "ни один",
        "Запустите hotline cases calibrate, лучше с файлом размеченных вопросов; векторы "
        "посчитаются сами.",
    )


async def _own(session: AsyncSession, stored: StoredCalibration, state: str) -> Outcome:
    named = f"{state}, своя калибровка №{stored.id} от {stored.fitted_at.date().isoformat()}"
    try:
        calibration = calibrations.calibration_of(stored)
    except OtherSignals:
        return warning(f"{named} сделана для другой версии программы и не учитывается", _AGAIN)
    if calibration.ranking != _start(stored.fingerprint).ranking:
        return warning(f"{named}: подбор с тех пор изменился", _AGAIN)
    cases = len(await vectors.in_force(session, stored.fingerprint))
    if not stored.cases / _GROWN <= cases <= stored.cases * _GROWN:
        return warning(f"{named}: кейсов было {stored.cases}, теперь {cases}", _AGAIN)
    if calibration.answer_from >= NEVER:
        named += ", кейсы только предлагаются на выбор"
    return ok(named)


def _start(fingerprint: str) -> Calibration:
    """What a calibration of this encoder would start from now."""
    shipped = shipped_calibration()
    return shipped if shipped.fits(fingerprint) else shipped.lent_to(fingerprint)
