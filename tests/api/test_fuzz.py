"""Whatever is sent to whatever address, by whomever: an answer, or a problem that says why not."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.api.commands import BY_ADDRESS
from hotline.api.problems import TITLES
from hotline.rules.case.commands import RegisterContact
from hotline.rules.words import Role
from tests.api import bodies
from tests.api.conftest import Api, CityApi
from tests.api.test_loop import CONTACT

pytestmark = pytest.mark.repeats

FUZZ = settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PROBLEM = {"type", "title", "status", "detail", "code", "advice", "field"}


def fine(answer: Any) -> None:
    """Done, or refused in the one form."""
    if answer.status_code < 300:
        return
    problem = answer.json()
    assert 400 <= answer.status_code < 500, problem
    assert answer["Content-Type"] == "application/problem+json"
    assert set(problem) == PROBLEM
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    assert problem["code"] in TITLES


@pytest.fixture
def apis(city_api: CityApi) -> dict[Role, Api]:
    roles = (Role.DISPATCHER, Role.OFFICER, Role.UNIT_HEAD, Role.FOLLOW_UP_CALLER, Role.AGENT)
    return {role: city_api(role) for role in roles}


def sent(name: str) -> st.SearchStrategy[Any]:
    kind = BY_ADDRESS[name].command
    return st.tuples(st.just(name), st.one_of(bodies.valid(kind), bodies.wrong(kind)))


@FUZZ
@given(body=st.one_of(bodies.valid(RegisterContact), bodies.wrong(RegisterContact)))
def test_any_registration(apis: dict[Role, Api], body: dict[str, Any]) -> None:
    fine(apis[Role.DISPATCHER].post("/contacts", body))


@FUZZ
@given(data=st.data(), role=st.sampled_from(["dispatcher", "officer", "unit_head", "agent"]))
def test_any_command_on_a_case_in_handling(
    apis: dict[Role, Api], data: st.DataObject, role: str
) -> None:
    case = apis[Role.DISPATCHER].post("/contacts", CONTACT).json()["cases"][0]["case"]
    api = next(api for known, api in apis.items() if known == role)
    steps = data.draw(st.lists(st.sampled_from(sorted(BY_ADDRESS)).flatmap(sent), max_size=3))
    for name, body in steps:
        fine(api.post(f"/cases/{case}/{name}", body))
    for part in ("", "/events", "/options"):
        fine(api.get(f"/cases/{case}{part}"))


@FUZZ
@given(raw=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda t: t.encode())))
def test_any_bytes(apis: dict[Role, Api], raw: bytes) -> None:
    answer = apis[Role.DISPATCHER].post("/contacts", raw)
    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"


@FUZZ
@given(
    path=st.sampled_from(["/cases", "/queues/inbox", "/queues/x", "/cases/x", "/cases/x/y", "/z"]),
    query=st.dictionaries(
        st.sampled_from(["number", "phone", "stage", "after", "open", "x"]), bodies.WORDS
    ),
)
def test_any_question(apis: dict[Role, Api], path: str, query: dict[str, str]) -> None:
    answer = apis[Role.AGENT].get(path, **query)
    if answer.status_code == 405:
        assert answer["Allow"]
    else:
        fine(answer)
