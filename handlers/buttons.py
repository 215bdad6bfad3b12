"""How buttons stand together."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

Button = tuple[str, CallbackData]


def rows(*of: Sequence[Button]) -> InlineKeyboardMarkup:
    """A keyboard of the given rows; an empty row is left out."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=caption, callback_data=data.pack()) for caption, data in row]
            for row in of
            if row
        ]
    )


def in_rows(buttons: Sequence[Button], width: int) -> list[Sequence[Button]]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def cut(caption: str, length: int) -> str:
    """The caption, shortened where the messenger would cut it itself."""
    return caption if len(caption) <= length else caption[: length - 1].rstrip() + "…"
