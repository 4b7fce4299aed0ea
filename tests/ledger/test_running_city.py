"""In a running city (HOTLINE_TESTING is not 1) nothing of the tests' can be turned on; in a test
only what exists. The constants are read once at start, so they are set here directly."""

import os
import signal
from datetime import timedelta

import pytest

from hotline import ledger
from hotline.ledger import clock, points, switches
from tests.ledger import toy


@pytest.fixture
def running_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "_TESTING", False)
    monkeypatch.setattr(switches, "_TESTING", False)
    monkeypatch.setattr(clock, "_ALLOWED", False)


def test_no_failure_point_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    with points.on("after-read", lambda: pytest.fail("acted in a running city")):
        monkeypatch.setattr(points, "_TESTING", False)
        points.reach("after-read")


def test_no_failure_point_is_set(running_city: None) -> None:
    with pytest.raises(ValueError, match="HOTLINE_TESTING"), points.on("after-read", lambda: None):
        raise AssertionError("not reached")


def test_no_promise_is_broken(running_city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switches, "_on", set(switches.SWITCHES))
    assert not any(map(switches.is_broken, switches.SWITCHES))
    with pytest.raises(ValueError, match="HOTLINE_TESTING"), switches.broken("keep-key"):
        raise AssertionError("not reached")


def test_no_clock_is_moved(running_city: None, toy_alone: str) -> None:
    for move in (lambda: clock.set_offset(timedelta(days=1)), lambda: clock.freeze(clock.wall())):
        with pytest.raises(PermissionError, match="HOTLINE_VIRTUAL_TIME=1"):
            move()


def test_a_planted_clock_row_is_not_looked_at(toy_alone: str) -> None:
    clock.set_offset(timedelta(days=400))
    clock.learn(None, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_ALLOWED", False)
        event = toy.open_account(toy.account(toy_alone)).events[0]
        assert event.occurred_at - event.envelope.recorded_at < timedelta(minutes=1)


def test_every_process_follows_virtual_time(toy_alone: str) -> None:
    """With HOTLINE_VIRTUAL_TIME=1 a process that runs no command looks the row up by itself."""
    clock.set_offset(timedelta(days=400))
    clock.learn(None, None)
    assert clock.now() < clock.wall() + timedelta(days=1), "only commands look in tests"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_VIRTUAL", True)
        patch.setattr(clock, "_learned_at", -10.0)
        assert clock.now() > clock.wall() + timedelta(days=399)
        clock.set_offset(timedelta())
        assert clock.now() < clock.wall() + timedelta(days=1)


def test_names_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="after-lunch"):
        points.reach("after-lunch")
    with pytest.raises(ValueError, match="after-lunch"), points.on("after-lunch", lambda: None):
        raise AssertionError("not reached")
    with pytest.raises(ValueError, match="no-promise"), switches.broken("no-promise"):
        raise AssertionError("not reached")


def test_a_point_kills_at_the_time_it_is_told(
    monkeypatch: pytest.MonkeyPatch, toy_city: str
) -> None:
    """HOTLINE_FAIL_AT=after-write:2. What dies for real in tests/ledger/test_faults.py only notes
    the signal here."""
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(points, "_NAME", "after-write")
    monkeypatch.setattr(points, "_left", 2)
    monkeypatch.setattr(os, "kill", lambda pid, kind: sent.append((pid, kind)))
    ref = toy.account(toy_city)
    toy.open_account(ref)
    assert sent == []
    toy.done(toy.deposit(ref))
    assert sent == [(os.getpid(), signal.SIGKILL)]
    assert ledger.state_of(ref).balance == 1
