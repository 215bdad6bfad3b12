"""From answers to scale scores."""

from collections.abc import Mapping
from statistics import fmean

from wellbeing.instruments import Instrument, Item, ItemId, Scale, ScaleId

#: From here on a scale of the CBI is worth a look (the Danish normative work, inclusive).
WORTH_A_LOOK = 50.0


def score(instrument: Instrument, answers: Mapping[ItemId, int]) -> dict[ScaleId, float | None]:
    """Score every scale by the mean of its answered items.

    Args:
        instrument: the one that was answered.
        answers: the points of the chosen options, before any reversal; a skipped item is absent.

    Returns:
        In the instrument's own points (0 to 100 for the CBI, 0 to 4 for the pulse); ``None`` for a
        scale of which too few items were answered.

    Raises:
        ValueError: an unknown item, or what is not one of its options.
    """
    turned = _turned(instrument, answers)
    return {scale.id: _scale_score(instrument, scale, turned) for scale in instrument.scales}


def overall(instrument: Instrument, answers: Mapping[ItemId, int]) -> float | None:
    """The mean of all items, for comparison with published research; nobody is shown it.

    Returns:
        ``None`` unless every scale has a score. It is not the mean of the scales.

    Raises:
        ValueError: as in `score`.
    """
    if None in score(instrument, answers).values():
        return None
    return fmean(_turned(instrument, answers).values())


def is_worth_a_look(value: float) -> bool:
    """Whether a scale of the CBI has reached the border."""
    return value >= WORTH_A_LOOK


def _scale_score(
    instrument: Instrument, scale: Scale, turned: Mapping[ItemId, int]
) -> float | None:
    answered = [turned[item.id] for item in instrument.items_of(scale.id) if item.id in turned]
    return fmean(answered) if len(answered) >= scale.fewest_answered else None


def _turned(instrument: Instrument, answers: Mapping[ItemId, int]) -> dict[ItemId, int]:
    items = {item.id: item for item in instrument.items}
    for item_id, points in answers.items():
        if item_id not in items or not items[item_id].allows(points):
            raise ValueError(f"no answer to an item of {instrument.id}")
    return {item_id: _points(items[item_id], points) for item_id, points in answers.items()}


def _points(item: Item, points: int) -> int:
    if not item.is_reversed:
        return points
    ends = [option.points for option in item.options]
    return min(ends) + max(ends) - points
