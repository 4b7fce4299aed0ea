"""The eight promises hold; and each check turns red when its promise is broken."""

import pytest

from hotline.ledger.switches import SWITCHES, broken
from tests.ledger.promises import CHECKS, Check


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_promise(check: Check, toy_alone: str) -> None:
    check(toy_alone)


@pytest.mark.parametrize(
    ("check", "switch"),
    [(check, switch) for check, switches in CHECKS.items() for switch in switches],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_broken_promise_turns_its_check_red(check: Check, switch: str, toy_alone: str) -> None:
    with broken(switch), pytest.raises(AssertionError):
        check(toy_alone)


def test_every_switch_is_tried() -> None:
    assert {switch for switches in CHECKS.values() for switch in switches} == set(SWITCHES)
