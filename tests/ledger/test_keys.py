"""Promise 7: keys, ciphers, and what may lie open."""

import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from hotline import ledger
from hotline.ledger import keys, sealing
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
