"""Fixtures for every test. Each room adds a module of its own under tests/fixtures/.

Each test makes a city of its own, so nothing is cleaned up between tests and no test runs in
a transaction: what is tested is what happens in production.
"""

import itertools
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import cluster

FIXTURES = Path(__file__).parent / "fixtures"
pytest_plugins = [
    f"tests.fixtures.{path.stem}" for path in sorted(FIXTURES.glob("*.py")) if path.stem[0] != "_"
]
_serial = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse pytest-django's marker: it would wrap each test in a transaction. Tests marked `slow`
    come first, shared by the two halves that two workers begin with: one that came last would be
    waited for alone."""
    for item in items:
        if item.get_closest_marker("django_db"):
            raise pytest.UsageError(
                f"{item.nodeid}: ask for the fixture `db` instead of the marker"
            )
    slow = [item for item in items if item.get_closest_marker("slow")]
    rest = [item for item in items if not item.get_closest_marker("slow")]
    half = len(rest) // 2
    items[:] = [*slow[::2], *rest[:half], *slow[1::2], *rest[half:]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Coverage rests during tests marked `repeats`, which then take a third of the time.

    They send much through code whose every branch has a test of its own; fixtures that a module
    shares are made by its first test, so these are left out with it.
    """
    measured = item.config.pluginmanager.getplugin("_cov")
    control = getattr(measured, "cov_controller", None)
    if control is None or item.get_closest_marker("repeats") is None:
        return (yield)
    control.pause()
    try:
        return (yield)
    finally:
        control.resume()


def pytest_unconfigure() -> None:
    """The process that began the run stops its PostgreSQL."""
    cluster.stop()


@pytest.fixture
def _live_server_helper() -> None:
    """Replaces pytest-django's: it would empty every table after a test with `live_server`."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This worker's own database, cloned from the migrated template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with django_db_blocker.unblock():
        cluster.ensure()
        with cluster.clone(f"worker_{worker}"):
            yield


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The worker's database, shared with other tests: make a city of your own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def own_database(db: None) -> Iterator[str]:
    """A database for this test alone (its name); for sequencer, verify, rebuild and dump."""
    with cluster.clone(f"own_{os.getpid()}_{next(_serial)}") as name:
        yield name
