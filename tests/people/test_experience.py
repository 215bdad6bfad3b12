"""Experience in bands."""

import pytest

from people.experience import BANDS, Band, band_named, band_of


@pytest.mark.parametrize(
    ("years", "code"),
    [
        (0, "beginning"),
        (2, "beginning"),
        (3, "growing"),
        (10, "settled"),
        (20, "seasoned"),
        (60, "seasoned"),
    ],
)
def test_years_belong_to_a_band(years: int, code: str) -> None:
    assert band_of(years).code == code


@pytest.mark.parametrize("band", BANDS)
def test_the_year_kept_for_a_band_belongs_to_it(band: Band) -> None:
    assert band_of(band.years) is band


def test_an_unknown_band_is_an_error() -> None:
    with pytest.raises(KeyError):
        band_named("forever")
