"""What a copy says about itself."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.backup.errors import CopyRefused
from knowledge.file_shelf import FOLDER

#: Raised when an older program could no longer restore what a newer one has written.
FORMAT = 1
#: The member that holds the manifest; it is written last, so a copy without it was cut off.
MANIFEST = "manifest.json"
DATABASE = "database.dump"
#: What a file of the data folder is called in a copy.
DATA = "data/"
#: The files of the data folder that cannot be made anew; not its logs, its locks and its cluster,
#: which the dump stands for, and not the demo.
KEPT = ("webhook-secret",)
#: Files of cases are members of their own beneath this, each under its code.
FILES = f"{DATA}{FOLDER}/"


class Member(BaseModel):
    """How long a member of the copy is, and its checksum."""

    model_config = ConfigDict(frozen=True)

    bytes: int = Field(ge=0)
    sha256: str


class Manifest(BaseModel):
    """Whose copy it is, of what state, and what is in it."""

    model_config = ConfigDict(frozen=True)

    product: Literal["hotline"] = "hotline"
    format: int = FORMAT
    version: str
    made_at: AwareDatetime
    revision: str
    """The migration that the database was at."""
    rows: dict[str, int]
    """How many rows each table has."""
    members: dict[str, Member]


def read_manifest(document: bytes) -> Manifest:
    """Read the manifest of a copy that this program can restore.

    Raises:
        CopyRefused: it is of another product, damaged, or of a newer program.
    """
    try:
        if _Kind.model_validate_json(document).format > FORMAT:
            raise CopyRefused(
                "Копия сделана более новой версией программы: обновите программу и повторите."
            )
        return Manifest.model_validate_json(document)
    except ValidationError:
        raise CopyRefused("Это не копия службы: её описание не читается.") from None


class _Kind(BaseModel):
    """All that is to be relied on in a manifest of a later format."""

    product: Literal["hotline"]
    format: int
