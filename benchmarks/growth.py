"""How time and memory grow with the base: ``python -m benchmarks.growth 1000 10000``.

The cases are the shipped ones with their texts exchanged (title, problem, solution and typical
questions of four different cases), so words are as frequent as they are in real cases. Vectors are
chance: their directions cost what real ones cost, and mean nothing. Quality is not measured here.
The encoders are not in the figures: theirs cost nothing here, and words were met before. Each size
has a process of its own.
"""

import argparse
import asyncio
import resource
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import process_time

import numpy as np

from benchmarks.bases import SETS, shipped_cases
from knowledge.encoder import Matrix, Pair, Vector
from knowledge.gist import Met, keep_to_one_thread
from knowledge.index import Entry, Gists, Snapshot, Vectors
from knowledge.labelled import LabelledQuestion, read_labelled
from knowledge.models import CaseId, VersionId
from knowledge.search import find_in
from knowledge.verdict import shipped_calibration

_DIMENSIONS, _GIST_DIMENSIONS = 384, 512
_QUESTIONS = 100


class Chance:
    """An encoder at no cost, by which everything is equally far from everything."""

    fingerprint = shipped_calibration().fingerprint

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._met = Met()

    async def question(self, text: str) -> Vector:
        direction: Vector = _directions(np.random.default_rng(len(text)), 1, self.dimensions)[0]
        return direction

    async def passages(self, texts: Sequence[str]) -> Matrix:
        return np.stack([await self.question(text) for text in texts])

    def words(self, words: Sequence[str]) -> Matrix:
        """Remembered, as the second opinion remembers them."""
        new = [word for word in words if word not in self._met]
        made = _directions(np.random.default_rng(len(self._met)), len(new), self.dimensions)
        self._met.add(new, made)
        return self._met.rows(words)


def _directions(chance: np.random.Generator, rows: int, dimensions: int) -> Matrix:
    found = chance.standard_normal((rows, dimensions), dtype=np.float32)
    unit: Matrix = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def entries(count: int) -> list[Entry]:
    random, chance = Random(count), np.random.default_rng(count)
    cases = shipped_cases()
    made = []
    for number in range(count):
        one, told, solved, asked = random.choices(cases, k=4)
        case = one.model_copy(
            update={
                "problem": told.problem,
                "solution": solved.solution,
                "questions": asked.questions,
            }
        )
        rows = _directions(chance, 2 + len(case.questions), _DIMENSIONS)
        vectors = Vectors(rows[0].copy(), rows[1:].copy())
        gists = Gists(*_directions(chance, 3, _GIST_DIMENSIONS))
        place = CaseId(f"c{number}"), VersionId(number)
        made.append(Entry.of(*place, case, vectors, gists))
    return made


def memory_mb() -> tuple[float, float]:
    """Of this process: now, and the greatest so far."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * resource.getpagesize() / 2**20, most / 1024


async def measured(count: int, questions: Sequence[LabelledQuestion]) -> str:
    made = entries(count)
    started = process_time()
    snapshot = Snapshot(made)
    made_in = process_time() - started
    del made
    encoder = Pair(Chance(_DIMENSIONS), Chance(_GIST_DIMENSIONS))
    calibration = shipped_calibration()
    for one in questions:
        # The words are met once, and the dictionary wakes up.
        await find_in(snapshot, encoder, calibration, one.text)
    times, used = [], []
    for one in questions:
        before = process_time()
        times.append((await find_in(snapshot, encoder, calibration, one.text)).ms)
        used.append((process_time() - before) * 1000)
    cells = [*np.percentile(used, [50, 95]), *np.percentile(times, [50, 95])]
    figures = " | ".join(f"{cell:.1f}" for cell in cells)
    held, most = memory_mb()
    return f"| {count} | {figures} | {held:.0f} | {most:.0f} | {made_in:.1f} |"


def row(count: int) -> str:
    keep_to_one_thread()
    questions = [one for file in SETS["shipped"] for one in read_labelled(file)]
    return asyncio.run(measured(count, questions[:: len(questions) // _QUESTIONS]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[1000, 10_000], help="of the base")
    sizes = sorted(parser.parse_args().sizes)
    print(
        "| cases | processor: median, ms | p95, ms | clock: median, ms | p95, ms | memory, MB | "
        "at most | index made in, s of the processor |\n|---|---|---|---|---|---|---|---|"
    )
    for count in sizes:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            print(pool.submit(row, count).result(), flush=True)


if __name__ == "__main__":
    main()
