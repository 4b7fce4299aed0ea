"""自动派单 in openapi.json."""

from typing import Any, Final

from hotline.rules.reference.automatic import LOWEST_BAR

Json = dict[str, Any]
_TOPIC: Final[Json] = {"type": "string", "minLength": 1, "maxLength": 64}
_BODIES: Final[dict[str, tuple[str, Json]]] = {
    "on": ("开通一个事项 / switch a topic on", {"topic": _TOPIC}),
    "off": (
        "停用一个事项 / switch a topic off",
        {"topic": _TOPIC, "reason": {"type": "string", "minLength": 1, "maxLength": 500}},
    ),
    "settings": (
        "派准率要求、抽查比例、等待分钟 / what the city asks",
        {
            "bar": {"type": "number", "minimum": LOWEST_BAR, "maximum": 0.999},
            "share": {"type": "integer", "minimum": 1, "maximum": 100},
            "grace": {"type": "integer", "minimum": 1, "maximum": 60},
        },
    ),
}


def paths(key: Json, refused: Json) -> Json:
    """Their addresses."""
    read = {
        "operationId": "AutomaticDispatch",
        "summary": "自动派单：各事项的派准率与开关 / automatic dispatch by topic",
        "responses": {"200": _answer(), **refused},
    }
    return {
        "/automatic-dispatch": {"get": read},
        **{
            f"/automatic-dispatch/{name}": {
                "post": {
                    "operationId": f"Automatic{name.title()}",
                    "summary": said,
                    "parameters": [key],
                    "requestBody": _body(fields),
                    "responses": {"200": _answer(), **refused},
                }
            }
            for name, (said, fields) in _BODIES.items()
        },
    }


def _body(fields: Json) -> Json:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": list(fields),
        "properties": fields,
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answer() -> Json:
    schema = {"$ref": "#/components/schemas/AutomaticShown"}
    return {"description": "AutomaticShown", "content": {"application/json": {"schema": schema}}}
