"""A person's own series in words and as a picture."""

from datetime import date, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from kit.drawing import SHARPNESS, Drawing, Label, to_png, to_svg
from kit.fonts import font
from wellbeing.change import Reading, reading
from wellbeing.instruments import CBI, PULSE, Instrument, ScaleId, TranslationStatus, load
from wellbeing.picture import picture
from wellbeing.series import Series, Track, scale_words, series, sparkline, text, usual

START = date(2026, 9, 8)
EXHAUSTION, RECOVERY = ScaleId("exhaustion"), ScaleId("recovery")
PERSONAL = ScaleId("personal")


def pulses(*exhaustion: int | None) -> Series:
    rounds: list[tuple[date, Reading | None]] = [
        (
            START + timedelta(days=14 * number),
            None if value is None else reading(load(PULSE), {EXHAUSTION: value}),
        )
        for number, value in enumerate(exhaustion)
    ]
    return series(load(PULSE), rounds)


def results(*personal: float) -> Series:
    return series(
        load(CBI),
        [
            (START + timedelta(days=100 * number), reading(load(CBI), {PERSONAL: value}))
            for number, value in enumerate(personal)
        ],
    )


def only(found: Series) -> Track:
    (track,) = found.tracks
    return track


def as_published(instrument: Instrument) -> Instrument:
    header = instrument.header.model_copy(update={"translation_status": TranslationStatus.AUTHORS})
    return instrument.model_copy(update={"header": header})


def test_a_series_is_small_bars_with_a_dot_for_what_was_skipped() -> None:
    assert sparkline(only(pulses(0, 2, None, 4, 1))) == "▁▅·█▃"


def test_only_the_newest_twelve_rounds_are_drawn() -> None:
    assert sparkline(only(pulses(4, *[0] * 12))) == "▁" * 12


def test_a_series_says_dates_and_words() -> None:
    said = text(pulses(1, None, 3))

    assert "08.09.2026: немного" in said
    assert "22.09.2026: пропущено" in said
    assert "06.10.2026: сильно" in said


def test_what_is_usual_is_the_middle_of_the_newest_four_answers() -> None:
    assert usual(only(pulses(1, 2, 3))) is None
    assert usual(only(pulses(4, 1, None, 2, 3, 3))) == 2.5
    assert "между «заметно» и «сильно»" in text(pulses(4, 1, 2, 3, 3))


def test_rotating_scales_share_a_paragraph() -> None:
    values = {EXHAUSTION: 2.0, ScaleId("paperwork"): 4.0}
    said = text(series(load(PULSE), [(START, reading(load(PULSE), values))]))

    assert "Что тяготило, по последним ответам\nОтчёты и бумаги: очень сильно (08.09.2026)" in said


def test_a_result_is_said_with_its_margin() -> None:
    assert "54 ± 11 из 100" in text(results(54.1667))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (36, 51.5, "в пределах точности"),
        (36, 52, "Выше, чем в прошлый раз"),
        (52, 36, "Ниже, чем в прошлый раз"),
    ],
)
def test_a_change_is_said_only_beyond_the_margin(before: float, after: float, words: str) -> None:
    said = text(results(before, after))

    assert words in said
    assert said.count("прошл") == 1


def test_a_draft_says_nothing_of_a_border() -> None:
    cbi = load(CBI)
    scale = cbi.scale(PERSONAL)

    assert "повод" not in scale_words(cbi, scale, 50)
    assert "повод обратить внимание" in scale_words(as_published(cbi), scale, 50)
    assert "повод" not in scale_words(as_published(cbi), scale, 49.999)


def test_a_scale_without_a_score_says_so() -> None:
    cbi = load(CBI)

    assert "слишком мало" in scale_words(cbi, cbi.scale(PERSONAL), None)


def test_nothing_is_called_burnout_or_a_diagnosis() -> None:
    said = (text(results(20, 99)) + text(pulses(4, 4, 4))).lower()

    assert "выгоран" not in said
    assert "диагноз" not in said


def test_readings_of_another_version_are_left_out_of_a_series() -> None:
    older = Reading(CBI, load(CBI).version + 1, "ru", {PERSONAL: 10.0})
    found = series(load(CBI), [(START, older), (START, reading(load(CBI), {PERSONAL: 60.0}))])

    assert [value for _, value in only(found).answered] == [60]


def test_an_empty_series_says_so_and_has_no_picture() -> None:
    assert "Пока нечего показать" in text(Series(()))
    with pytest.raises(ValueError, match="no picture"):
        picture(Series(()))


def test_a_picture_is_a_png_that_fits_a_telephone() -> None:
    drawing = picture(pulses(1, 2, None, 3))
    png = to_png(drawing)
    image = Image.open(BytesIO(png))

    assert image.format == "PNG"
    assert image.size == (drawing.width * SHARPNESS, drawing.height * SHARPNESS)
    assert len(image.getcolors(1 << 20) or []) > 10
    assert len(png) < 200_000
    assert not image.info


def test_a_picture_as_svg_says_in_words_what_it_shows() -> None:
    found = pulses(1, 2, None, 3)
    root = ElementTree.fromstring(to_svg(picture(found)))

    assert root.attrib["role"] == "img"
    assert root.findtext("{*}title") == text(found)


def test_what_was_skipped_is_not_bridged_over() -> None:
    root = ElementTree.fromstring(to_svg(picture(pulses(1, 2, None, 3, 4))))
    curves = [line for line in root.iter() if line.get("stroke-width") == "3"]

    assert [len(line.attrib["points"].split()) for line in curves] == [2, 2]


def test_the_margin_is_drawn_beside_every_result() -> None:
    root = ElementTree.fromstring(to_svg(picture(results(20, 50, 100))))

    assert len([line for line in root.iter() if line.get("stroke-width") == "9"]) == 3


def test_words_in_a_picture_cannot_break_its_page() -> None:
    drawing = Drawing(10, 10, "#fff", (Label((0, 0), "<script>", "#000"),), "<b>&")
    written = to_svg(drawing)

    assert "<script>" not in written
    assert ElementTree.fromstring(written).findtext("{*}title") == "<b>&"


def test_the_typeface_knows_cyrillic() -> None:
    unknown = font(20).getmask("\ue000").getbbox()

    assert font(20).getmask("Ж").getbbox() != unknown
    assert font(20).getlength("Ж") != font(20).getlength("і")
