"""Two questions in one message: told apart, and what each finds put together."""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.lexicon import lemmas
from knowledge.matching import MOST_MATCHES, Match

#: A part with fewer words of meaning is no question of its own: «Как быть?»
_FEWEST_LEMMAS = 3
_MOST_PARTS = 3
_SHOWN = 3
#: «1) … 2) …», «Первое: … Второе: …», «Во-первых, … Во-вторых, …».
_ITEM = re.compile(
    r"(?<![\w-])(?:[1-3][).]|(?:перв|втор|трет)(?:ое|ый|ий|ье)[:,]|во-(?:первых|вторых),?|в-третьих,?)\s+",
    re.IGNORECASE,
)
_ASKED = re.compile(r"[^?]*\?")


def asked_in(text: str) -> list[str]:
    """The questions of ``text``, normalised; none when it is but one.

    A sentence that tells belongs to the question that follows it.
    """
    items = _ITEM.split(text)[1:]
    parts = items if len(items) > 1 else _ASKED.findall(text)
    full = [part.strip() for part in parts if len(set(lemmas(part))) >= _FEWEST_LEMMAS]
    return full if 1 < len(full) <= _MOST_PARTS else []


def are_several(parts: Sequence[Sequence[Match]], *, offer_from: float) -> bool:
    """Whether the parts have different answers: one case alone would be half an answer."""
    return len({found[0].case_id for found in parts if found and found[0].score >= offer_from}) > 1


def together(
    whole: Sequence[Match], parts: Sequence[Sequence[Match]], *, offer_from: float
) -> tuple[Match, ...]:
    """The matches of the whole message, and among the first three what answers each part.

    The first match stays; a part brings its own first one when that is worth offering. Scores do
    not rise from one match to the next.

    Args:
        whole: matches of the message, best first.
        parts: matches of each question in it.
        offer_from: the score from which a case is offered.
    """
    if not whole:
        return tuple(whole)
    firsts = {
        found[0].case_id: found[0] for found in parts if found and found[0].score >= offer_from
    }
    firsts.pop(whole[0].case_id, None)
    if not firsts:
        return tuple(whole)
    brought = sorted(firsts.values(), key=lambda match: -match.score)[: _SHOWN - 1]
    rest = [match for match in whole[1:] if match.case_id not in firsts]
    merged = [whole[0]]
    for match in [*brought, *rest]:
        merged.append(replace(match, score=min(match.score, merged[-1].score)))
    return tuple(merged[:MOST_MATCHES])
