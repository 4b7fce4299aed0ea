"""Calls that disturb and restricted numbers in openapi.json."""

from typing import Any, Final

from hotline.api.numbers import LONGEST, STEPS

Json = dict[str, Any]
_TEXT: Final[Json] = {"type": "string", "maxLength": LONGEST}
_REASON: Final[Json] = _TEXT | {"minLength": 1}
_CONTACT: Final[Json] = {"type": "string", "format": "uuid"}
_RULING: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["until", "reason"],
    "description": "phone 和 contact 恰好写一个 / exactly one of phone and contact",
    "properties": {
        "until": {"type": "string", "format": "date-time"},
        "reason": _REASON,
        "phone": {"type": "string", "maxLength": 32},
        "contact": _CONTACT,
    },
}


def paths(key: Json, refused: Json) -> Json:
    """Their addresses."""
    return {
        "/contacts/{contact}/{step}": {
            "parameters": [
                _in_path("contact", _CONTACT),
                _in_path("step", {"type": "string", "enum": list(STEPS)}),
            ],
            "post": {
                "operationId": "Disturbed",
                "summary": "骚扰来电：警告、结束通话 / warn or end a call that disturbs",
                "parameters": [key],
                "requestBody": _body(_object(note=_TEXT)),
                "responses": {"200": _answer("CallDisturbed"), **refused},
            },
        },
        "/numbers": {
            "get": {
                "summary": "限制来电清单 / restricted numbers",
                "responses": {"200": _answer("Numbers"), **refused},
            },
            "post": {
                "operationId": "RestrictNumber",
                "summary": "限制来电 / restrict a number",
                "parameters": [key],
                "requestBody": _body(_RULING),
                "responses": {"201": _answer("Numbers"), **refused},
            },
        },
        "/numbers/{number}/lift": {
            "parameters": [_in_path("number", {"type": "string", "minLength": 1})],
            "post": {
                "operationId": "LiftRestriction",
                "summary": "解除限制 / lift a restriction",
                "parameters": [key],
                "requestBody": _body(_object(reason=_REASON) | {"required": ["reason"]}),
                "responses": {"200": _answer("Numbers"), **refused},
            },
        },
    }


def _object(**properties: Json) -> Json:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _in_path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answer(name: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": name, "content": {"application/json": {"schema": schema}}}
