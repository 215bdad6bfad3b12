"""Figures of a wave in words, as the files have them."""

from dataclasses import dataclass

from wellbeing.instruments import load
from wellbeing.reports import Figure, GroupChange, WaveReport
from wellbeing.wave_words import VERDICTS, share_words


@dataclass(frozen=True)
class Cell:
    """One scale of one group."""

    mean: str
    interval: str
    above_50: str
    change: str
    """Empty where no change is published."""


def cell(figure: Figure, change: GroupChange | None) -> Cell:
    return Cell(
        str(figure.mean),
        f"{figure.low}–{figure.high}",
        f"50 и больше: {share_words(figure.above_50)}",
        _change(change) if change is not None else "",
    )


def is_draft(report: WaveReport) -> bool:
    """Whether its items are still a draft of ours: then no border means anything."""
    instrument = load(report.measure.instrument)
    return instrument.version == report.measure.version and instrument.is_draft


def _change(of: GroupChange) -> str:
    mean, low, high = (signed(points) for points in (of.mean, of.low, of.high))
    return f"{VERDICTS[of.verdict]}: {mean} ({low}…{high})"


def signed(points: int) -> str:
    return f"−{-points}" if points < 0 else f"+{points}" if points else "0"
