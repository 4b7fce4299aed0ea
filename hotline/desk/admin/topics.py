"""事项与区域: the two code trees; a code is added or renamed, or a whole table taken from CSV.

A list is adopted whole under a new edition name. A form is for the edition it was opened on, so
that two people at once cannot undo each other's change.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Do,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    text,
)
from hotline.desk.admin.code_table import Report, report_on, sent
from hotline.desk.gate import Desk, staff
from hotline.people import actions, queries
from hotline.people.by import By
from hotline.rules.reference.city import AdoptAreas, AdoptTopics
from hotline.rules.reference.office import allowed, not_found
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role
from hotline.web.permission import page

HERE = "admin-topics"
WORDS = {"topics": say("事项"), "areas": say("区域")}


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One code in its tree."""

    code: str
    name: str
    depth: int


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A code of the first level with all below it; `open` where a search leads into it."""

    top: Node
    below: tuple[Node, ...]
    open: bool


@page(permission="topics.read")
@staff
def topics(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The tree of topics, or with `?which=areas` that of areas."""
    which = "areas" if request.GET.get("which") == "areas" else "topics"
    row = queries.city_row(desk.actor.city)
    held: dict[str, str] = dict(getattr(row, which)) if row else {}
    edition = getattr(row, f"{which}_edition") if row else ""
    report: list[Report] = []
    dos: dict[str, Do] = {
        which: lambda by, typed: _put(by, typed, which, held, edition),
        "table": lambda by, typed: _table(request, desk, by, (which, held), report),
    }
    where = reverse(f"desk:{HERE}") + f"?which={which}"
    found = carry_out(request, desk, dos, where)
    if isinstance(found, HttpResponse) and not (report and _stays(request, report[0])):
        return found
    tried = None if isinstance(found, HttpResponse) else found
    wanted = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "which": which,
        "word": WORDS[which],
        "edition": edition,
        "q": wanted,
        "total": len(held),
        "branches": branches(held, wanted),
        "report": report[0] if report else None,
        "pasted": report[0].text if report else request.POST.get("csv", "") if tried else "",
        "typed_edition": text(request.POST, "edition") if report or tried else "",
        "may": allowed(office(desk), Role.SYSTEM_ADMIN),
    }  # fmt: skip
    asks = [_put_ask(desk, which, edition)]
    return show_admin(request, desk, "topics", HERE, context, tried=tried, asks=asks)


def _stays(request: HttpRequest, report: Report) -> bool:
    """Whether the table is only shown: a dry run, or faults that nobody has consented to."""
    consented = "accept" in request.POST and not report.table.hopeless
    return "dry" in request.POST or bool(report.table.faults and not consented)


def branches(held: Mapping[str, str], wanted: str) -> list[Branch]:
    """The tree, folded by its first level; of a search what it found, with what stands above it,
    so that a name is never read without its place."""
    found = {code for code in held if wanted in held[code] or wanted in code} if wanted else held
    shown = {part for code in found for part in _above(code)} & held.keys()
    tops: dict[str, list[Node]] = {}
    for code in sorted(shown):
        top = code.partition("/")[0]
        node = Node(code=code, name=held[code], depth=min(code.count("/"), 4))
        tops.setdefault(top if top in shown else code, []).append(node)
    return [
        Branch(top=first, below=tuple(below), open=bool(wanted)) for first, *below in tops.values()
    ]


def _above(code: str) -> Iterator[str]:
    """The code and each one above it: cg/zd/ss, cg/zd, cg."""
    while code:
        yield code
        code = code.rpartition("/")[0]


def _put_ask(desk: Desk, which: str, edition: str) -> Ask:
    word = WORDS[which]
    return Ask(
        name=which,
        title=say("增加或改名{word}", word=word),
        submit=say("保存"),
        hint=say("已有的代码则改名；历史工单保留原代码，显示新名称。"),
        fields=(
            field("base", "", "hidden", value=edition),
            field(
                "code", say("代码"), required=True, longest=64, hint=say("层级之间用 /，如 cg/zd")
            ),
            field("name", say("名称"), required=True, longest=100),
        ),
        closed=allowed(office(desk), Role.SYSTEM_ADMIN),
    )


def _put(by: By, typed: Typed, which: str, held: dict[str, str], edition: str) -> object:
    code, name = text(typed, "code"), text(typed, "name")
    if text(typed, "base") != edition:
        return Refusal(
            code=Code.CONFLICT,
            message=say("{word}刚被别人改过。", word=WORDS[which]),
            advice=say("请核对现在的列表后再提交。"),
        )
    if not code or code != code.strip("/") or "//" in code:
        return Refusal(
            code=Code.INVALID,
            message=say("代码“{code}”无效。", code=code[:64]),
            advice=say("层级之间用一个 /，首尾不用。"),
            field="code",
        )
    if held.get(code) == name:
        return Refusal(
            code=Code.ALREADY,
            message=say("“{code}”已经叫“{name}”。", code=code, name=name),
            advice=say("无需重复操作。"),
            field="name",
        )
    found = actions.change_city(by, _adopt(which, _next(edition), {**held, code: name}))
    if isinstance(found, Refusal) and found.field == which:
        at_code = "代码" in found.message  # not said: a word of the refusal
        return msgspec.structs.replace(found, field="code" if at_code else "name")
    return found


def _adopt(which: str, edition: str, codes: dict[str, str]) -> AdoptTopics | AdoptAreas:
    if which == "areas":
        return AdoptAreas(edition=edition, areas=codes)
    return AdoptTopics(edition=edition, topics=codes)


def _next(edition: str) -> str:
    """The name of the next edition: 2026 → 2026.1 → 2026.2."""
    head, dot, last = edition.rpartition(".")
    return f"{head}.{int(last) + 1}" if dot and last.isdecimal() else f"{edition}.1"


def _table(
    request: HttpRequest,
    desk: Desk,
    by: By,
    list_of: tuple[str, dict[str, str]],
    report: list[Report],
) -> object:
    """A whole code table: read, compared, and adopted unless it is only to be shown."""
    which, held = list_of
    content = sent(request, by)
    if isinstance(content, Refusal):
        return content
    report.append(report_on(content, held, which, desk.who.world.directory))
    if _stays(request, report[0]):
        return None
    name = text(request.POST, "edition")
    if not name:
        return not_found(say("版本"), say("（未填写）"), "edition")
    return actions.change_city(by, _adopt(which, name, dict(report[0].table.codes)))
