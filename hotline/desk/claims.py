"""What is claimed about an order beside its handling, and who rules on it: 无理重复诉求 with its
objections (the management body), and 考核剔除 (district, then city).

Two lists, and one screen on which the claim, what was said of it before and the case stand side
by side.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotline import ledger
from hotline.desk import clocks, rows
from hotline.desk.case import Seen
from hotline.desk.case_view import public_answer
from hotline.desk.gate import Desk, staff
from hotline.desk.queue_page import ListPage, show_list
from hotline.desk.rows import Act, Row
from hotline.desk.ruling import decide
from hotline.handling.queries import Listed
from hotline.handling.queues import queries as queues
from hotline.handling.streams import case_ref
from hotline.handling.timeline import lines
from hotline.rules.case import exclusion as x
from hotline.rules.case import repeat_events as e
from hotline.rules.case import repeats as u
from hotline.rules.case.state import UnderReview
from hotline.rules.text import say
from hotline.rules.words import RequestKind, RequestState
from hotline.web.permission import page

UNREASONABLE = ListPage(place="unreasonable", queue="unreasonable")
EXCLUSIONS = ListPage(place="exclusions", queue="exclusions")
_OF_THE_MATTER = (e.UnreasonableFiled, e.UnreasonableRuled, e.UnreasonableContested, e.ContestRuled)
_OF_THE_EXCLUSION = (e.ExclusionFiled, e.ExclusionPassedUp, e.ExclusionRuled)


@page(permission="rehandle.review")
@staff
def unreasonable(request: HttpRequest, desk: Desk) -> HttpResponse:
    """无理重复诉求: papers of units and objections of callers that wait for a ruling."""
    return show_list(request, desk, UNREASONABLE, lambda line: _row(desk, line, "repeat"))


@page(permission="rehandle.review")
@staff
def exclusions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """考核剔除: applications that wait, and how many of each reason were granted."""
    counts = queues.exclusions_by_reason(desk.who)
    return show_list(
        request,
        desk,
        EXCLUSIONS,
        lambda line: _row(desk, line, "exclusion"),
        counts=_sums(desk, counts),
    )


def _row(desk: Desk, line: Listed, screen: str) -> Row:
    url = reverse(f"desk:{screen}", args=[line.case.id, line.request.request])
    return rows.request_row(desk, line, acts=(Act(label=say("审核"), url=url, key="o"),))


def _sums(desk: Desk, counts: Sequence[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """One line for each reason that was asked for: asked, granted, refused."""
    found = {(reason, state): number for reason, state, number in counts}
    return [
        {
            "zh": desk.who.world.editions.exclusion_name(reason),
            "asked": sum(found.get((reason, state), 0) for state in RequestState),
            "granted": found.get((reason, RequestState.UPHELD), 0),
            "refused": found.get((reason, RequestState.REJECTED), 0),
        }
        for reason in dict.fromkeys(reason for reason, _, _ in counts)
    ]


@page(permission="rehandle.review")
@staff
def repeat(request: HttpRequest, desk: Desk, case_id: UUID, request_id: str) -> HttpResponse:
    """认定无理重复诉求, and the caller's objection."""
    kinds, kind = (u.RuleUnreasonable, u.RuleContest), RequestKind.UNREASONABLE
    return decide(request, desk, case_id, request_id, kind, kinds, _part)


@page(permission="rehandle.review")
@staff
def exclusion(request: HttpRequest, desk: Desk, case_id: UUID, request_id: str) -> HttpResponse:
    """考核剔除: 区级, then 市级."""
    kinds = (x.RuleDistrictExclusion, x.RuleCityExclusion)
    return decide(request, desk, case_id, request_id, RequestKind.EXCLUSION, kinds, _part)


def _part(
    desk: Desk, seen: Seen, asked: UnderReview, events: Sequence[ledger.Recorded]
) -> dict[str, Any]:
    """What was claimed and said of it so far, and what the citizen was answered."""
    world, case = desk.who.world, seen.state
    told = zip(events, lines(events, seen.covers, world), strict=True)
    excludes = asked.kind is RequestKind.EXCLUSION
    wanted = _OF_THE_EXCLUSION if excludes else _OF_THE_MATTER
    said = [
        line
        for one, line in told
        if isinstance(one.event, wanted) and (not excludes or one.event.request == asked.id)
    ]
    leg = case.leg(asked.leg)
    return {
        "unit": world.units.name(asked.unit),
        "lines": said,
        "leg": leg,
        "answer": public_answer(case, events),
        "since": case.unreasonable_since,
        "level": (say("市级") if asked.rung else say("区级")) if excludes else "",
        "place_url": reverse(f"desk:{'exclusions' if excludes else 'unreasonable'}"),
        "clocks": clocks.of_leg(case, leg, world, desk.who.now) if leg else [],
    }


def final_answers(desk: Desk, found: Sequence[Listed]) -> Mapping[UUID, str]:
    """Of a caller's cases those recognised as 无理重复诉求, with what is told now.

    One statement, and one more for each of them.
    """
    recognised = queues.recognised(desk.who, [line.case.id for line in found])
    told: dict[UUID, str] = {}
    for case_id in recognised:
        for one in ledger.read(case_ref(desk.actor.city, case_id)):
            if isinstance(one.event, e.UnreasonableRuled) and one.event.recognised:
                told[case_id] = one.event.final_answer if one.sealed else ""
    return told
