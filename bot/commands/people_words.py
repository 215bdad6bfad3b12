"""What ``hotline people …`` says."""

from pathlib import Path

from people.pool.service import Fate, PoolOutcome


def imported(outcome: PoolOutcome, *, dry_run: bool) -> str:
    new, changed, same = (outcome.count(fate) for fate in Fate)
    counts = f"новых {new}, изменённых {changed}, без изменений {same}"
    if dry_run:
        return f"Файл годен, ничего не загружено: было бы людей {counts}."
    return f"Загружено в реестр: {counts}."


def exported(count: int, file: Path, *, public: bool) -> str:
    if public:
        return (
            f"Открытый список — в файле {file}, людей: {count}. В нём только то, на что есть "
            "согласие."
        )
    return (
        f"Реестр — в файле {file}, людей: {count}. В нём персональные данные: храните и "
        "передавайте его соответственно."
    )


def bound() -> str:
    return "Приглашение связано со строкой реестра: предметы и часы возьмутся из неё."


def several(name: str) -> str:
    return f"В реестре несколько человек «{name}»: добавьте --born с датой рождения."
