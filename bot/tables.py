"""Every module that declares tables, so that migrations see all of them."""

from collections.abc import Mapping
from typing import Any

import admin.models
import bot.conversations
import delivery.models
import knowledge.curating_models
import knowledge.file_models
import knowledge.life_models
import knowledge.models
import knowledge.recalculation_models
import people.models
import people.pool.models
import routing.curating_models
import routing.models
import routing.totals_models
import wellbeing.models

__all__ = ["admin", "bot", "delivery", "is_ours", "knowledge", "people", "routing", "wellbeing"]


def is_ours(name: str | None, kind: str, _parents: Mapping[Any, str | None]) -> bool:
    """Whether alembic is to look at it: other schemas of the database are nobody's business."""
    return kind != "schema" or name in (None, wellbeing.models.SCHEMA)
