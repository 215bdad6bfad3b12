"""What pages are made of: comparing, bars, pages of lists, numbers and moments, fields of forms."""

from datetime import UTC, date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from starlette.datastructures import FormData, UploadFile

from admin.assets import shipped_assets
from admin.charts import HEIGHT, WIDTH, bar_chart
from admin.diffing import compare
from admin.forms import Filled, Form, csrf_token, is_csrf_token, whole_number
from admin.models import Deed, Matter
from admin.paging import Paging
from admin.rendering import Renderer
from admin.rights import NAVIGATION
from admin.words import moments, names
from knowledge.models import CaseState
from knowledge.search import Decision
from people.models import Role

MOSCOW = ZoneInfo("Europe/Moscow")
WORDS = st.text(alphabet="абв \n.,", max_size=60)


# Comparing


@given(WORDS, WORDS)
def test_a_comparison_holds_both_texts_whole(old: str, new: str) -> None:
    pieces = compare(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old


def test_words_are_compared_and_not_letters() -> None:
    pieces = [(piece.kind, piece.text) for piece in compare("Опыт с шариком.", "Опыт с нитью.")]

    assert pieces == [("same", "Опыт с "), ("gone", "шариком"), ("new", "нитью"), ("same", ".")]


def test_very_long_texts_are_compared_by_lines() -> None:
    line = "слово " * 50 + "\n"
    old = line * 200

    pieces = compare(old, old + "новая строка\n")

    assert [(piece.kind, piece.text) for piece in pieces][1:] == [("new", "новая строка\n")]


# Bars


def test_bars_stand_on_the_ground_and_the_highest_fills_the_chart() -> None:
    chart = bar_chart("Вопросы", [("пн", 2), ("вт", 0), ("ср", 4)])

    assert [round(bar.y + bar.height, 2) for bar in chart.bars] == [HEIGHT] * 3
    assert [bar.height for bar in chart.bars] == [HEIGHT / 2, 0, HEIGHT]
    assert chart.bars[-1].x + chart.bars[-1].width <= WIDTH
    assert (chart.first_label, chart.last_label, chart.most) == ("пн", "ср", 4)


def test_a_chart_of_nothing_is_a_chart() -> None:
    assert bar_chart("Пусто", []).bars == ()
    assert [bar.height for bar in bar_chart("Нули", [("пн", 0)]).bars] == [0]


# Pages of lists


@pytest.mark.parametrize(
    ("asked", "total", "number", "offset", "last"),
    [
        ("", 0, 1, 0, 1),
        ("1", 25, 1, 0, 1),
        ("2", 26, 2, 25, 2),
        ("9", 26, 2, 25, 2),
        ("x", 26, 1, 0, 2),
    ],
)
def test_the_nearest_page_is_shown(
    asked: str, total: int, number: int, offset: int, last: int
) -> None:
    paging = Paging.of(asked, total=total)

    assert (paging.number, paging.offset, paging.last) == (number, offset, last)


# Numbers and moments


def test_numbers_are_grouped_and_counted_as_russians_do() -> None:
    assert moments.number(1_000_000) == "1\u202f000\u202f000"
    assert moments.number(12.5) == "12,5"
    assert [moments.counted(n, "кейс", "кейса", "кейсов") for n in (1, 3, 11, 21, 25)] == [
        "1 кейс", "3 кейса", "11 кейсов", "21 кейс", "25 кейсов",
    ]  # fmt: skip
    assert moments.percent(0.934) == "93\u00a0%"


def test_moments_are_told_in_the_time_of_the_region() -> None:
    at, now = datetime(2026, 3, 1, 21, 30, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert moments.moment(at, MOSCOW) == "2 марта 2026, 00:30"
    assert moments.ago(at, now, MOSCOW) == "сегодня, 00:30"
    assert moments.ago(at, datetime(2026, 3, 3, 9, tzinfo=UTC), MOSCOW) == "вчера, 00:30"
    assert moments.ago(at, datetime(2026, 3, 9, 9, tzinfo=UTC), MOSCOW) == "2 марта 2026"
    assert moments.day(date(2026, 12, 31)) == "31 декабря 2026"


def test_everything_that_has_a_name_in_code_has_one_in_russian() -> None:
    for kind, known in (
        (Role, names.ROLES),
        (CaseState, names.CASE_STATES),
        (Decision, names.DECISIONS),
        (Deed, names.DEEDS),
        (Matter, names.MATTERS),
    ):
        assert set(kind) == set(known)
        assert all(known.values())
    assert max(len(deed) for deed in Deed) <= 32, "the column holds no longer one"


# Forms


def test_texts_of_a_form_are_tidied() -> None:
    form = Form(
        FormData([("text", "  а\r\nб\x00 \ud83d "), ("box", "1"), ("box", "2"), ("csrf", "x")])
    )

    assert form.text("text") == "а\nб"
    assert form.texts("box") == ("1", "2")
    assert form.text("nothing") == ""
    assert form.values() == {"text": "а\nб", "box": "1"}


def test_a_file_that_was_not_chosen_is_none() -> None:
    chosen, not_chosen = UploadFile(_file(), filename="а.xlsx"), UploadFile(_file(), filename="")
    form = Form(FormData([("one", chosen), ("other", not_chosen), ("text", "x")]))

    assert form.file("one") is chosen
    assert form.file("other") is None
    assert form.file("text") is None
    assert form.text("one") == ""


def _file() -> BytesIO:
    return BytesIO(b"")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("17", 17),
        (" 0 ", 0),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("", None),
        ("9" * 19, None),
    ],
)
def test_a_whole_number_is_digits_only(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def test_the_token_of_one_session_is_not_that_of_another() -> None:
    assert is_csrf_token(csrf_token("a"), "a")
    assert not is_csrf_token(csrf_token("a"), "b")
    assert "a-secret" not in csrf_token("a-secret")


# Templates


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(shipped_assets(), MOSCOW)


def part(renderer: Renderer, source: str, **context: object) -> str:
    template = f'{{% import "parts.html" as ui %}}{{% from "icons.html" import icon %}}{source}'
    return renderer._environment.from_string(template).render(context)


def test_a_field_tells_what_is_wrong_with_it(renderer: Renderer) -> None:
    filled = Filled({"title": "<b>"}, {"title": "Слишком коротко."})

    html = part(
        renderer,
        '{{ ui.field(filled, "title", "Название", hint="Кратко", required=true) }}',
        filled=filled,
    )

    assert 'value="&lt;b&gt;"' in html
    assert 'aria-describedby="hint-title error-title"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="error" id="error-title">Слишком коротко.</p>' in html


@pytest.mark.parametrize("kind", ["text", "area", "select", "file", "date"])
def test_every_kind_of_field_has_its_label(renderer: Renderer, kind: str) -> None:
    html = part(
        renderer,
        '{{ ui.field(filled, "x", "Поле", type=kind, options=[("a", "А"), ("b", "Б")]) }}',
        filled=Filled({"x": "b"}),
        kind=kind,
    )

    assert '<label for="field-x">' in html
    assert 'id="field-x"' in html
    assert "необязательно" in html
    assert (kind != "select") or '<option value="b" selected>' in html


def test_the_text_of_an_area_keeps_its_first_empty_line(renderer: Renderer) -> None:
    html = part(renderer, '{{ ui.field(f, "x", "Поле", type="area") }}', f=Filled({"x": "\nа"}))

    # Browsers drop one line break after the tag.
    assert ">\n\nа</textarea>" in html


def test_a_form_that_was_not_taken_begins_with_what_is_wrong(renderer: Renderer) -> None:
    filled = Filled({}, {"title": "Пусто.", "level": "Нет такого."})

    html = part(renderer, '{{ ui.wrongs(filled, {"title": "Название"}) }}', filled=filled)

    assert "2 замечания" in html
    assert '<a href="#field-title">Название: Пусто.</a>' in html


def test_a_chart_can_be_read_without_seeing_it(renderer: Renderer) -> None:
    chart = bar_chart("Вопросы по дням", [("пн", 2), ("вт", 1)])

    html = part(renderer, "{{ ui.chart(chart) }}", chart=chart)

    assert 'role="img" aria-label="Вопросы по дням: всего 3, больше всего 2"' in html
    assert '<td>вт</td><td class="count">1</td>' in html


def test_a_name_that_is_missing_is_an_error(renderer: Renderer) -> None:
    with pytest.raises(UndefinedError):
        part(renderer, "{{ nothing }}")


def test_every_way_has_its_symbol(renderer: Renderer) -> None:
    for way in NAVIGATION:
        assert "<path d=" in part(renderer, "{{ icon(name) }}", name=way.icon)
