"""Files that were sent in the demo: few, small, and never trusted."""

import json
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from delivery.content import AttachmentKind

FILE_LIMIT_BYTES = 10 * 1024 * 1024
MOST_FILES = 200

#: What a browser may show by itself, and as what it is then sent in the chat. SVG and HTML are
#: not here: they can carry scripts, so they are only ever saved to disk.
_SHOWN = {
    ".jpg": ("image/jpeg", AttachmentKind.PHOTO),
    ".jpeg": ("image/jpeg", AttachmentKind.PHOTO),
    ".png": ("image/png", AttachmentKind.PHOTO),
    ".webp": ("image/webp", AttachmentKind.PHOTO),
    ".gif": ("image/gif", AttachmentKind.ANIMATION),
    ".ogg": ("audio/ogg", AttachmentKind.VOICE),
    ".oga": ("audio/ogg", AttachmentKind.VOICE),
    ".opus": ("audio/ogg", AttachmentKind.VOICE),
    ".mp3": ("audio/mpeg", AttachmentKind.AUDIO),
    ".m4a": ("audio/mp4", AttachmentKind.AUDIO),
    ".wav": ("audio/wav", AttachmentKind.AUDIO),
    ".mp4": ("video/mp4", AttachmentKind.VIDEO),
    ".webm": ("video/webm", AttachmentKind.VIDEO),
}
_SAVED = ("application/octet-stream", AttachmentKind.DOCUMENT)
_ID = re.compile(r"[0-9a-f]{32}")


class FileTooBig(ValueError):
    """The file is larger than the demo keeps."""


@dataclass(frozen=True)
class StoredFile:
    id: str
    kind: AttachmentKind
    name: str
    media_type: str
    size_bytes: int

    @property
    def is_shown(self) -> bool:
        return self.media_type != _SAVED[0]


class Shelf:
    """A folder of the latest files; the oldest make room for the newest."""

    def __init__(self, folder: Path, *, most_files: int = MOST_FILES) -> None:
        self._folder = folder
        self._most_files = most_files
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, data: bytes, kind: AttachmentKind | None = None) -> StoredFile:
        """Store ``data``; without ``kind`` the name's ending says what it is sent as.

        Raises:
            FileTooBig: it is larger than ``FILE_LIMIT_BYTES``.
        """
        if len(data) > FILE_LIMIT_BYTES:
            raise FileTooBig
        name = safe_name(name)
        media_type, usual_kind = _SHOWN.get(PurePosixPath(name).suffix.lower(), _SAVED)
        file = StoredFile(secrets.token_hex(16), kind or usual_kind, name, media_type, len(data))
        self._content(file.id).write_bytes(data)
        self._label(file.id).write_text(json.dumps(asdict(file)), "utf-8")
        self._make_room()
        return file

    def find(self, file_id: str) -> StoredFile | None:
        """The file with this id; ``None`` when there is none, or it has made room for others."""
        if not _ID.fullmatch(file_id) or not self._content(file_id).is_file():
            return None
        label = json.loads(self._label(file_id).read_text("utf-8"))
        return StoredFile(**{**label, "kind": AttachmentKind(label["kind"])})

    def path(self, file: StoredFile) -> Path:
        return self._content(file.id)

    def _content(self, file_id: str) -> Path:
        return self._folder / file_id

    def _label(self, file_id: str) -> Path:
        return self._folder / f"{file_id}.json"

    def _make_room(self) -> None:
        kept = [path for path in self._folder.iterdir() if _ID.fullmatch(path.name)]
        kept.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in kept[: -self._most_files]:
            path.unlink()
            self._label(path.name).unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """The last part of ``name`` without anything that means something to a file system."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r'[\x00-\x1f\x7f<>:"|?*\ud800-\udfff\u202a-\u202e\u2066-\u2069]', "", last)
    stem, dot, suffix = clean.strip(" .").rpartition(".")
    if dot and len(suffix) <= 10:
        return f"{stem[:80]}.{suffix}" if stem else f"file.{suffix}"
    return clean.strip(" .")[:80] or "file"
