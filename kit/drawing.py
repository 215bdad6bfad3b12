"""Pictures from a few shapes: the same drawing as PNG for messengers and as SVG for pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Literal, assert_never

from PIL import Image, ImageDraw

from kit.fonts import font

#: Pixels of the PNG to a unit of the drawing: letters stay sharp on a telephone.
SHARPNESS = 2
#: The colours that all our pictures share.
PAPER, INK, QUIET, GRID = "#fffdf8", "#2b2b33", "#6a6a75", "#e4dfd3"
_LONGEST_NOTE = 110

Place = tuple[float, float]
Align = Literal["start", "middle", "end"]
_ANCHORS: dict[Align, str] = {"start": "ls", "middle": "ms", "end": "rs"}


@dataclass(frozen=True)
class Line:
    places: tuple[Place, ...]
    colour: str
    width: float = 1


@dataclass(frozen=True)
class Box:
    """A filled rectangle, or a square with round corners."""

    corner: Place
    size: Place
    colour: str
    radius: float = 0


@dataclass(frozen=True)
class Dot:
    centre: Place
    radius: float
    colour: str
    is_hollow: bool = False


@dataclass(frozen=True)
class Label:
    """Words whose baseline begins, has its middle or ends at ``place``."""

    place: Place
    words: str
    colour: str
    size: float = 14
    align: Align = "start"
    is_bold: bool = False


Shape = Line | Box | Dot | Label


@dataclass(frozen=True)
class Drawing:
    """Shapes on a paper, the first ones below."""

    width: int
    height: int
    paper: str
    shapes: tuple[Shape, ...]
    description: str
    """What the picture shows, for those who do not see it."""


def to_png(drawing: Drawing) -> bytes:
    size = (drawing.width * SHARPNESS, drawing.height * SHARPNESS)
    image = Image.new("RGB", size, drawing.paper)
    pencil = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _paint(pencil, shape, paper=drawing.paper)
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def to_svg(drawing: Drawing) -> str:
    """A whole document without scripts, styles and references, fit to be put into a page."""
    shapes = "".join(_written(shape, paper=drawing.paper) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {drawing.width} {drawing.height}" font-family="PT Sans, sans-serif">'
        f"<title>{escape(drawing.description)}</title>"
        f'<rect width="{drawing.width}" height="{drawing.height}" fill="{drawing.paper}"/>'
        f"{shapes}</svg>"
    )


def width_of(words: str, size: float, *, is_bold: bool = False) -> float:
    """How wide the words are, in units of the drawing."""
    return font(size, is_bold=is_bold).getlength(words)


def wrapped(note: str, signs: int = _LONGEST_NOTE) -> Iterator[str]:
    """The lines of a note, broken between words."""
    line = ""
    for word in note.split():
        if line and len(line) + len(word) >= signs:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def written(lines: Sequence[str], top: float, *, left: float = 24) -> Iterator[Shape]:
    """Lines of small print, one below the other."""
    for place, line in enumerate(lines):
        yield Label((left, top + 20 * place), line, QUIET, size=14)


def _paint(pencil: ImageDraw.ImageDraw, shape: Shape, *, paper: str) -> None:
    match shape:
        case Line():
            width = round(shape.width * SHARPNESS)
            pencil.line(_scaled(shape.places), fill=shape.colour, width=width, joint="curve")
        case Box():
            (left, top), (width_, height) = shape.corner, shape.size
            ends = _scaled([(left, top), (left + width_, top + height)])
            pencil.rounded_rectangle(ends, radius=shape.radius * SHARPNESS, fill=shape.colour)
        case Dot():
            fill = paper if shape.is_hollow else shape.colour
            radius = shape.radius * SHARPNESS
            centre = _scaled([shape.centre])[0]
            pencil.circle(centre, radius, fill=fill, outline=shape.colour, width=2 * SHARPNESS)
        case Label():
            face = font(shape.size * SHARPNESS, is_bold=shape.is_bold)
            place = _scaled([shape.place])[0]
            pencil.text(
                place, shape.words, fill=shape.colour, font=face, anchor=_ANCHORS[shape.align]
            )
        case _:
            assert_never(shape)


def _scaled(places: Sequence[Place]) -> list[Place]:
    return [(x * SHARPNESS, y * SHARPNESS) for x, y in places]


def _written(shape: Shape, *, paper: str) -> str:
    match shape:
        case Line():
            places = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.places)
            return (
                f'<polyline points="{places}" fill="none" stroke="{shape.colour}" '
                f'stroke-width="{shape.width}" stroke-linejoin="round"/>'
            )
        case Box():
            (x, y), (width, height) = shape.corner, shape.size
            return (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
                f'rx="{shape.radius}" fill="{shape.colour}"/>'
            )
        case Dot():
            (x, y), fill = shape.centre, paper if shape.is_hollow else shape.colour
            return (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{shape.radius}" fill="{fill}" '
                f'stroke="{shape.colour}" stroke-width="2"/>'
            )
        case Label():
            (x, y), weight = shape.place, ' font-weight="bold"' if shape.is_bold else ""
            return (
                f'<text x="{x:.1f}" y="{y:.1f}" fill="{shape.colour}" font-size="{shape.size}" '
                f'text-anchor="{shape.align}"{weight}>{escape(shape.words)}</text>'
            )
        case _:
            assert_never(shape)
