"""Templates of the page, and the words they can use."""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from admin.checkin import words
from admin.checkin.assets import asset
from admin.checkin.browser import ROOT
from admin.forms import CSRF_FIELD
from kit.drawing import to_svg
from wellbeing.instruments import Instrument, load
from wellbeing.outcomes import Result, ScaleResult
from wellbeing.picture import picture
from wellbeing.series import Series, scale_words, text

_BARS = frozenset("▁▂▃▄▅▆▇█·")

_ENVIRONMENT = Environment(
    loader=PackageLoader("admin.checkin"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.globals.update(asset=asset, root=ROOT, csrf_field=CSRF_FIELD, words=words)


def render(template: str, **context: object) -> str:
    """HTML; every value is escaped, a name that is missing is an error."""
    return _ENVIRONMENT.get_template(template).render(context)


@dataclass(frozen=True)
class Track:
    """A person's own series, ready for a page."""

    title: str
    lines: tuple[tuple[str, bool], ...]
    """Lines of text; of small bars (``True``), which mean nothing to whoever listens."""
    svg: str | None


def track(title: str, found: Series) -> Track:
    has_picture = any(not each.rotates for each in found.tracks)
    return Track(title, tuple(_lines(found)), to_svg(picture(found)) if has_picture else None)


def result_lines(result: Result) -> list[str]:
    """Each scale of a result in words: value, margin, and how it has changed."""
    instrument = load(result.instrument)
    return [_scale_line(instrument, scale) for scale in result.scales]


def _scale_line(instrument: Instrument, found: ScaleResult) -> str:
    scale = instrument.scale(found.id)
    if found.value is None and scale.fewest_answered == 1:
        return f"{scale.title}: пропущено."
    return scale_words(instrument, scale, found.value, found.change)


def _lines(found: Series) -> Iterator[tuple[str, bool]]:
    for line in text(found).splitlines():
        yield line, bool(line) and set(line) <= _BARS
