"""What the doctor says of a calibration of this place."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.doctor import Status, outside
from kit.database import Database
from knowledge import calibrations, seeds
from knowledge.models import StoredCalibration
from knowledge.ranking import Weights
from knowledge.verdict import shipped_calibration
from tests.support.encoder import WordEncoder

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def calibrated(database: Database, **changes: Any) -> None:
    """A calibration of this place for an encoder of the tests, in force."""
    lent = shipped_calibration().lent_to("other/1")
    models = asdict(replace(lent, answer_from=0.9, questions=60)) | changes.pop("models", {})
    async with database.transaction() as session:
        stored = StoredCalibration(
            fingerprint="other/1",
            fitted_at=NOON,
            labelled=60,
            verdicts=0,
            own=0,
            cases=changes.pop("cases", len(seeds.shipped().cases)),
            targets={},
            reliability={},
            scored=[],
            models=models,
        )
        await calibrations.put_in_force(session, stored)


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({}, Status.OK, "своя калибровка"),
        ({"models": {"answer_from": 2.0}}, Status.OK, "только предлагаются"),
        ({"models": {"signals": 0}}, Status.WARNING, "не учитывается"),
        ({"models": {"blend": asdict(Weights())}}, Status.WARNING, "подбор с тех пор изменился"),
        ({"cases": 20}, Status.WARNING, "кейсов было 20, теперь"),
    ],
)
async def test_a_calibration_of_this_place_is_told_with_what_has_become_of_it(
    planted: Database, changes: dict[str, Any], status: Status, words: str
) -> None:
    await calibrated(planted, **changes)

    found = await outside.judged(WordEncoder("other/1"), planted)

    assert (found.status, "other/1" in found.message) == (status, True)
    assert words in found.message
    assert ("hotline cases calibrate" in found.remedy) == (status is Status.WARNING)
