import csv
import io
import json
import os
import resource
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kit.files.cells import guard, join_list, split_list, unguard
from kit.files.faults import FaultyFile
from knowledge.drafts import CaseDraft
from knowledge.files import read_cases, write_cases
from knowledge.files.layout import CASES, RUSSIAN
from knowledge.models import CaseState
from people.levels import Level
from tests.support.cases import draft, row

#: A busy machine is no failure; the folder of a test may be shared by its examples.
UNHURRIED = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
#: Excel knows no time zones.
EXCEL_DAY = datetime(2027, 6, 30)  # noqa: DTZ001

AWKWARD = st.one_of(
    st.sampled_from(
        [
            *("=1+1", '=HYPERLINK("http://x")', "+7", "-1", "@SUM(A1)", "'=1", "''-", "'", "#N/A"),
            *("a|b", r"a\|b", "\\", "a\\", "| |", "«ё»; \"да\", 'нет'", " с краёв ", "\tтаб\n"),
            *("строка\nстрока", "\n\n1", "😀 и 👩‍🏫", "_x000D_1", "_x005F_x0041_", "true", "007"),
            *("1e5", "2027-06-30", "null", "а" * 500, "\u00a0край\u00a0", "\u2028ю", "\ufeffю"),
            *("a\r\nb", "a\rb"),
        ]
    ),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=40,
    ),
    st.text("|\\ '\"=;,\n\t\ra1", max_size=12),
)  # fmt: skip
TEXTS = st.builds("{}ж{}".format, AWKWARD, AWKWARD)
LINES = st.builds(lambda start, end: f"{start[:40]}ж{end[:40]}", AWKWARD, AWKWARD)
ITEMS = st.lists(AWKWARD, max_size=4)
DRAFTS = st.builds(
    lambda **values: draft(**values),
    title=LINES,
    subject=st.sampled_from(["physics", "math", "pe"]),
    level=st.sampled_from(list(Level)),
    topics=ITEMS,
    problem=TEXTS,
    solution=TEXTS,
    materials=ITEMS,
    questions=ITEMS,
    kind=LINES,
    audience=LINES,
    direction=st.none() | LINES,
    basis=ITEMS,
    source=st.none() | LINES,
    author=st.none() | LINES,
    review_by=st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    state=st.sampled_from([None, CaseState.DRAFT, CaseState.RETIRED]),
)


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".xlsx"])
@given(drafts=st.lists(DRAFTS, min_size=1, max_size=3))
@settings(UNHURRIED, max_examples=60)
def test_what_is_written_is_read_back_unchanged(
    tmp_path: Path, ending: str, drafts: list[CaseDraft]
) -> None:
    numbered = [one.model_copy(update={"id": f"=case {place}"}) for place, one in enumerate(drafts)]
    path = tmp_path / f"cases{ending}"

    write_cases(path, numbered)

    assert read_cases(path) == numbered


@given(st.lists(AWKWARD.filter(str.strip), min_size=1))
@settings(UNHURRIED)
def test_a_list_in_one_cell_comes_back_item_by_item(items: list[str]) -> None:
    assert split_list(join_list(items)) == items


@given(AWKWARD)
@settings(UNHURRIED)
def test_no_cell_of_a_csv_can_be_taken_for_a_formula(text: str) -> None:
    assert guard(text)[:1] not in tuple("=+-@\t\r\n")
    assert unguard(guard(text)) == text


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"

    write_cases(path, [draft(title="=1+1", author="#N/A")])

    sheet = load_workbook(path).worksheets[0]
    cells = {cell.value: cell for line in sheet.iter_rows() for cell in line}
    assert cells["=1+1"].data_type == "s"
    assert cells["=1+1"].quotePrefix
    assert cells["#N/A"].data_type == "s"
    assert not cells["#N/A"].quotePrefix
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width) == ("B2", 40)
    assert [cells[title].font.bold for title in ("id", "=1+1")] == [True, False]
    assert all(cell.alignment.wrap_text for cell in cells.values())


def test_an_export_of_published_cases_names_only_the_fields_of_the_contract(tmp_path: Path) -> None:
    contract = [
        *("id", "title", "subject", "level", "topics", "problem", "solution", "materials"),
        *("questions", "kind", "audience", "direction", "basis", "source", "author", "review_by"),
    ]

    for ending in (".jsonl", ".csv", ".xlsx"):
        write_cases(tmp_path / f"cases{ending}", [draft()])

    assert list(json.loads((tmp_path / "cases.jsonl").read_text())) == contract
    assert (tmp_path / "cases.csv").read_text().splitlines()[0] == ",".join(contract)
    headings = next(load_workbook(tmp_path / "cases.xlsx").worksheets[0].iter_rows())
    assert [cell.value for cell in headings] == contract


def test_every_field_has_russian_titles_of_its_own() -> None:
    assert list(RUSSIAN) == list(CaseDraft.model_fields)
    for field, titles in RUSSIAN.items():
        assert {CASES.field_named(title) for title in (field, *titles)} == {field}


# What people write by hand.


def lines(*rows: Any) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in rows).encode()


def table(
    rows: Sequence[dict[str, Any]], *, delimiter: str = ",", titles: Sequence[str] | None = None
) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(titles or rows[0])
    for one in rows:
        values = ["|".join(v) if isinstance(v, list) else v for v in one.values()]
        writer.writerow(values)
    return out.getvalue().encode()


def workbook(*rows: Sequence[Any]) -> bytes:
    book = Workbook()
    for one in rows:
        book.worksheets[0].append(list(one))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(**values: Any) -> bytes:
    given = {name: "|".join(v) if isinstance(v, list) else v for name, v in row(**values).items()}
    return workbook(list(given), list(given.values()))


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, bytes], list[CaseDraft]]:
    def read_bytes(name: str, data: bytes) -> list[CaseDraft]:
        path = tmp_path / name
        path.write_bytes(data)
        return read_cases(path)

    return read_bytes


Read = Callable[[str, bytes], list[CaseDraft]]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_table_may_use_russian_titles_either_delimiter_and_a_byte_order_mark(
    read: Read, delimiter: str, mark: bytes
) -> None:
    given = row(problem="Запятая, и точка; с запятой", topics=["дроби", "5 класс"])
    titles = [RUSSIAN[name][0] for name in given]

    data = mark + table([given], delimiter=delimiter, titles=titles)

    assert read("cases.csv", data) == [draft(**given)]


@pytest.mark.parametrize("titles", list(zip(*RUSSIAN.values(), strict=False)))
def test_a_workbook_may_use_russian_titles(read: Read, titles: Sequence[str]) -> None:
    given = dict(zip(RUSSIAN, titles, strict=True))
    values = {"review_by": "30.06.2027", "state": "черновик"}

    [case] = read(
        "cases.XLSX",
        workbook(
            [given[name] for name in [*row(), *values]],
            [
                *("|".join(v) if isinstance(v, list) else v for v in row().values()),
                *values.values(),
            ],
        ),
    )

    assert case == draft(review_by=date(2027, 6, 30), state=CaseState.DRAFT)


@pytest.mark.parametrize("name", ["physics", "Физика", " ФИЗИКА ", "физике"])
def test_a_subject_is_known_by_code_name_and_colloquial_name(read: Read, name: str) -> None:
    assert read("c.jsonl", lines(row(subject=name)))[0].subject == "physics"


def test_a_level_may_be_written_in_small_letters(read: Read) -> None:
    assert read("c.jsonl", lines(row(level="ноо")))[0].level is Level.PRIMARY


def test_materials_for_methodists_are_known_by_the_russian_word(read: Read) -> None:
    assert read("c.jsonl", lines(row(audience="Методист")))[0].audience == "methodist"


@pytest.mark.parametrize("day", [date(2027, 6, 30), EXCEL_DAY])
def test_a_date_may_be_a_date_of_excel(read: Read, day: date) -> None:
    assert read("c.xlsx", sheet(review_by=day))[0].review_by == date(2027, 6, 30)


def test_numbers_of_excel_are_taken_as_they_look(read: Read) -> None:
    [case] = read("c.xlsx", sheet(id=17, title=2027.0, author=1.5))

    assert (case.id, case.title, case.author) == ("17", "2027", "1.5")


def test_spaces_around_the_items_of_a_list_do_not_count(read: Read) -> None:
    assert read("c.xlsx", sheet(topics=" дроби | 5 класс | "))[0].topics == ("дроби", "5 класс")


def test_empty_lines_and_rows_do_not_count(read: Read) -> None:
    given = table([row()])

    assert read("c.jsonl", b"\n  \n" + lines(row()) + b"\r\n\n") == [draft()]
    assert read("c.csv", b"\n" + given.replace(b"\r\n", b"\r\n\r\n,,,,,,,\r\n", 1)) == [draft()]


def test_an_optional_field_may_be_absent_empty_or_null(read: Read) -> None:
    [case] = read("c.jsonl", lines(row(kind=None, audience="", review_by=" ", basis=None)))

    assert case == draft(kind="кейс", audience="teacher")


# Refusals: one sentence that names the row and the reason.


def refusal(read: Read, name: str, data: bytes) -> str:
    with pytest.raises(FaultyFile) as refused:
        read(name, data)
    return str(refused.value)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (row(colour="red"), "неизвестное поле «colour»"),
        ({**row(), "title": ""}, "нет обязательного поля «title»"),
        ({k: v for k, v in row().items() if k != "solution"}, "поля «solution»"),
        (row(subject="физека"), "нет предмета «физека»; ближайшие: «Физика» (physics)"),
        (row(level="7 класс"), "нет уровня «7 класс»; бывает дошкольное, НОО, ООО, СОО, любое"),
        (row(review_by="31.02.2027"), "нет даты «31.02.2027»"),
        (row(review_by="2127-01-01"), "год 2127 вне пределов"),
        (row(title="ы" * 201), "title: длиннее 200 знаков"),
        (row(solution="ы" * 20_001), "solution: длиннее 20000 знаков"),
        (row(topics=["ы" * 4_000] * 4), "topics: весь список длиннее 15000 знаков"),
        (row(topics="дроби"), "topics: нужен список текстов"),
        (row(topics=["дроби", 5]), "topics: нужен текст"),
        (row(title=5), "title: нужен текст"),
        (row(problem="а\0б"), "problem: недопустимый знак U+0000"),
        (row(problem="а\ud800б"), "problem: недопустимый знак"),
        (row(problem="?!…"), "problem: нет ни одной буквы или цифры"),
        (row(state="новый"), "нет состояния «новый»"),
        ([1, 2], "нужен объект JSON"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number_and_the_reason(
    read: Read, wrong: Any, reason: str
) -> None:
    data = "\n".join([*(json.dumps(row(f"c{number}")) for number in range(56)), json.dumps(wrong)])

    told = refusal(read, "c.jsonl", data.encode())

    assert "строка 57" in told
    assert reason in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "a"', "это не JSON"),
        (b"[" * 100_000, "это не JSON"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "это не JSON"),
        (b'{"id": "a", "id": "b"}', "поле «id» дано дважды"),
        (b'{"id": "\x1b[31m\\u001b", "topics": {}}', "это не JSON"),
    ],
)
def test_a_line_that_is_no_json_object_is_refused(read: Read, line: bytes, reason: str) -> None:
    told = refusal(read, "c.jsonl", line)

    assert "строка 1" in told
    assert reason in told


def test_what_a_file_says_cannot_write_on_the_terminal(read: Read) -> None:
    assert "\x1b" not in refusal(read, "c.jsonl", lines(row("\x1b[31m", title="", **{"\x1bz": 1})))


def test_every_faulty_row_is_named_up_to_a_bound(read: Read) -> None:
    faulty = [row(f"c{n}", level="?" if n % 2 else "НОО") for n in range(60)]

    told = refusal(read, "c.jsonl", lines(*faulty))

    assert "ошибок: 30" in told
    assert all(f"строка {n} (id c{n - 1})" in told for n in range(2, 41, 2))
    assert "строка 42" not in told
    assert "не показано: 10" in told


def test_an_id_that_comes_twice_is_refused_with_both_rows(read: Read) -> None:
    told = refusal(read, "c.jsonl", lines(row("a"), row("b"), row("a")))

    assert "строка 3 (id a): такой id уже есть в строке 1" in told


def test_rows_of_a_table_are_numbered_as_a_spreadsheet_shows_them(read: Read) -> None:
    rows = [row("a", problem="две\nстроки"), row("b"), row("c", level="?")]

    assert "строка 4 (id c)" in refusal(read, "c.csv", table(rows))
    assert "строка 2" in refusal(read, "c.xlsx", sheet(level="?"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (table([row(colour="red")]), "строка 1: неизвестный столбец «colour»"),
        (table([{"id": "a", "title": "б"}]), "нет обязательного столбца «subject», «level»"),
        (table([row()], titles=[*list(row())[:-1], "Название"]), "столбец дан дважды: «title»"),
        (table([row()]).replace(b"materials", b""), "нет обязательного столбца «materials»"),
        (table([row()])[:-2] + b",more\r\n", "строка 2: лишняя ячейка 9"),
        (table([row()]) + b'"open', "строка 3: кавычки не на месте"),
        (table([row()]) + b'"a"b,c', "строка 3: кавычки не на месте"),
        (b'"open', "строка 1: кавычки не на месте"),
        (",".join(row()).encode(), "нет ни одного кейса"),
        (b" \n", "нет ни одного кейса"),
    ],
)
def test_a_damaged_table_is_refused(read: Read, data: bytes, reason: str) -> None:
    assert reason in refusal(read, "c.csv", data)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("=1+1", "строка 2: title: формула вместо значения"),
        (EXCEL_DAY, "строка 2: title: дата вместо текста"),
        (True, "строка 2: title: ИСТИНА или ЛОЖЬ вместо текста"),
        ("#N/A", "строка 2: title: ошибка Excel вместо значения"),
    ],
)
def test_a_cell_that_holds_no_text_is_refused(read: Read, cell: Any, reason: str) -> None:
    assert reason in refusal(read, "c.xlsx", sheet(title=cell))


def test_a_number_is_no_date(read: Read) -> None:
    assert "нет даты «46568»" in refusal(read, "c.xlsx", sheet(review_by=46568))


def test_another_encoding_is_refused_with_advice(read: Read) -> None:
    told = refusal(read, "c.csv", table([row()]).decode().encode("cp1251"))
    assert "Windows-1251" in told
    assert "CSV UTF-8" in told

    assert "UTF-16" in refusal(read, "c.csv", table([row()]).decode().encode("utf-16"))
    assert "книга Excel" in refusal(read, "c.csv", sheet())


@pytest.mark.parametrize(
    "data",
    [
        b"no zip",
        b"PK\x03\x04 cut",
        sheet()[:2_000],
        b"\xd0\xcf\x11\xe0 old",
        b"PK\x05\x06" + b"\0" * 18,
    ],
)
def test_what_is_no_workbook_is_refused(read: Read, data: bytes) -> None:
    assert ".xlsx" in refusal(read, "c.xlsx", data)


def _rezipped(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return out.getvalue()


def test_a_workbook_that_unpacks_to_hundreds_of_megabytes_is_refused(read: Read) -> None:
    bomb = _rezipped(sheet(), "xl/worksheets/sheet1.xml", b" " * (101 << 20))

    assert "распаковывается" in refusal(read, "c.xlsx", bomb)


def test_a_workbook_with_a_row_far_beyond_the_last_one_is_refused(read: Read) -> None:
    content = zipfile.ZipFile(io.BytesIO(sheet())).read("xl/worksheets/sheet1.xml")
    far = content.replace(b'<row r="2"', b'<row r="99999999"')

    told = refusal(read, "c.xlsx", _rezipped(sheet(), "xl/worksheets/sheet1.xml", far))

    assert "столько строк не бывает" in told


def test_a_file_with_too_many_rows_is_refused(read: Read) -> None:
    assert "больше 20000 строк" in refusal(read, "c.jsonl", b"{}\n" * 20_001)


def test_an_empty_file_is_refused(read: Read) -> None:
    assert "пуст" in refusal(read, "c.jsonl", b"")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl"
    with path.open("wb") as file:
        file.truncate(200 << 20)

    with pytest.raises(FaultyFile, match="больше 64 МБ"):
        read_cases(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(FaultyFile, match="не обычный файл"):
        read_cases(tmp_path / "pipe.csv")
    with pytest.raises(FaultyFile, match="это папка"):
        read_cases(tmp_path / "folder.csv")
    with pytest.raises(FaultyFile, match="нет такого файла"):
        read_cases(tmp_path / "nothing.csv")


@pytest.mark.parametrize("name", ["cases.txt", "cases", "cases.json", ".csv"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    for deed in (lambda: read_cases(tmp_path / name), lambda: write_cases(tmp_path / name, [])):
        with pytest.raises(FaultyFile, match=r"\.jsonl, \.csv, \.xlsx"):
            deed()


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(table([row()]))
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # who may read everything
        os.seteuid(65_534)

    try:
        with pytest.raises(FaultyFile, match="нет прав"):
            read_cases(path)
    finally:
        os.seteuid(user)


# Writing.


@pytest.mark.parametrize(
    ("ending", "reason"), [(".jsonl", "файл слишком велик"), (".xlsx", "на диске нет места")]
)
def test_when_there_is_no_room_the_old_file_stays_as_it_was(
    tmp_path: Path, ending: str, reason: str
) -> None:
    path = tmp_path / f"cases{ending}"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))

    try:
        with pytest.raises(FaultyFile, match=f"Не записать .*: {reason}"):
            write_cases(path, [draft()])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(FaultyFile, match=r"Не записать .*nowhere.*: нет такого файла или папки"):
        write_cases(tmp_path / "nowhere" / "cases.csv", [draft()])
    with pytest.raises(FaultyFile, match="это папка"):
        write_cases(tmp_path / "folder.csv", [draft()])


def test_a_written_file_replaces_the_old_one_with_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("old")
    path.chmod(0o640)

    write_cases(path, [draft()])

    assert read_cases(path) == [draft()]
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]
