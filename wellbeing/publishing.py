"""Pure: which groups of a wave are published, and whose change since the wave before.

The tables are chosen together, since together they will be read. Changes come after: they never
cost a group its figures. A change adds an equation over two waves, and its part in this wave is
audited like one more published group; as long as that part cannot be had from the tables, nothing
of an earlier wave can be told apart by it either, whoever has joined, left or been erased since.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from people.experience import BANDS
from people.levels import Level
from wellbeing.auditing import Audit, People
from wellbeing.records import SEVERAL, Respondent, Stratum
from wellbeing.reports import Group, TableKind, WaveReport
from wellbeing.suppression import are_alike, are_alike_changes, visible_parts

Cell = tuple[TableKind, Group]
Groups = Mapping[Cell, People]

WHOLE: Cell = (TableKind.REGION, ())
#: What is given up first when not all can be published.
_LEAST_WANTED = (
    TableKind.MUNICIPALITY_EXPERIENCE,
    TableKind.LEVEL,
    TableKind.EXPERIENCE,
    TableKind.MUNICIPALITY,
    TableKind.REGION,
)
_ONE_WAY = (TableKind.MUNICIPALITY, TableKind.EXPERIENCE, TableKind.LEVEL)
#: Bands and levels stand in their own order, all other names by the alphabet.
_PLACES = {name: place for place, name in enumerate([*(b.code for b in BANDS), *Level, SEVERAL])}


def cells_of(stratum: Stratum) -> list[Cell]:
    """The one group of each table that somebody is counted in."""
    return [
        WHOLE,
        (TableKind.MUNICIPALITY, (stratum.municipality,)),
        (TableKind.EXPERIENCE, (stratum.experience,)),
        (TableKind.LEVEL, (stratum.level,)),
        (TableKind.MUNICIPALITY_EXPERIENCE, (stratum.municipality, stratum.experience)),
    ]


def published_cells(people: Sequence[Respondent], *, k: int) -> dict[Cell, People]:
    """The groups of all tables that may be shown together; empty when not even the whole may."""
    groups = _grouped(people)
    alike = _alike(people, groups)
    if WHOLE not in groups or len(groups[WHOLE]) < k or WHOLE in alike:
        return {}
    wanted = _wanted(groups, alike, k)
    audit = Audit([groups[cell] for cell in wanted], k=k, weights=_weights(alike, k))
    shown = dict(enumerate(wanted))
    while exposing := audit.exposing():
        place = min(exposing, key=lambda place: _worth(shown[place], groups))
        audit.withdraw(place)
        del shown[place]
    return {cell: groups[cell] for cell in shown.values()}


def published_changes(
    people: Sequence[Respondent], shown: Groups, previous: WaveReport, *, k: int
) -> dict[Cell, People]:
    """Of which shown groups the change may be shown, and whose answers in both waves make it."""
    pairs = {
        cell: both
        for cell, members in shown.items()
        if cell[0] is not TableKind.MUNICIPALITY_EXPERIENCE
        and len(both := _in_both(people, members)) >= k
        and not _changes_tell(people, both)
    }
    known = {cell for cell in pairs if _is_known_anyway(cell, people, shown, previous)}
    asked = [cell for cell in pairs if cell not in known]
    weights = _weights(_alike(people, _grouped(people)), k)
    audit = Audit([*shown.values(), *(pairs[cell] for cell in asked)], k=k, weights=weights)
    kept = dict(enumerate(asked, start=len(shown)))
    while kept:
        exposing = audit.exposing()
        if not exposing and audit.are_independent(kept):
            break
        place = min(kept.keys() & exposing or kept, key=lambda place: _worth(kept[place], pairs))
        audit.withdraw(place)
        del kept[place]
    return {cell: both for cell, both in pairs.items() if cell in {*known, *kept.values()}}


def _grouped(people: Sequence[Respondent]) -> dict[Cell, People]:
    found: defaultdict[Cell, set[int]] = defaultdict(set)
    for number, person in enumerate(people):
        for cell in cells_of(person.stratum):
            found[cell].add(number)
    return {cell: frozenset(found[cell]) for cell in sorted(found, key=_order)}


def _wanted(groups: Groups, alike: Collection[Cell], k: int) -> list[Cell]:
    """What could be shown if each table stood alone with its margins."""
    shown = {WHOLE}
    for kind in _ONE_WAY:
        parts = {cell: len(groups[cell]) for cell in groups if cell[0] is kind}
        shown |= visible_parts(parts, k=k, never=alike)
    crossed = [cell for cell in groups if cell[0] is TableKind.MUNICIPALITY_EXPERIENCE]
    possible = {cell for cell in crossed if len(groups[cell]) >= k and cell not in alike}
    for side, kind in enumerate((TableKind.MUNICIPALITY, TableKind.EXPERIENCE)):
        lines: defaultdict[str | None, dict[Cell, int]] = defaultdict(dict)
        for cell in crossed:
            lines[cell[1][side]][cell] = len(groups[cell])
        for name, line in lines.items():
            if (kind, (name,)) in shown:
                possible -= line.keys() - visible_parts(line, k=k, never=alike)
    return [cell for cell in groups if cell in shown | possible]


def _alike(people: Sequence[Respondent], groups: Groups) -> dict[Cell, People]:
    return {cell: members for cell, members in groups.items() if _tell(people, members)}


def _weights(alike: Groups, k: int) -> dict[int, float]:
    """People whose group tells of each of them count for so little that it is too small."""
    weights: dict[int, float] = {}
    for members in alike.values():
        weight = min(1.0, (k - 1) / len(members))
        for number in members:
            weights[number] = min(weight, weights.get(number, 1.0))
    return weights


def _in_both(people: Sequence[Respondent], members: People) -> People:
    return frozenset(number for number in members if people[number].changes is not None)


def _is_known_anyway(
    cell: Cell, people: Sequence[Respondent], shown: Groups, previous: WaveReport
) -> bool:
    """Whether the group is the very same people in both waves.

    Then the change is the difference of two figures that are published, and tells nothing new.
    """
    row = previous.row(*cell)
    members = shown[cell]
    return (
        row is not None
        and row.count == len(members)
        and all(
            earlier is not None and cell in cells_of(earlier)
            for earlier in (people[number].earlier_stratum for number in members)
        )
    )


def _tell(people: Sequence[Respondent], members: People) -> bool:
    """Whether some figure of these people would tell of each of them."""
    scales = zip(*(people[number].scores for number in sorted(members)), strict=True)
    return any(are_alike(scores) for scores in scales)


def _changes_tell(people: Sequence[Respondent], both: People) -> bool:
    changes = (people[number].changes or () for number in sorted(both))
    return any(are_alike_changes(differences) for differences in zip(*changes, strict=True))


def _worth(cell: Cell, groups: Groups) -> tuple[int, int, str]:
    return _LEAST_WANTED.index(cell[0]), len(groups[cell]), str(cell)


def _order(cell: Cell) -> list[tuple[int, str]]:
    kind, group = cell
    last = len(_PLACES)
    places = [(_PLACES.get(name, last), name) if name else (last + 1, "") for name in group]
    return [(-_LEAST_WANTED.index(kind), ""), *places]
