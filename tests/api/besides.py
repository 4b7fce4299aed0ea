"""Addresses that are no command on a case: what each costs, for the baseline of statements."""

from datetime import timedelta
from functools import partial
from typing import Any

from hotline import ledger
from hotline.dispatching.topic_model import actions
from hotline.people.by import By
from hotline.rules.actor import clock_actor
from hotline.rules.reference.topic_model import Made, RecordModel
from hotline.rules.words import Face, Role
from tests.api.conftest import CityApi
from tests.api.test_loop import CONTACT, MATTER
from tests.fixtures.people import City, done
from tests.oversight.raising import raised


def costs(cost: Any, city: City, city_api: CityApi, number: int) -> None:
    """Each once, where so many cases are in a batch, a hot event, or alike."""
    front, head = city_api(Role.DISPATCHER), city_api(Role.MANAGEMENT)
    for api in (front, head, city_api(Role.AGENT)):
        api.get("/cases")  # the process learns the token
    matters = [MATTER | {"dispatch": False}] * 10
    sent = [
        front.post("/contacts", CONTACT | {"matters": matters[: min(number, 10)]}).json()
        for _ in range(max(1, number // 10))
    ]
    cases = [one["case"] for answer in sent for one in answer["cases"]]
    _batches(cost, front, cases)
    _numbers(cost, city_api)
    _suggestions(cost, front)
    _directory(cost, front)
    _hot(cost, city, city_api, cases)
    _editions(cost, front, head, number)
    if number > 1:  # last: a model that was adopted costs whoever asks about models
        _models(cost, city, head)


def _batches(cost: Any, front: Any, cases: list[str]) -> None:
    drawn = {"command": "Dispatch", "cases": cases}
    batch = cost.of("POST /batches", partial(front.post, "/batches", drawn), status=201)["id"]
    cost.of("GET /batches/{batch}", partial(front.get, f"/batches/{batch}"))
    for step, status in (("begin", 409), ("cancel", 200)):
        name, path = f"POST /batches/{{batch}}/{step}", f"/batches/{batch}/{step}"
        cost.of(name, partial(front.post, path), status=status)


def _numbers(cost: Any, city_api: CityApi) -> None:
    agent, head = city_api(Role.AGENT), city_api(Role.MANAGEMENT)
    contact = agent.post("/contacts", CONTACT | {"matters": [], "nature": "harassment"}).json()
    path = f"/contacts/{contact['contact']}"
    for step in ("warn", "warn", "end"):
        name = f"POST /contacts/{{contact}}/{step}"
        cost.of(name, partial(agent.post, f"{path}/{step}", {"note": "辱骂"}))
    until = (ledger.clock.now() + timedelta(days=1)).isoformat()
    ruling = {"phone": "13911112222", "until": until, "reason": "骚扰"}
    made = cost.of("POST /numbers", partial(head.post, "/numbers", ruling), status=201)
    cost.of("GET /numbers", partial(head.get, "/numbers"))
    lift = f"/numbers/{made['numbers'][0]['number']}/lift"
    cost.of("POST /numbers/{number}/lift", partial(head.post, lift, {"reason": "已道歉"}))


def _suggestions(cost: Any, front: Any) -> None:
    told = {"title": "烧烤摊占道", "text": "和平路口烧烤摊占道经营，油烟很大"}
    for path in ("/topics/suggest", "/units/suggest", "/duplicates/search"):
        front.post(path, told)  # what is usual in the city is learned
        cost.of(f"POST {path}", partial(front.post, path, told))
    for path in ("/topics/model", "/dispatching/figures"):
        cost.of(f"GET {path}", partial(front.get, path))


def _directory(cost: Any, front: Any) -> None:
    for path in ("/directory", "/directory/editions"):
        cost.of(f"GET {path}", partial(front.get, path))
    cost.of("POST /directory/try", partial(front.post, "/directory/try", {"topic": "sc/sp"}))


def _editions(cost: Any, front: Any, head: Any, number: int) -> None:
    line = {"id": "1", "topic": "cg", "lead": "urban"}
    draft = {"effective_from": "2031-01-01", "entries": [line]}
    path = "/directory/editions"
    for one, step, body in (("a", "approve", {}), ("b", "reject", {"reason": "缺项"})):
        drafted = partial(front.post, path, draft | {"edition": f"{number}-{one}"})
        cost.of(f"POST {path}", drafted, status=201)
        ruled = partial(head.post, f"{path}/{number}-{one}/{step}", body)
        head.get("/directory")  # the process learns the city that was changed
        cost.of(f"POST {path}/{{edition}}/{step}", ruled)
        head.get("/directory")


def record(city: City, version: str) -> str:
    """A model that is there to be adopted; its files are not asked for."""
    by = By(actor=clock_actor(city.code), face=Face.CLOCK)
    made = RecordModel(version=version, digest="0" * 64, made=Made.TOPICS, learnt=0, topics=9)
    done(actions.change_models(by, made))
    return version


def _models(cost: Any, city: City, head: Any) -> None:
    one, other = record(city, "20300101-a"), record(city, "20300101-b")
    path, why = "/topics/model", {"reason": "认得不准"}
    for step, version in (("adopt", one), ("adopt", other), ("roll-back", one)):
        head.get("/directory")
        asked = partial(head.post, f"{path}/{step}", why | {"version": version})
        cost.of(f"POST {path}/{step}", asked)


def _hot(cost: Any, city: City, city_api: CityApi, cases: list[str]) -> None:
    front = city_api(Role.DISPATCHER)
    event = raised(city, cases)
    path = f"/hot-events/{event}"
    cost.of("GET /hot-events", partial(front.get, "/hot-events"))
    cost.of("GET /hot-events/{event}", partial(front.get, path))
    cost.of("GET /hot-events/settings", partial(front.get, "/hot-events/settings"))
    cost.of("GET /cases/{case}/alike", partial(front.get, f"/cases/{cases[0]}/alike"))
    other = front.post("/contacts", CONTACT | {"matters": [MATTER | {"dispatch": False}]}).json()
    more = other["cases"][0]["case"]
    bodies = {
        "confirm": {},
        "cases": {"added": [more]},
        "governance": {"governance": "夜市油烟"},
        "merge": {"head": cases[0], "cases": [more]},
        "dismiss": {"reason": "已处理"},
    }
    for step, body in bodies.items():
        name = f"POST /hot-events/{{event}}/{step}"
        cost.of(name, partial(front.post, f"{path}/{step}", body))
