"""Instruments say whose words they are, and hold nobody else's."""

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import pytest

from tests.test_documents import text_files
from wellbeing.instruments import CBI, PULSE, ItemId, all_instruments, load, parse

HEADER = ("licence", "source", "permission_ref", "translation_status", "validated_population")
SHIPPED = files("wellbeing").joinpath("instruments")

#: Four words of an item in a row, hashed: the repository does not hold the words themselves.
FOREIGN_ITEMS = Path(__file__).with_name("foreign_items.json")


def pulse_file() -> dict[str, object]:
    document = json.loads(SHIPPED.joinpath("pulse.json").read_text("utf-8"))
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("field", HEADER)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_t11_a_file_whose_header_lacks_a_field_is_refused(field: str, value: str | None) -> None:
    document = pulse_file()
    header = document["header"]
    assert isinstance(header, dict)
    header[field] = value
    if value is None:
        del header[field]

    with pytest.raises(ValueError, match=field):
        parse(json.dumps(document))


def test_t11_every_file_that_is_shipped_has_its_header() -> None:
    names = [file.name for file in SHIPPED.iterdir() if file.name.endswith(".json")]

    assert len(all_instruments()) == len(names) == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"surplus": 1},
        {"items": []},
        {"scales": []},
        {"options": {}},
    ],
)
def test_a_file_whose_parts_do_not_fit_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(json.dumps(pulse_file() | broken))


def test_the_cbi_is_marked_as_a_draft_and_has_nineteen_items_of_three_scales() -> None:
    cbi = load(CBI)

    assert cbi.is_draft
    assert {scale.id: len(cbi.items_of(scale.id)) for scale in cbi.scales} == {
        "personal": 6,
        "work": 7,
        "pupils": 6,
    }
    assert [item.id for item in cbi.items if item.is_reversed] == ["W7"]


def test_items_of_the_cbi_are_asked_by_frequency_or_by_degree_as_in_the_original() -> None:
    cbi = load(CBI)
    by_degree = {item.id for item in cbi.items if item.options[0].title == "Очень сильно"}

    assert by_degree == {"W1", "W2", "W3", "C1", "C2", "C3", "C4"}
    assert all(
        [option.points for option in item.options] == [100, 75, 50, 25, 0] for item in cbi.items
    )


def test_items_of_the_cbi_are_mixed() -> None:
    scales = [item.scale for item in load(CBI).items]
    longest = max(len(run) for run in re.findall(r"p+|w+|c+", "".join(s[0] for s in scales)))

    assert longest <= 2


def test_a_pulse_asks_three_questions_and_every_driver_has_its_turn() -> None:
    pulse = load(PULSE)
    turns = [[item.id for item in pulse.asked(turn)] for turn in range(6)]

    assert all(turn[:2] == ["exhaustion", "recovery"] and len(turn) == 3 for turn in turns)
    assert [turn[2] for turn in turns] == [
        "load", "paperwork", "discipline", "parents", "support", "load",
    ]  # fmt: skip


def test_the_cbi_asks_everything_every_time() -> None:
    assert load(CBI).asked(3) == load(CBI).items


def test_an_unknown_item_and_an_unknown_scale_are_errors() -> None:
    with pytest.raises(KeyError):
        load(CBI).item(ItemId("P7"))
    assert load(CBI).item(ItemId("P1")).scale == "personal"


def hashes_of(text: str) -> Iterator[str]:
    words = re.findall(r"\w+", text.lower().replace("ё", "е"))
    for start in range(len(words) - 3):
        shingle = " ".join(words[start : start + 4])
        yield blake2b(shingle.encode(), digest_size=8).hexdigest()


def foreign_in(text: str, foreign: frozenset[str]) -> bool:
    return not foreign.isdisjoint(hashes_of(text))


def test_t11_no_item_of_a_protected_instrument_stands_in_the_repository() -> None:
    known = json.loads(FOREIGN_ITEMS.read_text("utf-8"))
    foreign = frozenset(mark for marks in known.values() for mark in marks)

    assert set(known) == {"MBI", "Boyko", "PHQ-9"}
    assert [name for name, text in text_files() if foreign_in(text, foreign)] == []


def test_t11_a_protected_item_would_be_noticed() -> None:
    foreign = frozenset(hashes_of("четыре слова чужого вопроса"))

    assert foreign_in("Пункт 7. Четыре слова\nчужого вопроса?", foreign)
    assert not foreign_in("Четыре других слова чужого вопроса?", foreign)
