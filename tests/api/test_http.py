"""What the API says besides: no token, wrong method, wrong type, wrong place; and of itself."""

import json
from typing import Any

import jsonschema
import pytest
from django.test import Client

from hotline.api.commands import BY_ADDRESS
from hotline.api.directory_drafts import RULINGS
from hotline.api.hot import STEPS
from hotline.api.problems import TITLES
from hotline.handling import actions
from hotline.handling.actions import perform
from hotline.ledger import Outcome
from hotline.people.by import By
from hotline.rules.case import commands as c
from hotline.rules.case.table import EDGES
from hotline.rules.refusal import Code
from hotline.rules.words import Channel, Kind, Role
from hotline.web.field_words import LABELS
from hotline.web.reading import from_data
from tests.api.conftest import ROOT, Api, CityApi
from tests.api.test_loop import CONTACT, MATTER, REPLY
from tests.fixtures.people import City, done

NOBODY = "0190f000-0000-7000-8000-000000000000"


def test_without_a_token_nothing_but_the_description(db: None) -> None:
    stranger = Api("")
    for answer in (
        stranger.get("/cases"),
        stranger.get("/queues/inbox"),
        stranger.post("/contacts", CONTACT),
        Api("hl_wrong").post(f"/cases/{NOBODY}/accept"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert stranger.get("/").json()["openapi"] == "/api/v1/openapi.json"


def test_wrong_method_type_size_and_place(city_api: CityApi) -> None:
    api = city_api(Role.DISPATCHER)
    headers = {"authorization": f"Bearer {api.secret}"}
    client = Client()
    for method, path, allowed in (
        ("get", "/contacts", "POST"),
        ("delete", "/cases", "GET, HEAD"),
        ("put", f"/cases/{NOBODY}/accept", "POST"),
        ("post", "/queues/inbox", "GET, HEAD"),
    ):
        answer = getattr(client, method)(ROOT + path, headers=headers)
        assert (answer.status_code, answer["Allow"]) == (405, allowed)
        assert answer.json()["code"] == "method_not_allowed"
    form = client.post(ROOT + "/contacts", {"channel": "phone"}, headers=headers)
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")
    long = api.post("/contacts", b'"' + b"x" * 1_000_001 + b'"')
    assert (long.status_code, long.json()["code"]) == (413, "too_long")
    nul = api.post("/contacts", b'{"note": "\\u0000"}')
    assert (nul.status_code, nul.json()["code"]) == (400, "not_text")
    for path in ("/nothing", "/queues/nothing", f"/cases/{NOBODY}", "/cases/1-2-3"):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
    assert api.post(f"/cases/{NOBODY}/no-such-command").status_code == 404


def test_an_idempotency_key_is_short_and_printable(city_api: CityApi) -> None:
    api = city_api(Role.DISPATCHER)
    assert api.post("/contacts", CONTACT, key="k" * 200).status_code == 201
    for key in ("k" * 201, "k\u00e9y", "k\ty"):
        answer = api.post("/contacts", CONTACT, key=key)
        assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")


def test_a_wrong_value_is_named_with_what_is_allowed(city_api: CityApi) -> None:
    """拒绝要说清：哪个字段、什么值、可以用什么值。"""
    api = city_api(Role.DISPATCHER)

    def refused(**matter: Any) -> dict[str, Any]:
        answer = api.post("/contacts", CONTACT | {"matters": [MATTER | matter]})
        assert answer.status_code == 422
        return dict(answer.json())

    kind = refused(kind="骂人")
    assert kind["field"] == "matters[0].kind"
    assert "骂人" in kind["detail"]
    assert "complaint（投诉）" in kind["advice"]
    triage = refused(triage={"type": "Guess"})
    assert "Accept、AnswerDirectly" in triage["advice"]
    inner = refused(triage={"type": "HandOver", "line": "12345"}, dispatch=False)
    assert inner["field"] == "matters[0].triage.line"
    assert "119（119消防）" in inner["advice"]
    long = refused(title="长" * 201)
    assert (long["code"], long["field"]) == ("too_long", "matters[0].title")
    assert "201" in long["detail"]
    assert "200" in long["detail"]
    assert refused(text="")["code"] == "missing"
    assert "colour" in refused(colour="red")["detail"]
    assert refused(urgency=1)["field"] == "matters[0].urgency"


@pytest.mark.parametrize(
    ("role", "command"),
    [
        (Role.OFFICER, c.Accept()),
        (Role.DISPATCHER, c.Accept()),
        (Role.AGENT, c.Close()),
        (Role.OFFICER, c.Sign(leg="L9")),
        (Role.UNIT_HEAD, c.ApproveCompletion(request="R1")),
        (Role.DISPATCHER, c.Merge(parent="nobody")),
        (Role.DISPATCHER, c.AddUnit(unit="nowhere")),
    ],
    ids=lambda value: value.value if isinstance(value, Role) else type(value).__name__,
)
def test_page_and_api_refuse_alike(city: City, city_api: CityApi, role: Role, command: Any) -> None:
    """Same situation, same refusal: once through the action, as a page calls it, once over HTTP."""
    matter = c.Matter(kind=Kind.HELP, text="路灯不亮", topic="cg", triage=c.Accept(), dispatch=True)
    registered = done(
        actions.register(
            city.by(Role.DISPATCHER), c.RegisterContact(channel=Channel.WEB, matters=(matter,))
        )
    )
    case = registered.answer["cases"][0]["case"]
    refusal = perform(By(actor=city.actor(role)), case, command)
    assert not isinstance(refusal, Outcome)
    name = next(name for name, edge in BY_ADDRESS.items() if edge.command is type(command))
    body = {field: getattr(command, field) for field in command.__struct_fields__}
    answer = city_api(role).post(f"/cases/{case}/{name}", body)
    problem = answer.json()
    assert answer.status_code == refusal.status
    assert {key: problem[key] for key in ("code", "detail", "advice", "field")} == {
        "code": refusal.code,
        "detail": refusal.message,
        "advice": refusal.advice,
        "field": refusal.field,
    }


def test_a_form_and_a_json_body_are_refused_alike(city_api: CityApi) -> None:
    answer = city_api(Role.OFFICER).post(f"/cases/{NOBODY}/reply", {"leg": "L1", "truth": "maybe"})
    refusal = from_data(c.Reply, {"leg": "L1", "truth": "maybe"})
    assert not isinstance(refusal, c.Reply)
    assert answer.json()["detail"] == refusal.message
    assert answer.json()["advice"] == refusal.advice


def test_every_command_has_an_address_but_the_clocks() -> None:
    clock = frozenset({Role.CLOCK})
    wanted = {edge.name for edge in EDGES if edge.subject != "new" and edge.roles != clock}
    with_files = {edge.name for edge in EDGES if edge.with_bytes}
    assert {edge.name for edge in BY_ADDRESS.values()} == wanted - with_files
    assert "record-first-contact" in BY_ADDRESS
    assert "deem-signed" not in BY_ADDRESS


def test_every_field_has_its_word() -> None:
    """A refusal names the field as people call it."""
    every = {name for edge in EDGES for name in edge.command.__struct_fields__}
    assert not (every | set(c.Matter.__struct_fields__)) - set(LABELS)


def test_every_code_has_its_title() -> None:
    assert set(Code) <= set(TITLES)


def test_the_description_describes_what_is_answered(city_api: CityApi) -> None:
    api = city_api(Role.DISPATCHER)
    document = json.loads(api.get("/openapi.json").content)
    assert document["openapi"] == "3.1.0"
    schemas = {"components": document["components"]}
    posts = {path for path, item in document["paths"].items() if "post" in item}
    named = (*BY_ADDRESS, "files")
    apart = {"/topics/suggest", "/units/suggest", "/batches", "/batches/{batch}/{step}"}
    apart |= {"/contacts/{contact}/{step}", "/numbers", "/numbers/{number}/lift"}
    apart |= {f"/automatic-dispatch/{name}" for name in ("on", "off", "settings")}
    apart |= {"/topics/model/adopt", "/topics/model/roll-back"}
    apart |= {"/directory/try", "/directory/editions"}
    apart |= {f"/directory/editions/{{edition}}/{name}" for name in RULINGS}
    apart |= {"/duplicates/search", *(f"/hot-events/{{event}}/{name}" for name in STEPS)}
    assert posts - apart == {"/contacts", *(f"/cases/{{case}}/{name}" for name in named)}
    registered = api.post("/contacts", CONTACT).json()
    case = registered["cases"][0]["case"]
    for name, value in (
        ("RegisterReceipt", registered),
        ("CaseReceipt", city_api(Role.AGENT).post(f"/cases/{case}/remind").json()),
        ("CaseShown", api.get(f"/cases/{case}").json()),
        ("Timeline", api.get(f"/cases/{case}/events").json()),
        ("Options", api.get(f"/cases/{case}/options").json()),
        ("Listing", api.get("/queues/inbox").json()),
        ("Problem", api.get("/cases/none").json()),
        ("RegisterContactBody", CONTACT),
        ("ReplyBody", REPLY),
    ):
        jsonschema.validate(value, {"$ref": f"#/components/schemas/{name}", **schemas})
