"""Batches in openapi.json: one command on many cases."""

from typing import Any, Final

from hotline.api.batches import STEPS
from hotline.handling.batches.acts import BY_NAME
from hotline.handling.batches.jobs import MOST

Json = dict[str, Any]
_BODY: Final[Json] = {
    "type": "object",
    "required": ["command", "cases"],
    "additionalProperties": False,
    "properties": {
        "command": {"type": "string", "enum": list(BY_NAME)},
        "cases": {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "minItems": 1,
            "maxItems": MOST,
        },
        "body": {
            "type": "object",
            "description": "单件办理时的请求内容，不含承办单 / as for one case, without its leg",
        },
        "about": {"type": "string", "maxLength": 200},
    },
}
_BATCH: Final[Json] = {
    "name": "batch",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
_STEP: Final[Json] = {
    "name": "step",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": list(STEPS)},
}


def paths(key: Json, refused: Json) -> Json:
    """Addresses of batches; `key` is the parameter that what changes something shares."""
    return {
        "/batches": {
            "post": {
                "operationId": "DrawUpBatch",
                "summary": "批量处理：先试算 / draw up a batch, tried dry first",
                "parameters": [key],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _BODY}},
                },
                "responses": {"201": _answer(), **refused},
            }
        },
        "/batches/{batch}": {
            "parameters": [_BATCH],
            "get": {
                "summary": "批量处理的进度和未办成清单 / how far a batch is",
                "responses": {"200": _answer(), **refused},
            },
        },
        "/batches/{batch}/{step}": {
            "parameters": [_BATCH, _STEP],
            "post": {
                "operationId": "SteerBatch",
                "summary": "开始、暂停、停止 / begin, pause or end a batch",
                "parameters": [key],
                "responses": {"200": _answer(), **refused},
            },
        },
    }


def _answer() -> Json:
    schema = {"$ref": "#/components/schemas/BatchShown"}
    return {"description": "BatchShown", "content": {"application/json": {"schema": schema}}}
