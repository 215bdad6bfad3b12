"""What one value of a case may be, and the one form it is kept in."""

from typing import Any

from kit.files.fields import QUOTED, wrong
from knowledge.models import CaseState
from people.levels import Level

_AUDIENCES = {
    **dict.fromkeys(("учитель", "учителя", "для учителей", "педагог", "педагоги"), "teacher"),
    **dict.fromkeys(("методист", "методисты", "для методистов"), "methodist"),
}
_STATES: dict[str, CaseState | None] = {
    **dict.fromkeys(("draft", "черновик"), CaseState.DRAFT),
    **dict.fromkeys(("retired", "снят"), CaseState.RETIRED),
    # A published case carries no mark: whether to publish is said by whoever imports the file.
    **dict.fromkeys(("published", "опубликован")),
}


def level(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    for known in Level:
        if known.lower() == value.strip().lower():
            return known
    raise wrong(f"нет уровня «{value[:QUOTED]}»; бывает {', '.join(Level)}")


def audience(name: str) -> str:
    plain = name.strip().lower()
    return _AUDIENCES.get(plain, plain)


def state(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    name = value.strip().lower()
    if name not in _STATES:
        raise wrong(f"нет состояния «{value[:QUOTED]}»; бывает draft, published, retired")
    return _STATES[name]
