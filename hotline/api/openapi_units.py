"""The suggestion of units in openapi.json."""

from typing import Any, Final

from hotline.rules.words import Kind

Json = dict[str, Any]
_REQUEST: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "maxLength": 200},
        "text": {"type": "string", "maxLength": 10_000},
        "topic": {"type": "string", "maxLength": 64},
        "area": {"type": "string", "maxLength": 64},
        "kind": {"anyOf": [{"enum": sorted(kind.value for kind in Kind)}, {"type": "null"}]},
        "object": {"type": "string", "maxLength": 100},
    },
}


def paths(refused: Json) -> Json:
    """Its address."""
    schema = {"$ref": "#/components/schemas/UnitsSuggested"}
    answer = {"description": "UnitsSuggested", "content": {"application/json": {"schema": schema}}}
    return {
        "/units/suggest": {
            "post": {
                "operationId": "SuggestUnits",
                "summary": "建议承办单位并说明依据 / units for a request, each with why",
                "requestBody": {
                    "required": False,
                    "content": {"application/json": {"schema": _REQUEST}},
                },
                "responses": {"200": answer, **refused},
            }
        }
    }
