"""Promise 7: keys, ciphers, and what may lie open."""

import hashlib
import os
import stat
from collections import OrderedDict
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm

from hotline import ledger
from hotline.ledger import keys, sealing
from hotline.ledger.envelope import canonical
from hotline.ledger.keys import FileKeyHolder, KeyHolder, KeysExposed
from hotline.ledger.models import Key
from tests.ledger import toy


class KeyHolderContract:
    """What every holder of the master key must do; an adapter inherits this."""

    def make(self, folder: Path) -> KeyHolder:
        raise NotImplementedError

    def test_a_key_comes_back(self, tmp_path: Path) -> None:
        holder = self.make(tmp_path)
        wrapped = holder.wrap(b"k" * 32, b"about")
        assert b"k" * 32 not in wrapped
        assert self.make(tmp_path).unwrap(wrapped, b"about") == b"k" * 32

    def test_it_is_bound_to_its_stream(self, tmp_path: Path) -> None:
        holder = self.make(tmp_path)
        with pytest.raises(InvalidTag):
            holder.unwrap(holder.wrap(b"k" * 32, b"about"), b"another")

    def test_wrapping_twice_differs(self, tmp_path: Path) -> None:
        holder = self.make(tmp_path)
        assert holder.wrap(b"k" * 32, b"") != holder.wrap(b"k" * 32, b"")


class TestFileKeyHolder(KeyHolderContract):
    def make(self, folder: Path) -> KeyHolder:
        return FileKeyHolder(folder / "secrets" / "master.key")

    def test_the_file_is_private_and_an_open_one_is_refused(self, tmp_path: Path) -> None:
        self.make(tmp_path)
        file = tmp_path / "secrets" / "master.key"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o640)
        with pytest.raises(KeysExposed, match="640"):
            self.make(tmp_path)

    def test_a_damaged_file_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "key"
        file.write_bytes(b"short")
        file.chmod(0o600)
        with pytest.raises(ValueError, match="5 bytes"):
            keys.key_file(file)


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_ciphers(cipher: str, settings: Any) -> None:
    settings.LEDGER_CIPHER = cipher
    key, _ = sealing.new_key(b"stream")
    sealed = sealing.seal(key, b"plain", b"about")
    assert sealing.unseal(key, sealed, b"about") == b"plain"
    with pytest.raises(InvalidTag):
        sealing.unseal(key, sealed, b"moved")
    with pytest.raises(InvalidTag):
        sealing.unseal(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"about")


@pytest.mark.parametrize(("name", "value"), [("LEDGER_CIPHER", "rot13"), ("LEDGER_HASH", "md5")])
def test_unknown_algorithms_are_refused(
    name: str, value: str, toy_city: str, settings: Any
) -> None:
    setattr(settings, name, value)
    with pytest.raises(ValueError, match=value):
        toy.open_account(toy.account(toy_city))


def test_a_stream_may_change_algorithms(toy_alone: str, settings: Any) -> None:
    """Each event says how it was hashed and sealed, so the settings may change at any time."""
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    toy.sequence()
    settings.LEDGER_CIPHER, settings.LEDGER_HASH = "sm4-gcm", "sm3"
    toy.say(ref, toy.Emptied(note="改用国密"))
    toy.sequence()
    opened, emptied = ledger.read(ref)
    assert (opened.event.name, emptied.event.note) == ("张三", "改用国密")
    assert emptied.envelope.hash_algorithm == "sm3"
    assert ledger.verify().ok


def test_a_key_in_memory_is_not_used_once_its_row_is_gone(toy_city: str) -> None:
    """Another process erased it: nothing was forgotten in this one."""
    ref = toy.account(toy_city)
    toy.open_account(ref)
    assert ledger.read(ref)[0].sealed
    Key.objects.filter(stream_id=ref.id).delete()
    assert ledger.read(ref)[0].sealed is None


def test_what_is_said_after_an_erasure_has_a_key_of_its_own(toy_alone: str) -> None:
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    toy.sequence()
    toy.done(ledger.erase([ref], toy.request(toy_alone), "本人申请"))
    toy.say(ref, toy.Emptied(note="再次来电"))
    opened, _, emptied = ledger.read(ref)
    assert opened.sealed is None and emptied.event.note == "再次来电"
    assert ledger.replay_erasures() == 0, "the new key is not the erased one"


def test_evolve_cannot_read_personal_fields(toy_city: str) -> None:
    """Not even in the command that brings them, when they are at hand."""
    from hotline.rules.sealed import PersonalDataClosed, without_sealed

    event = without_sealed(toy.Emptied(note="秘密"))
    for use in (str, len, bool, list, lambda v: v == "秘密", lambda v: f"{v}", lambda v: "x" in v):
        with pytest.raises(PersonalDataClosed):
            use(event.note)


def test_sealing_a_part_of_a_field_is_refused() -> None:
    from msgspec import Struct

    from hotline.rules.sealed import Sealed, layout

    class Person(Struct):
        name: Sealed[str]

    class Named(Struct):
        people: list[Person]

    with pytest.raises(TypeError, match=r"Named\.people"):
        layout(Named)


def test_of_two_processes_making_a_key_both_use_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one comes between our look for the file and its being in place."""
    file, first = tmp_path / "secrets" / "master.key", []
    real = os.fsync

    def other_process(descriptor: int) -> None:
        monkeypatch.setattr(os, "fsync", real)
        first.append(keys.key_file(file))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", other_process)
    assert [keys.key_file(file)] == first
    assert [path.name for path in file.parent.iterdir()] == ["master.key"]


def test_another_master_key_is_named(toy_city: str, tmp_path: Path, settings: Any) -> None:
    """Restored with the wrong secrets: said, instead of reading rubbish."""
    ref = toy.account(toy_city)
    toy.open_account(ref)
    right = keys.holder().name
    sealing.forget_key(Key.objects.get(stream_id=ref.id).key_id)
    settings.STATE_DIR = tmp_path
    with pytest.raises(LookupError, match=f"master key {right}, not {keys.holder().name}"):
        ledger.read(ref)


def test_only_so_many_keys_are_held_in_memory(
    toy_city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_CACHED", 2)
    monkeypatch.setattr(sealing, "_open", OrderedDict())
    refs = [toy.account(toy_city) for _ in range(4)]
    for ref in refs:
        toy.open_account(ref)
    for _ in range(2):
        assert [ledger.read(ref)[0].event.name for ref in refs] == ["张三"] * 4
        assert len(sealing._open) == 2


def test_an_erased_key_is_forgotten_in_memory_too(toy_alone: str) -> None:
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    toy.sequence()
    assert ledger.read(ref)[0].sealed
    key_id = Key.objects.get(stream_id=ref.id).key_id
    assert key_id in {at[0] for at in sealing._open}
    toy.done(ledger.erase([ref], toy.request(toy_alone), "本人申请"))
    assert key_id not in {at[0] for at in sealing._open}


def test_a_cipher_of_a_later_version_is_refused_by_number() -> None:
    key, _ = sealing.new_key(b"stream")
    with pytest.raises(ValueError, match="cipher 9"):
        sealing.unseal(key, bytes([9]) + bytes(40), b"about")


def test_a_machine_without_the_chinese_algorithms_says_what_to_do(
    toy_city: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An OpenSSL built without them answers like this; the command is refused whole."""

    def lacking(*_: object) -> NoReturn:
        raise UnsupportedAlgorithm("cipher SM4 in GCM mode is not supported")

    def unknown(name: str, data: bytes) -> NoReturn:
        raise ValueError(f"unsupported hash type {name}")

    ref = toy.account(toy_city)
    settings.LEDGER_CIPHER = "sm4-gcm"
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "Cipher", lacking)
        with pytest.raises(ValueError, match="set aes-256-gcm"):
            toy.open_account(ref)
    settings.LEDGER_CIPHER, settings.LEDGER_HASH = "aes-256-gcm", "sm3"
    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "new", unknown)
        with pytest.raises(ValueError, match="LEDGER_HASH=sha256"):
            toy.open_account(ref)
    assert ledger.read(ref) == ()


def test_canonical_json_sorts_keys_that_are_not_text() -> None:
    """Ids and numbers as keys: the same value gives the same bytes in whatever order it grew."""
    one, two = UUID(int=1), UUID(int=2)
    assert canonical({two: 2, one: {10: "b", 9: "a"}}) == canonical(
        {one: {9: "a", 10: "b"}, two: 2}
    )
    assert canonical({one: 1}) == b'{"00000000-0000-0000-0000-000000000001":1}'
