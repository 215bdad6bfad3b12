"""The contents of a case as people write it down."""

from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    model_validator,
)

from kit.files import fields as plain
from knowledge import fields
from knowledge.models import CaseId, CaseState, CaseVersion
from people.levels import Level
from people.subject_fields import subject_code

# Lengths come first: after a function pydantic would no longer say that a text is a text.
_Id = Annotated[
    CaseId,
    StringConstraints(strip_whitespace=True, max_length=64),
    AfterValidator(plain.one_line),
    AfterValidator(plain.says_something),
]
_Title = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(plain.one_line),
    AfterValidator(plain.says_something),
]
_Word = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=100),
    AfterValidator(plain.one_line),
    AfterValidator(plain.says_something),
]
_Credit = Annotated[
    str,
    StringConstraints(max_length=500),
    AfterValidator(plain.one_line),
    AfterValidator(plain.says_something),
]
_Text = Annotated[
    str,
    StringConstraints(max_length=20_000),
    AfterValidator(plain.tidy),
    AfterValidator(plain.says_something),
]
_Item = Annotated[str, StringConstraints(max_length=5_000), AfterValidator(plain.tidy)]
_List = Annotated[
    tuple[_Item, ...], BeforeValidator(plain.items), AfterValidator(plain.short_enough)
]


class CaseDraft(BaseModel):
    """One case as a row of a file gives it, checked and brought into one form.

    Drafts are equal when a reader could not tell them apart: line ends have one form, subjects
    are codes, blank items of lists are gone. Spaces inside and around texts are kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: _Id
    title: _Title
    subject: Annotated[str, BeforeValidator(subject_code)]
    level: Annotated[Level, BeforeValidator(fields.level)]
    topics: _List
    problem: _Text
    solution: _Text
    materials: _List
    questions: _List = ()
    kind: _Word = "кейс"
    audience: Annotated[_Word, AfterValidator(fields.audience)] = "teacher"
    direction: _Word | None = None
    basis: _List = ()
    source: _Credit | None = None
    author: _Credit | None = None
    review_by: Annotated[date, BeforeValidator(plain.day)] | None = None
    state: Annotated[CaseState | None, BeforeValidator(fields.state)] = None
    """``None`` is published or to be decided by whoever imports; a draft or a retired case says
    so. This is how the state of a case survives an export: see ``CaseBook.export``."""

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {
            name: value
            for name, value in values.items()
            if name not in cls.model_fields or not _is_blank(value)
        }

    @classmethod
    def of(cls, version: CaseVersion, state: CaseState | None = None) -> "CaseDraft":
        """The draft that would make this very version."""
        given = {name: getattr(version, name) for name in CONTENTS}
        frozen: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
        }
        # Not checked again: what the book holds can always be exported, whatever the rules became.
        return cls.model_construct(id=version.case_id, state=state, **frozen)

    def contents(self) -> dict[str, Any]:
        """What a version of the case holds, by the names of its columns."""
        given = {name: getattr(self, name) for name in CONTENTS}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in given.items()
        }


#: The fields that a version of a case holds.
CONTENTS = tuple(name for name in CaseDraft.model_fields if name not in ("id", "state"))


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
