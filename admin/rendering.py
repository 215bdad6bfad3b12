"""Templates, and the words they can use."""

from datetime import date, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from admin.assets import Assets
from admin.forms import CSRF_FIELD
from admin.words import moments, names
from knowledge.attached import Attached


class Renderer:
    """Makes HTML of templates; every value is escaped, a name that is missing is an error."""

    def __init__(self, assets: Assets, zone: ZoneInfo) -> None:
        self._environment = _environment(assets, zone)

    def render(self, template: str, **context: object) -> str:
        return self._environment.get_template(template).render(context)


@cache
def _environment(assets: Assets, zone: ZoneInfo) -> Environment:
    """One for all panels that show the same: it holds the compiled templates."""
    environment = Environment(
        loader=PackageLoader("admin"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        asset=assets.address,
        csrf_field=CSRF_FIELD,
        names=names,
        zone=zone,
    )
    environment.filters.update(
        attached=Attached.in_line,
        counted=moments.counted,
        day=partial(_day, zone),
        moment=partial(_moment, zone),
        ago=partial(_ago, zone),
        number=moments.number,
        percent=moments.percent,
    )
    return environment


def _day(zone: ZoneInfo, of: date | datetime) -> str:
    local = of.astimezone(zone).date() if isinstance(of, datetime) else of
    return moments.day(local)


def _moment(zone: ZoneInfo, at: datetime) -> str:
    return moments.moment(at, zone)


def _ago(zone: ZoneInfo, at: datetime, now: datetime) -> str:
    return moments.ago(at, now, zone)
