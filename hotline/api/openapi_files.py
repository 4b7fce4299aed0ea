"""The files of a case in openapi.json: the addresses that no command alone describes."""

from typing import Any, Final

from hotline.api.files import MEDIA
from hotline.handling.files.showing import PARTS
from hotline.rules.case.files import MOST_FILES
from hotline.rules.file_words import FileGroup

Json = dict[str, Any]
_BYTES: Final[Json] = {"type": "string", "format": "binary"}
_FORM: Final[Json] = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "items": _BYTES, "minItems": 1, "maxItems": MOST_FILES},
        "group": {"type": "string", "enum": [one.value for one in FileGroup]},
        "leg": {"type": "string", "description": "承办单，佐证必填 / the leg, for evidence"},
    },
}
_FILE: Final[Json] = {
    "name": "file",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
_PART: Final[Json] = {
    "name": "part",
    "in": "query",
    "description": "原件、重绘的照片、缩略图 / as it came, a photo drawn anew, a small one",
    "schema": {"type": "string", "enum": list(PARTS)},
}
_WHOLE: Final[Json] = {"description": "文件 / the bytes", "content": {"*/*": {"schema": _BYTES}}}


def paths(case: list[Json], key: Json, refused: Json) -> Json:
    """Addresses of files; `case` and `key` are the parameters all commands share."""
    return {
        "/cases/{case}/files": {
            "parameters": case,
            "get": {"summary": "附件 / files", "responses": {**_answer("Files"), **refused}},
            "post": {
                "operationId": "AttachFiles",
                "summary": "上传附件 / attach files",
                "parameters": [key],
                "requestBody": {"required": True, "content": {MEDIA: {"schema": _FORM}}},
                "responses": {**_answer("CaseReceipt"), **refused},
            },
        },
        "/cases/{case}/files/{file}": {
            "parameters": [*case, _FILE],
            "get": {
                "summary": "一个附件，记入访问记录 / one file, logged",
                "parameters": [_PART],
                "responses": {
                    "200": _WHOLE,
                    "206": _WHOLE,
                    "416": {"description": "Range"},
                    **refused,
                },
            },
        },
    }


def _answer(name: str) -> Json:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"200": {"description": name, "content": {"application/json": {"schema": schema}}}}
