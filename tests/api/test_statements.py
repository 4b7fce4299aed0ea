"""What every address costs: SQL statements with 1 row and with 50, against a checked-in baseline.

HOTLINE_REWRITE_BASELINES=1 writes tests/api/statements.json anew, so that a reviewer sees a change
as a diff. Refused: an address without an entry, 1 and 50 rows that differ, more than 12.
A command costs its read and its write, no more, once the process knows the token.
"""

import json
import os
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from hotline import ledger
from hotline.api.commands import BY_ADDRESS
from hotline.api.reading import QUEUES
from hotline.ledger import recent
from hotline.rules.words import Role
from tests.api import besides, steps
from tests.api.conftest import Api, CityApi
from tests.api.test_loop import CONTACT, MATTER, REPLY
from tests.fixtures.people import City

pytestmark = pytest.mark.repeats

BASELINE = Path(__file__).with_name("statements.json")
MOST = 12
NUMBERS = (1, 50)
UNPLACED = MATTER | {"dispatch": False}
BARE = {"kind": "help", "text": "路灯不亮"}


class Cost:
    """Counts of one run over all addresses."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}
        self.texts: dict[str, list[str]] = {}

    def of(self, name: str, ask: Callable[[], Any], *, status: int = 200) -> Any:
        """The answer; what it took is remembered. Not as in a storm of calls (`recent.py`)."""
        recent.forget()
        with ledger.count_statements() as counted:
            answer = ask()
        assert answer.status_code == status, answer.content.decode()
        self.found[name] = counted.count
        self.texts[name] = counted.texts
        return answer.json() if answer["Content-Type"].endswith("json") else None


@pytest.mark.slow
def test_every_address_costs_what_the_baseline_says(city: City, city_api: CityApi) -> None:
    runs: dict[str, dict[str, int]] = {}
    texts: dict[str, list[str]] = {}
    for number in NUMBERS:
        cost = Cost()
        _fill(city_api, number)
        _reads(cost, city_api)
        with ledger.clock.at(_next_morning(city)):  # people can be called then
            _commands(cost, city_api)
        besides.costs(cost, city, city_api, number)
        for name, count in cost.found.items():
            runs.setdefault(name, {})[str(number)] = count
        texts = cost.texts
    if os.environ.get("HOTLINE_REWRITE_BASELINES") == "1":
        BASELINE.write_text(json.dumps(runs, indent=1, sort_keys=True) + "\n")
    known = json.loads(BASELINE.read_text())
    wrong = {
        name: (known.get(name), found, texts[name])
        for name, found in runs.items()
        if known.get(name) != found or len(set(found.values())) > 1 or max(found.values()) > MOST
    }
    assert not wrong
    assert set(known) == set(runs)
    commands = {f"POST /cases/{{case}}/{name}" for name in BY_ADDRESS} | {"POST /contacts"}
    assert commands <= set(runs), "write a step for the new command in this test"


def test_a_warm_command_is_one_read_and_one_write(city_api: CityApi) -> None:
    api = city_api(Role.DISPATCHER)
    api.post("/contacts", CONTACT)
    cost = Cost()
    case = cost.of("register", lambda: api.post("/contacts", CONTACT, key="k"), status=201)
    api.post(f"/cases/{case['cases'][0]['case']}/remind", {})
    cost.of("again", lambda: api.post("/contacts", CONTACT, key="other"), status=201)
    assert cost.found == {"register": 2, "again": 2}


def _fill(city_api: CityApi, number: int) -> None:
    """So many cases in every queue, all of one caller and one unit, each with as many events."""
    front, liaison = city_api(Role.DISPATCHER), city_api(Role.LIAISON)
    for _ in range(number):
        for matter in (BARE, UNPLACED, MATTER):
            _new(front, matter)
        liaison.post(f"/cases/{_new(front)}/file-return", _RETURN)
        extending = _new(front)
        liaison.post(f"/cases/{extending}/sign", {"leg": "L1"})
        liaison.post(f"/cases/{extending}/file-extension", _EXTENSION)
        _to_reply(city_api, _new(front))
        _completed(city_api, _new(front))


_EXTENSION = {"leg": "L1", "length": "2wd", "explanation": "等待材料"}
_RETURN = {"leg": "L1", "reason": "not_duty", "explanation": "不属于本单位"}


def _new(front: Api, matter: dict[str, Any] = MATTER) -> str:
    answer = front.post("/contacts", CONTACT | {"matters": [matter]})
    return str(answer.json()["cases"][0]["case"])


def _to_reply(city_api: CityApi, case: str) -> None:
    officer = city_api(Role.OFFICER)
    leg = {"leg": "L1"}
    for name, body in (("sign", leg), ("record-first-contact", leg), ("reply", REPLY)):
        assert officer.post(f"/cases/{case}/{name}", body).status_code == 200


def _completed(city_api: CityApi, case: str) -> None:
    _to_reply(city_api, case)
    head = city_api(Role.UNIT_HEAD)
    assert head.post(f"/cases/{case}/approve-completion", {"request": "R1"}).status_code == 200


def _reads(cost: Cost, city_api: CityApi) -> None:
    front = city_api(Role.DISPATCHER)
    case = _new(front)
    number = front.get(f"/cases/{case}").json()["case"]["number"]
    for query in ({"number": number}, {"phone": "13800138000"}, {"stage": "handling"}, {}):
        name = f"GET /cases?{'&'.join(query)}"
        cost.of(name, lambda query=query: front.get("/cases", **query))  # type: ignore[misc]
    for part in ("", "/events", "/options"):
        path = f"/cases/{case}{part}"
        cost.of(f"GET /cases/{{case}}{part}", lambda path=path: front.get(path))  # type: ignore[misc]
    readers = {"inbox": Role.OFFICER, "approvals": Role.UNIT_HEAD}
    for queue in QUEUES:
        api, path = city_api(readers.get(queue, Role.DISPATCHER)), f"/queues/{queue}"
        found = cost.of(f"GET {path}", lambda api=api, path=path: api.get(path))  # type: ignore[misc]
        assert found["lines"], f"{queue} was empty"
    for path in ("/", "/openapi.json", "/docs"):
        cost.of(f"GET {path}", lambda path=path: front.get(path))  # type: ignore[misc]


def _commands(cost: Cost, city_api: CityApi) -> None:
    """Every command once more, now that the process knows every token and nobody is new."""
    for who in {who for way in steps.WAYS for who, _, _ in way}:
        role, unit = who if isinstance(who, tuple) else (who, "")
        city_api(role, unit=unit)
    for count in (False, True):
        for way in steps.WAYS:
            case = _new(city_api(Role.DISPATCHER), steps.MATTER)
            other = _new(city_api(Role.DISPATCHER))
            for who, name, body in way:
                role, unit = who if isinstance(who, tuple) else (who, "")
                api, path = city_api(role, unit=unit), f"/cases/{case}/{name}"
                sent = {k: other if v == "$other" else v for k, v in body.items()}
                step = Cost() if not count else cost
                step.of(f"POST /cases/{{case}}/{name}", lambda: api.post(path, sent))  # noqa: B023
    front = city_api(Role.DISPATCHER)
    order = CONTACT | {"channel": "police", "source_number": "110-7"}
    sent = front.post("/contacts", order).json()["cases"][0]["case"]
    recalled = f"/cases/{sent}/recall-police-order"
    cost.of("POST /cases/{case}/recall-police-order", lambda: front.post(recalled, steps.WHY))
    cost.of("POST /contacts", lambda: front.post("/contacts", CONTACT), status=201)
    for who, name, body in steps.REFUSED:
        role, unit = who if isinstance(who, tuple) else (who, "")
        caller, path = city_api(role, unit=unit), f"/cases/{_new(front)}/{name}"
        asked = lambda caller=caller, path=path, body=body: caller.post(path, body)  # noqa: E731
        asked()  # the process learns the token
        status = 404 if {"leg", "request"} & set(body) else 409  # there is none yet
        cost.of(f"POST /cases/{{case}}/{name}", asked, status=status)  # type: ignore[misc]
    path = f"/cases/{_new(front)}/rate"
    said = {name: value for name, value in steps.SAID.items() if name != "called_in"}
    cost.of("POST /cases/{case}/rate", lambda: front.post(path, said), status=403)


def _next_morning(city: City) -> datetime:
    calendar = city.world().calendar
    day = calendar.next_working_day(calendar.local(ledger.clock.now()).date())
    return calendar.moment(day, time(10))
