"""A question as the search sees it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from knowledge.echo import Meanings
from knowledge.encoder import Vector
from knowledge.lexicon import lemmas
from knowledge.models import VersionId
from knowledge.ranking import Asker, Floats
from people.levels import Level, mentioned_grades, mentioned_levels
from people.subjects import mentioned_subjects

#: What versions say to the words of one question, see ``Voices.nearest``: kept where the question
#: is asked again and again.
Heard = dict[VersionId, Floats]


@dataclass(frozen=True)
class Asked:
    """A question as the search sees it."""

    lemmas: tuple[str, ...]
    vector: Vector | None
    """``None`` when it is searched for by words alone."""
    asker: Asker
    gist: Vector | None = None
    """Its meaning by the second opinion; ``None`` without one."""
    meanings: Meanings | None = None
    """What the second opinion says of words; ``None`` without one."""
    heard: Heard | None = None
    """What cases say to its words, where that is kept."""

    @classmethod
    def of(
        cls,
        text: str,
        vector: Vector | None,
        *,
        gist: Vector | None = None,
        meanings: Meanings | None = None,
        subjects: Collection[str],
        levels: Collection[Level],
    ) -> Self:
        """The question ``text``, normalised, of somebody whose profile has these."""
        asker = Asker(
            named_subjects=[subject.code for subject in mentioned_subjects(text)],
            own_subjects=subjects,
            named_levels=mentioned_levels(text),
            own_levels=levels,
            grades=mentioned_grades(text),
        )
        return cls(tuple(lemmas(text)), vector, asker, gist, meanings)

    @property
    def bare(self) -> Self:
        """The same, to be searched for by words alone."""
        return replace(self, vector=None, gist=None, meanings=None, heard=None)

    @property
    def remembering(self) -> Self:
        """The same, to be searched for again and again, by one thread at a time."""
        return replace(self, heard={})

    @property
    def content_lemmas(self) -> int:
        """How many different words of meaning it has; numbers are none."""
        return len({lemma for lemma in self.lemmas if not lemma.isdigit()})
