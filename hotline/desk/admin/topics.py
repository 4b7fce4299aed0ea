"""事项与区域: the two code trees; a code is added or renamed, or a whole table taken from CSV.

A list is adopted whole under a new edition name. A form is for the edition it was opened on, so
that two people at once cannot undo each other's change.
"""

import csv
import io
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
from hotline.desk.gate import Desk, staff
from hotline.dispatching.importing import decode
from hotline.people import actions, queries
from hotline.people.by import By
from hotline.rules.reference.city import AdoptAreas, AdoptTopics
from hotline.rules.reference.office import allowed, not_found
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from hotline.web.permission import page

HERE = "admin-topics"
WORDS = {"topics": "事项", "areas": "区域"}
MOST = 20_000


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One code in its tree."""

    code: str
    name: str
    depth: int


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """What a CSV holds, and what is wrong with it by row."""

    codes: dict[str, str]
    problems: tuple[str, ...] = ()
    added: int = 0
    renamed: int = 0
    gone: int = 0


@page(permission="topics.read")
@staff
def topics(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The tree of topics, or with `?which=areas` that of areas."""
    which = "areas" if request.GET.get("which") == "areas" else "topics"
    row = queries.city_row(desk.actor.city)
    held: dict[str, str] = dict(getattr(row, which)) if row else {}
    edition = getattr(row, f"{which}_edition") if row else ""
    report: list[Table] = []
    dos: dict[str, Do] = {
        which: lambda by, typed: _put(by, typed, which, held, edition),
        "table": lambda by, typed: _table(request, by, typed, which, held, report),
    }
    where = reverse(f"desk:{HERE}") + f"?which={which}"
    found = carry_out(request, desk, dos, where)
    if isinstance(found, HttpResponse) and not (report and (report[0].problems or _dry(request))):
        return found
    tried = None if isinstance(found, HttpResponse) else found
    wanted = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "which": which,
        "word": WORDS[which],
        "edition": edition,
        "q": wanted,
        "total": len(held),
        "nodes": [node for node in _nodes(held)
                  if not wanted or wanted in node.name or wanted in node.code],
        "report": report[0] if report else None,
        "pasted": request.POST.get("csv", "") if report or tried else "",
        "may": allowed(office(desk), Role.SYSTEM_ADMIN),
    }  # fmt: skip
    asks = [_put_ask(desk, which, edition)]
    return show_admin(request, desk, "topics", HERE, context, tried=tried, asks=asks)


def _dry(request: HttpRequest) -> bool:
    return "dry" in request.POST


def _nodes(held: Mapping[str, str]) -> Iterator[Node]:
    for code in sorted(held):
        yield Node(code=code, name=held[code], depth=min(code.count("/"), 4))


def _put_ask(desk: Desk, which: str, edition: str) -> Ask:
    word = WORDS[which]
    return Ask(
        name=which,
        title=f"增加或改名{word}",
        submit="保存",
        hint="已有的代码则改名；历史工单保留原代码，显示新名称。",
        fields=(
            field("base", "", "hidden", value=edition),
            field("code", "代码", required=True, longest=64, hint="层级之间用 /，如 cg/zd"),
            field("name", "名称", required=True, longest=100),
        ),
        closed=allowed(office(desk), Role.SYSTEM_ADMIN),
    )


def _put(by: By, typed: Typed, which: str, held: dict[str, str], edition: str) -> object:
    code, name = text(typed, "code"), text(typed, "name")
    if text(typed, "base") != edition:
        return Refusal(
            code=Code.CONFLICT,
            message=f"{WORDS[which]}刚被别人改过。",
            advice="请核对现在的列表后再提交。",
        )
    if not code or code != code.strip("/") or "//" in code:
        return Refusal(
            code=Code.INVALID,
            message=f"代码“{code[:64]}”无效。",
            advice="层级之间用一个 /，首尾不用。",
            field="code",
        )
    if held.get(code) == name:
        return Refusal(
            code=Code.ALREADY, message=f"“{code}”已经叫“{name}”。", advice="无需重复操作。",
            field="name",
        )  # fmt: skip
    found = actions.change_city(by, _adopt(which, _next(edition), {**held, code: name}))
    if isinstance(found, Refusal) and found.field == which:
        return msgspec.structs.replace(found, field="code" if "代码" in found.message else "name")
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
    by: By,
    typed: Typed,
    which: str,
    held: dict[str, str],
    report: list[Table],
) -> object:
    """A whole code table: read, compared, and adopted unless it is a dry run or has problems."""
    file = request.FILES.get("file")
    content = decode(file.read()) if file else str(typed.get("csv", ""))
    if isinstance(content, Refusal):
        return content
    refusal = allowed_to(by)
    if refusal:
        return refusal
    found = read_table(content, held)
    report.append(found)
    if found.problems or _dry(request):
        return None
    name = text(typed, "edition")
    if not name:
        return not_found("版本", "（未填写）", "edition")
    return actions.change_city(by, _adopt(which, name, found.codes))


def allowed_to(by: By) -> Refusal | None:
    """Whether the person may change the city's lists; said before the file is read."""
    if by.actor.is_a(Role.SYSTEM_ADMIN):
        return None
    return Refusal(
        code=Code.WRONG_ROLE, message="只有系统管理员可以导入。", advice="请联系系统管理员。"
    )


def read_table(content: str, held: Mapping[str, str]) -> Table:
    """Rows of 代码,名称 with a heading; all problems by row, nothing taken in part."""
    reader = csv.reader(io.StringIO(content.removeprefix("\ufeff")))
    codes: dict[str, str] = {}
    problems: list[str] = []
    try:
        for number, cells in enumerate(reader, start=1):
            cells = [cell.strip() for cell in cells]
            if not any(cells) or cells[:2] == ["代码", "名称"]:
                continue
            problem = _wrong(cells, codes) if len(codes) < MOST else f"超过 {MOST} 行"
            if problem:
                problems.append(f"第 {number} 行：{problem}。")
            else:
                codes[cells[0]] = cells[1]
    except csv.Error as error:
        problems.append(f"第 {reader.line_num} 行不是 CSV 的写法（{error}）。")
    problems += [
        f"代码“{code}”的上级“{code.rpartition('/')[0]}”不在表中。"
        for code in codes
        if "/" in code and code.rpartition("/")[0] not in codes
    ]
    if not codes and not problems:
        problems.append("表中没有一行代码。")
    return Table(
        codes=codes,
        problems=tuple(problems[:100]),
        added=len(codes.keys() - held.keys()),
        renamed=sum(held.get(code, name) != name for code, name in codes.items()),
        gone=len(held.keys() - codes.keys()),
    )


def _wrong(cells: list[str], codes: Mapping[str, str]) -> str:
    """What is wrong with one row; "" for nothing."""
    if len(cells) < 2 or not cells[0] or not cells[1]:
        return "要有代码和名称两列"
    if cells[0] in codes:
        return f"代码“{cells[0]}”重复"
    if cells[0] != cells[0].strip("/") or "//" in cells[0] or len(cells[0]) > 64:
        return f"代码“{cells[0][:64]}”无效，层级之间用一个 /"
    return "" if len(cells[1]) <= 100 else f"名称“{cells[1][:20]}…”超过 100 个字"
