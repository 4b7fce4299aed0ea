"""PostgreSQL gone: 503 with Retry-After within three seconds, well again without a restart."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connections
from django.test import Client, RequestFactory

from hotline.web import outage
from tests import cluster
from tests.fixtures.serving import Served, serve


@pytest.fixture
def own_server(own_database: str) -> Iterator[Served]:
    with serve() as served:
        yield served


def _ask(address: str, **headers: str) -> tuple[int, float]:
    began = time.monotonic()
    try:
        asked = urllib.request.Request(address, headers=headers)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, time.monotonic() - began
    except urllib.error.HTTPError as error:
        with error:
            return error.code, time.monotonic() - began


@pytest.mark.faults
def test_connections_cut_and_refused(own_server: Served, own_database: str) -> None:
    """The database lets nobody in and drops who is there; then it is back."""
    assert _ask(f"{own_server}/healthz")[0] == 200
    connections["default"].close()
    cluster.execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", own_database)
    cluster.end_sessions(own_database)
    for _ in range(3):
        status, seconds = _ask(f"{own_server}/healthz")
        assert status == 503
        assert seconds < 3
        assert _ask(f"{own_server}/api/v1/cases", Authorization="Bearer hl_x")[0] == 503
    cluster.execute("ALTER DATABASE {} ALLOW_CONNECTIONS true", own_database)
    until = time.monotonic() + 6
    while _ask(f"{own_server}/healthz")[0] != 200:
        assert time.monotonic() < until, "the server did not recover by itself"
        time.sleep(0.1)


def test_pages_and_api_are_told_when_to_come_back(db: None) -> None:
    for path, kind in (
        ("/desk/", "text/html; charset=utf-8"),
        ("/api/v1/cases", "application/problem+json"),
    ):
        request = RequestFactory().get(path)
        answer = outage.answer(request, OperationalError("gone"))
        assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (
            503,
            "5",
            kind,
        )
    assert json.loads(answer.content)["code"] == "database_gone"  # type: ignore[attr-defined]


def test_a_fault_of_ours_is_not_called_an_outage() -> None:
    middleware = outage.OutageMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
    assert middleware.process_exception(RequestFactory().get("/"), ValueError("ours")) is None


def test_healthz_names_the_processes(client: Client, db: None) -> None:
    body = client.get("/healthz").json()
    assert body["database"] == "ok"
    assert isinstance(body["processes"], dict)
