"""Pure: questions by the municipality of whoever asks, so that no small group shows through."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from people.models import PersonId

#: Fewer people than this in a group could be found out.
FEWEST_ASKERS = 5


class Placed(Protocol):
    """Something that can be told by place."""

    @property
    def municipality(self) -> str | None:
        """As the asker's profile has it now; ``None``: not told."""


class Asked(Placed, Protocol):
    """A row of a question that can be told by place."""

    @property
    def asker_id(self) -> PersonId | None: ...


Row = TypeVar("Row", bound=Placed)


def askers(rows: Sequence[Asked]) -> int:
    """How many people have asked these questions."""
    return len({row.asker_id for row in rows})


@dataclass(frozen=True)
class Split(Generic[Row]):
    """Questions by place."""

    shown: tuple[tuple[str, tuple[Row, ...]], ...]
    """Municipalities from which enough people have asked, by name."""
    rest: tuple[Row, ...]
    """All others, those without a municipality among them; empty where they are too few."""
    hidden: int
    """How many municipalities are among the others; none of them is named."""
    is_rest_hidden: bool
    """There are others, and they are too few to be told even together."""


def by_municipality(
    rows: Iterable[Row],
    *,
    people: Callable[[Sequence[Row]], int],
    weight: Callable[[Row], int] = lambda row: 1,
) -> Split[Row]:
    """Part rows by municipality; groups of fewer than ``FEWEST_ASKERS`` people go to the others.

    Where the others would be too few themselves, the smallest municipality joins them: otherwise
    they could be told by taking all that is shown from the whole.

    Args:
        rows: what is parted.
        people: how many people have asked what some of the rows stand for, as ``askers``.
        weight: how many questions a row stands for.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_key(row.municipality)].append(row)
    rest = groups.pop("", [])
    small = [key for key, group in groups.items() if people(group) < FEWEST_ASKERS]
    hidden = len(small)
    for key in small:
        rest += groups.pop(key)
    while rest and people(rest) < FEWEST_ASKERS and groups:
        rest += groups.pop(min(groups, key=lambda key: (people(groups[key]), key)))
        hidden += 1
    named = [(_name(group, weight), tuple(group)) for group in groups.values()]
    shown = sorted(named, key=lambda one: one[0])
    is_few = 0 < people(rest) < FEWEST_ASKERS
    return Split(tuple(shown), () if is_few else tuple(rest), hidden, is_few)


@lru_cache(maxsize=2_000)
def _key(municipality: str | None) -> str:
    return _tidy((municipality or "").casefold().replace("ё", "е"))


@lru_cache(maxsize=2_000)
def _tidy(words: str) -> str:
    return " ".join(words.split())


def _name(group: Sequence[Row], weight: Callable[[Row], int]) -> str:
    """The spelling that most of the questions have."""
    spellings = Counter[str]()
    for row in group:
        spellings[_tidy(row.municipality or "")] += weight(row)
    return min(spellings, key=lambda name: (-spellings[name], name))
