"""What a message consists of, whichever messenger it came by."""

from dataclasses import dataclass
from enum import StrEnum


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    ANIMATION = "animation"


@dataclass(frozen=True)
class Attachment:
    kind: AttachmentKind
    file: str
    """What the channel knows the file by; only that channel can send it again."""
    name: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True)
class Part:
    """One message as it was written."""

    ref: str
    """``channel:chat:message``, the message's place in the world."""
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Words:
    """What a person said in one breath: a message, an album or a burst of short messages."""

    parts: tuple[Part, ...]

    @property
    def ref(self) -> str:
        """The place of the first message: what was said is known by it."""
        return self.parts[0].ref

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts if part.text)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(attachment for part in self.parts for attachment in part.attachments)
