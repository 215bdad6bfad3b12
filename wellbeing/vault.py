"""The seals of check-ins: what is stored says nothing to whoever lacks the key."""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kit import disk
from kit.errors import WrongInstallation
from people.models import PersonId

#: The file of the data folder that holds the key; it is never in a copy of the service.
KEY_FILE = "wellbeing-key"
KEY_BYTES = 32

_NONCE_BYTES = 12
#: Sealed documents are padded to a multiple of this, so that a length does not tell what was asked.
_PADDED_TO = 256
_CODE_BYTES = 16


class Unreadable(Exception):
    """Sealed with another key, or damaged."""


class Vault:
    """Seals and opens with one key, from which a key for each purpose is derived."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self._seals = AESGCM(_derived(key, "seals"))
        self._lookup = _derived(key, "lookup")
        self._codes = Cipher(algorithms.AES(_derived(key, "codes")), modes.ECB())
        self.key_id = _derived(key, "id")[:8].hex()
        """By what a key is told from others; the key cannot be found from it."""

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """The vault of this installation; its key is made at the first use.

        Raises:
            WrongInstallation: the key cannot be read or written, or is no key.
        """
        path = folder / KEY_FILE
        try:
            _make_once(path, folder)
            words = path.read_text("ascii").strip()
        except UnicodeDecodeError:
            words = ""
        except OSError as error:
            raise WrongInstallation(
                f"Ключ проверок самочувствия {path} не читается: {disk.reason(error)}."
            ) from error
        key = _key_from(words)
        if key is None:
            raise WrongInstallation(
                f"В {path} не ключ: верните файл из своей сохранной копии или, если её нет, "
                "удалите его — служба сделает новый, а прежние проверки самочувствия пропадут."
            )
        return cls(key)

    def lookup_of(self, person_id: PersonId, purpose: str = "person") -> bytes:
        """By what a person is found, always the same, and telling nothing without the key."""
        digest = hmac.HMAC(self._lookup, hashes.SHA256())
        digest.update(f"{purpose}:{person_id}".encode())
        return digest.finalize()

    def seal(self, document: Mapping[str, Any], *, of: UUID | str) -> bytes:
        """Seal something ready for JSON; ``of`` is whose it is, and is needed to open it."""
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        padded = plain + b" " * (-len(plain) % _PADDED_TO)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._seals.encrypt(nonce, padded, str(of).encode())

    def open(self, sealed: bytes, *, of: UUID | str) -> dict[str, Any]:
        """
        Raises:
            Unreadable: sealed with another key, for somebody else, or damaged.
        """
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            opened: dict[str, Any] = json.loads(self._seals.decrypt(nonce, rest, str(of).encode()))
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error
        return opened

    def code(self, number: int, first: int = 0, second: int = 0) -> str:
        """Three numbers as 22 letters that a messenger may carry: they tell nobody anything.

        Args:
            number: below 2**63; the others below 256.
        """
        block = number.to_bytes(8, "big") + bytes((first, second)) + bytes(6)
        encryptor = self._codes.encryptor()
        sealed = encryptor.update(block) + encryptor.finalize()
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def numbers_of(self, code: str) -> tuple[int, int, int]:
        """The numbers that a code was made of.

        Raises:
            Unreadable: it was not made with this key.
        """
        try:
            sealed = base64.b64decode(code + "==", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise Unreadable from error
        if len(sealed) != _CODE_BYTES:
            raise Unreadable
        decryptor = self._codes.decryptor()
        block = decryptor.update(sealed) + decryptor.finalize()
        if block[10:] != bytes(6):
            raise Unreadable
        return int.from_bytes(block[:8], "big"), block[8], block[9]


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _derived(key: bytes, purpose: str) -> bytes:
    info = f"hotline check-ins: {purpose}".encode()
    return HKDF(hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def _make_once(path: Path, folder: Path) -> None:
    """Make the key unless it is there; of two processes that start at once, one does."""
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(new_key()) + b"\n")
            if os.geteuid() == 0:
                owner = folder.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a renaming, refuses a name that is taken meanwhile.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _key_from(words: str) -> bytes | None:
    try:
        key = base64.b64decode(words, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None
