"""Loads aiogram three times as fast: its types are made ready when they are first used.

aiogram asks pydantic to make all its 444 types ready while it is being imported. That takes
seconds of processor time on a small server, at every start of every command, for types that the
hotline never meets. Here the asking is answered with «later»: each type is only told where to
find the others, and pydantic then makes it ready at its first use, as it does with any type whose
configuration says ``defer_build``, and aiogram's does.

Must be imported before anything of aiogram; where aiogram is there already, nothing is changed.
"""

import sys
from typing import Any

from pydantic import BaseModel


def _postpone(cls: type[BaseModel], *, _types_namespace: dict[str, Any], **_: Any) -> None:
    cls.__pydantic_parent_namespace__ = _types_namespace


def _load() -> None:
    rebuild = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(_postpone)  # type: ignore[arg-type, assignment, method-assign]
    try:
        types = __import__("aiogram.types").types
    finally:
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
    _tell_methods({name: getattr(types, name) for name in types.__all__})


def _tell_methods(namespace: dict[str, Any]) -> None:
    """The methods' fields speak of the types, too."""
    methods = __import__("aiogram.methods").methods
    for name in methods.__all__:
        getattr(methods, name).__pydantic_parent_namespace__ = namespace


if "aiogram" not in sys.modules:
    _load()
