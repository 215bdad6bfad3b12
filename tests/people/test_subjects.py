"""Subjects as teachers name them, and words that only look like a subject."""

import pytest

from people.subjects import Subject, all_subjects, mentioned_subjects, subject_named, subject_of

#: At least two ways to name each of the 26 subjects in a sentence.
NAMED = {
    "general": ["общие вопросы урока", "какая методика лучше"],
    "methodist": ["завуч просит план", "как строить методсовет", "методическая работа в школе"],
    "class_lead": ["кл. рук. пятого", "классный час про дружбу", "разговоры о важном", "классуха"],
    "extracurricular": ["внеурочка", "программа кружка", "внеурочная деятельность"],
    "primary": ["началка", "окружающий мир", "литературное чтение", "начальная школа"],
    "preschool": ["в садике", "доу", "старшая группа", "детский сад"],
    "russian": ["по русскому", "рус. яз.", "русиш", "орфография"],
    "literature": ["урок литературы", "на литре"],
    "math": ["алгебра", "геометрия", "матан", "на матике", "вероятность и статистика"],
    "physics": ["физика", "физичка", "по физике"],
    "chemistry": ["химия", "химичка", "опыты на химии"],
    "biology": ["биология", "по биологии", "биологичка"],
    "geography": ["география", "гео", "географичка"],
    "history": ["история", "по истории", "историчка", "историк"],
    "social": ["обществознание", "по обществу", "на обществе", "сдают общество"],
    "informatics": ["информатика", "питон", "икт", "программирование"],
    "foreign": ["английский", "инглиш", "ин. яз.", "иняз", "немецкий", "иностранный язык"],
    "labor": ["на труде", "по труду", "урок труда", "трудовик", "урок технологии"],
    "art": ["изо", "рисование", "изобразительное искусство"],
    "music": ["музыка", "пение", "школьный хор", "музыкальный руководитель"],
    "pe": ["физра", "физ-ра", "физкультура", "нормы ГТО", "физическая культура"],
    "obzr": ["ОБЖ", "ОБЗР", "основы безопасности"],
    "orkse": ["ОРКСЭ", "светская этика", "духовно-нравственное воспитание"],
    "speech": ["логопед", "логопункт", "дефектолог"],
    "psych": ["психолог", "педагог-психолог", "психологическая служба"],
    "library": ["библиотекарь", "школьная библиотека"],
}


def codes(text: str) -> list[str]:
    return [subject.code for subject in mentioned_subjects(text)]


def test_the_list_is_closed_and_whole() -> None:
    assert set(NAMED) == {subject.code for subject in all_subjects()}
    assert len(NAMED) == 26


@pytest.mark.parametrize("code", NAMED)
def test_a_subject_is_recognised_by_what_teachers_call_it(code: str) -> None:
    for words in NAMED[code]:
        assert code in codes(f"Подскажите, {words}, что посоветуете?"), words
        assert code in codes(words.upper()), words


@pytest.mark.parametrize(
    "words",
    [
        "у ребёнка сложная история болезни",
        "такая история случилась вчера",
        "неприятная история с телефоном",
        "в общем, дети не слушают",
        "вообще хорошо, но хором отвечают",
        "труд учителя не ценят",
        "право на труд",
        "мы ценим его труды",
        "трудно удержать внимание",
        "трудовой договор",
        "наше общество изменилось",
        "родители живут в общаге",
        "изо дня в день одно и то же",
        "кричу изо всех сил",
        "технология критического мышления",
        "список литературы к программе",
        "музыкальная пауза на уроке",
        "штрафы и пени",
        "ребёнок воспитанный",
        "геолокация в телефоне",
    ],
)
def test_an_everyday_word_is_no_subject(words: str) -> None:
    assert codes(words) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Труд: как оценивать поделки?", "labor"),
        ("труд, 6 класс, как оценивать", "labor"),
        ("Общество. Дети не учат термины", "social"),
        ("общество 8-9 классы", "social"),
        ("Технология в 7 классе", "labor"),
        ("общество", "social"),
    ],
)
def test_an_everyday_word_set_apart_or_before_a_grade_is_a_subject(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_several_subjects_are_told_in_the_order_of_the_text() -> None:
    assert codes("Связать химию, физику и ещё раз химию") == ["chemistry", "physics"]


def test_the_longer_name_swallows_the_shorter_one_in_it() -> None:
    assert codes("литературное чтение") == ["primary"]
    assert codes("литературное чтение и литература") == ["primary", "literature"]


def test_a_phrase_that_is_no_subject_does_not_hide_the_subject() -> None:
    assert codes("Интересная история была на уроке истории") == ["history"]


@pytest.mark.parametrize("subject", all_subjects(), ids=lambda subject: subject.code)
def test_code_name_and_colloquial_names_lead_to_the_subject(subject: Subject) -> None:
    names = [subject.code, subject.name, subject.name.upper(), *subject.bare]
    names += [alias for alias in subject.aliases if "*" not in alias]

    assert {subject_named(name) for name in names} == {subject}
    assert subject_of(subject.code) is subject


@pytest.mark.parametrize("name", ["", "магия", "физика и химия", "*", "."])
def test_what_is_no_name_leads_to_no_subject(name: str) -> None:
    assert subject_named(name) is None


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        subject_of("alchemy")
