"""Numbers with Russian nouns."""


def counted(number: int, one: str, few: str, many: str) -> str:
    """«1 вопрос», «2 вопроса», «5 вопросов»."""
    if number % 10 == 1 and number % 100 != 11:
        return f"{number} {one}"
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return f"{number} {few}"
    return f"{number} {many}"
