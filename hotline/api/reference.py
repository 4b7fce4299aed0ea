"""The reference as a page for people: how to begin, examples, every command, every refusal.

Made from the tables, the types of the commands and the examples that the tests run, so that it
cannot tell what is not so. One page without script; the language is that of the reader's cookie.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from msgspec import inspect

from hotline.api import limits, refusals
from hotline.api.commands import BY_ADDRESS
from hotline.api.endpoint import Call
from hotline.api.problems import LONGEST_KEY, RETRY_AFTER, TITLES
from hotline.api.reading import QUEUES
from hotline.rules.case.edges import Edge
from hotline.rules.case.table import REGISTER
from hotline.rules.refusal import STATUS, Code
from hotline.rules.text import joined, say
from hotline.rules.words import Role, Term
from hotline.web import language
from hotline.web.field_words import LABELS

EXAMPLES = Path(__file__).with_name("examples")
STEPS = (
    ("register", say("登记一件诉求"), say("同一个键重发只登记一次；返回工单号和查询码。")),
    ("read", say("看一件工单"), say("个人信息默认遮盖；流转记录和可办事项各有地址。")),
    ("sign", say("签收"), say("承办单位的令牌只能办本单位的承办单。")),
    (
        "reply",
        say("首次联系、答复"),
        say("先记录首次联系，再答复；是否须负责人审批看返回的 stage。"),
    ),
    ("page", say("翻页"), say("每页 50 件；把返回的 after 带到下一次，为空即最后一页。")),
    (
        "refused",
        say("看懂拒绝"),
        say("按 code 判断，把 detail 和 advice 给人看；field 指出哪一项。"),
    ),
    (
        "retry",
        say("安全地重试"),
        say("没有收到应答就用原来的键原样重发，repeated 为 true 即先前已办成。"),
    ),
)
"""The examples in the order in which they are run: name of the two files, title, words."""
READS = (
    ("/cases", say("查询视野内的工单，时限最近的在前"), "number, phone, stage, after"),
    (
        "/cases/{case}",
        say("一件工单；open 要求明文，记入访问记录"),
        "open=name,phone,address,words",
    ),
    ("/cases/{case}/events", say("流转记录，由旧到新"), ""),
    ("/cases/{case}/options", say("现在可以办什么，不能办的说明原因"), ""),
    ("/cases/{case}/files", say("附件；POST 上传，multipart/form-data"), "files, group, leg"),
    ("/cases/{case}/files/{file}", say("一个附件，记入访问记录"), "part=view, thumb"),
    ("/batches", say("POST 批量处理：先试算，再开始；一次最多 10000 件"), "command, cases, body"),
    (
        "/batches/{batch}",
        say("进度和未办成清单；POST begin、pause、cancel 开始、暂停、停止"),
        "",
    ),
    ("/contacts/{contact}/{warn,end}", say("POST 骚扰来电：警告、结束通话"), "note"),
    (
        "/numbers",
        say("限制来电清单；POST 限制，POST /numbers/{number}/lift 解除"),
        "until, reason, phone, contact",
    ),
    ("/cases/{case}/alike", say("与本单可能重复的工单，说明理由"), ""),
    (
        "/duplicates/search",
        say("POST 登记前查可能重复的工单，不留记录"),
        "title, text, address, area, caller",
    ),
    (
        "/topics/model/{adopt,roll-back}",
        say("POST adopt、roll-back：启用一个模型、退回用过的"),
        "version, reason",
    ),
    ("/directory", say("今天施行的派单目录；区域、事项含下级"), "topic, area, unit, after"),
    (
        "/directory/try",
        say("POST 试查一件诉求：哪一条决定、为什么、其他的为什么不"),
        "topic, area, kind, object, text, edition",
    ),
    ("/directory/editions", say("派单目录的各版本，草稿在内"), "after"),
    (
        "/directory/editions",
        say("POST 起草新版本；dry_run 只检查：逐条的问题、冲突、空缺、从不生效、兜圈"),
        "edition, effective_from, entries, duties, dry_run",
    ),
    (
        "/directory/editions/{edition}/{approve,reject}",
        say("POST approve、reject：由另一人批准施行、退回"),
        "reason",
    ),
    ("/hot-events", say("热点清单：所见与通常，视野内的件数"), ""),
    (
        "/hot-events/{event}",
        say("一个热点与其工单；POST confirm、dismiss、cases、governance、merge"),
        "",
    ),
    ("/hot-events/settings", say("热点与查重设置"), ""),
    *((f"/queues/{name}", say("队列"), "after") for name in QUEUES),
)
SUBJECTS = {
    "new": say("登记"),
    "case": say("工单"),
    "leg": say("承办单（请求内写明 leg）"),
    "request": say("待审事项（请求内写明 request）"),
}


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One step in both languages of programs."""

    name: str
    title: str
    words: str
    curl: str
    python: str


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a body."""

    name: str
    word: str
    needed: bool
    kind: str


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One command as people need it."""

    name: str
    path: str
    zh: str
    status: int
    who: str
    outsourced: bool
    leaves: str
    enters: str
    fields: tuple[Field, ...]
    codes: tuple[str, ...]


def page(call: Call) -> HttpResponse:
    """The whole reference."""
    chosen = language.of_page(call.request)
    with translation.override(chosen):
        return HttpResponse(_page(chosen, call.request.COOKIES.get("type") == "large"))


@cache
def _page(chosen: str, large: bool) -> str:
    """Made once per language; nothing on it is about the reader."""
    return render_to_string(
        "api/reference.html",
        {
            "large": large,
            "client": _text("client.py.txt"),
            "examples": list(examples()),
            "reads": READS,
            "subjects": _by_subject(),
            "matter": _fields(_matter()),
            "codes": [
                (code.value, STATUS.get(code, 409), TITLES[code], RETRY_AFTER.get(code, ""))
                for code in Code
            ],
            "always": [code.value for code in Code if code in refusals.ALWAYS],
            "longest_key": LONGEST_KEY,
            "token_rate": limits.TOKEN_RATE,
            "city_rate": limits.CITY_RATE,
        },
    )


def examples() -> Iterator[Example]:
    """Every step with the text of its two files."""
    for name, title, words in STEPS:
        curl, python = _text(f"{name}.sh"), _text(f"{name}.py.txt")
        yield Example(name=name, title=title, words=words, curl=curl, python=python)


def _text(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8").strip()


def _by_subject() -> list[tuple[str, list[Command]]]:
    edges = [("/contacts", REGISTER)]
    edges += [(f"/cases/{{case}}/{name}", edge) for name, edge in BY_ADDRESS.items()]
    return [
        (zh, [_command(path, edge) for path, edge in edges if edge.subject == subject])
        for subject, zh in SUBJECTS.items()
    ]


def _command(path: str, edge: Edge) -> Command:
    new = edge.subject == "new"
    return Command(
        name=edge.name,
        path=path,
        zh=edge.zh,
        status=201 if new else 200,
        who=joined("、", (role.zh for role in Role if role in edge.roles - {Role.CLOCK})),
        outsourced=edge.outsourced,
        leaves=_states(edge.leaves),
        enters="" if edge.enters == edge.leaves else _states(edge.enters),
        fields=_fields(edge.command),
        codes=tuple(code.value for code in Code if code in refusals.of(edge)),
    )


def _states(states: frozenset[Term]) -> str:
    """In the order of their own list, which is that of the work."""
    kind: Any = type(next(iter(states), None))
    return joined("、", (one.zh for one in kind if one in states)) if states else ""


def _fields(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    found = inspect.type_info(kind)
    fields = found.fields if isinstance(found, inspect.StructType) else ()
    return tuple(
        Field(
            name=one.encode_name,
            word=LABELS.get(one.encode_name, ""),
            needed=one.required,
            kind=joined("，", filter(None, _kind(one.type))),
        )
        for one in fields
    )


def _matter() -> type[msgspec.Struct]:
    """What a contact's `matters` and a split's `matter` hold."""
    return next(
        edge.command.__annotations__["matter"]
        for edge in BY_ADDRESS.values()
        if "matter" in edge.command.__annotations__
    )


def _kind(kind: inspect.Type) -> Iterator[str]:
    """What may stand there: kind, bounds, every value of a closed vocabulary."""
    match kind:
        case inspect.Metadata():
            yield from _kind(kind.type)
        case inspect.UnionType():
            tags = [str(one.tag) for one in kind.types if isinstance(one, inspect.StructType)]
            if tags:
                yield say("对象，type 为 {tags} 之一", tags=" / ".join(tags))
            for one in kind.types:
                if not isinstance(one, (inspect.StructType, inspect.NoneType)):
                    yield from _kind(one)
        case inspect.StructType():
            yield say("对象")
        case inspect.EnumType():
            yield joined(
                " / ",
                (
                    say("{value} {zh}", value=one.value, zh=one.zh)
                    for one in kind.cls
                    if isinstance(one, Term)
                ),
            )
        case inspect.StrType():
            yield say("文字，最多 {n} 字", n=kind.max_length) if kind.max_length else say("文字")
        case inspect.VarTupleType():
            yield say("列表，最多 {n} 项", n=kind.max_length) if kind.max_length else say("列表")
            yield from _kind(kind.item_type)
        case inspect.BoolType():
            yield "true / false"
        case inspect.DateTimeType():
            yield say("时间，带时区")
        case _:
            yield ""
