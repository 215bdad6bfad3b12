"""What is asked: instruments as data, each with a header that says whose words they are."""

import json
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, NewType, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

InstrumentId = NewType("InstrumentId", str)
ItemId = NewType("ItemId", str)
ScaleId = NewType("ScaleId", str)

PULSE = InstrumentId("pulse")
CBI = InstrumentId("cbi")

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class TranslationStatus(StrEnum):
    OWN = "own"
    """Written in this language from the start."""
    DRAFT = "draft"
    """Our own wording: nothing is said about borders, nothing is compared with other countries."""
    AUTHORS = "authors"
    """The wording of the authors of the validated form."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Header(_Data):
    """Whose words these are; a file that leaves one of the fields out is refused."""

    licence: Words
    source: Words
    permission_ref: Words
    translation_status: TranslationStatus
    validated_population: Words


class Option(_Data):
    points: int
    title: Words


class Item(_Data):
    id: ItemId
    text: Words
    scale: ScaleId
    options: tuple[Option, ...] = Field(min_length=2)
    """As they are shown; the points are those of the option, before any reversal."""
    is_reversed: bool = False
    rotates: bool = False
    """One of these is asked each time, by turns."""

    def allows(self, points: object) -> bool:
        """Whether ``points`` is one of the options: a whole number, no text and no truth value."""
        return type(points) is int and any(option.points == points for option in self.options)


class Precision(_Data):
    """How exactly a scale measures: spread between people and reliability, as published."""

    sd: float = Field(gt=0)
    reliability: float = Field(gt=0, lt=1)
    source: Words


class Scale(_Data):
    id: ScaleId
    title: Words
    fewest_answered: int = Field(ge=1)
    """With fewer answers the scale has no score."""
    precision: Precision | None = None
    more_is_better: bool = False


class Instrument(_Data):
    """Items in the order in which they are asked, and the scales they belong to."""

    id: InstrumentId
    version: int = Field(ge=1)
    language: Words
    header: Header
    title: Words
    intro: Words
    minutes: int = Field(ge=1)
    scales: tuple[Scale, ...]
    items: tuple[Item, ...]
    overall: Precision | None = None
    """Of the mean of all items, kept for research alone."""

    @model_validator(mode="after")
    def _must_hang_together(self) -> Self:
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ValueError("two items have one id")
        for scale in self.scales:
            if len(self.items_of(scale.id)) < scale.fewest_answered:
                raise ValueError(f"{scale.id} has too few items")
        if {item.scale for item in self.items} != {scale.id for scale in self.scales}:
            raise ValueError("an item belongs to no scale")
        return self

    @property
    def is_draft(self) -> bool:
        return self.header.translation_status is TranslationStatus.DRAFT

    def items_of(self, scale_id: ScaleId) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.scale == scale_id)

    def item(self, item_id: ItemId) -> Item:
        """
        Raises:
            KeyError: the instrument has no such item.
        """
        return {item.id: item for item in self.items}[item_id]

    def scale(self, scale_id: ScaleId) -> Scale:
        """
        Raises:
            KeyError: the instrument has no such scale.
        """
        return {scale.id: scale for scale in self.scales}[scale_id]

    def asked(self, turn: int) -> tuple[Item, ...]:
        """What is asked the ``turn``-th time (from 0): every item, of the rotating ones one."""
        rotating = [item for item in self.items if item.rotates]
        chosen = rotating[turn % len(rotating)] if rotating else None
        return tuple(item for item in self.items if not item.rotates or item == chosen)


def parse(text: str) -> Instrument:
    """An instrument from its file; an item names one of the file's sets of options.

    Raises:
        ValueError: the header is incomplete, a field is unknown, or the parts do not fit.
    """
    document = json.loads(text)
    sets = document.pop("options", {})
    for item in document.get("items", []):
        if item.get("options") not in sets:
            raise ValueError(f"{item.get('id')} has no options")
        item["options"] = sets[item["options"]]
    return Instrument.model_validate(document)


@cache
def load(instrument_id: InstrumentId) -> Instrument:
    """
    Raises:
        KeyError: there is no such instrument.
    """
    return {instrument.id: instrument for instrument in all_instruments()}[instrument_id]


@cache
def all_instruments() -> tuple[Instrument, ...]:
    """Every instrument that comes with the hotline, by name of its file."""
    folder = files("wellbeing").joinpath("instruments")
    found = [file for file in folder.iterdir() if file.name.endswith(".json")]
    ordered = sorted(found, key=lambda file: file.name)
    return tuple(parse(file.read_text("utf-8")) for file in ordered)
