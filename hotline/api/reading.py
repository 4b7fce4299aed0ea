"""Addresses that read: cases, queues, one case, its timeline, what may be done with it.

Every read begins with `queries.reader(actor)`, which holds the reader's sight. Personal data that
leaves in clear is written to the access log first.
"""

from typing import Any
from uuid import UUID

from hotline import ledger
from hotline.api import forms, showing
from hotline.api.changing import as_id
from hotline.api.commands import BY_COMMAND_NAME, address
from hotline.api.endpoint import Call
from hotline.api.problems import NO_ROUTE, problem
from hotline.handling import queries
from hotline.handling.actions import NO_CASE
from hotline.handling.queries import Listed, Page, Reader
from hotline.handling.queues import queries as queues
from hotline.handling.streams import case_ref
from hotline.people.actions import note_access
from hotline.people.cover import Cover
from hotline.rules.case.decide import options as all_options
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import CaseStage, Face, RequestKind, Role
from hotline.web.speech import spoken

PERSONAL = ("name", "phone", "address", "words")


def cases(call: Call) -> object:
    """Cases in sight, by number, by phone, or by stage, the promise that runs out first on top."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    if number := call.parameter("number"):
        row = queries.by_number(who, number)
        lines = [Listed(case=row, title="")] if row else []
        return _listing(who, Page(lines=lines, after="", count=len(lines)), "cases")
    if phone := call.parameter("phone"):
        found = queries.by_phone(who, phone)
        if isinstance(found, Refusal):
            return found
        lines = list(found)
        note_access(who.actor, [one.case.id for one in lines], ("phone",), page="api/cases?phone")
        return _listing(who, Page(lines=lines, after="", count=len(lines)), "cases")
    stages = _stages(call.parameter("stage"))
    if isinstance(stages, Refusal):
        return stages
    return _listing(who, queues.cases(who, stages, call.parameter("after")), "cases")


def queue(call: Call, name: str) -> object:
    """One of the queues people work from."""
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    after = call.parameter("after")
    match name:
        case "dispatch":
            page = queues.dispatch_queue(who, after)
        case "triage":
            page = queues.triage_queue(who, after)
        case "inbox":
            page = queues.inbox(who, after)
        case "rulings":
            page = queues.requests(who, RequestKind.RETURN, after)
        case "extensions":
            page = queues.requests(who, RequestKind.EXTENSION, after)
        case "approvals":
            mine = who.actor.unit if who.actor.is_a(Role.UNIT_HEAD) else ""
            page = queues.requests(who, RequestKind.COMPLETION, after, unit=mine)
        case "follow-up":
            page = queues.follow_up_queue(who, after)
        case _:
            return NO_ROUTE
    return _listing(who, page, f"queues/{name}")


QUEUES = ("dispatch", "triage", "inbox", "rulings", "extensions", "approvals", "follow-up")


def case(call: Call, case: str) -> object:
    """One case by sight; `?open=name,phone` uncovers what the reader may uncover."""
    found = _find(call, case)
    clicked = tuple(filter(None, call.parameter("open").split(",")))
    if unknown := [name for name in clicked if name not in PERSONAL]:
        return Refusal(
            code=Code.INVALID,
            message=say("open 参数中没有“{value}”这一项。", value=unknown[0][:50]),
            advice=say("可用：name、phone、address、words，以逗号分隔。"),
            field="open",
        )
    if isinstance(found, Refusal):
        return found
    who, row = found
    words, caller = queries.words(row.id), queries.caller(row.id)
    covers = who.sight.covers(row)
    opened = covers.open_fields(clicked=clicked) if words else ()
    note_access(who.actor, [row.id], opened, page="api/cases")
    ref = case_ref(who.actor.city, row.id)
    return showing.case(row, ref, ledger.state_of(ref), words, caller, covers, clicked)


def events(call: Call, case: str) -> object:
    """The timeline by sight."""
    found = _find(call, case)
    if isinstance(found, Refusal):
        return found
    who, row = found
    covers = who.sight.covers(row)
    note_access(who.actor, [row.id], covers.open_fields(), page="api/events")
    recorded = ledger.read(case_ref(who.actor.city, row.id))
    return forms.Timeline(
        case=row.id, number=row.number, events=[showing.event(one, covers) for one in recorded]
    )


def options(call: Call, case: str) -> object:
    """What the caller may do now, and why not the rest."""
    found = _find(call, case)
    if isinstance(found, Refusal):
        return found
    who, row = found
    state = ledger.state_of(case_ref(who.actor.city, row.id))
    context = Context(now=who.now, actor=who.actor, face=Face.API, world=who.world)
    return forms.Options(
        case=row.id,
        options=[
            forms.Option(
                command=one.edge.name,
                zh=one.edge.zh,
                address=f"/api/v1/cases/{row.id}/{address(one.edge)}",
                open=one.refusal is None,
                leg=one.leg,
                request=one.request,
                refusal=problem(one.refusal) if one.refusal else None,
            )
            for one in all_options(state, context)
            if one.edge.name in BY_COMMAND_NAME
        ],
    )


def _find(call: Call, case: str) -> tuple[Reader, Any] | Refusal:
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    case_id = as_id(case)
    row = queries.case_row(who, case_id) if case_id else None
    return (who, row) if row else NO_CASE


def _stages(text: str) -> list[CaseStage] | Refusal:
    """The stages asked for, separated by commas; all when none is."""
    asked = text.split(",") if text else []
    if unknown := [name for name in asked if name not in set(CaseStage)]:
        allowed = joined("、", (f"{stage.value} ({spoken(stage.zh)})" for stage in CaseStage))
        return Refusal(
            code=Code.INVALID,
            message=say("没有“{value}”这个工单状态。", value=unknown[0][:80]),
            advice=say("可用：{allowed}，以逗号分隔。", allowed=allowed),
            field="stage",
        )
    return [stage for stage in CaseStage if not asked or stage in asked]


def _listing(who: Reader, page: Page, name: str) -> forms.Listing:
    """The page, after the reading of the subject lines in it was written down."""
    read: list[UUID] = [
        line.case.id
        for line in page.lines
        if line.title and who.sight.covers(line.case).words is Cover.OPEN
    ]
    note_access(who.actor, read, ["words"], page=f"api/{name}")
    return forms.Listing(
        lines=[showing.line(one) for one in page.lines], after=page.after, count=page.count
    )
