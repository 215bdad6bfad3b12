"""Files of the register: nothing is lost, what is wrong is named, nobody is told on."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kit.files.faults import FaultyFile
from people.pool.draft import PUBLIC, PoolDraft
from people.pool.files import TITLES, look_through, pool_as, public_as, read_pool
from people.pool.values import (
    Category,
    Education,
    Funding,
    Ground,
    Position,
    Standing,
    years_between,
)
from people.subjects import all_subjects

TODAY = date(2026, 3, 2)
NAME = "Семёнова Анна-Мария Юрьевна"


def person(**changes: Any) -> PoolDraft:
    return PoolDraft.model_validate({"name": NAME, "born": "01.09.1980", **changes})


def table(headings: Sequence[str], *rows: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([headings, *rows])
    return out.getvalue().encode("utf-8-sig")


def faults_of(headings: Sequence[str], *rows: Sequence[str]) -> list[str]:
    _, faults = look_through("pool.csv", table(headings, *rows), today=TODAY)
    return [str(fault) for fault in faults]


letters = st.text(st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"), min_size=1, max_size=8)
names = st.lists(letters.map(str.capitalize), min_size=2, max_size=4).map(" ".join)
days = st.dates(date(1990, 1, 1), date(2025, 12, 31))
#: Signs that tables and lists have a use of their own for.
texts = st.text(st.sampled_from("аб1 =+-'|\\,\";\n_x000D_"), max_size=20).map(
    lambda text: f"а{text}а"
)
lines = texts.map(lambda text: " ".join(text.split()))
courses = lines.map(lambda text: text.replace(";", ","))
whole_courses = st.builds(
    lambda where, what, hours, day: f"{where}; {what}; {hours}; {day:%d.%m.%Y}; №1",
    courses,
    courses,
    st.integers(1, 500),
    days,
)
people = st.fixed_dictionaries(
    {"name": names, "born": st.dates(date(1940, 1, 1), date(2000, 1, 1))},
    optional={
        "standing": st.sampled_from(Standing),
        "municipality": lines,
        "employer": lines,
        "position": lines,
        "position_kind": st.sampled_from(Position),
        "education": st.sampled_from(Education),
        "is_pedagogical": st.booleans(),
        "specialty": lines,
        "subjects": st.lists(st.sampled_from([each.code for each in all_subjects()]), max_size=3),
        "courses": st.lists(courses | whole_courses, max_size=3),
        "retraining": st.lists(whole_courses, max_size=2),
        "experience": texts,
        "experience_since": days,
        "category": st.sampled_from(Category),
        "category_since": days,
        "seniority_since": days,
        "grounds": st.lists(st.sampled_from(Ground), max_size=3),
        "diagnosed_on": days,
        "diagnosis": texts,
        "employment": st.sampled_from(["школа", "ЦНППМ", "иное: договор"]),
        "share": st.sampled_from([0.1, 0.25, 1, 1.5]),
        "hours": st.just("Пн–Пт с 9 до 18"),
        "funding": st.sampled_from(Funding),
        "published": st.sampled_from([["да"], ["нет"], ["ФИО"], ["Должность", "ФИО"]]),
        "agreed_on": days,
        "withdrawn_on": days,
    },
).map(PoolDraft.model_validate)


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".xlsx"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=st.lists(people, min_size=1, max_size=3, unique_by=lambda one: one.born))
def test_what_is_written_is_read_again(ending: str, drafts: list[PoolDraft]) -> None:
    name = f"pool{ending}"

    read, faults = look_through(name, pool_as(Path(name), drafts), today=TODAY)

    assert (read, faults) == (drafts, [])


def test_the_words_of_the_letter_are_headings() -> None:
    headings = [
        "ФИО",
        "дату рождения педагога",
        "УРОВЕНЬ ОБРАЗОВАНИЯ",
        "специальность",
        "прохождение курсов повышения квалификации",
        "профессиональной переподготовки",
        "основное место работы",
        "должность",
        "опыт методической работы",
        "Предметы",
    ]
    row = [
        "  Семёнова   Анна-Мария Юрьевна ", "1980-09-01", "Высшее (магистратура)", "учитель физики",
        "Академия Минпросвещения; Наставничество; 72 часа; 2024-02-01; уд. 15|Просто лекция", "",
        "Школа № 5", "учитель", "веду методобъединение", "физика|матем",
    ]  # fmt: skip

    [read], faults = look_through("p.csv", table(headings, row), today=TODAY)

    assert faults == []
    assert read.name == NAME
    assert read.born == date(1980, 9, 1)
    assert read.education is Education.MASTER
    assert read.courses == (
        "Академия Минпросвещения; Наставничество; 72; 01.02.2024; уд. 15",
        "Просто лекция",
    )
    assert read.subjects == ("physics", "math")


def test_excel_dates_and_numbers_are_understood(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["ФИО", "Дата рождения", "Доля ставки", "Стаж работы по специальности"])
    sheet.append([NAME, date(1980, 9, 1), 0.5, date(2010, 9, 1)])
    book.save(tmp_path / "p.xlsx")

    [read] = read_pool(tmp_path / "p.xlsx", today=TODAY)

    assert (read.born, read.share) == (date(1980, 9, 1), 0.5)
    assert read.seniority_since == date(2010, 9, 1)


@pytest.mark.parametrize(
    ("heading", "value", "reason"),
    [
        ("ФИО", "Семёнова А.Ю.", "нужны фамилия, имя и отчество полностью"),
        ("ФИО", "", "нет обязательного поля «ФИО»"),
        ("Дата рождения", "31.02.1980", "нет даты «31.02.1980»"),
        ("Дата рождения", "03.03.2008", "возраст не от 18 до 100 лет"),
        ("Дата рождения", "01.01.1890", "год 1890 раньше 1900"),
        ("Уровень образования", "три класса", "нет значения «три класса»; бывает «высшее»"),
        ("Предметы", "алхимия", "нет предмета «алхимия»"),
        ("Доля ставки", "2", "доля от 0,1 до 1,5 ставки, а не 2"),
        ("Доля ставки", "пол", "нужно число от 0,1 до 1,5"),
        ("Часы работы", "когда придётся", "непонятные часы"),
        ("Основания включения", "знакомый", "нет значения «знакомый»"),
        ("Курсы повышения квалификации", "а; б; много", "часы — третья часть — не число"),
        ("Согласие на публикацию", "Дата рождения", "не публикуется «дата рождения»"),
        ("Дата согласия", "03.03.2026", "день 03.03.2026 ещё не наступил"),
        ("Вариант занятости", "на дому", "бывает «школа, в ЦНППМ"),
        ("Педагогическое образование", "наверное", "нужно «да» или «нет»"),
    ],
)
def test_a_faulty_row_is_named_with_the_reason(heading: str, value: str, reason: str) -> None:
    values = {"ФИО": NAME, "Дата рождения": "01.09.1980", heading: value}
    good = {**values, heading: ""} if heading not in ("ФИО", "Дата рождения") else None
    rows = [list(good.values())] if good else []

    [fault] = faults_of(list(values), *rows, list(values.values()))

    assert fault.startswith(f"строка {2 + len(rows)}: ")
    assert f"{heading}: {reason}" in fault or reason in fault


def test_four_years_and_364_days_are_four() -> None:
    assert years_between(date(2020, 9, 2), date(2025, 9, 1)) == 4
    assert years_between(date(2020, 9, 2), date(2025, 9, 2)) == 5


def test_unknown_headings_and_the_same_person_twice_are_refused() -> None:
    with pytest.raises(FaultyFile, match="неизвестный столбец «Телефон»"):
        faults_of(["ФИО", "Дата рождения", "Телефон"])
    with pytest.raises(FaultyFile, match="нет обязательного столбца «Дата рождения»"):
        faults_of(["ФИО"])
    line = f'{{"ФИО": "{NAME}", "Дата рождения": "01.09.1980", "Телефон": "1"}}'
    _, [fault] = look_through("p.jsonl", line.encode(), today=TODAY)
    assert str(fault) == "строка 1: неизвестное поле «Телефон»"

    twice = faults_of(
        ["ФИО", "Дата рождения"], [NAME, "01.09.1980"], [NAME.replace("ё", "е"), "1980-09-01"]
    )

    assert twice == ["строка 3: такой человек уже есть в строке 2"]


def test_the_public_list_holds_what_was_agreed_to_and_nothing_else() -> None:
    secret = {
        "employer": "Тайная школа",
        "diagnosis": "Секретный итог",
        "courses": ["Скрытый курс"],
        "experience": "Двенадцать лет",
        "experience_since": "01.09.2014",
    }
    agreed = person(
        published=["ФИО", "Должность"], agreed_on="01.02.2026", position="учитель", **secret
    )
    silent = person(name="Молчунов Пётр", position="директор", **secret)
    withdrawn = person(
        name="Отозвалов Иван",
        published=["да"],
        agreed_on="01.02.2026",
        withdrawn_on="02.02.2026",
        **secret,
    )
    whole = person(name="Открытая Вера", published=["да"], **secret)

    text = public_as(Path("p.csv"), [agreed, silent, withdrawn, whole], today=TODAY).decode()

    assert text.splitlines() == [
        "ФИО,Специальность,Основное место работы,Должность,Опыт методической работы,"
        '"Методическая работа, лет"',
        f"{NAME},,,учитель,,",
        "Открытая Вера,,Тайная школа,,Двенадцать лет,11",
    ]
    assert all(word not in text for word in ("1980", "Секретный", "Скрытый", "Молчунов", "Отоз"))


def test_every_field_has_a_heading() -> None:
    assert TITLES.keys() == PoolDraft.model_fields.keys()
    assert set(PUBLIC) < TITLES.keys()
