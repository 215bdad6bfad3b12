"""The folder with the contents of files, each under its code; several processes may share it."""

import contextlib
import os
import re
import tempfile
from pathlib import Path

#: The folder within the data folder.
FOLDER = "case-files"
_CODE = re.compile(r"[0-9a-f]{16}")


def is_code(text: str) -> bool:
    return bool(_CODE.fullmatch(text))


class FileShelf:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, code: str) -> Path:
        """Where the content with this code lies, or would lie.

        Raises:
            ValueError: this is no code.
        """
        if not is_code(code):
            raise ValueError("not a code of a file")
        return self._folder / code

    def holds(self, code: str) -> bool:
        return self.path(code).is_file()

    def size(self, code: str) -> int | None:
        """In bytes; ``None`` where the content is not here."""
        try:
            return self.path(code).stat().st_size if self.holds(code) else None
        except FileNotFoundError:
            return None

    def draft(self, data: bytes) -> Path:
        """The content on the disk, without its name yet.

        Raises:
            OSError: there is no room or no right; nothing is left behind.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=self._folder)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            self.discard(draft)
            raise
        return draft

    def give_name(self, draft: Path, code: str) -> None:
        os.replace(draft, self.path(code))

    def discard(self, draft: Path) -> None:
        with contextlib.suppress(OSError):
            draft.unlink()

    def remove(self, code: str) -> None:
        self.path(code).unlink(missing_ok=True)

    def codes(self) -> list[str]:
        """The codes of all contents here, in order."""
        if not self._folder.is_dir():
            return []
        return sorted(file.name for file in self._folder.iterdir() if is_code(file.name))
