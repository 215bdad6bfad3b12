"""What a case says to its reader, block by block; each side has its own marks for it.

The chat and the preview of the panel are made of the same blocks, so that they say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from knowledge.attached import readable
from people.levels import Level
from people.subjects import subject_of

#: Stands in ``basis`` of a case that needs no act: somebody has thought of it, and said so.
NO_ACT_NEEDED = "норматив не нужен"


class Readable(Protocol):
    """The parts of a version, or of a draft, that a reader is shown."""

    @property
    def title(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def kind(self) -> str: ...
    @property
    def problem(self) -> str: ...
    @property
    def solution(self) -> str: ...
    @property
    def materials(self) -> Sequence[str]: ...
    @property
    def basis(self) -> Sequence[str]: ...
    @property
    def source(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def review_by(self) -> date | None: ...


@dataclass(frozen=True)
class Block:
    """A heading, empty where there is none, and what stands under it."""

    heading: str
    text: str = ""
    items: tuple[str, ...] = ()
    """A list with bullets, instead of ``text``."""
    is_aside: bool = False
    """About the case, not of it: set apart from its words."""


def blocks_of(case: Readable, *, edited_on: date, today: date | None = None) -> list[Block]:
    """The whole case in the order of reading.

    Args:
        edited_on: the day of this version, in the region's time.
        today: marks a case whose review is late; ``None`` marks none.
    """
    blocks = [
        Block(case.title, _place(case), is_aside=True),
        *([Block("", _STALE, is_aside=True)] if is_stale(case.review_by, today) else []),
        Block("Ситуация", case.problem),
        Block("Что делать", case.solution),
        Block("Материалы", items=tuple(map(readable, case.materials))),
        Block("На чём основано", items=acts(case.basis)),
        Block("", _provenance(case, edited_on), is_aside=True),
    ]
    return [block for block in blocks if block.text or block.items]


def plain(blocks: Sequence[Block]) -> str:
    """The same words without any marks."""
    return "\n\n".join("\n".join([*_headed(block), *_lines(block)]) for block in blocks)


def acts(basis: Sequence[str]) -> tuple[str, ...]:
    """The acts of a basis: a note that none is needed is for those who keep the base."""
    return tuple(act for act in basis if act.strip().lower() != NO_ACT_NEEDED)


def is_stale(review_by: date | None, today: date | None) -> bool:
    """Whether the day of the review has passed: such a case is never shown unasked."""
    return review_by is not None and today is not None and review_by < today


_STALE = "⚠️ Срок пересмотра прошёл: проверьте, не изменились ли правила."


def _headed(block: Block) -> list[str]:
    return [block.heading] if block.heading else []


def _lines(block: Block) -> list[str]:
    return [f"• {item}" for item in block.items] if block.items else [block.text]


def _place(case: Readable) -> str:
    level = [] if case.level is Level.ANY else [case.level.value]
    return " · ".join([subject_of(case.subject).name, *level, case.kind])


def _provenance(case: Readable, edited_on: date) -> str:
    source = case.source or case.author or "источник не указан"
    words = f"Источник: {source}. Редакция от {edited_on:%d.%m.%Y}"
    if case.review_by is not None:
        words += f", пересмотр до {case.review_by:%d.%m.%Y}"
    return words + "."
