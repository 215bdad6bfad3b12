"""Why a copy was not made or not restored."""

import errno
from pathlib import Path

_REASONS = {
    errno.ENOENT: "нет такого файла или папки",
    errno.ENOTDIR: "нет такой папки",
    errno.EISDIR: "это папка, а не файл",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EROFS: "диск только для чтения",
    errno.ENOSPC: "на диске нет места",
    errno.EDQUOT: "на диске нет места (исчерпана квота)",
    errno.EFBIG: "файл слишком велик для этого диска",
    errno.ENAMETOOLONG: "слишком длинное имя",
}


class CopyRefused(Exception):
    """No copy was made, or the service is as it was before; in one sentence for the operator."""


def not_written(path: Path, error: OSError) -> CopyRefused:
    return CopyRefused(f"Копия не записана в {path}: {_reason(error)}.")


def not_read(path: Path, error: OSError) -> CopyRefused:
    return CopyRefused(f"Не прочитать {path}: {_reason(error)}.")


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or error.strerror or "неизвестная ошибка"
