"""Who answers a question."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from people.models import PersonId
from people.service import PSYCHOLOGY


@dataclass(frozen=True)
class Load:
    """A methodist or a psychologist: what they answer, whether they are there, and their load."""

    methodist_id: PersonId
    subjects: tuple[str, ...]
    """Codes of a methodist's subjects; empty for one who answers every subject."""
    is_there: bool
    open_questions: int
    most_open: int
    last_assigned_at: datetime | None
    """``None`` for one who has never had a question: the longest rested of all."""
    is_methodist: bool = True
    is_psychologist: bool = False

    def answers(self, subject: str, *, in_person: bool = False) -> bool:
        """Whether the subject is theirs; ``in_person``: as a psychologist, not as a subject."""
        if in_person:
            return self.is_psychologist and subject == PSYCHOLOGY
        return self.is_methodist and (not self.subjects or subject in self.subjects)


def choose_methodist(
    loads: Sequence[Load],
    *,
    subject: str,
    excluding: Collection[PersonId] = (),
    in_person: bool = False,
) -> PersonId | None:
    """Pick the methodist of the subject with the fewest open questions.

    Among equals the longer rested is picked. Nobody is picked who is away, has as many questions
    as they can have, or is among ``excluding``. ``None`` means that nobody is there.

    Args:
        in_person: only a psychologist, not whoever answers questions about psychology.
    """
    free = [
        load
        for load in loads
        if load.answers(subject, in_person=in_person)
        and load.is_there
        and load.open_questions < load.most_open
        and load.methodist_id not in excluding
    ]
    if not free:
        return None
    return min(free, key=_busyness).methodist_id


def _busyness(load: Load) -> tuple[int, float]:
    rested_since = load.last_assigned_at.timestamp() if load.last_assigned_at else float("-inf")
    return load.open_questions, rested_since
