"""Which kind of file a content is: told by the content, never by the name."""

import io
import zipfile
import zlib
from enum import StrEnum


class FileKind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    PNG = "png"
    JPG = "jpg"

    @property
    def ending(self) -> str:
        return f".{self.value}"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{_OFFICE}wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    FileKind.PPTX: f"{_OFFICE}presentationml.presentation",
    FileKind.PNG: "image/png",
    FileKind.JPG: "image/jpeg",
}
_BEGINNINGS = {
    b"%PDF-": FileKind.PDF,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"\xff\xd8\xff": FileKind.JPG,
}
#: What the list of contents of an office file says of its main part. One with macros says
#: something else (``…macroEnabled.main+xml``), and is none of these.
_MAIN_PARTS = {
    f"{_OFFICE}wordprocessingml.document.main+xml".encode(): FileKind.DOCX,
    f"{_OFFICE}spreadsheetml.sheet.main+xml".encode(): FileKind.XLSX,
    f"{_OFFICE}presentationml.presentation.main+xml".encode(): FileKind.PPTX,
}
_CONTENTS = "[Content_Types].xml"
_LONGEST_LIST_BYTES = 1024 * 1024


def kind_of(data: bytes) -> FileKind | None:
    """``None`` for what is none of the kinds that may be kept."""
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    return _office_kind(data) if data.startswith(b"PK\x03\x04") else None


def _office_kind(data: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_CONTENTS) as part:
            contents = part.read(_LONGEST_LIST_BYTES)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError, ValueError):
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in contents), None)
