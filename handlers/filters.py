"""Which messages a handler is for."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from people.models import Person, Role


class Has(BaseFilter):
    """The person has at least one of the roles."""

    def __init__(self, *roles: Role) -> None:
        self._roles = roles

    async def __call__(self, _event: object, person: Person) -> bool:
        return person.has(*self._roles)


class IsCommand(BaseFilter):
    """The text begins with a slash and a word."""

    async def __call__(self, message: Message) -> bool:
        text = message.text or ""
        return len(text) > 1 and text[0] == "/" and text[1].isalpha()
