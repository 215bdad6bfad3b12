"""Time zones of Russia by municipality and settlement, as IANA names."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

_COMMENT = re.compile(r"\([^)]*\)|[«»\"'“”„.,;]")
_KIND = re.compile(
    r"\b(?:г|гор|город\w*|го|мо|мр|пос|посел\w+|пгт|село|деревн\w+|станица|округ\w*|район\w*|р-н"
    r"|улус\w*|муниципальн\w+|образовани\w+|область|обл|край|республик\w+|автономн\w+)\b"
)


@dataclass(frozen=True)
class Place:
    """A federal subject, or a settlement or district of one."""

    name: str
    region: str
    zone: str
    """IANA name: offsets change (Volgograd in 2020), names follow."""
    home_zone: str
    """That of most of the region."""


@dataclass(frozen=True)
class ZoneChoice:
    """One line of the list that a person chooses from."""

    zone: str
    title: str
    """Moscow time and how many hours more: «МСК+2 · Екатеринбург»."""


def places_named(words: str) -> tuple[Place, ...]:
    """All places of this name, without case, «ё» and words such as «город» or «район»."""
    return _places().get(_plain(words), ())


def zone_of(words: str | None, *, default: str) -> str:
    """The zone of a municipality as somebody has written it.

    Args:
        default: the region's own. Places of regions with this zone go before all others of the
            same name; it is the answer, too, for a name that is unknown or has several zones.
    """
    found = places_named(words or "")
    at_home = [place for place in found if place.home_zone == default]
    zones = {place.zone for place in at_home or found}
    return zones.pop() if len(zones) == 1 else default


def zone_choices() -> tuple[ZoneChoice, ...]:
    """One zone for each clock of Russia, from west to east."""
    return tuple(ZoneChoice(row["zone"], row["title"]) for row in _data()["choices"])


def local_time(zone: str, now: datetime) -> datetime:
    """What the clock shows there, for «у вас сейчас 16:05?»."""
    return now.astimezone(ZoneInfo(zone))


@cache
def _places() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in every_place():
        key = _plain(place.name)
        if place not in found[key]:
            found[key].append(place)
    return {key: tuple(places) for key, places in found.items()}


def every_place() -> Iterator[Place]:
    """All federal subjects, their larger settlements, and the districts with another clock."""
    for subject in _data()["subjects"]:
        region, home = subject["names"][0], subject["zone"]
        for name in (*subject["names"], *subject["places"]):
            yield Place(name, region, home, home)
        for exception in subject.get("exceptions", ()):
            for name in exception["places"]:
                yield Place(name, region, exception["zone"], home)


def _plain(words: str) -> str:
    folded = _COMMENT.sub(" ", words.casefold().replace("ё", "е")).replace("–", "-")
    bare = " ".join(_KIND.sub(" ", folded).split())
    return bare or " ".join(folded.split())


@cache
def _data() -> Any:
    return json.loads(files("wellbeing.zones").joinpath("zones.json").read_text("utf-8"))
