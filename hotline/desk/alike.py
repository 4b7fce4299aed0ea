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

from hotline import ledger
from hotline.desk import rows
from hotline.desk.choices import AREAS, resolve
from hotline.desk.gate import Desk, staff
from hotline.handling import actions, queries
from hotline.handling.alike import queries as alike
from hotline.handling.alike.queries import Alike
from hotline.handling.queries import Listed
from hotline.handling.streams import case_ref
from hotline.ledger import Outcome
from hotline.people.actions import note_access
from hotline.people.cover import Cover
from hotline.rules.alike.likeness import reasons
from hotline.rules.alike.matter import Matter
from hotline.rules.case import commands as c
from hotline.rules.case.state import Case
from hotline.rules.case.table import BY_COMMAND, OPEN
from hotline.rules.refusal import Refusal
from hotline.rules.text import Said, say
from hotline.rules.words import CaseStage
from hotline.web.permission import page
from hotline.web.reading import is_id

SHORTEST = 6
"""Characters; of fewer nothing is looked up yet."""
MOST_LINKS = 5
CURRENT = frozenset({CaseStage.REGISTERED, CaseStage.ACCEPTED, CaseStage.HANDLING})
"""Stages of a case in which it is still of use to know that there are two."""
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
    _note(desk, found)
    return render(request, "desk/parts/alike.html", context)


@page(permission="case.read")
@staff
def of_case(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Those like a case that is not answered yet; `?brief` only the likeliest, for a list."""
    row = queries.case_row(desk.who, case_id)
    words = queries.words(case_id) if row is not None and row.stage in CURRENT else None
    lines: list[Line] = []
    if row is not None and words is not None and desk.who.sight.covers(row).words is Cover.OPEN:
        one = alike.of_case(desk.who, row, words)
        known = _known(desk, case_id)
        found = [
            each
            for each in alike.alike(desk.who, one, besides=case_id)
            if not known & {str(each.case.id), str(each.head.id if each.head else "")}
        ]
        may_merge = not row.confidential and not row.children and not row.parent
        lines = [_line(desk, each, merges=may_merge) for each in found]
        _note(desk, found)
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


def _known(desk: Desk, case_id: UUID) -> set[str]:
    """Cases that this one is joined with already."""
    state: Case | None = ledger.state_of(case_ref(desk.actor.city, case_id))
    return {*state.links, state.parent} - {""} if state else set()


def _note(desk: Desk, found: list[Alike]) -> None:
    """That somebody learned whose case it is stands in the access log."""
    own = [each.case.id for each in found if each.likeness.same_caller]
    if own:
        note_access(desk.actor, own, ("phone",), page=say("查重"))
