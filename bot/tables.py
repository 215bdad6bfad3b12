"""Every module that declares tables, so that migrations see all of them."""

import admin.models
import bot.conversations
import delivery.models
import knowledge.curating_models
import knowledge.life_models
import knowledge.models
import people.models
import routing.curating_models
import routing.models

__all__ = ["admin", "bot", "delivery", "knowledge", "people", "routing"]
