"""What is said about a message that could not be passed on whole."""

from html import escape


def file_not_sent(name: str | None) -> str:
    which = f" «{escape(name)}»" if name else ""
    return f"К этому сообщению было вложение{which}, но передать его не получилось."
