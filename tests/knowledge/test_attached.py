"""Lines that name files, names of files, and kinds of contents."""

import io
import zipfile

import pytest

from knowledge.attached import Attached, attached_in, name_for, readable
from knowledge.file_kinds import FileKind, kind_of
from tests.support.files import JPG, PDF, PNG, document, workbook

CODE = "0123456789abcdef"
FILE = Attached("Бланк задачи.pdf", CODE)


def test_a_line_says_which_file_it_is_and_is_read_back() -> None:
    assert Attached.in_line(str(FILE)) == FILE
    assert readable(str(FILE)) == "📎 Бланк задачи.pdf"
    assert attached_in(["текст", str(FILE), f"файл:Иначе.pdf [{CODE}]"]) == [FILE]


@pytest.mark.parametrize(
    "line", ["Бланк.pdf", "файл:Бланк.pdf", "файл:Бланк.pdf [xyz]", f"файл: [{CODE}]"]
)
def test_other_lines_are_texts(line: str) -> None:
    assert Attached.in_line(line) is None
    assert readable(line) == line


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Бланк.pdf", "Бланк.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Документы\План урока.DOC", "План урока.pdf"),
        ("Отчёт\u202efdp.exe", "Отчётfdp.pdf"),
        ("a<b>[1]:?*.pdf", "a b 1.pdf"),
        (" . ", "файл.pdf"),
        ("х" * 300 + ".pdf", "х" * 100 + ".pdf"),
    ],
)
def test_a_name_has_no_path_and_the_ending_of_its_content(given: str, kept: str) -> None:
    assert name_for(given, ".pdf") == kept
    assert Attached.in_line(str(Attached(kept, CODE))) == Attached(kept, CODE)


def presentation() -> bytes:
    main = FileKind.PPTX.media_type + ".main+xml"
    return archive(f'<Types><Override ContentType="{main}"/></Types>')


def archive(contents: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", contents)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, FileKind.PDF),
        (PNG, FileKind.PNG),
        (JPG, FileKind.JPG),
        (document(), FileKind.DOCX),
        (workbook(), FileKind.XLSX),
        (presentation(), FileKind.PPTX),
        (b"MZ\x90\x00 a program", None),
        (b"<html><script>alert(1)</script>", None),
        (b"PK\x03\x04 not an archive", None),
        (archive("<Types/>"), None),
        (archive("application/vnd.ms-word.document.macroEnabled.main+xml"), None),
        (b"", None),
    ],
)
def test_the_content_tells_the_kind(data: bytes, kind: FileKind | None) -> None:
    assert kind_of(data) is kind
