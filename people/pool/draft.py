"""One methodist as a row of the register gives them."""

from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from kit.files import fields
from kit.files.fields import QUOTED, wrong
from people.pool import values
from people.subject_fields import subject_code

_Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=500),
    AfterValidator(fields.one_line),
    AfterValidator(fields.says_something),
]
_Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=5_000),
    AfterValidator(fields.tidy),
    AfterValidator(fields.says_something),
]
_Day = Annotated[date, BeforeValidator(values.day)]
_Course = Annotated[_Line, AfterValidator(values.course)]
_Courses = Annotated[
    tuple[_Course, ...], BeforeValidator(fields.items), AfterValidator(fields.short_enough)
]

#: What may stand in the public list, each with the person's consent to it.
PUBLIC = ("name", "specialty", "employer", "position", "experience")
#: These have no empty form.
_REQUIRED = ("name", "born")


class PoolDraft(BaseModel):
    """Everything that the register holds of a person but the messenger they are reached by.

    Fields that a file does not have are not set, and leave what is known as it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(max_length=200), AfterValidator(values.full_name)]
    born: Annotated[_Day, AfterValidator(values.birthday)]
    standing: Annotated[values.Standing, BeforeValidator(values.chosen(values.Standing))] = (
        values.Standing.ACTIVE
    )
    municipality: _Line | None = None
    employer: _Line | None = None
    position: _Line | None = None
    position_kind: (
        Annotated[values.Position, BeforeValidator(values.chosen(values.Position))] | None
    ) = None
    education: (
        Annotated[values.Education, BeforeValidator(values.chosen(values.Education))] | None
    ) = None
    is_pedagogical: Annotated[bool, BeforeValidator(values.yes_or_no)] | None = None
    specialty: _Line | None = None
    subjects: Annotated[
        tuple[Annotated[str, BeforeValidator(subject_code)], ...], BeforeValidator(fields.items)
    ] = ()
    courses: _Courses = ()
    retraining: _Courses = ()
    experience: _Text | None = None
    experience_since: _Day | None = None
    category: Annotated[values.Category, BeforeValidator(values.chosen(values.Category))] | None = (
        None
    )
    category_since: _Day | None = None
    seniority_since: _Day | None = None
    grounds: Annotated[
        tuple[Annotated[values.Ground, BeforeValidator(values.chosen(values.Ground))], ...],
        BeforeValidator(fields.items),
    ] = ()
    diagnosed_on: _Day | None = None
    diagnosis: _Text | None = None
    employment: Annotated[_Line, AfterValidator(values.employment)] | None = None
    share: Annotated[float, BeforeValidator(values.share)] | None = None
    hours: Annotated[_Line, AfterValidator(values.working_hours)] | None = None
    funding: Annotated[values.Funding, BeforeValidator(values.chosen(values.Funding))] | None = None
    published: tuple[str, ...] = ()
    """Which of ``PUBLIC`` the person has agreed to see in the public list."""
    agreed_on: _Day | None = None
    withdrawn_on: _Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _blank_is_empty(cls, given: Any) -> Any:
        """A blank says that nothing is known; a field that must be known is missing then."""
        if not isinstance(given, dict):
            return given
        found = {}
        for name, value in given.items():
            is_blank = value is None or (isinstance(value, str) and not value.strip())
            if not is_blank or name not in cls.model_fields:
                found[name] = value
            elif name not in _REQUIRED:
                found[name] = cls.model_fields[name].default
        return found

    @field_validator("grounds", mode="before")
    @classmethod
    def _tutors_and_mentors(cls, value: Any) -> Any:
        """The letter names the two in one breath; here each counts by itself."""
        if not isinstance(value, list | tuple):
            return value
        both = "тьюторы и наставники"
        return [
            part
            for item in value
            for part in (("тьюторы", "наставники") if item == both else (item,))
        ]

    @field_validator("published", mode="before")
    @classmethod
    def _fields_agreed_to(cls, value: Any, info: ValidationInfo) -> Any:
        """«Да» for all, «нет» for none, or a list of headings."""
        named = fields.items(value)
        words = [str(item).strip().lower() for item in named]
        if words == ["да"]:
            return PUBLIC
        if words in ([], ["нет"]):
            return ()
        codes = {title.lower(): code for code, title in CONSENTS.items()}
        for word in words:
            if word not in codes:
                known = ", ".join(f"«{title}»" for title in CONSENTS.values())
                raise wrong(f"не публикуется «{word[:QUOTED]}»; бывает «да», «нет», {known}")
        agreed = {codes[word] for word in words}
        return tuple(code for code in PUBLIC if code in agreed)

    @property
    def consents(self) -> tuple[str, ...]:
        """What may be published now: a consent that was withdrawn later counts no more."""
        withdrawn = self.withdrawn_on
        if withdrawn is not None and (self.agreed_on is None or self.agreed_on <= withdrawn):
            return ()
        return self.published

    def facts(self) -> dict[str, Any]:
        """Whatever is set besides name and day of birth, ready for JSON."""
        dumped = self.model_dump(mode="json", exclude=set(_REQUIRED), exclude_unset=True)
        if "published" in dumped:
            dumped["published"] = [CONSENTS[code] for code in self.published]
        return dumped


#: What a consent is called: the heading of its field.
CONSENTS = {
    "name": "ФИО",
    "specialty": "Специальность",
    "employer": "Основное место работы",
    "position": "Должность",
    "experience": "Опыт методической работы",
}


def name_key(name: str) -> str:
    """Names that are one: case and «ё» make no other person."""
    return " ".join(name.casefold().replace("ё", "е").split())
