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
_DAYS: Final[Json] = {
    "name": "days",
    "in": "query",
    "description": "最近多少天登记的 / registered within so many days",
    "schema": {"type": "integer", "minimum": 1, "maximum": 366, "default": 30},
}


def paths(refused: Json) -> Json:
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
        "/dispatching/figures": {
            "get": {
                "operationId": "DispatchFigures",
                "summary": "派单统计 / figures of dispatch",
                "parameters": [_DAYS],
                "responses": {"200": _answer("DispatchFigures"), **refused},
            }
        },
    }


def _answer(name: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": name, "content": {"application/json": {"schema": schema}}}
