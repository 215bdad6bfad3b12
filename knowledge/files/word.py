"""Cases as DOCX: documents of Word, a case under each first heading; they are only read."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError

from kit.files.faults import FaultyFile
from kit.files.rows import Reading
from knowledge.files.word_cases import cases_under_headings
from knowledge.files.word_lines import lines_of

#: A small archive can unpack to a huge one: what it says of its contents is judged first, and no
#: more than that is ever unpacked. A tree of XML takes some ten times the room of its text.
_MOST_UNPACKED_MEGABYTES = 60
_MOST_XML_MEGABYTES = 15
_MOST_TIMES = 100
_MOST_PARTS = 2_000
_MEGABYTE = 1024 * 1024

#: All that python-docx was seen to raise of documents that are damaged or made to deceive.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, OpcError, LxmlError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, EOFError, OSError, RuntimeError, NotImplementedError,
)  # fmt: skip

#: What stands in a document and would be lost, by the names of its elements.
_LOST = {
    "w:ins or w:del or w:moveFrom or w:moveTo": "правки: примите их («Рецензирование → Принять»)",
    "w:txbxContent": "надписи или фигуры с текстом: перенесите их в обычный текст",
    "w:drawing or w:pict or w:object": "картинки: уберите их, а файл приложите к кейсу в панели",
    "w:footnoteReference or w:endnoteReference": "сноски: перенесите их в текст",
}


def read(data: bytes) -> Reading:
    """The cases of a document.

    Raises:
        FaultyFile: it is no document, is made to deceive, or holds what cannot be taken over.
    """
    if not data:
        raise FaultyFile("Файл пуст.")
    try:
        _refuse_traps(data)
        document = docx.Document(io.BytesIO(data))
        _refuse_what_would_be_lost(document)
        lines = lines_of(document)
    except _BROKEN:
        raise FaultyFile(_why_no_document(data)) from None
    return cases_under_headings(lines)


def _refuse_traps(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        _refuse_bombs(parts, packed=len(data))
        for part in parts:
            if _is_xml(part):
                _refuse_entities(archive.read(part))


def _refuse_bombs(parts: Sequence[zipfile.ZipInfo], *, packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    xml = sum(part.file_size for part in parts if _is_xml(part))
    swollen = unpacked > _MEGABYTE and unpacked > packed * _MOST_TIMES
    too_much = unpacked > _MOST_UNPACKED_MEGABYTES * _MEGABYTE
    if len(parts) > _MOST_PARTS or swollen or too_much or xml > _MOST_XML_MEGABYTES * _MEGABYTE:
        raise FaultyFile(
            "Документ Word распаковывается слишком сильно: оставьте в нём только текст кейсов."
        )


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _refuse_entities(xml: bytes) -> None:
    # Word declares no entities and writes UTF-8; whoever does otherwise wants something read in.
    if b"\0" in xml or b"<!doctype" in xml.lower() or b"<!entity" in xml.lower():
        raise FaultyFile(
            "В документе объявлены внешние данные, такие файлы не читаем: "
            "откройте его в Word и сохраните заново."
        )


def _refuse_what_would_be_lost(document: Document) -> None:
    body: Any = document.element.body
    found = [
        words
        for names, words in _LOST.items()
        if body.xpath(" | ".join(f".//{name}" for name in names.split(" or ")))
    ]
    if found:
        raise FaultyFile(f"В документе есть {'; '.join(found)}.")


def _why_no_document(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return (
            "Это старый документ .doc или документ с паролем: сохраните его как .docx без пароля."
        )
    return "Это не документ Word (.docx), или он повреждён: откройте его в Word и сохраните заново."
