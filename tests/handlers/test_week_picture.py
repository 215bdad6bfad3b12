"""Seven days as a picture."""

from datetime import date, timedelta
from io import BytesIO

from PIL import Image

from handlers.texts.week_picture import WIDTH, description, week_picture
from kit.drawing import SHARPNESS, Label, to_png
from routing.week import Week

FIRST = date(2026, 11, 20)


def a_week(*counts: int, fates: tuple[int, int, int], first: date = FIRST) -> Week:
    days = tuple((first + timedelta(days=place), count) for place, count in enumerate(counts))
    return Week(days, *fates)


BEFORE = a_week(*[1] * 7, fates=(3, 4, 0), first=FIRST - timedelta(days=7))
BUSY = a_week(12, 9, 14, 3, 0, 21, 8, fates=(40, 21, 6))
QUIET = a_week(1, 0, 0, 0, 2, 0, 0, fates=(1, 1, 1))


def image(now: Week) -> Image.Image:
    return Image.open(BytesIO(to_png(week_picture(now, BEFORE))))


def test_the_picture_is_as_large_as_its_drawing_and_differs_with_the_figures() -> None:
    drawing, found = week_picture(BUSY, BEFORE), image(BUSY)

    assert found.size == (WIDTH * SHARPNESS, drawing.height * SHARPNESS)
    other = image(a_week(1, 9, 14, 3, 0, 21, 8, fates=(29, 21, 6)))
    assert found.size == other.size
    assert found.tobytes() != other.tobytes()


def test_all_that_the_picture_shows_is_said_in_words() -> None:
    told = description(BUSY, BEFORE)

    for label in week_picture(BUSY, BEFORE).shapes:
        if isinstance(label, Label) and label.words.isdigit():
            assert f"— {label.words}" in told
    assert "67 вопросов" in told
    assert "пт 20 — 12, сб 21 — 9" in told
    assert "База справилась сама: 40; ответил методист: 21; ждут методиста: 6." in told
    assert len(told) < 1024, "no caption carries more"


def test_of_few_questions_only_their_number_is_told() -> None:
    words = [each.words for each in week_picture(QUIET, QUIET).shapes if isinstance(each, Label)]

    assert "база сама" not in words
    assert "База справилась" not in description(QUIET, BEFORE)


def test_a_week_without_questions_can_be_drawn() -> None:
    nothing = a_week(*[0] * 7, fates=(0, 0, 0))

    assert to_png(week_picture(nothing, nothing)).startswith(b"\x89PNG")
