"""The description of the API (OpenAPI 3.1), made from the tables and the types of the commands.

Nothing here is written by hand that the code that runs does not use, so it cannot disagree.
"""

from functools import cache
from typing import Any

import msgspec

from hotline import __version__
from hotline.api import (
    alike,
    automatic,
    forms,
    forms_directory,
    forms_topics,
    hot,
    numbers,
    openapi_automatic,
    openapi_batches,
    openapi_directory,
    openapi_files,
    openapi_hot,
    openapi_numbers,
    openapi_topics,
    openapi_units,
    units,
)
from hotline.api.commands import BY_ADDRESS
from hotline.api.problems import Problem
from hotline.api.reading import QUEUES
from hotline.rules.case.edges import Edge
from hotline.rules.case.table import REGISTER
from hotline.rules.text import plain
from hotline.rules.words import CaseStage, Role

REFS = "#/components/schemas/{name}"
ANSWERS = (
    forms.CaseReceipt,
    forms.RegisterReceipt,
    forms.Listing,
    forms.CaseShown,
    forms.Timeline,
    forms.Options,
    forms.Files,
    forms.BatchShown,
    *forms_topics.ANSWERS,
    *units.ANSWERS,
    *numbers.ANSWERS,
    *hot.ANSWERS,
    *alike.ANSWERS,
    *automatic.ANSWERS,
    *forms_directory.ASKED,
    *forms_directory.ANSWERS,
    Problem,
)
REFUSED = {
    "400": "请求无法读取 / cannot be read",
    "401": "没有有效的令牌 / no valid token",
    "403": "角色或单位不符 / wrong role or unit",
    "404": "没有找到 / not found or not in sight",
    "409": "当前状态不允许，或与他人同时操作 / wrong moment",
    "413": "内容过长 / too long",
    "415": "内容类型不对 / not JSON",
    "422": "内容有误 / invalid content",
    "429": "请求过于频繁，见 Retry-After / too many requests",
    "503": "暂时无法使用，见 Retry-After / database gone",
}
ABOUT = """12345 热线开放接口。

每个办理动作对应一个地址，由状态表生成；拒绝与页面使用同样的代码和文字。

- 令牌：`Authorization: Bearer hl_…`；能做什么、看到什么取决于令牌所属用户的角色和单位。
- 重复提交：写操作请带 `Idempotency-Key`（不超过 200 个字符）；同键同内容只生效一次。
- 出错：一律为 RFC 9457 `application/problem+json`；
  `code` 供程序判断，`detail` 与 `advice` 供人阅读。
- 时间：ISO 8601，带时区。
"""


@cache
def document() -> bytes:
    """openapi.json."""
    kinds = [REGISTER.command, *(edge.command for edge in BY_ADDRESS.values())]
    _, schemas = msgspec.json.schema_components([*kinds, *ANSWERS], ref_template=REFS)
    schemas |= {f"{kind.__name__}Body": _body(schemas[kind.__name__]) for kind in kinds}
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "Hotline 12345",
            "version": __version__,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": _PARAMETERS,
            "responses": {"Problem": _content("Problem", "application/problem+json", "拒绝")},
        },
    }
    return msgspec.json.encode(whole, enc_hook=plain)


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    """A command as a body: the address says which it is, so it needs no `type`."""
    properties = {name: one for name, one in schema["properties"].items() if name != "type"}
    needed = [name for name in schema.get("required", ()) if name != "type"]
    rest = {name: one for name, one in schema.items() if name != "required"}
    return rest | {"properties": properties} | ({"required": needed} if needed else {})


_PARAMETERS: dict[str, Any] = {
    "key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "同键同内容只生效一次 / at most one effect per key",
        "schema": {"type": "string", "maxLength": 200},
    },
    "case": {
        "name": "case",
        "in": "path",
        "required": True,
        "description": "工单的 id（不是工单号）/ the case's id, not its number",
        "schema": {"type": "string", "format": "uuid"},
    },
    "after": {
        "name": "after",
        "in": "query",
        "description": "上一页的 after / key of the next page",
        "schema": {"type": "string"},
    },
}


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {"/contacts": {"post": _command(REGISTER, "RegisterReceipt", "201")}}
    listing = [{"$ref": "#/components/parameters/after"}]
    paths["/cases"] = {"get": _read("查询工单 / cases", "Listing", [*_SEARCH, *listing])}
    case = [{"$ref": "#/components/parameters/case"}]
    opened = {
        "name": "open",
        "in": "query",
        "description": "要求明文显示的个人信息，记入访问记录 / personal fields to uncover, logged",
        "schema": {"type": "string", "examples": ["name,phone"]},
    }
    paths["/cases/{case}"] = {"get": _read("一件工单 / one case", "CaseShown", [*case, opened])}
    paths["/cases/{case}/events"] = {"get": _read("流转记录 / timeline", "Timeline", case)}
    paths["/cases/{case}/options"] = {
        "get": _read("可办理事项 / what may be done", "Options", case)
    }
    for name, edge in BY_ADDRESS.items():
        paths[f"/cases/{{case}}/{name}"] = {
            "parameters": case,
            "post": _command(edge, "CaseReceipt", "200"),
        }
    key = {"$ref": "#/components/parameters/key"}
    paths |= openapi_files.paths(case, key, _refused()) | openapi_batches.paths(key, _refused())
    paths |= openapi_topics.paths(key, _refused()) | openapi_units.paths(_refused())
    paths |= openapi_numbers.paths(key, _refused()) | openapi_automatic.paths(key, _refused())
    paths |= openapi_directory.paths(key, _refused())
    paths |= openapi_hot.paths(case, key, _refused())
    for queue in QUEUES:
        paths[f"/queues/{queue}"] = {"get": _read(f"队列 {queue} / queue", "Listing", listing)}
    return paths


_SEARCH: list[dict[str, Any]] = [
    {
        "name": name,
        "in": "query",
        "description": said,
        "schema": {"type": "string"},
    }
    for name, said in (
        ("number", "工单号 / case number"),
        ("phone", "来电号码 / the caller's number"),
        ("stage", f"状态，逗号分隔 / {', '.join(CaseStage)}"),
    )
]


def _command(edge: Edge, answer: str, status: str) -> dict[str, Any]:
    roles = "、".join(role.zh for role in Role if role in edge.roles and role is not Role.CLOCK)
    return {
        "operationId": edge.name,
        "summary": edge.zh,
        "description": f"{edge.command.__doc__ or ''}\n\n角色：{roles}",
        "parameters": [{"$ref": "#/components/parameters/key"}],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": REFS.format(name=f"{edge.name}Body")}}
            },
        },
        "responses": {status: _content(answer, "application/json", edge.zh), **_refused()},
    }


def _read(summary: str, answer: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": _content(answer, "application/json", summary), **_refused()},
    }


def _content(name: str, media: str, said: str) -> dict[str, Any]:
    schema = {"$ref": REFS.format(name=name)}
    return {"description": said, "content": {media: {"schema": schema}}}


def _refused() -> dict[str, Any]:
    refused: dict[str, Any] = {
        status: _content("Problem", "application/problem+json", said)
        for status, said in REFUSED.items()
    }
    for status in ("429", "503"):
        refused[status]["headers"] = {
            "Retry-After": {
                "description": "秒 / seconds",
                "required": True,
                "schema": {"type": "integer", "minimum": 1},
            }
        }
    return refused
