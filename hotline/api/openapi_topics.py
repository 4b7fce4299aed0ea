"""Suggestions of topics and the figures of dispatch in openapi.json."""

from typing import Any, Final

Json = dict[str, Any]
_WORDS: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {
        "title": {"type": "string", "maxLength": 200},
        "text": {"type": "string", "maxLength": 10_000},
    },
}
_VERSION: Final[Json] = {"type": "string", "minLength": 1, "maxLength": 40}
_REASON: Final[Json] = {"type": "string", "maxLength": 500}
_STEPS: Final[dict[str, tuple[str, str, Json]]] = {
    "adopt": ("AdoptModel", "启用一个模型 / adopt a model", _REASON),
    "roll-back": (
        "RollBackModel",
        "退回用过的模型，写明理由 / go back to one that was used",
        _REASON | {"minLength": 1},
    ),
}
_DAYS: Final[Json] = {
    "name": "days",
    "in": "query",
    "description": "最近多少天登记的 / registered within so many days",
    "schema": {"type": "integer", "minimum": 1, "maximum": 366, "default": 30},
}


def paths(key: Json, refused: Json) -> Json:
    """Their addresses."""
    return {
        "/topics/suggest": {
            "post": {
                "operationId": "SuggestTopics",
                "summary": "按诉求内容建议事项 / topics that a text is likely about",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _WORDS}},
                },
                "responses": {"200": _answer("TopicsSuggested"), **refused},
            }
        },
        "/topics/model": {
            "get": {
                "operationId": "TopicModel",
                "summary": "事项模型及各版本 / the topic model and its versions",
                "responses": {"200": _answer("TopicModelShown"), **refused},
            }
        },
        **{f"/topics/model/{name}": {"post": _step(name, key, refused)} for name in _STEPS},
        "/dispatching/figures": {
            "get": {
                "operationId": "DispatchFigures",
                "summary": "派单统计 / figures of dispatch",
                "parameters": [_DAYS],
                "responses": {"200": _answer("DispatchFigures"), **refused},
            }
        },
    }


def _step(name: str, key: Json, refused: Json) -> Json:
    operation, said, reason = _STEPS[name]
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "reason"] if reason.get("minLength") else ["version"],
        "properties": {"version": _VERSION, "reason": reason},
    }
    example = {"version": "20261122-5f0c1a", "reason": "新版本停水认得不准"}
    content = {"application/json": {"schema": schema, "example": example}}
    return {
        "operationId": operation,
        "summary": said,
        "parameters": [key],
        "requestBody": {"required": True, "content": content},
        "responses": {"200": _answer("TopicModelShown"), **refused},
    }


def _answer(name: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": name, "content": {"application/json": {"schema": schema}}}
