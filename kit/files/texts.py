"""Text files: UTF-8 with or without a mark of byte order."""

from kit.files.faults import FaultyFile


def decoded(data: bytes) -> str:
    """The text of a file.

    Raises:
        FaultyFile: it is in another encoding; the sentence says how to save it rightly.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FaultyFile(
            f"Файл не в кодировке UTF-8 (строка {line}; похоже, это {_likely(data)}): "
            "сохраните его заново в UTF-8, в Excel это вид «CSV UTF-8»."
        ) from None


def _likely(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "книга Excel, а не текст"
    return "Windows-1251"
