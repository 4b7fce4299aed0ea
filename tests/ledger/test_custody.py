"""A journal is not opened without the keys it was sealed with."""

import os
from pathlib import Path
from typing import Any

import pytest

from hotline import ledger
from hotline.ledger import keys
from tests.ledger import toy


@pytest.fixture
def moved(toy_city: str, tmp_path: Path, settings: Any) -> Path:
    """A journal with sealed events whose state directory is suddenly another one."""
    toy.open_account(toy.account(toy_city))
    settings.STATE_DIR = tmp_path
    return tmp_path / "secrets"


def test_with_its_own_keys_it_starts(toy_city: str) -> None:
    toy.open_account(toy.account(toy_city))
    ledger.check_keys()
    assert keys.holder().name


def test_a_missing_key_file_is_refused_and_not_made_anew(moved: Path) -> None:
    with pytest.raises(ledger.KeysLost, match=r"master\.key"):
        ledger.check_keys()
    assert not moved.exists()


def test_another_master_key_is_refused(moved: Path) -> None:
    moved.mkdir(mode=0o700)
    for name in ("master.key", "lookup.key"):
        (moved / name).write_bytes(os.urandom(32))
        (moved / name).chmod(0o600)
    with pytest.raises(ledger.KeysLost, match="不是本库所用的主密钥"):
        ledger.check_keys()


def test_an_exposed_key_file_is_refused_in_words(moved: Path) -> None:
    moved.mkdir(mode=0o700)
    for name in ("master.key", "lookup.key"):
        (moved / name).write_bytes(os.urandom(32))
        (moved / name).chmod(0o644)
    with pytest.raises(ledger.KeysLost, match="chmod 600"):
        ledger.check_keys()
