"""What may not be read where it is not for: words of items, scales and instruments."""

from collections.abc import Iterator

from wellbeing.instruments import all_instruments


def words_of_instruments() -> list[str]:
    """Titles, items and scales of every instrument, in small letters."""
    return sorted({words.lower() for words in _words()})


def _words() -> Iterator[str]:
    for instrument in all_instruments():
        yield instrument.title
        yield from (item.text for item in instrument.items)
        yield from (scale.title for scale in instrument.scales)
