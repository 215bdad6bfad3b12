"""What the leading cases say to the words of questions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.asked import Asked
from knowledge.echo import Voices
from knowledge.encoder import Matrix
from knowledge.lexicon import Lexicon
from knowledge.models import VersionId

Rows = NDArray[np.int64]


class Hearing:
    """Listens to the cases of a snapshot; what a question remembers is not listened to again."""

    def __init__(self, words: Lexicon, versions: Sequence[VersionId]) -> None:
        self._words = words
        self._voices = Voices(words.terms)
        self._versions = versions

    def nearness(
        self, questions: Sequence[Asked], said: Sequence[Sequence[str]], rows: Sequence[Rows]
    ) -> list[Matrix | None]:
        """For each question how near its words are to the cases of its rows: see
        ``Voices.nearest``; ``None`` where nothing is heard.

        Args:
            questions: those that remember are given more to remember.
            said: the different lemmas of each.
            rows: those of the cases that are listened to, for each.
        """
        found: list[Matrix | None] = [None] * len(questions)
        heard = [
            place
            for place, asked in enumerate(questions)
            if asked.meanings is not None and said[place] and rows[place].size
        ]
        new = [self._unheard(questions[place], rows[place]) for place in heard]
        reckoned = self._reckoned(
            [questions[place] for place in heard], [said[place] for place in heard], new
        )
        for place, own, nearness in zip(heard, new, reckoned, strict=True):
            found[place] = self._remembered(questions[place], rows[place], own, nearness)
        return found

    def _unheard(self, asked: Asked, rows: Rows) -> Rows:
        if asked.heard is None:
            return rows
        known = asked.heard
        return rows[[self._versions[row] not in known for row in rows.tolist()]]

    def _reckoned(
        self, questions: Sequence[Asked], said: Sequence[Sequence[str]], rows: Sequence[Rows]
    ) -> list[Matrix]:
        different, places = np.unique(
            np.concatenate([np.empty(0, np.int64), *rows]), return_inverse=True
        )
        if not different.size:
            return [np.empty((0, len(words)), dtype=np.float32) for words in said]
        cases = [self._words.terms_of(row) for row in different.tolist()]
        ends = np.cumsum([len(own) for own in rows])[:-1]
        asked = [*zip(said, (own.tolist() for own in np.split(places, ends)), strict=True)]
        # The same for all: there is one second opinion.
        (meanings,) = {one.meanings for one in questions if one.meanings is not None}
        return self._voices.nearest_to_many(asked, cases, meanings)

    def _remembered(self, asked: Asked, rows: Rows, new: Rows, nearness: Matrix) -> Matrix:
        if asked.heard is None:
            return nearness
        asked.heard.update(
            zip((self._versions[row] for row in new.tolist()), nearness, strict=True)
        )
        return np.stack([asked.heard[self._versions[row]] for row in rows.tolist()])
