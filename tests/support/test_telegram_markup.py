"""The test Telegram's HTML is Telegram's."""

import pytest

from tests.support.telegram_server.markup import CannotParse, parse_html


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<foo>a</foo>", 'Unsupported start tag "foo" at byte offset 0'),
        ("Если x < y", 'Unsupported start tag "" at byte offset 11'),
        ("да <b>нет", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x>a', 'Unclosed start tag "a" at byte offset 0'),
        ("<i>a</i  ", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=http://x>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<i =x>a</i>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused(source: str, reason: str) -> None:
    with pytest.raises(CannotParse) as refusal:
        parse_html(source)

    assert str(refusal.value) == reason


def test_markup_becomes_text_and_entities_counted_in_utf16() -> None:
    text, entities = parse_html('  🏫 <b>Да</b> &lt;x&gt; &amp; AT&T &nbsp; <a href="t.me">т</a> ')

    assert text == "🏫 Да <x> & AT&T &nbsp; т"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 2},
        {"type": "text_link", "offset": 24, "length": 1, "url": "t.me"},
    ]


def test_every_tag_of_telegram_is_known() -> None:
    for tag in [
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "tg-spoiler",
        "code",
        "pre",
        "blockquote",
    ]:
        assert parse_html(f"<{tag}>a</{tag}>")[0] == "a"
    assert parse_html("<blockquote expandable>a</blockquote>")[1][0]["type"].startswith("expand")
    assert parse_html('<span class="tg-spoiler">a</span>')[1][0]["type"] == "spoiler"
    assert parse_html('<pre><code class="language-python">a</code></pre>')[0] == "a"
    assert parse_html('<tg-emoji emoji-id="1">🙂</tg-emoji>')[1][0]["custom_emoji_id"] == "1"
