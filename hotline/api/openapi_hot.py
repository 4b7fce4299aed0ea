"""Hot events and duplicates in openapi.json, with what is sent."""

from typing import Any, Final

import msgspec

from hotline.api.alike import Told
from hotline.api.hot import STEPS

Json = dict[str, Any]
_ID: Final[Json] = {"type": "string", "format": "uuid"}
SAID: Final = {
    "confirm": "确认为热点 / confirm",
    "dismiss": "排除，写明理由 / dismiss with a reason",
    "cases": "加入与移出工单 / put cases in, take them out",
    "governance": "转入治理专题 / link to a governance topic",
    "merge": "并入主单 / merge cases under one of them",
}
EXAMPLES: Final[dict[str, Json]] = {
    "confirm": {},
    "dismiss": {"reason": "同名不同地"},
    "governance": {"governance": "夜市油烟整治"},
}
DUPLICATE: Final[Json] = {
    "title": "烧烤摊占道经营",
    "text": "和平路口每晚有烧烤摊占道，油烟很大。",
    "address": "和平路口",
}


def paths(case: list[Json], key: Json, refused: Json) -> Json:
    """Their addresses."""
    event = [{"name": "event", "in": "path", "required": True, "schema": _ID}]
    steps: Json = {
        f"/hot-events/{{event}}/{name}": {
            "parameters": event,
            "post": {
                "operationId": f"Hot{name.title()}",
                "summary": SAID[name],
                "parameters": [key],
                "requestBody": _body(kind, EXAMPLES.get(name)),
                "responses": {
                    "200": _answer("HotMerged" if name == "merge" else "HotEventShown"),
                    **refused,
                },
            },
        }
        for name, kind in STEPS.items()
    }
    return {
        "/hot-events": {"get": _get("热点清单 / hot events", "HotEvents", [], refused)},
        "/hot-events/{event}": {
            "get": _get("一个热点与其工单 / one, with its cases", "HotEventShown", event, refused)
        },
        **steps,
        "/hot-events/settings": {
            "get": _get("热点与查重设置 / the city's settings", "AlarmsShown", [], refused)
        },
        "/duplicates/search": {
            "post": {
                "operationId": "SearchDuplicates",
                "summary": "查可能重复的工单，说明理由 / earlier cases like it, each with why",
                "requestBody": _body(Told, DUPLICATE) | {"required": False},
                "responses": {"200": _answer("AlikeCases"), **refused},
            }
        },
        "/cases/{case}/alike": {
            "get": _get("与本单可能重复的 / cases like this one", "AlikeCases", case, refused)
        },
    }


def _get(summary: str, answer: str, parameters: list[Json], refused: Json) -> Json:
    found = {"summary": summary, "responses": {"200": _answer(answer), **refused}}
    return found | ({"parameters": parameters} if parameters else {})


def _body(kind: type[msgspec.Struct], example: Json | None) -> Json:
    """The struct's own schema, so that what is described is what is read."""
    own = msgspec.json.schema(kind)["$defs"][kind.__name__]
    content: Json = {"schema": own}
    if example is not None:
        content["example"] = example
    return {"required": bool(own.get("required")), "content": {"application/json": content}}


def _answer(name: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": name, "content": {"application/json": {"schema": schema}}}
