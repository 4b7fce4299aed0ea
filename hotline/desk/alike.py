"""可能重复: earlier cases that the matter being typed, or a case, may be the same as.

At intake the agent ticks which ones the new case is linked to, and reminds instead where the same
caller asks after the same matter; before dispatch one key merges. Nothing is decided by the score:
it only ranks, and each line says why it is there [product.md §4 Repeats, Merging].
"""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hotline.desk import rows
from hotline.desk.choices import AREAS, resolve
from hotline.desk.gate import Desk, staff
from hotline.handling import actions, queries
from hotline.handling.alike import queries as alike
from hotline.handling.alike.queries import Alike
from hotline.handling.queries import Listed
from hotline.ledger import Outcome
from hotline.rules.alike.likeness import reasons
from hotline.rules.alike.matter import Matter
from hotline.rules.case import commands as c
from hotline.rules.case.table import BY_COMMAND, OPEN
from hotline.rules.refusal import Refusal
from hotline.rules.text import Said, say
from hotline.rules.words import CaseStage
from hotline.web import likening
from hotline.web.permission import page
from hotline.web.reading import is_id

SHORTEST = 6
"""Characters; of fewer nothing is looked up yet."""
MOST_LINKS = 5
CURRENT = likening.CURRENT
PARENTS = frozenset({CaseStage.ACCEPTED, CaseStage.HANDLING})


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One case as offered, with a `score` of 100. `other` and `number` are those of the case to
    merge under or link to: its parent where it was merged. `picked`: it was ticked already."""

    row: rows.Row
    score: int
    reasons: tuple[Said, ...]
    same_caller: bool
    open: bool
    other: str
    number: str
    picked: bool = False
    merges: bool = False


@page(permission="contact.register")
@staff
@require_POST
def typed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Those like the matter being typed; by POST, for what is typed is personal."""
    n, values = request.POST.get("n", "")[:10], request.POST
    told = {name: values.get(f"m{n}-{name}", "")[:4000] for name in ("title", "text", "address")}
    area = resolve(desk.who.world, AREAS, values.get(f"m{n}-area", ""), "area")
    one = Matter(
        **told,
        area="" if isinstance(area, Refusal) else area,
        caller=alike.phone_key(desk.actor.city, values.get("caller_phone", "")),
        at=desk.who.now,
    )
    enough = sum(map(len, told.values())) >= SHORTEST
    found = alike.alike(desk.who, one, within=alike.AT_INTAKE) if enough else []
    picked = set(values.getlist(f"m{n}-link"))
    context = {
        "lines": [_line(desk, each, picked) for each in found],
        "n": n,
        "key": rows.key(),
        "remind": bool(BY_COMMAND[c.Remind].roles & desk.actor.roles),
    }
    likening.noted(desk.who, found, say("查重"))
    return render(request, "desk/parts/alike.html", context)


@page(permission="case.read")
@staff
def of_case(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Those like a case that is not answered yet; `?brief` only the likeliest, for a list."""
    row = queries.case_row(desk.who, case_id)
    found = likening.like_case(desk.who, row, say("查重"))
    may_merge = row is not None and not (row.confidential or row.children or row.parent)
    lines = [_line(desk, each, merges=may_merge) for each in found]
    brief = "brief" in request.GET
    context = {
        "lines": lines[:1] if brief else lines,
        "case_id": case_id,
        "key": rows.key(),
        "brief": brief,
        "links": bool(BY_COMMAND[c.Link].roles & desk.actor.roles),
    }
    return render(request, "desk/parts/alike_case.html", context)


def link_as_ticked(desk: Desk, key: str, typed: Any, ns: list[str], done: Outcome) -> bool:
    """Links each new case with those ticked for its matter; False where one could not be."""
    answer: Any = done.answer
    whole = True
    for n, case in zip(ns, answer["cases"], strict=False):
        for other in filter(is_id, typed.getlist(f"m{n}-link")[:MOST_LINKS]):
            command = c.Link(other=other)
            found = actions.perform(desk.by(f"{key}-{n}-{other}"), case["case"], command)
            whole = whole and not isinstance(found, Refusal)
    return whole


def _line(
    desk: Desk, each: Alike, picked: frozenset[str] | set[str] = frozenset(), merges: bool = False
) -> Line:
    world, target = desk.who.world, each.head or each.case
    area = world.areas.get(each.case.area, "")
    may = merges and target.stage in PARENTS and bool(BY_COMMAND[c.Merge].roles & desk.actor.roles)
    return Line(
        row=rows.row(desk, Listed(case=each.case, title=each.title)),
        score=round(each.likeness.score * 100),
        reasons=reasons(each.likeness, each.shared, area),
        same_caller=each.likeness.same_caller,
        open=each.case.stage in OPEN,
        other=str(target.id),
        number=target.number,
        picked=str(target.id) in picked,
        merges=may,
    )
