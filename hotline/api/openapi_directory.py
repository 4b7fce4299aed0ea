"""The dispatch directory in openapi.json, with what is sent."""

from typing import Any, Final

Json = dict[str, Any]
TRIED: Final[Json] = {"topic": "sc/sp", "kind": "complaint", "text": "大润发超市的面包发霉"}
_FILTERS: Final = (
    ("topic", "事项代码，含下级 / topic, with all below it"),
    ("area", "区域代码，含下级 / area, with all below it"),
    ("unit", "主办或协办单位 / the unit that leads or co-handles"),
    ("after", "上一页的 after / key of the next page"),
)


def paths(key: Json, refused: Json) -> Json:
    """Their addresses."""
    filters = [
        {"name": name, "in": "query", "description": said, "schema": {"type": "string"}}
        for name, said in _FILTERS
    ]
    return {
        "/directory": {
            "get": {
                "operationId": "Directory",
                "summary": "今天施行的派单目录 / the dispatch directory in force",
                "parameters": filters,
                "responses": {"200": _answer("DirectoryShown"), **refused},
            }
        },
        "/directory/try": {
            "post": {
                "operationId": "TryDirectory",
                "summary": "试查：派给谁、为什么 / which entry decides, and why not the others",
                "requestBody": _body("DirectoryAsked", TRIED),
                "responses": {"200": _answer("DirectoryAnswer"), **refused},
            }
        },
        "/directory/editions": {
            "get": {
                "operationId": "DirectoryEditions",
                "summary": "目录各版本 / editions of the directory",
                "parameters": filters[-1:],
                "responses": {"200": _answer("DirectoryEditions"), **refused},
            },
        },
    }


def _body(name: str, example: Json) -> Json:
    content = {"schema": {"$ref": f"#/components/schemas/{name}"}, "example": example}
    return {"required": True, "content": {"application/json": content}}


def _answer(name: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": name, "content": {"application/json": {"schema": schema}}}
