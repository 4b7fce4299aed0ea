"""Limits that hold for all workers of a node, and whom they are counted by."""

import os
import time
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from hotline import config
from hotline.web import visitor
from hotline.web.rates import Rate


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """The memory outlives a test: each counts under a name of its own."""
    return f"{request.node.nodeid}{time.monotonic_ns()}"


def test_so_many_at_once_and_then_one_by_one(name: str) -> None:
    rate = Rate(name, most=3, seconds=0.6)
    assert [rate.take("a") for _ in range(5)] == [0, 0, 0, 1, 1]
    assert rate.take("b") == 0, "another key has its own"
    time.sleep(0.25)
    assert [rate.take("a"), rate.take("a")] == [0, 1]


def test_to_look_is_not_to_count(name: str) -> None:
    rate = Rate(name, most=1, seconds=900)
    assert [rate.wait("a"), rate.wait("a")] == [0, 0]
    rate.mark("a")
    assert 895 <= rate.wait("a") <= 900
    for _ in range(20):
        rate.mark("a")
    assert rate.wait("a") <= 900, "marks beyond the limit do not make it longer for ever"
    rate.clear("a")
    assert rate.wait("a") == 0


def test_zero_is_no_limit(name: str) -> None:
    rate = Rate(name, most=0, seconds=0)
    assert {rate.take("a") for _ in range(1000)} == {0}


def test_forked_processes_count_together(name: str) -> None:
    rate = Rate(name, most=10, seconds=1000)
    for _ in range(3):
        child = os.fork()
        if child == 0:
            for _ in range(3):
                rate.take("a")
            os._exit(0)
        os.waitpid(child, 0)
    assert [rate.take("a") > 0 for _ in range(2)] == [False, True]


def test_more_keys_than_there_is_room_for(name: str) -> None:
    """Nothing breaks; some old keys are forgotten, the one in use is not."""
    rate = Rate(name, most=100, seconds=1000)
    for number in range(70_000):
        rate.take(str(number))
    busy = Rate(f"{name}busy", most=1000, seconds=100_000)
    for _ in range(1000):
        busy.take("busy")
    for number in range(20_000):
        rate.take(f"x{number}")
    assert busy.take("busy") > 0


def test_taking_costs_microseconds(name: str) -> None:
    """A request takes a thousand times as long; a bound wide enough for any machine."""
    rate = Rate(name, most=10**9, seconds=1)
    began = time.perf_counter()
    for _ in range(2000):
        rate.take("a")
    assert (time.perf_counter() - began) / 2000 < 0.0002


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOTLINE_TRUSTED_PROXIES", "10.1.0.0/16, 192.0.2.7,2001:db8::/32")
    yield


@pytest.mark.parametrize(
    ("seen", "chain", "expected"),
    [
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "1.1.1.1, 198.51.100.1, 192.0.2.7", "198.51.100.1"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "not an address", "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1, rubbish, 10.1.9.9", "10.1.9.9"),
        ("2001:db8::1", "2400:3200::1", "2400:3200::1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_visitor_is_the_last_who_is_no_proxy_of_ours(
    proxies: None, seen: str, chain: str, expected: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=seen, HTTP_X_FORWARDED_FOR=chain)
    assert visitor.address(request) == expected


def test_without_the_setting_the_header_is_only_words() -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert visitor.address(request) == "127.0.0.1"


def test_six_is_counted_by_its_network() -> None:
    ask = RequestFactory().get
    assert visitor.household(ask("/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")) == "2001:db8:1:2::/64"
    assert visitor.household(ask("/", REMOTE_ADDR="198.51.100.1")) == "198.51.100.1"
    assert visitor.household(ask("/", REMOTE_ADDR="")) == ""


def test_a_proxy_that_is_no_address_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOTLINE_TRUSTED_PROXIES", "10.0.0.1,proxy.example")
    with pytest.raises(SystemExit, match=r"proxy\.example"):
        config.trusted_proxies()
