"""Why a copy was not made or not restored."""

from pathlib import Path

from kit import disk


class CopyRefused(Exception):
    """No copy was made, or the service is as it was before; in one sentence for the operator."""


def not_written(path: Path, error: OSError) -> CopyRefused:
    return CopyRefused(f"Копия не записана в {path}: {disk.reason(error)}.")


def not_read(path: Path, error: OSError) -> CopyRefused:
    return CopyRefused(f"Не прочитать {path}: {disk.reason(error)}.")
