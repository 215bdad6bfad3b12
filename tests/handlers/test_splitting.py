import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.splitting import split_text
from tests.support.telegram_server.markup import parse_html


def test_a_short_text_stays_as_it_is() -> None:
    assert split_text("<b>Да</b>\n\nНет", 3900) == ["<b>Да</b>\n\nНет"]


def test_it_is_cut_between_paragraphs_rather_than_anywhere_else() -> None:
    text = "Первый абзац. Он длинный.\n\nВторой абзац.\nЕго строка. Ещё слова"

    assert split_text(text, 60) == [
        "Первый абзац. Он длинный.",
        "Второй абзац.\nЕго строка. Ещё слова",
    ]


def test_then_between_lines_sentences_and_words() -> None:
    assert split_text("Раз два три.\nЧетыре пять", 20) == ["Раз два три.", "Четыре пять"]
    assert split_text("Раз два три. Четыре пять шесть", 20) == ["Раз два три.", "Четыре пять шесть"]
    assert split_text("Раз два три четыре пять", 20) == ["Раз два три четыре", "пять"]
    assert split_text("ы" * 25, 20) == ["ы" * 20, "ы" * 5]


def test_a_heading_is_not_left_alone_before_a_long_paragraph() -> None:
    pieces = split_text("Ответ\n\n" + "слово " * 30, 60)

    assert pieces[0].startswith("Ответ\n\nслово")


def test_tags_are_closed_before_a_cut_and_opened_again_after_it() -> None:
    text = '<b>Раз <a href="https://edsoo.ru">два три четыре пять шесть семь</a></b>'

    pieces = split_text(text, 54)

    assert pieces[0] == '<b>Раз <a href="https://edsoo.ru">два три</a></b>'
    assert all(p.startswith('<b><a href="https://edsoo.ru">') for p in pieces[1:])
    assert [parse_html(piece)[0] for piece in pieces] == [
        "Раз два три",
        "четыре пять",
        "шесть семь",
    ]


def test_a_tag_that_ends_where_the_cut_is_is_not_opened_again() -> None:
    assert split_text("<b>Первый абзац</b>\n\n<i>Второй абзац</i>", 25) == [
        "<b>Первый абзац</b>",
        "<i>Второй абзац</i>",
    ]


def test_an_escaped_character_stays_whole() -> None:
    pieces = split_text("&lt;" * 10, 15)

    assert pieces == ["&lt;" * 3, "&lt;" * 3, "&lt;" * 3, "&lt;"]


def test_a_tag_longer_than_a_message_is_no_trap() -> None:
    link = f'<a href="https://x.ru/{"a" * 60}">сюда</a>'

    assert "".join(parse_html(piece)[0] for piece in split_text(link, 40)) == "сюда"


@pytest.mark.parametrize("text", ["", "  \n", "<b> </b>"])
def test_nothing_gives_nothing(text: str) -> None:
    assert split_text(text, 3900) in ([], [text.strip()])


_WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "Слово ",
                "дело. ",
                "Ах! ",
                "абзац\n\n",
                "строка\n",
                "а" * 30,
                "🏫",
                "&amp;",
                "&lt;x&gt; ",
            ),
            *(
                "<b>жирно, но недолго</b> ",
                "<i>и <u>так</u> тоже</i>",
                '<a href="https://a.ru">туда</a>',
            ),
            "<blockquote>цитата\n\nв два абзаца</blockquote>",
        ]
    ),
    max_size=60,
).map("".join)


@given(text=_WORDS, limit=st.integers(80, 300))
def test_whatever_is_cut_nothing_is_lost_and_every_piece_is_whole(text: str, limit: int) -> None:
    pieces = split_text(text, limit)

    assert all(len(piece) <= limit for piece in pieces)
    visible = "".join(parse_html(piece)[0] for piece in pieces)
    assert "".join(visible.split()) == "".join(parse_html(text)[0].split())
