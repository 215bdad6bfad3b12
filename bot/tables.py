"""Every module that declares tables, so that migrations see all of them."""

import bot.conversations
import delivery.models
import knowledge.models
import people.models
import routing.models

__all__ = ["bot", "delivery", "knowledge", "people", "routing"]
