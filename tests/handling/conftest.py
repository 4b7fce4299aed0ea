"""In this folder every action is checked against the journal as it happens."""

import pytest


@pytest.fixture(autouse=True)
def _always_true(truth: list[object]) -> None:
    """Asks for `truth` in every test of this folder."""
