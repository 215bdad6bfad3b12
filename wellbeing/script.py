"""What one round asks, and what has been answered so far; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from wellbeing.errors import NoSuchAnswer, NothingToTakeBack, RoundOver
from wellbeing.instruments import Instrument, InstrumentId, Item, ItemId, load


@dataclass(frozen=True)
class Script:
    """The items of a round in the order in which they are asked."""

    instrument: Instrument
    items: tuple[Item, ...]
    wave: str | None
    """The wave in whose window the round has begun, if any."""
    answers: Mapping[ItemId, int | None] = field(default_factory=dict)
    """In the order of answering; ``None`` for an item left out, which is not zero."""

    @classmethod
    def begin(cls, instrument_id: InstrumentId, *, turn: int, wave: str | None) -> Self:
        instrument = load(instrument_id)
        return cls(instrument, instrument.asked(turn), wave)

    @property
    def next(self) -> Item | None:
        """The first item without an answer; ``None`` at the end."""
        return next((item for item in self.items if item.id not in self.answers), None)

    @property
    def points(self) -> dict[ItemId, int]:
        """The answers that are some."""
        return {id: points for id, points in self.answers.items() if points is not None}

    def answered(self, item_id: ItemId, points: int | None) -> Self:
        """With an answer; an item that has one already keeps it, and so a second tap is harmless.

        Raises:
            NoSuchAnswer: the round has no such item, or it has no such option.
        """
        item = next((each for each in self.items if each.id == item_id), None)
        if item is None or not (points is None or item.allows(points)):
            raise NoSuchAnswer
        if item_id in self.answers:
            return self
        return replace(self, answers={**self.answers, item_id: points})

    def taken_back(self) -> Self:
        """Without the newest answer.

        Raises:
            NothingToTakeBack: there is none.
        """
        if not self.answers:
            raise NothingToTakeBack
        return replace(self, answers=dict(list(self.answers.items())[:-1]))

    def document(self) -> dict[str, Any]:
        """Ready for sealing."""
        return {
            "instrument": self.instrument.id,
            "version": self.instrument.version,
            "items": [item.id for item in self.items],
            "answers": dict(self.answers),
            "wave": self.wave,
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """
        Raises:
            RoundOver: the words have changed since; answers to both would not belong together.
        """
        instrument = load(InstrumentId(document["instrument"]))
        if instrument.version != document["version"]:
            raise RoundOver
        items = tuple(_items(instrument, document["items"]))
        return cls(instrument, items, document["wave"], document["answers"])


def _items(instrument: Instrument, ids: Iterable[str]) -> Iterable[Item]:
    return (instrument.item(ItemId(id)) for id in ids)
