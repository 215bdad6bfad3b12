"""The lines of a document of Word: what each says, and whether it is a heading."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TITLE, BOLD = 0, 10
#: A bold line that is longer than this is text that somebody found important.
_LONGEST_HEADING = 120
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
#: Stops of tabs stand among the properties of a paragraph under the same name.
_READ = ".//w:t | .//w:r/w:tab | .//w:br | .//w:cr | .//w:noBreakHyphen"
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True)
class Line:
    """One paragraph, or one row of a table."""

    text: str
    level: int | None = None
    """``TITLE``, 1 to 9 for the styles Heading, ``BOLD`` for a bold line; ``None``: plain text."""
    label: str = ""
    """The bold beginning of a plain line up to its colon, or the first of two cells."""
    mark: str = ""
    """What the list that the line is an item of puts before it: ``1. ``, ``– ``."""


def lines_of(document: Document) -> list[Line]:
    """All lines of the body in their order, empty ones left out."""
    reader = _Reader(document)
    return [line for line in reader.lines(document.element.body) if line.text or line.label]


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        related = document.part.rels.values()
        numbering = [
            rel.target_part for rel in related if rel.reltype == RELATIONSHIP_TYPE.NUMBERING
        ]
        self._numbering: Any = numbering[0] if numbering else None
        self._counts: Counter[tuple[str, int]] = Counter()

    def lines(self, container: Any) -> Iterator[Line]:
        for child in container.iterchildren():
            if child.tag == qn("w:p"):
                yield self._line(Paragraph(child, self._document))
            elif child.tag == qn("w:tbl"):
                for row in child.xpath("./w:tr"):
                    yield from self._row(row)
            else:  # what only wraps: content controls, marks of smart tags
                yield from self.lines(child)

    def _row(self, row: Any) -> Iterator[Line]:
        """A row is a label and what belongs to it, when two cells hold as much; else one line."""
        cells = [list(self.lines(cell)) for cell in row.xpath("./w:tc")]
        filled = [[line for line in cell if line.text] for cell in cells]
        if len(cells) == 2 and len(filled[0]) == 1:
            yield Line("", label=filled[0][0].text)
            yield from (Line(line.text, mark=line.mark) for line in filled[1])
            return
        texts = [" ".join(line.text for line in cell) for cell in filled if cell]
        yield Line(" — ".join(texts))

    def _line(self, paragraph: Paragraph) -> Line:
        text = _text(paragraph)
        level = _level(paragraph)
        if level is not None:
            if level <= 1:
                self._counts.clear()  # lists of another case are counted anew
            return Line(" ".join(text.split()), level)
        if _is_bold(paragraph, text):
            return Line(text, BOLD)
        return Line(text, label=_label(paragraph, text), mark=self._mark(paragraph))

    def _mark(self, paragraph: Paragraph) -> str:
        """Word numbers lists itself: the numbers stand nowhere in the text."""
        numbering = _numbering(paragraph)
        if numbering is None or self._numbering is None:
            return ""
        number_id, depth = numbering
        for key in list(self._counts):
            if key[0] == number_id and key[1] > depth:
                del self._counts[key]
        self._counts[number_id, depth] += 1
        if self._is_bullet(number_id, depth):
            return "– "
        return f"{self._counts[number_id, depth]}. "

    def _is_bullet(self, number_id: str, depth: int) -> bool:
        wanted = (
            f"//w:abstractNum[@w:abstractNumId = //w:num[@w:numId='{int(number_id)}']"
            f"/w:abstractNumId/@w:val]/w:lvl[@w:ilvl='{depth}']/w:numFmt/@w:val"
        )
        return bool({"bullet", "none"} & set(self._numbering.element.xpath(wanted)))


def _text(paragraph: Paragraph) -> str:
    """All that is read in a paragraph, with the addresses of its links."""
    element: Any = paragraph._p
    pieces = []
    for part in element.xpath(_READ):
        name = part.tag.rpartition("}")[2]
        pieces.append(part.text or "" if name == "t" else _SIGNS[name])
    text = "".join(pieces).strip()
    addresses = [link.address for link in paragraph.hyperlinks if link.address]
    return " ".join([text, *(address for address in addresses if address not in text)]).strip()


def _level(paragraph: Paragraph) -> int | None:
    """How high a heading stands, by its style or by one that its style is made from."""
    style: Any = paragraph.style
    while style is not None:
        name = style.name or ""
        if name.lower() == "title":
            return TITLE
        if found := _HEADING.fullmatch(name):
            return int(found[1])
        style = style.base_style
    return None


def _is_bold(paragraph: Paragraph, text: str) -> bool:
    runs = _runs(paragraph)
    is_heading = 0 < len(text) <= _LONGEST_HEADING and "\n" not in text
    return is_heading and bool(runs) and all(_bold(run, paragraph) for run in runs)


def _label(paragraph: Paragraph, text: str) -> str:
    """«Предмет:» of «**Предмет:** физика»; the colon may be bold or not."""
    bold = ""
    for run in _runs(paragraph):
        if not _bold(run, paragraph):
            break
        bold += run.text
    label = bold.strip().rstrip(":").strip()
    is_label = label and text[len(bold.strip().rstrip(":")) :].lstrip().startswith(":")
    return label if is_label else ""


def _runs(paragraph: Paragraph) -> list[Run]:
    element: Any = paragraph._p
    runs = [Run(run, paragraph) for run in element.xpath(".//w:r")]
    return [run for run in runs if run.text.strip()]


def _bold(run: Run, paragraph: Paragraph) -> bool:
    style: Any = paragraph.style
    said: tuple[Any, ...] = (run.bold, run.style.font.bold if run.style else None, style.font.bold)
    return bool(next((bold for bold in said if bold is not None), False))


def _numbering(paragraph: Paragraph) -> tuple[str, int] | None:
    """The list that the paragraph is an item of, itself or by its style, and how deep."""
    element: Any = paragraph._p
    style: Any = paragraph.style
    for holder in (element, style.element if style is not None else None):
        if holder is None:
            continue
        ids = holder.xpath("./w:pPr/w:numPr/w:numId/@w:val")
        depths = holder.xpath("./w:pPr/w:numPr/w:ilvl/@w:val")
        if ids:
            return (ids[0], int(depths[0]) if depths else 0) if ids[0] != "0" else None
    return None
