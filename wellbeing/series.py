"""A person's own series in words: dates, what was answered, and what has changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from wellbeing.change import Change, Reading, changes, margin, reading
from wellbeing.instruments import Instrument, Option, Scale, ScaleId
from wellbeing.scoring import is_worth_a_look

#: How many of the newest points are drawn and told.
DRAWN, TOLD = 12, 6
#: What is usual is the middle of so many newest answers.
USUAL_OF = 4

_BARS = "▁▂▃▄▅▆▇█"
_GAP = "·"
_CHANGES = {
    Change.WITHIN: "По сравнению с прошлым разом — в пределах точности.",
    Change.RISE: "Выше, чем в прошлый раз, и больше, чем на погрешность.",
    Change.FALL: "Ниже, чем в прошлый раз, и больше, чем на погрешность.",
}


@dataclass(frozen=True)
class Point:
    on: date
    """The person's own day."""
    value: float | None
    """``None`` when it was skipped."""


@dataclass(frozen=True)
class Track:
    """One scale over time, oldest first, all measured with the same wording."""

    instrument: Instrument
    scale: Scale
    points: tuple[Point, ...]

    @property
    def answered(self) -> tuple[tuple[date, float], ...]:
        return tuple((point.on, point.value) for point in self.points if point.value is not None)

    @property
    def rotates(self) -> bool:
        """Whether it is asked only when it has its turn."""
        return all(item.rotates for item in self.instrument.items_of(self.scale.id))


@dataclass(frozen=True)
class Series:
    tracks: tuple[Track, ...]


def series(instrument: Instrument, readings: Sequence[tuple[date, Reading | None]]) -> Series:
    """The tracks of an instrument's scales.

    Args:
        instrument: as it is now; readings of other versions and languages are left out.
        readings: oldest first; ``None`` for a round that was skipped.
    """
    wanted = reading(instrument, {})
    same = [(on, found) for on, found in readings if found is None or _is_like(found, wanted)]
    tracks = (
        Track(instrument, scale, tuple(_point(on, found, scale.id) for on, found in same))
        for scale in instrument.scales
    )
    return Series(tuple(track for track in tracks if track.answered))


def scale_words(
    instrument: Instrument, scale: Scale, value: float | None, change: Change = Change.NONE
) -> str:
    """One scale of a result as a line: value, margin, and how it has changed."""
    if value is None:
        return f"{scale.title}: ответов слишком мало, чтобы посчитать."
    if scale.precision is None:
        return f"{scale.title}: {value_words(instrument, scale, value)}."
    found = f"{scale.title}: {_whole(value)} ± {_whole(margin(scale.precision))} из 100."
    return " ".join([found, *_change_words(change), *_border_words(instrument, value)])


def value_words(instrument: Instrument, scale: Scale, value: float) -> str:
    """A value of a pulse in the words of its options; between two of them, both."""
    titles = {option.points: option.title.lower() for option in _options(instrument, scale)}
    if value in titles:
        return titles[int(value)]
    below, above = int(value), int(value) + 1
    return f"между «{titles[below]}» и «{titles[above]}»"


def sparkline(track: Track) -> str:
    """The newest points as small bars; a dot stands for a skipped round."""
    lowest, highest = ends(track)
    return "".join(
        _GAP if point.value is None else _bar(point.value, lowest, highest)
        for point in track.points[-DRAWN:]
    )


def ends(track: Track) -> tuple[float, float]:
    """The lowest and the highest value that the scale can have."""
    points = [option.points for option in _options(track.instrument, track.scale)]
    return min(points), max(points)


def usual(track: Track) -> float | None:
    """The middle of the newest four answers; ``None`` while there are fewer. Shown, not tested."""
    newest = [value for _, value in track.answered[-USUAL_OF:]]
    return median(newest) if len(newest) == USUAL_OF else None


def text(found: Series) -> str:
    """All tracks, each as bars and in words; rotating scales share one paragraph."""
    whole = [track for track in found.tracks if not track.rotates]
    parts = [_track_text(track) for track in whole]
    turns = [track for track in found.tracks if track.rotates]
    if turns:
        parts.append("Что тяготило, по последним ответам\n" + "\n".join(map(_newest, turns)))
    return "\n\n".join(parts) if parts else "Пока нечего показать: здесь появятся ваши ответы."


def _track_text(track: Track) -> str:
    lines = [track.scale.title, sparkline(track)]
    if track.scale.precision is None:
        told = (_told(track, point) for point in track.points[-TOLD:])
        lines += [*told, *_usual_words(track)]
    else:
        on, value = track.answered[-1]
        lines += [f"{_day(day)}: {_whole(past)}" for day, past in track.answered[-TOLD:-1]]
        words = scale_words(track.instrument, track.scale, value, _last_change(track))
        lines.append(f"{_day(on)}: " + words.removeprefix(f"{track.scale.title}: "))
    return "\n".join(lines)


def _told(track: Track, point: Point) -> str:
    if point.value is None:
        return f"{_day(point.on)}: пропущено"
    return f"{_day(point.on)}: {value_words(track.instrument, track.scale, point.value)}"


def _usual_words(track: Track) -> Iterable[str]:
    value = usual(track)
    if value is not None:
        words = value_words(track.instrument, track.scale, value)
        yield f"Обычно в последнее время: {words}."


def _newest(track: Track) -> str:
    on, value = track.answered[-1]
    words = value_words(track.instrument, track.scale, value)
    return f"{track.scale.title}: {words} ({_day(on)})"


def _last_change(track: Track) -> Change:
    if len(track.answered) < 2:
        return Change.NONE
    before, after = (
        reading(track.instrument, {track.scale.id: value}) for _, value in track.answered[-2:]
    )
    return changes(track.instrument, before, after)[track.scale.id]


def _change_words(change: Change) -> Iterable[str]:
    if change in _CHANGES:
        yield _CHANGES[change]


def _border_words(instrument: Instrument, value: float) -> Iterable[str]:
    """Borders come from other wordings: a draft says nothing about them."""
    if not instrument.is_draft and is_worth_a_look(value):
        yield "От 50 и выше — повод обратить внимание."


def _is_like(found: Reading, wanted: Reading) -> bool:
    ours = (wanted.instrument, wanted.version, wanted.language)
    return (found.instrument, found.version, found.language) == ours


def _point(on: date, found: Reading | None, scale_id: ScaleId) -> Point:
    return Point(on, None if found is None else found.values.get(scale_id))


def _options(instrument: Instrument, scale: Scale) -> tuple[Option, ...]:
    return instrument.items_of(scale.id)[0].options


def _bar(value: float, lowest: float, highest: float) -> str:
    return _BARS[round((value - lowest) / (highest - lowest) * (len(_BARS) - 1))]


def _whole(value: float) -> int:
    """Rounded as people do it: a half goes up."""
    return int(value + 0.5)


def _day(on: date) -> str:
    return f"{on:%d.%m.%Y}"
