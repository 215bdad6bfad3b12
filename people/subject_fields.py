"""A subject as people write it in a file."""

from typing import Any

from rapidfuzz import fuzz

from kit.files.fields import QUOTED, wrong
from people.subjects import Subject, all_subjects, subject_named


def subject_code(value: Any) -> Any:
    """The code of a subject given by code, Russian name or colloquial name."""
    if not isinstance(value, str):
        return value
    subject = subject_named(value)
    if subject is None:
        raise wrong(f"нет предмета «{value[:QUOTED]}»; ближайшие: {_nearest_subjects(value)}")
    return subject.code


def _nearest_subjects(value: str) -> str:
    def unlikeness(subject: Subject) -> float:
        names = (subject.code, subject.name.lower(), *subject.aliases)
        return -max(fuzz.ratio(value[:QUOTED].lower(), name) for name in names)

    near = sorted(all_subjects(), key=unlikeness)[:3]
    return ", ".join(f"«{subject.name}» ({subject.code})" for subject in near)
