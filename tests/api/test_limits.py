"""Rate limits of the API, as two worker processes side by side keep them."""

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from typing import Any

import pytest

from hotline.api import limits
from hotline.api.problems import TITLES
from hotline.rules.words import Role
from hotline.web.rates import Rate
from tests.api.conftest import Api, CityApi
from tests.fixtures.serving import serve

WORKERS, AT_ONCE = 2, 10


def _ask(url: str, secret: str) -> tuple[int, Message, Any]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {secret}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.headers, json.load(error)


def test_two_workers_keep_one_limit(city_api: CityApi) -> None:
    """60 a minute is 10 at once and then one a second, by however many processes."""
    one, other = city_api(Role.DISPATCHER), city_api(Role.AGENT)
    with (
        serve(HOTLINE_WORKERS=str(WORKERS), HOTLINE_API_RATE="60") as base,
        ThreadPoolExecutor(8) as pool,
    ):
        url = f"{base}/api/v1/queues/dispatch"
        began = time.monotonic()
        answers = list(pool.map(lambda _: _ask(url, one.secret), range(60)))
        passed = time.monotonic() - began
        found = Counter(status for status, _, _ in answers)
        assert set(found) == {200, 429}
        assert AT_ONCE <= found[200] <= AT_ONCE + passed + 2
        headers, problem = next(rest for status, *rest in answers if status == 429)
        assert 1 <= int(headers["Retry-After"]) <= 2
        assert headers["Content-Type"] == "application/problem+json"
        assert (problem["code"], problem["status"]) == ("too_many", 429)
        assert problem["title"] == TITLES["too_many"]
        assert "秒后" in problem["advice"]
        assert _ask(url, other.secret)[0] == 200, "another token has its own"
        time.sleep(int(headers["Retry-After"]))
        assert _ask(url, one.secret)[0] == 200


def test_a_city_has_a_limit_over_all_its_tokens(city_api: CityApi) -> None:
    one, other = city_api(Role.DISPATCHER), city_api(Role.AGENT)
    with serve(HOTLINE_API_CITY_RATE="12") as base:
        url = f"{base}/api/v1/queues/dispatch"
        said = [_ask(url, api.secret)[0] for api in (one, other, one, other)]
    assert said == [200, 200, 429, 429]


def test_a_wrong_token_is_limited_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A revoked system that goes on asking costs a statement each time, until it is counted."""
    monkeypatch.setattr(limits, "TOKEN", limits.per_minute("test", 6))
    stranger = Api("hl_revoked_yesterday")
    assert [stranger.get("/cases").status_code for _ in range(3)] == [401, 429, 429]
    assert limits.of_token("bearer   hl_revoked_yesterday ") is not None
    assert [Api("").get("/cases").status_code for _ in range(3)] == [401, 401, 401]


def test_who_tries_ever_other_tokens_is_stopped_by_address(
    city_api: CityApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRONG", Rate("test-wrong", most=3, seconds=60))
    works = city_api(Role.DISPATCHER)
    assert works.get("/cases").status_code == 200
    tries = [Api(f"hl_guess_{n}").get("/cases").status_code for n in range(5)]
    assert tries == [401, 401, 401, 429, 429]
    assert works.get("/cases").status_code == 200, "a system that works is not its neighbour"
    limits.WRONG.clear("127.0.0.1")
