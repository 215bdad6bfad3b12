"""Materials, helplines and the fixed card."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from kit.errors import WrongInstallation
from wellbeing.following import Driver
from wellbeing.support import crisis
from wellbeing.support.helplines import (
    OWN_FILE,
    Audience,
    Certainty,
    Helpline,
    HelplineId,
    directory,
    shown,
    too_old,
)
from wellbeing.support.materials import (
    GroupId,
    Material,
    MaterialId,
    all_groups,
    all_materials,
    material,
    materials_of,
    to_try,
)

TODAY = date(2026, 11, 25)


def line(**changes: object) -> Helpline:
    fields: dict[str, object] = {
        "id": "region",
        "number": "8-800-000-00-00",
        "title": "Линия области",
        "region": None,
        "audience": "adults",
        "hours": "по будням с 9 до 18",
        "source": "сайт службы",
        "verified_on": "2026-11-01",
        "certainty": "medium",
    }
    return Helpline.model_validate(fields | changes)


# Materials


@pytest.mark.parametrize("driver", Driver)
def test_every_driver_has_three_or_four_pieces(driver: Driver) -> None:
    assert 3 <= len(materials_of(GroupId(driver))) <= 4


@pytest.mark.parametrize("group", ["sleep", "boundaries", "talk-head", "colleagues"])
def test_there_are_pieces_for_everybody(group: str) -> None:
    assert materials_of(GroupId(group))


@pytest.mark.parametrize("piece", all_materials(), ids=lambda piece: piece.id)
def test_a_piece_is_short_and_dated_and_has_something_to_try(piece: Material) -> None:
    assert 60 <= len(re.findall(r"[\w-]+", piece.text)) <= 120
    assert piece.written_on <= TODAY
    assert piece.step.endswith(".")
    assert len(piece.step) <= 120


@pytest.mark.parametrize("piece", all_materials(), ids=lambda piece: piece.id)
def test_a_piece_speaks_to_everybody_and_names_no_diagnosis(piece: Material) -> None:
    words = re.findall(r"\w+", f"{piece.title} {piece.step} {piece.text}".lower())

    assert not {"выгорание", "синдром", "диагноз"} & set(words)
    assert not [word for word in words if word in ("устала", "устал", "справилась", "должна")]


def test_groups_and_pieces_fit_each_other() -> None:
    assert {piece.group for piece in all_materials()} == {group.id for group in all_groups()}
    assert len({piece.id for piece in all_materials()}) == len(all_materials())
    assert material(MaterialId("load-count")).group == "load"


def test_three_things_to_try_are_those_of_the_driver_or_for_everybody() -> None:
    assert {piece.group for piece in to_try(Driver.PARENTS)} == {"parents"}
    assert [piece.group for piece in to_try(None)] == ["talk-head", "boundaries", "sleep"]
    assert all(len(to_try(driver)) == 3 for driver in (None, *Driver))


# Helplines


def test_the_emergency_number_is_always_shown() -> None:
    assert "112" in [found.number for found in shown(directory())]


def test_a_number_that_nobody_has_verified_is_shown_only_when_it_is_sure() -> None:
    doubtful = line(verified_on=None)

    assert shown([doubtful, line(id="sure", verified_on=None, certainty="high"), line()]) == (
        line(id="sure", verified_on=None, certainty="high"),
        line(),
    )


def test_a_number_of_a_region_is_shown_there_only() -> None:
    regional = line(region="Томская область")

    assert shown([regional], region="Томская область") == (regional,)
    assert shown([regional], region="Омская область") == shown([regional]) == ()


def test_a_number_grows_too_old_after_180_days() -> None:
    verified = line(verified_on="2026-11-01")
    day = date(2026, 11, 1)

    assert too_old([verified], day + timedelta(days=180)) == ()
    assert too_old([verified], day + timedelta(days=181)) == (verified,)
    assert too_old([line(verified_on=None)], day) == (line(verified_on=None),)


def test_the_operators_file_replaces_and_adds_numbers(tmp_path: Path) -> None:
    replaced = line(id="children", number="124", audience="children", certainty="high")
    rows = [json.loads(found.model_dump_json()) for found in (replaced, line())]
    (tmp_path / OWN_FILE).write_text(json.dumps(rows), "utf-8")
    found = {one.id: one for one in directory(tmp_path)}

    assert found[HelplineId("children")] == replaced
    assert found[HelplineId("region")] == line()
    assert HelplineId("emergency") in found


def test_without_a_file_of_the_operator_ours_are_taken(tmp_path: Path) -> None:
    assert directory(tmp_path) == directory()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "это не список строк"),
        ("{}", "это не список строк"),
        ('[{"id": "x"}]', "строка 1, поле number"),
        (b"\xff\xfe", "это не список строк"),
    ],
)
def test_a_wrong_file_of_the_operator_is_refused_in_one_sentence(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / OWN_FILE).write_bytes(raw)

    with pytest.raises(WrongInstallation, match=reason) as refused:
        directory(tmp_path)

    assert "\n" not in str(refused.value)


def test_a_childrens_line_is_said_to_be_for_children() -> None:
    children = [one for one in directory() if one.audience is Audience.CHILDREN]

    assert [one.certainty for one in children] == [Certainty.HIGH]
    assert "для детей, подростков и их родителей" in crisis.own(children)


# The card


def test_t26_the_card_is_fixed_and_tells_the_emergency_number_first() -> None:
    card = crisis.own(shown(directory()))

    assert card == crisis.own(shown(directory()))
    assert card.index("112") < card.index("8-800")
    assert "круглые сутки его никто не читает" in card
    assert "Позвать специалиста" in card
    assert len(card) < 3900


def test_the_card_names_the_hours_of_the_specialist_when_they_are_known() -> None:
    assert "ответит человек, по будням с 9 до 18." in crisis.own([], hours="по будням с 9 до 18")
    assert "ответит человек." in crisis.own([])


def test_adult_lines_stand_before_those_for_children() -> None:
    card = crisis.own([*shown(directory()), line()])

    assert card.index("Линия области") < card.index("Детский телефон")


def test_the_card_for_somebody_else_says_not_to_leave_them_alone() -> None:
    card = crisis.anothers(shown(directory()))

    assert card.index("112") < card.index("8-800")
    assert "Не оставляйте" in card
