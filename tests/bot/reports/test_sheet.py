"""Every form of a report shows the same cells."""

import csv
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.reports.table_picture import MOST_ROWS, TooLong, table_picture
from kit.drawing import Label, wrapped
from kit.files.sheet import Column, Sheet, table_of, to_csv, to_json, to_text, to_xlsx, words

SHEET = Sheet(
    "questions",
    "Вопросы",
    (Column("number", "№"), Column("subject", "Предмет"), Column("hours", "Часов")),
    ((17, "Физика", 2.5), (18, None, None), (19, "=СУММ(A1)", 0.0)),
    ("Всего вопросов: 3.",),
)


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_rows(data: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_screen_shows_title_headings_cells_and_notes() -> None:
    assert to_text(SHEET).splitlines() == [
        "Вопросы",
        "",
        " №  Предмет    Часов",
        "──  ─────────  ─────",
        "17  Физика       2,5",
        "18",
        "19  =СУММ(A1)    0,0",
        "",
        "Всего вопросов: 3.",
    ]


def test_t40_a_csv_has_the_cells_of_the_screen() -> None:
    rows = csv_rows(to_csv(SHEET))

    guarded = [[cell.removeprefix("'") for cell in row] for row in rows]
    assert guarded == table_of(SHEET)
    assert rows[3][1] == "'=СУММ(A1)"


def test_a_json_document_has_the_same_values_by_name() -> None:
    document = json.loads(to_json(SHEET))

    assert [list(row.values()) for row in document["rows"]] == [list(row) for row in SHEET.rows]
    assert document["columns"] == {"number": "№", "subject": "Предмет", "hours": "Часов"}
    assert document["notes"] == list(SHEET.notes)


def test_a_workbook_has_the_same_values_and_no_formulas() -> None:
    data = to_xlsx(SHEET)

    assert xlsx_rows(data) == [["№", "Предмет", "Часов"], *map(list, SHEET.rows)]
    cell = load_workbook(io.BytesIO(data)).worksheets[0]["B4"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_picture_of_a_table_has_its_cells_and_no_other_words() -> None:
    labels = [shape.words for shape in table_picture(SHEET).shapes if isinstance(shape, Label)]

    cells = [cell for row in table_of(SHEET) for cell in row]
    assert labels == [SHEET.title, *cells, *SHEET.notes]


def test_a_table_too_long_for_a_picture_is_refused_with_a_way_out() -> None:
    row: tuple[int, str, float] = (1, "Физика", 1.0)
    long = Sheet("questions", "Вопросы", SHEET.columns, (row,) * (MOST_ROWS + 1))

    with pytest.raises(TooLong, match=r"\.xlsx"):
        table_picture(long)


def test_an_empty_sheet_has_headings_in_every_form() -> None:
    empty = Sheet("questions", "Вопросы", SHEET.columns, ())

    assert "Предмет" in to_text(empty)
    assert csv_rows(to_csv(empty)) == [["№", "Предмет", "Часов"]]
    assert xlsx_rows(to_xlsx(empty)) == [["№", "Предмет", "Часов"]]
    assert json.loads(to_json(empty))["rows"] == []
    assert table_picture(empty).height > 0


def test_numbers_are_said_as_russians_write_them() -> None:
    assert [words(value) for value in (None, 0, 12, 2.5, "2.5")] == ["", "0", "12", "2,5", "2.5"]


def test_long_notes_are_broken_between_words() -> None:
    lines = list(wrapped("слово " * 40, 30))

    assert max(map(len, lines)) <= 30
    assert " ".join(lines) == ("слово " * 40).strip()
