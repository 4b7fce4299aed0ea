"""The dispatch directory in openapi.json, with what is sent."""

from typing import Any, Final

Json = dict[str, Any]
TRIED: Final[Json] = {"topic": "sc/sp", "kind": "complaint", "text": "大润发超市的面包发霉"}
DRAFTED: Final[Json] = {
    "edition": "2027-1",
    "effective_from": "2027-01-01",
    "dry_run": True,
    "entries": [
        {"id": "1", "topic": "食品安全", "lead": "市场监管局", "kind": "投诉", "limit": "3wd"}
    ],
}
RULED: Final[dict[str, tuple[str, str, str, Json]]] = {
    "approve": ("ApproveDirectory", "另一人批准施行 / a second person agrees",
                "DirectoryApproval", {}),
    "reject": ("RejectDirectory", "另一人退回 / a second person does not agree",
               "DirectoryRejection", {"reason": "缺少停水一项"}),
}  # fmt: skip
"""Operation, what it is, what is sent, an example of it."""

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
        "/directory/editions": _editions(filters[-1:], key, refused),
        **{f"/directory/editions/{{edition}}/{name}": _ruling(name, key, refused)
           for name in RULED},
    }  # fmt: skip


def _editions(paged: list[Json], key: Json, refused: Json) -> Json:
    return {
        "get": {
            "operationId": "DirectoryEditions",
            "summary": "目录各版本 / editions of the directory",
            "parameters": paged,
            "responses": {"200": _answer("DirectoryEditions"), **refused},
        },
        "post": {
            "operationId": "DraftDirectory",
            "summary": "起草新版本，或只检查 / draft an edition, or only check it",
            "parameters": [key],
            "requestBody": _body("DirectoryDraft", DRAFTED),
            "responses": {
                "200": _answer("DirectoryDrafted"),
                "201": _answer("DirectoryDrafted"),
                **refused,
            },
        },
    }


def _ruling(name: str, key: Json, refused: Json) -> Json:
    operation, said, asked, example = RULED[name]
    return {
        "parameters": [
            {
                "name": "edition",
                "in": "path",
                "required": True,
                "description": "版本号 / the edition's name",
                "schema": {"type": "string", "minLength": 1, "maxLength": 40},
            }
        ],
        "post": {
            "operationId": operation,
            "summary": said,
            "parameters": [key],
            "requestBody": _body(asked, example) | {"required": bool(example)},
            "responses": {"200": _answer("DirectoryEditionShown"), **refused},
        },
    }


def _body(name: str, example: Json) -> Json:
    content = {"schema": {"$ref": f"#/components/schemas/{name}"}, "example": example}
    return {"required": True, "content": {"application/json": content}}


def _answer(name: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": name, "content": {"application/json": {"schema": schema}}}
