"""The reference as a page for people: every address, who may, what is sent. Made from the tables.

Plain on purpose: no script, no style of its own, readable in a terminal's browser too.
"""

from functools import cache
from html import escape

import msgspec
from django.http import HttpResponse
from django.utils import translation

from hotline.api.commands import BY_ADDRESS
from hotline.api.endpoint import Call
from hotline.api.problems import TITLES
from hotline.api.reading import QUEUES
from hotline.rules.case.edges import Edge
from hotline.rules.case.table import REGISTER
from hotline.rules.refusal import STATUS, Code
from hotline.rules.text import joined, say
from hotline.rules.words import Role
from hotline.web import language
from hotline.web.field_words import LABELS
from hotline.web.speech import spoken

READS = (
    (
        "/cases?number= | phone= | stage=",
        say("查询视野内的工单，每页 50 件，after 为下一页的键"),
    ),
    ("/cases/{case}", say("一件工单；open=name,phone 要求明文，记入访问记录")),
    ("/cases/{case}/events", say("流转记录")),
    ("/cases/{case}/options", say("现在可以办什么，不能办的说明原因")),
    ("/cases/{case}/files", say("附件；POST 上传，multipart/form-data，字段 files、group、leg")),
    ("/cases/{case}/files/{file}", say("一个附件；part=view 或 thumb 为重绘的照片；记入访问记录")),
    *((f"/queues/{name}", say("队列")) for name in QUEUES),
)
# not said: an example of what is sent
EXAMPLE = """curl -X POST http://127.0.0.1:8000/api/v1/contacts \\
  -H "Authorization: Bearer $HOTLINE_TOKEN" -H "Idempotency-Key: $(uuidgen)" \\
  -H "Content-Type: application/json" \\
  -d '{"channel": "phone", "caller_phone": "11100000000",
       "matters": [{"kind": "help", "text": "路灯不亮"}]}'"""


def page(call: Call) -> HttpResponse:
    """The whole reference, in the language of the pages or the one asked for."""
    chosen = language.of_page(call.request)
    if chosen != language.ENGLISH:
        chosen = language.of_api(call.request)
    with translation.override(chosen):
        return HttpResponse(_page("en" if chosen == language.ENGLISH else "zh-Hans"))


@cache
def _page(lang: str) -> str:
    commands = [("/contacts", REGISTER)]
    commands += [(f"/cases/{{case}}/{name}", edge) for name, edge in BY_ADDRESS.items()]
    reads = "".join(
        f"<li><code>GET {escape(path)}</code> {_html(word)}</li>" for path, word in READS
    )
    codes = "".join(
        f"<li><code>{code.value}</code> {STATUS.get(code, 409)} {_html(TITLES[code])}</li>"
        for code in Code
    )
    about = say(
        "地址以 /api/v1 开头。令牌放在 Authorization 头中；写操作请带 Idempotency-Key，"
        "同键同内容只生效一次。出错一律为 problem+json，代码见文末。"
    )
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_html(say('接口说明 · 12345'))}</title></head><body><main>"
        f"<h1>{_html(say('12345 热线开放接口'))}</h1><p>{_html(about)} {_html(say('完整定义见'))} "
        '<a href="/api/v1/openapi.json">openapi.json</a></p>'
        f"<pre>{escape(EXAMPLE)}</pre><h2>{_html(say('查询'))}</h2><ul>{reads}</ul>"
        f"<h2>{_html(say('办理'))}</h2>"
        + "".join(_command(path, edge) for path, edge in commands)
        + f"<h2>{_html(say('拒绝代码'))}</h2><ul>{codes}</ul></main></body></html>"
    )


def _command(path: str, edge: Edge) -> str:
    may = [role.zh for role in Role if role in edge.roles and role is not Role.CLOCK]
    roles = say("角色：{roles}", roles=joined("、", may))
    fields = "".join(
        f"<li><code>{field.name}</code> {_html(LABELS.get(field.name, ''))}"
        f"{_html(say('（必填）')) if field.required else ''}</li>"
        for field in msgspec.structs.fields(edge.command)
    )
    return (
        f"<h3>{_html(edge.zh)}</h3><p><code>POST {escape(path)}</code><br>{_html(roles)}</p>"
        f"<ul>{fields}</ul>"
    )


def _html(text: str) -> str:
    return escape(spoken(text))
