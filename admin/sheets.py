"""Tables to take away: CSV and XLSX of the same rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from starlette.responses import Response

from kit.files.cells import guard

Value = str | int | float | bool | date | datetime | None
Row = tuple[Value, ...]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(name: str, form: str, headings: Sequence[str], rows: Iterable[Row]) -> Response:
    """The table as a download: an Excel book where ``form`` is «xlsx», otherwise CSV."""
    if form == "xlsx":
        return download(f"{name}.xlsx", XLSX, as_xlsx(headings, rows))
    return download(f"{name}.csv", "text/csv; charset=utf-8", as_csv(headings, rows))


def as_csv(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """With semicolons and a BOM: a Russian Excel opens it by a double click."""
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";")
    table.writerow(headings)
    table.writerows([_word(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Таблица")
    sheet.freeze_panes = "A2"
    titles = [WriteOnlyCell(sheet, value=heading) for heading in headings]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_xlsx_value(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _word(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "да" if value else "нет"
        case datetime():
            return value.isoformat(" ")
        case float():
            return str(value).replace(".", ",")
        case _:
            return guard(str(value))


def _xlsx_value(value: Value) -> Value:
    if isinstance(value, bool):
        return _word(value)
    # Nobody's name becomes a formula.
    return guard(value) if isinstance(value, str) else value


def download(name: str, kind: str, data: bytes) -> Response:
    """A file that the browser keeps; ``kind`` is its media type."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=kind, headers=headers)
