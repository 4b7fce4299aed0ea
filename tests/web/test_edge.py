"""What is refused at the edge, and what every answer carries."""

import json
from contextlib import closing, suppress
from http.client import HTTPConnection
from typing import Any

import pytest
from django.test import Client

from hotline.web.edge import HEADERS
from tests.fixtures.serving import Served

JSON = "application/json"


@pytest.mark.parametrize(
    "path",
    ["/x%00y", "/%ff%fe", "/?q=a%00", "/?q=%c3%28", "/api/v1/x?q=%00"],
    ids=["nul in path", "bytes in path", "nul in query", "bytes in query", "api"],
)
def test_text_that_is_none_is_refused(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "UTF-8" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"name=%00", "application/x-www-form-urlencoded"),
        (b"name=%c3%28", "application/x-www-form-urlencoded"),
        (b'{"a": "\\u0000"}', JSON),
        (b'{"a": "\xff"}', JSON),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\x00\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_body_that_is_not_text_is_refused(client: Client, body: bytes, kind: str) -> None:
    assert client.post("/healthz", body, content_type=kind).status_code == 400


def test_chinese_passes(client: Client, db: None) -> None:
    assert client.post("/healthz?q=%E4%B8%AD", {"name": "王〇"}).status_code == 200


def test_long_body_is_refused_unread(client: Client) -> None:
    answer = client.post("/healthz", b"x" * 1_000_001, content_type="text/plain")
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()


def test_api_is_told_by_problem_details(client: Client) -> None:
    answer = client.get("/api/v1/no%00such")
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "not_text"
    missing = client.get("/api/v1/no-such-thing")
    assert (missing.status_code, json.loads(missing.content)["code"]) == (404, "not_found")


def test_every_answer_carries_the_headers(client: Client) -> None:
    for path in ("/no-such-page", "/x%00"):
        answer = client.get(path)
        assert {name: answer[name] for name in HEADERS} == HEADERS
        assert answer["Cache-Control"] == "no-store"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def _ask(served: Served, path: str, **more: Any) -> tuple[int, bytes]:
    with closing(HTTPConnection(served.removeprefix("http://"))) as connection:
        with suppress(BrokenPipeError):  # refused before the body was read
            connection.request(more.pop("method", "GET"), path, **more)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_over_a_real_socket(live_server: Served) -> None:
    """Granian hands bytes on in its own way, so the same is tried through it."""
    for path, status in (("/%00", 400), ("/?q=%ff", 400), ("/healthz", 200), ("/no", 404)):
        assert _ask(live_server, path)[0] == status, path
    assert _ask(live_server, "/static/django_htmx/htmx-2.min.js")[0] == 200
    for path in ("/static/../secrets/django", "/static/%2e%2e/secrets/django"):
        assert _ask(live_server, path)[0] == 404, path


def test_chunked_body_is_refused(live_server: Served) -> None:
    status, _ = _ask(
        live_server,
        "/healthz",
        method="POST",
        body=iter([b"a=1"]),
        headers={"Transfer-Encoding": "chunked"},
        encode_chunked=True,
    )
    assert status == 411
