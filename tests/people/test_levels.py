"""Levels of schooling, as questions speak of them."""

import pytest

from people.levels import Level, level_of_grade, mentioned_levels

PRESCHOOL, PRIMARY, BASIC, SECONDARY = (
    Level.PRESCHOOL,
    Level.PRIMARY,
    Level.BASIC,
    Level.SECONDARY,
)


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("в 3 классе", [PRIMARY]),
        ("5-й класс", [BASIC]),
        ("у 9 «В» класса", [BASIC]),
        ("10кл", [SECONDARY]),
        ("в 11 а", [SECONDARY]),
        ("мой 7а не слушает", [BASIC]),
        ("8-Б шумит", [BASIC]),
        ("9 «Г» на уроке", [BASIC]),
        ("1–4 классы", [PRIMARY]),
        ("8-11 классы", [BASIC, SECONDARY]),
        ("в 4 и 10 классах", [PRIMARY, SECONDARY]),
        ("в 4 и в 10 классе", [PRIMARY, SECONDARY]),
        ("во втором классе", [PRIMARY]),
        ("у третьего класса", [PRIMARY]),
        ("четвероклассники", [PRIMARY]),
        ("первоклашки", [PRIMARY]),
        ("семиклассник", [BASIC]),
        ("в седьмом классе", [BASIC]),
        ("одиннадцатиклассники", [SECONDARY]),
        ("подготовка к ОГЭ", [BASIC]),
        ("пробный егэ", [SECONDARY]),
        ("старшеклассники", [SECONDARY]),
        ("начальная школа", [PRIMARY]),
        ("средняя группа детского сада", [PRESCHOOL]),
        ("дошкольники и старшие классы", [PRESCHOOL, SECONDARY]),
    ],
)
def test_a_level_is_told_by_grade_letter_examination_or_word(
    words: str, levels: list[Level]
) -> None:
    assert mentioned_levels(words) == levels
    assert mentioned_levels(words.upper()) == levels


@pytest.mark.parametrize(
    "words",
    [
        "осталось 5 человек",
        "в 3 раза больше",
        "2 урок подряд",
        "на 2 уроке",
        "в классе 28 детей",
        "2 классных часа",
        "первый классный час",
        "веду 6 классов",
        "пять классов и ни минуты",
        "взять 5 г соли",
        "за 2 дня",
        "в 2025 году",
        "12 класс",
        "1,5 класса",
        "это 3 а то 4",
        "вопрос №7а",
        "первая помощь",
        "ногами",
    ],
)
def test_other_numbers_and_words_are_no_level(words: str) -> None:
    assert mentioned_levels(words) == []


def test_every_grade_has_a_level_by_number_and_by_word() -> None:
    ordinals = [
        "перв",
        "втор",
        "трет",
        "четвёрт",
        "пят",
        "шест",
        "седьм",
        "восьм",
        "девят",
        "десят",
        "одиннадцат",
    ]

    for grade, stem in enumerate(ordinals, start=1):
        ending = "ьем" if stem == "трет" else "ом"
        assert mentioned_levels(f"в {grade} классе") == [level_of_grade(grade)]
        assert mentioned_levels(f"в {stem}{ending} классе") == [level_of_grade(grade)]


@pytest.mark.parametrize("grade", [0, 12, -1])
def test_there_are_eleven_grades(grade: int) -> None:
    with pytest.raises(ValueError, match="no grade"):
        level_of_grade(grade)
