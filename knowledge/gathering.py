"""Gathers the questions that a calibration learns from."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kit.database import Transaction
from knowledge import vectors
from knowledge.encoder import Encoder, second_of
from knowledge.examples import Example, Origin, Verdict, from_verdict, put
from knowledge.index import Snapshot
from knowledge.labelled import LabelledQuestion
from knowledge.own_questions import Holding, count_own, pose_own
from knowledge.replying import is_reply
from knowledge.verdict import Calibration

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
#: Versions read at once.
_BATCH = 500


@dataclass(frozen=True)
class Gathered:
    """What there is to learn from."""

    examples: tuple[Example, ...]
    cases: int
    """How many can be found now."""
    verdicts_left_out: int
    """Given when the search went by other signals or by another encoder."""

    def count(self, origin: Origin) -> int:
        return sum(one.origin is origin for one in self.examples)


class Gatherer:
    """Puts questions to the published cases, as the bot would with ``calibration``."""

    def __init__(
        self, transaction: Transaction, encoder: Encoder, calibration: Calibration
    ) -> None:
        self._transaction = transaction
        self._encoder = encoder
        self._calibration = calibration

    async def gather(
        self,
        labelled: Sequence[LabelledQuestion],
        verdicts: Sequence[Verdict],
        *,
        progress: Progress | None = None,
    ) -> Gathered:
        """Examples from people, who know what answers a question."""
        holdings = await self.holdings()
        snapshot = Snapshot(
            [holding.entry() for holding in holdings],
            is_calibrated=not self._calibration.is_rescaled,
        )
        published = {holding.case.id for holding in holdings}
        examples = []
        for number, question in enumerate(labelled, start=1):
            # What only a case answers that is not published has no answer here.
            known = replace(question, relevant=question.relevant & published)
            example = await put(
                known, snapshot, self._encoder, self._calibration, origin=Origin.LABELLED
            )
            examples += [example] if example is not None else []
            if progress is not None:
                progress(number, len(labelled))
        said = [from_verdict(verdict, self._calibration) for verdict in verdicts]
        usable = [example for example in said if example is not None]
        return Gathered((*examples, *usable), len(holdings), len(said) - len(usable))

    async def gather_own(self, *, progress: Progress | None = None) -> list[Example]:
        """Examples from the typical questions of the cases themselves."""
        holdings = await self.holdings()
        count, examples = count_own(holdings), []
        async for example in pose_own(holdings, self._encoder, self._calibration):
            examples.append(example)
            if progress is not None:
                progress(len(examples), count)
        return examples

    async def holdings(self) -> list[Holding]:
        """Every published case, with its vectors where the encoder has seen it; no replies."""
        fingerprint, second = self._encoder.fingerprint, second_of(self._encoder)
        held: list[Holding] = []
        async with self._transaction() as session:
            ids = [row.version_id for row in await vectors.in_force(session, fingerprint)]
            for start in range(0, len(ids), _BATCH):
                batch = ids[start : start + _BATCH]
                stored = await vectors.vectors_of(session, batch, fingerprint)
                gists = (
                    await vectors.vectors_of(session, batch, second.fingerprint) if second else {}
                )
                held += [
                    Holding.of(version, stored.get(version.id), gists.get(version.id))
                    for version in await vectors.versions(session, batch)
                    if not is_reply(version.kind)
                ]
        return sorted(held, key=lambda holding: holding.case.id)
