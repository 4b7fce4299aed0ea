"""The reference as a page for people: every address, who may, what is sent. Made from the tables.

Plain on purpose: no script, no style of its own, readable in a terminal's browser too.
"""

from functools import cache
from html import escape

import msgspec
from django.http import HttpResponse

from hotline.api.commands import BY_ADDRESS
from hotline.api.endpoint import Call
from hotline.api.problems import TITLES
from hotline.api.reading import QUEUES
from hotline.rules.case.table import REGISTER, Edge
from hotline.rules.refusal import STATUS, Code
from hotline.rules.words import Role
from hotline.web.field_words import LABELS

READS = (
    ("/cases?number= | phone= | stage=", "查询视野内的工单，每页 50 件，after 为下一页的键"),
    ("/cases/{case}", "一件工单；open=name,phone 要求明文，记入访问记录"),
    ("/cases/{case}/events", "流转记录"),
    ("/cases/{case}/options", "现在可以办什么，不能办的说明原因"),
    *((f"/queues/{name}", "队列") for name in QUEUES),
)
EXAMPLE = """curl -X POST http://127.0.0.1:8000/api/v1/contacts \\
  -H "Authorization: Bearer $HOTLINE_TOKEN" -H "Idempotency-Key: $(uuidgen)" \\
  -H "Content-Type: application/json" \\
  -d '{"channel": "phone", "caller_phone": "11100000000",
       "matters": [{"kind": "help", "text": "路灯不亮"}]}'"""


def page(call: Call) -> HttpResponse:
    """The whole reference."""
    return HttpResponse(_page())


@cache
def _page() -> str:
    commands = [("/contacts", REGISTER)]
    commands += [(f"/cases/{{case}}/{name}", edge) for name, edge in BY_ADDRESS.items()]
    reads = "".join(f"<li><code>GET {escape(path)}</code> {said}</li>" for path, said in READS)
    codes = "".join(
        f"<li><code>{code.value}</code> {STATUS.get(code, 409)} {TITLES[code]}</li>"
        for code in Code
    )
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>接口说明 · 12345</title></head><body><main><h1>12345 热线开放接口</h1>"
        "<p>地址以 /api/v1 开头。令牌放在 Authorization 头中；写操作请带 Idempotency-Key，"
        "同键同内容只生效一次。出错一律为 problem+json，代码见文末。"
        '完整定义见 <a href="/api/v1/openapi.json">openapi.json</a>。</p>'
        f"<pre>{escape(EXAMPLE)}</pre><h2>查询</h2><ul>{reads}</ul><h2>办理</h2>"
        + "".join(_command(path, edge) for path, edge in commands)
        + f"<h2>拒绝代码</h2><ul>{codes}</ul></main></body></html>"
    )


def _command(path: str, edge: Edge) -> str:
    roles = "、".join(role.zh for role in Role if role in edge.roles and role is not Role.CLOCK)
    fields = "".join(
        f"<li><code>{field.name}</code> {LABELS.get(field.name, '')}"
        f"{'（必填）' if field.required else ''}</li>"
        for field in msgspec.structs.fields(edge.command)
    )
    return (
        f"<h3>{edge.zh}</h3><p><code>POST {escape(path)}</code><br>角色：{roles}</p>"
        f"<ul>{fields}</ul>"
    )
