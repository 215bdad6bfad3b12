"""Why the disk refused, in words for the operator."""

import errno

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


def reason(error: Exception) -> str:
    """What was wrong, as the end of a sentence; anything may be asked about."""
    number = error.errno if isinstance(error, OSError) else None
    known = _REASONS.get(number) if number is not None else None
    return known or getattr(error, "strerror", None) or "неизвестная ошибка"
