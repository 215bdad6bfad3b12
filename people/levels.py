"""Levels of schooling, as the Russian standards divide it."""

import re
from collections.abc import Iterator
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
_GRADE_NUMBER = r"(?:1[01]|[1-9])"
_ENDING = r"(?:\s*-?(?:й|м|го|х|е|ый|ой|ом|му|ых|ые|ми)\b)?"
#: «класс», «кл.», but not «классный»: two «классных часа» are no grade.
_CLASS = r"(?:класс(?!н)|клас\b|кл\b)"
_GRADE = re.compile(
    rf"(?<![\d.,])(?P<grade>{_GRADE_NUMBER}){_ENDING}"
    rf"(?:\s*[«\"]?[а-ди]\b[»\"]?)?\s*{_CLASS}(?!ов\b)",
    re.IGNORECASE,
)
#: «5-7 классы», «1–4 кл.», «в 8 и 9 классах».
_GRADES_TOGETHER = re.compile(
    rf"(?<![\d.,])(?P<first>{_GRADE_NUMBER}){_ENDING}\s*(?P<how>[-–—]|и|или|,(?=\s))\s*(?:в\s+)?"
    rf"(?P<last>{_GRADE_NUMBER}){_ENDING}\s*{_CLASS}",
    re.IGNORECASE,
)
#: «7а», «8-Б», «9 «В»», «в 9 б»: a grade with the letter of a class. Apart and without quotes the
#: letter counts only after a preposition, and «г» never: «5 г» are grams.
_CLASS_LETTER = re.compile(
    rf"(?<![\d.,№])(?P<grade>{_GRADE_NUMBER})(?:-?[абд]|\s?[«\"][а-д][»\"])(?!\w)"
    rf"|\b(?:в|из|у|для)\s+(?P<named>{_GRADE_NUMBER})(?:-?[а-д]|\s[абвд])(?!\w)",
    re.IGNORECASE,
)
_ORDINALS = {
    r"перв": 1, r"втор": 2, r"трет": 3, r"четв[её]р(?:т|о)": 4, r"пят": 5, r"шест": 6,
    r"сед?ьм|семи": 7, r"восьм": 8, r"девят": 9, r"десят": 10, r"одиннадцат": 11,
}  # fmt: skip
_ORDINAL_ENDING = r"(?:ый|ий|ой|ого|ь?его|ому|ь?ему|ом|ь?ем|ым|ьим|ые|ьи|ых|ьих|ыми|ьими|ую)"
_ORDINAL_GRADE = re.compile(
    rf"\b(?P<stem>{'|'.join(_ORDINALS)})"
    rf"(?:{_ORDINAL_ENDING}\s+класс(?!н)|(?:о|и|ье)?-?кла(?:сс?ни[кц]|шк))",
    re.IGNORECASE,
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
    """Levels that ``text`` speaks of, by grade («в 7 классе», «8б»), examination or word.

    Numbers without a class are no grades: «5 человек», «2 урок». Nor is a number of classes:
    «веду 6 классов».
    """
    found = dict.fromkeys(_GRADES[grade] for grade in mentioned_grades(text))
    for level, pattern in _WORDS:
        if pattern.search(text):
            found.setdefault(level)
    return list(found)


def mentioned_grades(text: str) -> list[int]:
    """Grades that ``text`` names, in figures or in words."""
    return list(dict.fromkeys([*_numbered(text), *_ordinal(text)]))


def _numbered(text: str) -> Iterator[int]:
    for match in _GRADES_TOGETHER.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        yield from range(first, last + 1) if match["how"] in "-–—" else (first, last)
    for match in _GRADE.finditer(text):
        yield int(match["grade"])
    for match in _CLASS_LETTER.finditer(text):
        yield int(match["grade"] or match["named"])


def _ordinal(text: str) -> Iterator[int]:
    for match in _ORDINAL_GRADE.finditer(text):
        yield next(n for stem, n in _ORDINALS.items() if re.fullmatch(stem, match["stem"], re.I))
