"""A file among the materials of a case: the line that names it, and its name.

The line says what the file is called and by which code it is kept, ``файл:Бланк.pdf [3f2a…]``: so
it goes through tables and versions as any other text, and an old version keeps its old file.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

_LINE = re.compile(
    r"файл:\s*(?P<name>[^\[\]\s][^\[\]\n]*?)\s*\[(?P<code>[0-9a-f]{16})\]", re.IGNORECASE
)
#: What no file system, or the line itself, can carry in a name.
_UNFIT = re.compile(r'[<>:"|?*\[\]]')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_LONGEST_NAME = 100
_NAMELESS = "файл"


@dataclass(frozen=True)
class Attached:
    name: str
    code: str
    """The first 16 hexadecimal signs of the SHA-256 of its content."""

    @classmethod
    def in_line(cls, material: str) -> Self | None:
        """The file that a line of materials names; ``None`` for a text or a link."""
        found = _LINE.fullmatch(material.strip())
        return cls(found["name"], found["code"].lower()) if found else None

    def __str__(self) -> str:
        return f"файл:{self.name} [{self.code}]"


def attached_in(materials: Sequence[str]) -> list[Attached]:
    """The files among materials, each once, in their order."""
    found = [file for file in map(Attached.in_line, materials) if file is not None]
    return list({file.code: file for file in reversed(found)}.values())[::-1]


def readable(material: str) -> str:
    """The line as its reader sees it."""
    file = Attached.in_line(material)
    return f"📎 {file.name}" if file is not None else material


def name_for(given: str, ending: str) -> str:
    """A name to keep a file under: without a path, with the ending that its content has."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    plain = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C"))
    stem = " ".join(_ENDING.sub("", _UNFIT.sub(" ", plain)).split()).strip(". ")
    return f"{stem[:_LONGEST_NAME].rstrip('. ') or _NAMELESS}{ending}"
