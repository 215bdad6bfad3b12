"""Short pieces to read and try, written by us, dated, and grouped by what weighs on a person."""

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NewType

from pydantic import BaseModel, ConfigDict, Field

from wellbeing.following import Driver

MaterialId = NewType("MaterialId", str)
GroupId = NewType("GroupId", str)

#: What is offered with a result.
STEPS = 3
#: For somebody who has named nothing: what changes the load comes first.
_GENERAL = (GroupId("talk-head"), GroupId("boundaries"), GroupId("sleep"))


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Group(_Data):
    id: GroupId
    title: str
    """As a button says it."""


class Material(_Data):
    id: MaterialId
    group: GroupId
    title: str = Field(min_length=1)
    written: str = Field(pattern=r"^\d{4}-\d\d$")
    """Year and month; people are told how old the advice is."""
    step: str = Field(min_length=1)
    """One concrete thing to try, in a sentence."""
    text: str = Field(min_length=1)

    @property
    def written_on(self) -> date:
        return date.fromisoformat(f"{self.written}-01")


class _Shelf(_Data):
    groups: tuple[Group, ...]
    materials: tuple[Material, ...]


def all_groups() -> tuple[Group, ...]:
    """The drivers first, in their order, then what concerns everybody."""
    return _shelf().groups


def all_materials() -> tuple[Material, ...]:
    return _shelf().materials


def materials_of(group_id: GroupId) -> tuple[Material, ...]:
    return tuple(material for material in all_materials() if material.group == group_id)


def material(material_id: MaterialId) -> Material:
    """
    Raises:
        KeyError: there is no such material.
    """
    return {found.id: found for found in all_materials()}[material_id]


def to_try(driver: Driver | None) -> tuple[Material, ...]:
    """Three things to try for what weighs most; general ones when nothing was named."""
    if driver is not None:
        return materials_of(GroupId(driver))[:STEPS]
    return tuple(materials_of(group_id)[0] for group_id in _GENERAL)


@cache
def _shelf() -> _Shelf:
    text = files("wellbeing").joinpath("support", "materials.json").read_text("utf-8")
    return _Shelf.model_validate(json.loads(text))
