"""What people type becomes a question that can be searched for."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.normalise import LONGEST, normalise
from knowledge.spelling import Vocabulary

WORDS = ["объяснить", "дроби", "мотивировать", "учеников", "треугольник", "решение", "проекты"]
VOCABULARY = Vocabulary(dict.fromkeys(WORDS, 3))
#: Pieces that make the steps of normalising meet.
PIECES = [
    *("здравствуйте", "спасибо", "коллеги", "подскажите", "пожалуйста", "заранее", "впр", "РАС"),
    *(
        "rfr",
        "j,]zcybnm",
        "kak",
        "drobi",
        "Word",
        "мативировать",
        "учиников",
        "физре",
        "5",
        "класс",
    ),
    *(",", "!", "?", "(", ")", "Как", "ё", "«", "»"),
]


def understood(text: str) -> str:
    return normalise(text, VOCABULARY).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rfr j,]zcybnm lhj,b d 5 rkfcct", "как объяснить дроби в 5 классе"),
        ("Rfr d Word cltkfnm nf,kbwe", "Как в Word сделать таблицу"),
        ("rfr yfgbcfnm ghjuhfvve yf Python", "как написать программу на Python"),
        ("как сделать rjycgtrn урока", "как сделать конспект урока"),
    ],
)
def test_the_wrong_keyboard_layout_is_turned(typed: str, meant: str) -> None:
    found = normalise(typed, VOCABULARY)

    assert (found.text, found.remarks) == (meant, ("раскладка",))


@pytest.mark.parametrize(
    "text",
    [
        "Как объяснить Present Simple и to be",
        "how to teach reading in grade 5",
        "сайт https://edsoo.ru не открывается",
        "учим Python и Word на информатике",
        "задача про verb и noun",
    ],
)
def test_words_of_other_languages_stay(text: str) -> None:
    assert normalise(text, VOCABULARY).text == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kak obyasnit drobi pyatiklassnikam", "как объяснит дроби пятиклассникам"),
        ("4to delat esli ucheniki ne 4itayut", "что делать если ученики не читают"),
        ("kontrolnaya rabota po matematike", "контрольная работа по математике"),
    ],
)
def test_translit_is_read(typed: str, meant: str) -> None:
    found = normalise(typed, VOCABULARY)

    assert (found.text, found.remarks) == (meant, ("транслит",))


def test_misspelt_words_are_corrected_to_words_of_the_base() -> None:
    found = normalise("как мативировать учиников обьяснить трехугольник", VOCABULARY)

    assert found.text == "как мотивировать учеников объяснить треугольник"
    assert found.remarks == ("опечатки",)


def test_words_that_russian_has_are_not_corrected() -> None:
    assert understood("решения и проект") == "решения и проект"


def test_slang_and_abbreviations_are_no_misspellings() -> None:
    vocabulary = Vocabulary({"домашку": 5, "фигура": 5})

    assert normalise("домашка по физре", vocabulary).text.startswith("домашка по физре")


@pytest.mark.parametrize(
    ("typed", "explained"),
    [
        ("подготовка к впр", "подготовка к впр (всероссийские проверочные работы)"),
        ("ребенок с РАС", "ребенок с РАС (расстройства аутистического спектра)"),
        ("нормативы на физре", "нормативы на физре (Физическая культура)"),
        ("оценки по инглишу", "оценки по инглишу (Иностранный язык)"),
    ],
)
def test_abbreviations_and_slang_names_of_subjects_are_explained(
    typed: str, explained: str
) -> None:
    found = normalise(typed, VOCABULARY)

    assert (found.text, found.remarks) == (explained, ("сокращения",))


def test_a_word_that_only_looks_like_an_abbreviation_is_left() -> None:
    assert understood("у людей разных рас") == "у людей разных рас"


@pytest.mark.parametrize(
    "typed",
    [
        "Здравствуйте, коллеги! Подскажите, пожалуйста, как объяснить дроби? Заранее спасибо!",
        "Добрый день. Как объяснить дроби? С уважением, Мария Ивановна",
        "привет 👋 как объяснить дроби, спс",
        "Доброго времени суток, уважаемые коллеги! Как объяснить дроби? Жду ответа.",
    ],
)
def test_courtesies_are_taken_away(typed: str) -> None:
    assert understood(typed).lower().rstrip("?") == "как объяснить дроби"


@pytest.mark.parametrize(
    "typed",
    [
        'Как научить детей говорить "спасибо" и "здравствуйте"',
        "Ребята на перемене дерутся",
        "Коллеги не хотят посещать уроки",
        "Как вести переписку: привет и до свидания",
    ],
)
def test_words_of_courtesy_that_are_the_question_stay(typed: str) -> None:
    assert understood(typed) == typed


@pytest.mark.parametrize(
    "typed", ["Здравствуйте!", "спасибо большое 🙏", "ок", "?", "12", "", "\0", " \u200b ", "👍👍"]
)
def test_nothing_is_asked_by_courtesies_and_signs(typed: str) -> None:
    found = normalise(typed, VOCABULARY)

    assert (found.text, found.nothing_asked) == ("", True)


def test_invisible_and_broken_signs_vanish() -> None:
    assert understood("дро\u0301би\0 и\ud800 про\u200bекты") == "дроби и проекты"


def test_yo_is_folded_and_quotes_are_made_plain() -> None:
    assert understood("«Всё» ещё “ёлка”") == '"Все" еще "елка"'


def test_shouting_becomes_quiet_but_abbreviations_stay() -> None:
    assert understood("КАК ОБЪЯСНИТЬ ДРОБИ ДЕТЯМ С ЗПР").startswith(
        "как объяснить дроби детям с ЗПР"
    )


def test_of_a_long_story_the_question_is_kept() -> None:
    story = "Работаю в школе давно и видела разное. " * 100
    found = understood(f"{story} Как объяснить дроби? {story}")

    assert "Как объяснить дроби?" in found
    assert len(found) <= LONGEST


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_doing_it_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text, VOCABULARY)

    assert len(once.text) <= LONGEST
    assert normalise(once.text, VOCABULARY).text == once.text


@pytest.mark.parametrize(
    "text", ["shchya" * 3000, "f," * 5000, "спасибо заранее " * 2000, "'" * 9000]
)
def test_no_text_takes_long(text: str) -> None:
    started = time.perf_counter()

    normalise(text, VOCABULARY)

    assert time.perf_counter() - started < 2
