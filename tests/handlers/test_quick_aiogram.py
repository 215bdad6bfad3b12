"""aiogram's types, made ready at their first use, are what they would have been."""

import subprocess
import sys

import pytest

_ALL_BECOME_READY = """
import handlers.quick_aiogram
import aiogram.methods, aiogram.types

postponed = 0
for module in (aiogram.types, aiogram.methods):
    for name in module.__all__:
        entity = getattr(module, name)
        if hasattr(entity, "model_rebuild"):
            postponed += not entity.__pydantic_complete__
            entity.model_rebuild(raise_errors=True)
            assert entity.__pydantic_complete__, name
assert postponed > 400, postponed
"""

_AN_UPDATE_IS_READ = """
import handlers.quick_aiogram
from aiogram.types import Update

update = Update.model_validate({"update_id": 1, "message": {
    "message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "Да",
    "reply_to_message": {"message_id": 2, "date": 1, "chat": {"id": 1, "type": "private"}},
}})
assert update.message.reply_to_message.message_id == 2
"""


@pytest.mark.long
def test_every_type_and_method_becomes_ready() -> None:
    run(_ALL_BECOME_READY)


def test_an_update_is_read_without_being_told_to_get_ready() -> None:
    run(_AN_UPDATE_IS_READ)


@pytest.mark.long
def test_what_was_imported_before_is_left_as_it_is() -> None:
    run("import aiogram.types, handlers.quick_aiogram; assert aiogram.types.Update(update_id=1)")


def run(program: str) -> None:
    """In a process of its own, because this one has imported aiogram already."""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
