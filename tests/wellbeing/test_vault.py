"""What is sealed says nothing without the key; the key is made once and kept closed."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from kit.errors import WrongInstallation
from people.models import PersonId
from wellbeing.vault import KEY_BYTES, KEY_FILE, Unreadable, Vault, new_key

OWNER = uuid4()
VAULT = Vault(bytes(range(KEY_BYTES)))


def test_what_is_sealed_opens_with_the_key_and_for_its_owner_alone() -> None:
    sealed = VAULT.seal({"scores": {"work": 85.7}}, of=OWNER)

    assert VAULT.open(sealed, of=OWNER) == {"scores": {"work": 85.7}}
    for vault, owner in ((Vault(new_key()), OWNER), (VAULT, uuid4())):
        with pytest.raises(Unreadable):
            vault.open(sealed, of=owner)


def test_a_changed_byte_is_noticed() -> None:
    sealed = VAULT.seal({}, of=OWNER)

    with pytest.raises(Unreadable):
        VAULT.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), of=OWNER)


def test_the_same_is_sealed_differently_each_time_and_never_readable() -> None:
    sealed = {VAULT.seal({"word": "exhaustion"}, of=OWNER) for _ in range(20)}

    assert len(sealed) == 20
    assert not any(b"exhaustion" in each for each in sealed)


def test_a_length_does_not_tell_a_pulse_from_the_full_instrument() -> None:
    pulse = VAULT.seal({"answers": dict.fromkeys("abc", 4)}, of=OWNER)
    full = VAULT.seal({"answers": {f"W{number}": 100 for number in range(19)}}, of=OWNER)

    assert len(pulse) == len(full)


def test_a_code_holds_three_numbers_and_shows_none() -> None:
    code = VAULT.code(2**62, 18, 255)

    assert VAULT.numbers_of(code) == (2**62, 18, 255)
    assert len(code) == 22
    assert VAULT.code(2**62, 18, 254)[:11] != code[:11]


@pytest.mark.parametrize("forged", ["", "A" * 22, "я" * 22, "A" * 21, "A" * 64, "::"])
def test_a_code_that_was_not_made_here_is_noticed(forged: str) -> None:
    with pytest.raises(Unreadable):
        VAULT.numbers_of(forged)


def test_a_code_of_another_key_is_noticed() -> None:
    with pytest.raises(Unreadable):
        VAULT.numbers_of(Vault(new_key()).code(1))


def test_a_person_is_found_by_the_key_alone() -> None:
    anna, boris = PersonId(1), PersonId(2)

    assert VAULT.lookup_of(anna) == Vault(bytes(range(KEY_BYTES))).lookup_of(anna)
    assert len({VAULT.lookup_of(anna), VAULT.lookup_of(boris), VAULT.lookup_of(anna, "wave")}) == 3
    assert VAULT.lookup_of(anna) != Vault(new_key()).lookup_of(anna)


def test_the_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first = Vault.in_folder(tmp_path / "data")
    again = Vault.in_folder(tmp_path / "data")

    assert first.key_id == again.key_id
    assert stat.S_IMODE((tmp_path / "data" / KEY_FILE).stat().st_mode) == 0o600
    assert [each.name for each in (tmp_path / "data").iterdir()] == [KEY_FILE]


def test_of_many_that_start_at_once_all_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _: Vault.in_folder(tmp_path), range(16)))

    assert len({vault.key_id for vault in vaults}) == 1


@pytest.mark.parametrize("words", ["", "секрет", "c2VjcmV0"])
def test_a_file_that_is_no_key_is_never_replaced(tmp_path: Path, words: str) -> None:
    (tmp_path / KEY_FILE).write_text(words)

    with pytest.raises(WrongInstallation, match="не ключ"):
        Vault.in_folder(tmp_path)

    assert (tmp_path / KEY_FILE).read_text() == words
