"""Cases out of documents of Word."""

import io
import zipfile
from collections.abc import Callable, Iterable

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement

from kit.files.faults import Fault, FaultyFile
from knowledge.drafts import CaseDraft
from knowledge.files import cases_as, look_through
from people.levels import Level
from tests.support.word import add_case


def add_bold(document: Document, label: str, text: str = "") -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(label).bold = True
    paragraph.add_run(text)


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(document: Document) -> tuple[list[CaseDraft], list[Fault]]:
    return look_through("кейс.docx", saved(document))


def refused(document: Document) -> str:
    """All that is said against a document of cases."""
    drafts, faults = read(document)
    assert drafts == []
    return "; ".join(map(str, faults))


def repacked(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The document with another main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            body = old.read(part)
            new.writestr(part, change(body) if part.filename == "word/document.xml" else body)
    return out.getvalue()


# What is read.


def test_a_document_with_headings_is_a_case() -> None:
    document = docx.Document()
    add_case(document, "Единицы в задачах", Вопросы=["как переводить единицы"], Основание=["ФГОС"])

    ([case], faults) = read(document)

    assert faults == []
    assert (case.title, case.subject, case.level) == (
        "Единицы в задачах",
        "physics",
        Level.BASIC,
    )
    assert case.topics == ("решение задач", "7 класс")
    assert case.problem == "Складывают граммы с кубометрами.\nОтвет не проверяют."
    assert case.materials == ("Бланк задачи", "Таблица единиц")
    assert (case.questions, case.basis) == (("как переводить единицы",), ("ФГОС",))


def test_each_first_heading_begins_a_case_and_the_title_of_the_whole_begins_none() -> None:
    document = docx.Document()
    document.add_heading("Сборник кейсов", 0)
    add_case(document, "Первый")
    add_case(document, "Второй", Код=["our-2"])

    (drafts, faults) = read(document)

    assert faults == []
    assert [case.title for case in drafts] == ["Первый", "Второй"]
    assert drafts[1].id == "our-2"


def test_without_a_code_the_title_says_which_case_it_is() -> None:
    one, same = docx.Document(), docx.Document()
    add_case(one, "Единицы, в задачах!")
    add_case(same, "единицы в задачах", Решение=["Иначе."])

    assert read(one)[0][0].id == read(same)[0][0].id


def test_bold_lines_labels_and_tables_serve_as_headings() -> None:
    document = docx.Document()
    add_bold(document, "Единицы в задачах")
    add_bold(document, "Предмет:", " физика")
    add_bold(document, "Уровень", ": ООО")
    table = document.add_table(rows=2, cols=2)
    for row, (label, text) in zip(
        table.rows, {"Темы": "задачи", "Материалы": "Бланк"}.items(), strict=True
    ):
        row.cells[0].text, row.cells[1].text = label, text
    add_bold(document, "Проблема")
    document.add_paragraph("Путают.")
    add_bold(document, "Решение:")
    add_bold(document, "Главное — начать с кадров")
    document.add_paragraph("Раздайте бланк", style="List Number")
    document.add_paragraph("Соберите", style="List Number")
    document.add_paragraph("и похвалите", style="List Bullet")

    ([case], faults) = read(document)

    assert faults == []
    assert (case.subject, case.topics, case.materials) == ("physics", ("задачи",), ("Бланк",))
    assert case.solution.split("\n") == [
        "Главное — начать с кадров",
        "1. Раздайте бланк",
        "2. Соберите",
        "– и похвалите",
    ]


def test_text_inside_fields_and_controls_is_not_lost() -> None:
    document = docx.Document()
    add_case(document, "Единицы", Решение=["Начните с кадров."])
    data = repacked(
        saved(document),
        lambda xml: xml.replace(
            "<w:r><w:t>Начните с кадров.</w:t></w:r>".encode(),
            "<w:sdt><w:sdtContent><w:r><w:t>Начните </w:t></w:r></w:sdtContent></w:sdt>"
            '<w:fldSimple w:instr="REF x"><w:r><w:t>с кадров.</w:t></w:r></w:fldSimple>'.encode(),
        ),
    )

    assert look_through("x.docx", data)[0][0].solution == "Начните с кадров."


# What is refused, each in one sentence.


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"Проблема": []}, "кейс 1: «Т»: нет раздела «Проблема»"),
        ({"Проблема": ["—"]}, "нет раздела «Проблема»"),
        ({"Выводы": ["Хорошо."]}, "неизвестный раздел «Выводы»"),
        ({"Предмет": ["алхимия"]}, "нет предмета «алхимия»"),
    ],
)
def test_what_is_wrong_with_a_case_is_named(changes: dict[str, list[str]], words: str) -> None:
    document = docx.Document()
    add_case(document, "Т", **changes)

    assert words in refused(document)


def test_a_misspelt_bold_heading_is_named_with_what_it_is_like() -> None:
    document = docx.Document()
    add_case(document, "Т")
    add_bold(document, "Вопрсы")

    assert "неизвестный раздел «Вопрсы», похоже на «Вопросы»" in refused(document)


def test_a_case_twice_and_a_part_twice_are_named() -> None:
    document = docx.Document()
    add_case(document, "Т")
    add_case(document, "т")
    add_case(document, "Д")
    document.add_heading("Решение", 2)

    (_, faults) = read(document)

    said = "; ".join(map(str, faults))
    assert "такой id уже есть в кейсе 1" in said
    assert "кейс 3: «Д»: раздел «Решение» дан дважды" in said


def without_headings(document: Document) -> None:
    document.add_paragraph("Просто текст")


def with_a_picture(document: Document) -> None:
    add_case(document, "Т")
    document.paragraphs[-1].add_run()._r.append(OxmlElement("w:drawing"))


def with_changes(document: Document) -> None:
    add_case(document, "Т")
    document.paragraphs[-1]._p.append(OxmlElement("w:ins"))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (without_headings, "начинается с текста «Просто текст»"),
        (with_a_picture, "есть картинки"),
        (with_changes, "есть правки"),
        (lambda document: None, "нет ни одного кейса"),
    ],
)
def test_what_cannot_be_taken_over_is_refused_whole(
    made: Callable[[Document], None], words: str
) -> None:
    document = docx.Document()
    made(document)

    with pytest.raises(FaultyFile, match=words):
        read(document)


def archive(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts:
            made.writestr(name, body)
    return out.getvalue()


def valid() -> bytes:
    document = docx.Document()
    add_case(document, "Т")
    return saved(document)


ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def traps() -> Iterable[tuple[bytes, str]]:
    yield b"just words", "не документ Word"
    yield b"PK\x03\x04", "не документ Word"
    yield b"\xd0\xcf\x11\xe0" + bytes(600), "старый документ"
    yield valid()[:-300], "не документ Word"
    yield cases_as(".xlsx", read_one()), "не документ Word"
    yield archive(("word/document.xml", bytes(40 * 1024 * 1024))), "распаковывается"
    yield archive(*((f"{n}.xml", b"") for n in range(2_001))), "распаковывается"
    yield repacked(valid(), lambda xml: xml.replace(b"?>", b"?>" + ENTITY, 1)), "внешние данные"
    yield repacked(valid(), lambda xml: xml.decode().encode("utf-16")), "внешние данные"


def read_one() -> list[CaseDraft]:
    return look_through("x.docx", valid())[0]


@pytest.mark.parametrize("place", range(9))
def test_what_is_no_document_or_a_trap_is_refused_before_it_is_read(place: int) -> None:
    data, words = list(traps())[place]

    with pytest.raises(FaultyFile, match=words):
        look_through("кейс.docx", data)


def test_nothing_is_given_out_as_a_document() -> None:
    with pytest.raises(FaultyFile, match="не выгружаются"):
        cases_as(".docx", read_one())
