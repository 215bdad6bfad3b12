"""Levels of schooling, as the Russian standards divide it."""

import re
from enum import StrEnum


class Level(StrEnum):
    PRESCHOOL = "дошкольное"
    PRIMARY = "НОО"
    BASIC = "ООО"
    SECONDARY = "СОО"
    ANY = "любое"


#: Which grades belong to a level: the primary school, the basic one, the senior one.
_GRADES = {
    **dict.fromkeys(range(1, 5), Level.PRIMARY),
    **dict.fromkeys(range(5, 10), Level.BASIC),
    **dict.fromkeys(range(10, 12), Level.SECONDARY),
}
_GRADE = re.compile(
    r"(?<!\d)(1[01]|[1-9])\s*(?:-?(?:й|м|го|х|е|ый|ом|ых|ые))?"
    r"(?:\s*[«\"]?[а-ди]\b[»\"]?)?\s*(?:класс|кл\b|клас\b)",
    re.IGNORECASE,
)
#: «7а», «9 б»: a grade with the letter of a class; «в» and «к» would be prepositions.
_CLASS_LETTER = re.compile(r"(?<![\d.,])(1[01]|[1-9])\s?[«\"]?[абгд][»\"]?(?![\w])", re.IGNORECASE)
_ORDINALS = {
    "перв": 1, "втор": 2, "трет": 3, "четв[её]рт": 4, "пят": 5, "шест": 6, "седьм": 7,
    "восьм": 8, "девят": 9, "десят": 10, "одиннадцат": 11,
}  # fmt: skip
_ORDINAL_GRADE = re.compile(
    rf"\b({'|'.join(_ORDINALS)})(?:\w{{1,3}}\s+класс|(?:о|и)?классник)", re.IGNORECASE
)


def _says(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_WORDS = (
    (
        Level.PRESCHOOL,
        _says(
            r"детск\w+ сад",
            r"\bдетсад",
            r"\bсадик",
            r"\bдоу\b",
            r"дошкол",
            r"(?:старш|подготовительн|средн|младш)\w+ групп",
        ),
    ),
    (
        Level.PRIMARY,
        _says(r"начальн\w+ (?:класс|школ)", r"\bначалк", r"\bноо\b", r"младш\w+ школьник"),
    ),
    (Level.BASIC, _says(r"\bогэ\b", r"средн\w+ звен", r"основн\w+ школ", r"\bооо\b")),
    (
        Level.SECONDARY,
        _says(r"\bегэ\b", r"старш\w+ (?:класс|звен|школ)", r"старшеклассник", r"\bсоо\b"),
    ),
)


def level_of_grade(grade: int) -> Level:
    """Level of grades 1 to 11.

    Raises:
        ValueError: there is no such grade.
    """
    if grade not in _GRADES:
        raise ValueError(f"no grade {grade}")
    return _GRADES[grade]


def mentioned_levels(text: str) -> list[Level]:
    """Levels that ``text`` speaks of, by grade («в 7 классе», «8-й б»), examination or word."""
    found: dict[Level, None] = {}
    for pattern in (_GRADE, _CLASS_LETTER):
        for match in pattern.finditer(text):
            found.setdefault(_GRADES[int(match[1])])
    for match in _ORDINAL_GRADE.finditer(text):
        grade = next(n for stem, n in _ORDINALS.items() if re.fullmatch(stem, match[1], re.I))
        found.setdefault(_GRADES[grade])
    for level, pattern in _WORDS:
        if pattern.search(text):
            found.setdefault(level)
    return list(found)
