"""Experience in bands: nobody has to count the years."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Band:
    code: str
    title: str
    """For people."""
    years: int
    """What is kept for the band: a year in its middle, so that figures can be compared."""
    below: int | None
    """The band ends before this many years; ``None`` for the last one."""


#: From the newest to the longest at school.
BANDS = (
    Band("beginning", "До 3 лет", 1, below=3),
    Band("growing", "От 3 до 10 лет", 6, below=10),
    Band("settled", "От 10 до 20 лет", 15, below=20),
    Band("seasoned", "Больше 20 лет", 25, below=None),
)


def band_of(years: int) -> Band:
    """The band that ``years`` of work belong to."""
    return next(band for band in BANDS if band.below is None or years < band.below)


def band_named(code: str) -> Band:
    """
    Raises:
        KeyError: no band has this code.
    """
    for band in BANDS:
        if band.code == code:
            return band
    raise KeyError(code)
