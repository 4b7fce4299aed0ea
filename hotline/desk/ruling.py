"""Screens on which somebody decides on a request, with the claim and the words side by side:
退单审核 and 延期审核 (the hotline rules on a unit's), 重办复核 (on two levels), 办结审批 (the head
on the officer's reply).
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from hotline import ledger
from hotline.desk import acting, clocks, files
from hotline.desk.case import Seen, missing, officers, request_part, see
from hotline.desk.case_view import Tried, allowed
from hotline.desk.choices import UNITS, lists, options, written
from hotline.desk.directory import proposal
from hotline.desk.forms import At, Form, form
from hotline.desk.gate import Desk, staff
from hotline.desk.shell import show
from hotline.handling.streams import case_ref
from hotline.handling.timeline import Line, lines
from hotline.rules.case import commands as c
from hotline.rules.case import dispute as d
from hotline.rules.case import extension as x
from hotline.rules.case import redispatch
from hotline.rules.case import review as v
from hotline.rules.case.events import CaseReopened
from hotline.rules.case.fields import Command
from hotline.rules.case.leg_events import ReplyFiled, ReturnFiled
from hotline.rules.case.rehandle_events import ReviewFiled, ReviewPassedUp
from hotline.rules.case.state import Leg, UnderReview
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import Face, RequestKind, RequestState
from hotline.web.permission import page

_SCREENS = {
    RequestKind.RETURN: ("rulings", "desk/ruling.html"),
    RequestKind.REDISPATCH: ("rulings", "desk/ruling.html"),
    RequestKind.EXTENSION: ("extensions", "desk/extension.html"),
    RequestKind.REVIEW: ("reviews", "desk/review.html"),
    RequestKind.UNREASONABLE: ("unreasonable", "desk/claim.html"),
    RequestKind.CONTEST: ("unreasonable", "desk/claim.html"),
    RequestKind.EXCLUSION: ("exclusions", "desk/claim.html"),
    RequestKind.ON_SITE: ("site-meetings", "desk/site_meeting.html"),
    RequestKind.COMPLETION: ("approvals", "desk/approval.html"),
    RequestKind.SUPERVISION: ("supervision", "desk/document.html"),
}
"""Place in the navigation, template."""
Part = Callable[[Desk, Seen, UnderReview, Sequence[ledger.Recorded]], dict[str, Any]]


@page(permission="dispatch")
@staff
def ruling(request: HttpRequest, desk: Desk, case_id: UUID, request_id: str) -> HttpResponse:
    """退单审核、会商, and 改派审核 on a new fact."""
    kinds = (c.RuleReturn, d.RuleConsultation, d.GiveOpinion, redispatch.RuleRedispatch)
    return decide(request, desk, case_id, request_id, RequestKind.RETURN, kinds, _return_part)


@page(permission="dispatch")
@staff
def extension(request: HttpRequest, desk: Desk, case_id: UUID, request_id: str) -> HttpResponse:
    """延期审核."""
    kinds, kind = (x.RuleExtension,), RequestKind.EXTENSION
    return decide(request, desk, case_id, request_id, kind, kinds, _extension_part)


@page(permission="rehandle.review")
@staff
def review(request: HttpRequest, desk: Desk, case_id: UUID, request_id: str) -> HttpResponse:
    """重办复核: 区级, then 市级."""
    kinds = (v.RuleDistrictReview, v.RuleCityReview)
    return decide(request, desk, case_id, request_id, RequestKind.REVIEW, kinds, _review_part)


@page(permission="unit.inbox")
@staff
def approval(request: HttpRequest, desk: Desk, case_id: UUID, request_id: str) -> HttpResponse:
    """办结审批."""
    kinds = (c.ApproveCompletion, c.SendBackCompletion)
    return decide(request, desk, case_id, request_id, RequestKind.COMPLETION, kinds, _reply_part)


def decide(
    request: HttpRequest,
    desk: Desk,
    case_id: UUID,
    request_id: str,
    kind: RequestKind,
    kinds: tuple[type[Command], ...],
    part: Part,
) -> HttpResponse:
    """Shows the request; carries out the one of `kinds` that was sent, then leads back."""
    name, template = _SCREENS[kind]
    tried = None
    if request.method == "POST":
        sent = {one.__name__: one for one in kinds}.get(request.POST.get("command", ""), kinds[0])
        found = acting.attempt(request, desk, case_id, sent)
        if not isinstance(found, Refusal):
            return acting.onward(request, case_id, sent.__name__, found)
        form_id = f"{sent.__name__}-{request_id}"
        tried = Tried(form=form_id, typed=request.POST, refusal=found)
    seen = see(desk, case_id, kind.zh, with_files=True)
    asked = seen.state.request(request_id) if seen else None
    if seen is None or asked is None or _SCREENS.get(asked.kind) != _SCREENS[kind]:
        return missing(request, desk)
    events = ledger.read(case_ref(desk.actor.city, case_id))
    context = request_part(desk, seen) | part(desk, seen, asked, events)
    context |= files.part(desk, seen.row, seen.state, seen.covers, events)
    context |= _forms(desk, seen, asked, kinds, tried)
    context |= {"choices": lists(desk.who.world, UNITS), "asked": asked, "tried": tried}
    return show(request, desk, template, name, context, tried.refusal.status if tried else 200)


def _forms(
    desk: Desk,
    seen: Seen,
    asked: UnderReview,
    kinds: tuple[type[Command], ...],
    tried: Tried | None,
) -> dict[str, Any]:
    """The forms of the decision, or why this person may not decide."""
    world = desk.who.world
    # A unit that is no more cannot be proposed; its bare code would say nothing to anybody.
    believed = _next_unit(desk, seen, asked)
    believed = written(world, UNITS, believed) if believed in options(world, UNITS) else ""
    forms: list[Form] = []
    closed: list[tuple[str, Refusal]] = []
    for option in allowed(seen.state, desk):
        if option.request != asked.id or option.edge.command not in kinds:
            continue
        if option.refusal:
            closed.append((option.edge.zh, option.refusal))
            continue
        begin = {"unit": believed} if believed else {}
        at = At(desk=desk, title=option.edge.zh, request=asked.id, begin=begin)
        mine = tried if tried and tried.form.startswith(option.edge.name) else None
        forms.append(
            form(
                option.edge.command,
                at,
                mine.typed if mine else None,
                mine.refusal if mine else None,
            )
        )
    return {"forms": forms, "closed": closed, "over": asked.state is not RequestState.FILED}


def _next_unit(desk: Desk, seen: Seen, asked: UnderReview) -> str:
    """Who would be next: the directory's answer where it names another unit; else the unit that
    the returning one believes responsible. Of units ordered on site the next to be recorded."""
    if asked.units:
        left = [one for one in asked.units if one not in {*asked.came, *asked.absent}]
        return desk.actor.unit if desk.actor.unit in left else next(iter(left), "")
    found = proposal(desk.who, seen.state)
    named = found.unit_id if found.fits and found.unit_id != asked.unit else ""
    return named or asked.believed_unit


def _return_part(
    desk: Desk, seen: Seen, asked: UnderReview, events: Sequence[ledger.Recorded]
) -> dict[str, Any]:
    """What the unit says, what the directory says, what the duty list says."""
    world = desk.who.world
    leg = seen.state.leg(asked.leg)
    duty = leg and world.directory.check_duty(leg.unit, seen.state.topic, leg.role, world.units)
    line = leg and world.directory.duty_line(leg.unit, seen.state.topic, world.units)
    return {
        "unit": world.units.name(asked.unit),
        "believed": world.units.name(asked.believed_unit) if asked.believed_unit else "",
        "said": _told(desk, seen, events, (ReturnFiled, redispatch.RedispatchAsked), asked.id),
        "opinions": _opinions(desk, seen, events, asked.id),
        "entry": leg.entry if leg else "",
        "proposal": proposal(desk.who, seen.state),
        "duty": duty,
        "duty_line": line,
        "clocks": clocks.of_leg(seen.state, leg, world, desk.who.now) if leg else [],
    }


def _extension_part(
    desk: Desk, seen: Seen, asked: UnderReview, events: Sequence[ledger.Recorded]
) -> dict[str, Any]:
    """What was asked for, and what the limit would then be."""
    world = desk.who.world
    leg = seen.state.leg(asked.leg)
    context = Context(now=desk.who.now, actor=desk.actor, face=Face.DESK, world=world)
    then = None
    if leg and asked.state is RequestState.FILED:
        then = x.asked_limit(seen.state, leg, asked, context).due_at
    return {
        "unit": world.units.name(asked.unit),
        "said": _told(desk, seen, events, x.ExtensionFiled, asked.id),
        "leg": leg,
        "before": len(leg.limit.extensions) if leg else 0,
        "due_now": leg.limit.due_at if leg else None,
        "due_then": then,
        "clocks": clocks.of_leg(seen.state, leg, world, desk.who.now) if leg else [],
    }


def _review_part(
    desk: Desk, seen: Seen, asked: UnderReview, events: Sequence[ledger.Recorded]
) -> dict[str, Any]:
    """The fault as it was ordered, the unit's claim, what the district said."""
    world, leg = desk.who.world, seen.state.leg(asked.leg)
    again = next((one for one in seen.state.rehandles if leg and one.round == leg.round), None)
    told = lines(events, seen.covers, world)
    ordered = [
        line
        for one, line in zip(events, told, strict=True)
        if isinstance(one.event, CaseReopened) and again and one.event.round == again.round
    ]
    said = [line for one, line in zip(events, told, strict=True) if _before(one, leg)]
    return {
        "unit": world.units.name(asked.unit),
        "fault": again.fault if again else None,
        "ordered": ordered[0] if ordered else None,
        "answered": said[-1] if said else None,
        "said": _told(desk, seen, events, ReviewFiled, asked.id),
        "district": _told(desk, seen, events, ReviewPassedUp, asked.id),
        "level": say("市级") if asked.rung else say("区级"),
        "clocks": clocks.of_leg(seen.state, leg, world, desk.who.now) if leg else [],
    }


def _before(one: ledger.Recorded, leg: Leg | None) -> bool:
    """Whether it is a reply given before that leg began."""
    return (
        isinstance(one.event, ReplyFiled) and leg is not None and one.event.at <= leg.dispatched_at
    )


def _reply_part(
    desk: Desk, seen: Seen, asked: UnderReview, events: Sequence[ledger.Recorded]
) -> dict[str, Any]:
    """The reply, and what the unit did before it."""
    world = desk.who.world
    leg = seen.state.leg(asked.leg)
    names, _ = officers(desk, seen.state, (), events)
    told = lines(events, seen.covers, world, names)
    own = [line for line in told if leg and line.about == world.units.name(leg.unit)]
    return {
        "unit": world.units.name(asked.unit),
        "said": _told(desk, seen, events, ReplyFiled, asked.id),
        "steps": own,
        "leg": leg,
        "clocks": clocks.of_leg(seen.state, leg, world, desk.who.now) if leg else [],
    }


def _opinions(
    desk: Desk, seen: Seen, events: Sequence[ledger.Recorded], request_id: str
) -> list[Line]:
    """What the units concerned said in consultation."""
    told = zip(events, lines(events, seen.covers, desk.who.world), strict=True)
    return [
        line
        for one, line in told
        if isinstance(one.event, d.OpinionGiven) and one.event.request == request_id
    ]


def _told(
    desk: Desk,
    seen: Seen,
    events: Sequence[ledger.Recorded],
    kind: type | tuple[type, ...],
    request_id: str,
) -> Line | None:
    """The timeline's line of the event that filed the request."""
    told = lines(events, seen.covers, desk.who.world)
    for one, line in zip(events, told, strict=True):
        if isinstance(one.event, kind) and getattr(one.event, "request", "") == request_id:
            return line
    return None
