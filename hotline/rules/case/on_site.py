"""现场划分职责: units are ordered to the place within a set time, to divide the duty there.

For a matter that nobody's list settles [DB11/T 2021-2022; product.md §4 Pre-review and dispatch].
Who came is recorded, also who did not; whoever ordered it then says who leads, who helps and what
each does, and the dispatch follows from it, also without those who stayed away. No clock stands
still meanwhile: the citizen's promise and the hotline's own dispatch limit run on, and the meeting
has its own (现场划分职责时限); when that is over the decision goes to the next rung. A case that
goes another way lets the order lapse.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case.decide_dispatch import Place, begin_legs, no_reported_party
from hotline.rules.case.edges import UNIT
from hotline.rules.case.entry_proposal import proposed, with_proposal
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.evolve_legs import on_request
from hotline.rules.case.fields import Code as Unit
from hotline.rules.case.fields import Command, Needed, NeededCode, NeededLine, Units, Words
from hotline.rules.case.guards import Target, the_request
from hotline.rules.case.leg_events import RequestLapsed
from hotline.rules.case.state import Case, UnderReview
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import joined, say
from hotline.rules.units import UnitKind
from hotline.rules.words import CaseStage, LegRole, RequestKind, RequestState

Events = tuple[Event, ...]
FEWEST = 2
"""One unit alone has nothing to divide."""


class OrderSiteMeeting(Command, frozen=True, kw_only=True):
    """现场划分职责: which units, where, and what is to be settled there."""

    units: Units
    place: NeededLine
    note: Words = ""


class RecordAttendance(Command, frozen=True, kw_only=True):
    """到场登记: whether a unit that was ordered came; a unit says so of itself."""

    request: NeededCode
    came: bool
    unit: Unit = ""
    note: Words = ""


class DivideDuty(Command, frozen=True, kw_only=True):
    """职责划分结果: who leads, who co-handles, and what each does; dispatched at once."""

    request: NeededCode
    lead: NeededCode
    co_handlers: Units = ()
    division: Needed
    propose_entry: bool = False


class CancelSiteMeeting(Command, frozen=True, kw_only=True):
    """取消现场划分: it became clear otherwise."""

    request: NeededCode
    reason: Needed


class SiteMeetingOrdered(Event, frozen=True, kw_only=True):
    """已要求到现场划分职责, at the latest until `ruling_due`."""

    request: str
    units: tuple[str, ...]
    filed_by: str
    ruling_due: datetime
    place: Sealed
    note: Sealed


class AttendanceRecorded(Event, frozen=True, kw_only=True):
    """已登记到场情况."""

    request: str
    unit: str
    came: bool
    note: Sealed


class DutyDivided(Event, frozen=True, kw_only=True):
    """已现场划分职责."""

    request: str
    lead: str
    co_handlers: tuple[str, ...]
    division: Sealed


class SiteMeetingCancelled(Event, frozen=True, kw_only=True):
    """已取消现场划分."""

    request: str
    reason: Sealed


# --- guards -----------------------------------------------------------------------------------


def none_ordered(target: Target, context: Context) -> Refusal | None:
    """One meeting at a time, and a case that waits for one is not merged away."""
    if not waiting(target.case):
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("该工单正在现场划分职责。"),
        advice=say("请先登记划分结果，或取消现场划分。"),
    )


def everyone_recorded(target: Target, context: Context) -> Refusal | None:
    """Who stayed away is recorded too; only then is the duty divided."""
    request = the_request(target)
    missing = [unit for unit in request.units if unit not in {*request.came, *request.absent}]
    if not missing:
        return None
    names = joined("、", (context.world.units.name(unit) for unit in missing))
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("还没有登记到场情况：{names}。", names=names),
        advice=say("请先登记是否到场；没有到场的登记为未到场，仍可划分。"),
    )


def is_ordered(target: Target, context: Context) -> Refusal | None:
    """A unit speaks of its own coming only; the hotline records that of any."""
    actor = context.actor
    if not actor.roles <= UNIT or actor.unit in the_request(target).units:
        return None
    return Refusal(
        code=Code.WRONG_UNIT,
        message=say("您所在单位没有被要求到现场。"),
        advice=say("到场情况由被要求到场的单位或热线登记。"),
    )


# --- what follows -----------------------------------------------------------------------------


def order(target: Target, command: OrderSiteMeeting, context: Context) -> Events | Refusal:
    """现场划分职责."""
    units = tuple(dict.fromkeys(command.units))
    if len(units) < FEWEST:
        return Refusal(
            code=Code.MISSING,
            message=say("现场划分职责至少要有两个单位。"),
            advice=say("请选择应到现场的单位；只有一个单位的请直接派单。"),
            field="units",
        )
    refusal = next((no for unit in units if (no := _cannot_come(unit, target, context))), None)
    if refusal:
        return refusal
    ordered = SiteMeetingOrdered(
        at=context.now,
        request=target.case.next_request_id,
        units=units,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.ON_SITE, target.case, context),
        place=command.place,
        note=command.note,
    )
    return (ordered,)


def _cannot_come(unit_id: str, target: Target, context: Context) -> Refusal | None:
    """Also not whom a confidential case reports: it is told to nobody there."""
    unit = context.world.units.get(unit_id)
    if unit is not None and unit.active and unit.kind is not UnitKind.CITY:
        refusal = no_reported_party(target.case, unit_id, context)
        return replace(refusal, field="units") if refusal else None
    return Refusal(
        code=Code.UNKNOWN_UNIT,
        message=say("没有编号为“{unit_id}”的在用承办单位。", unit_id=unit_id),
        advice=say("请从单位列表中选择。"),
        field="units",
    )


def attend(target: Target, command: RecordAttendance, context: Context) -> Events | Refusal:
    """到场登记; a later record corrects an earlier one."""
    request, unit = the_request(target), command.unit or context.actor.unit
    own = context.actor.roles <= UNIT and unit != context.actor.unit
    if unit not in request.units or own:
        return Refusal(
            code=Code.UNKNOWN_UNIT,
            message=say("该单位不在要求到现场的单位之内，或不是您所在单位。"),
            advice=say("请从要求到场的单位中选择。"),
            field="unit",
        )
    noted = AttendanceRecorded(
        at=context.now, request=request.id, unit=unit, came=command.came, note=command.note
    )
    return (noted,)


def divide(target: Target, command: DivideDuty, context: Context) -> Events | Refusal:
    """职责划分: the legs follow from it, each checked against the duty lists as ever."""
    request, helping = the_request(target), tuple(dict.fromkeys(command.co_handlers))
    if command.lead in helping:
        return Refusal(
            code=Code.ALREADY,
            message=say("主办单位不能同时协办。"),
            advice=say("请从协办单位中去掉主办单位。"),
            field="co_handlers",
        )
    plan = [(command.lead, LegRole.LEAD), *((unit, LegRole.CO_HANDLING) for unit in helping)]
    begun = begin_legs(target.case, plan, command.division, context, Place())
    if isinstance(begun, Refusal):
        return begun
    divided = DutyDivided(
        at=context.now,
        request=request.id,
        lead=command.lead,
        co_handlers=helping,
        division=command.division,
    )
    proposal = proposed(command.propose_entry, target, command.lead, context, helping)
    return with_proposal((divided, *begun), proposal)


def cancel(target: Target, command: CancelSiteMeeting, context: Context) -> Events:
    """取消现场划分."""
    request = the_request(target).id
    return (SiteMeetingCancelled(at=context.now, request=request, reason=command.reason),)


def waiting(case: Case) -> UnderReview | None:
    """The meeting that is ordered and not over."""
    return next(
        (
            one
            for one in case.requests
            if one.kind is RequestKind.ON_SITE and one.state is RequestState.FILED
        ),
        None,
    )


def lapsed(case: Case, context: Context) -> tuple[RequestLapsed, ...]:
    """The order lapses once the case does not wait for dispatch any more."""
    one = waiting(case)
    if one is None or case.stage is CaseStage.ACCEPTED:
        return ()
    return (RequestLapsed(at=context.now, request=one.id),)


# --- what it means ----------------------------------------------------------------------------


def _ordered(case: Case, event: SiteMeetingOrdered) -> Case:
    request = UnderReview(
        id=event.request,
        kind=RequestKind.ON_SITE,
        state=RequestState.FILED,
        leg="",
        unit="",
        filed_at=event.at,
        filed_by=event.filed_by,
        due_at=event.ruling_due,
        units=event.units,
    )
    return replace(case, requests=(*case.requests, request))


def _attended(case: Case, event: AttendanceRecorded) -> Case:
    found = next(one for one in case.requests if one.id == event.request)
    came = tuple(unit for unit in found.came if unit != event.unit)
    absent = tuple(unit for unit in found.absent if unit != event.unit)
    if event.came:
        return on_request(case, found.id, came=(*came, event.unit), absent=absent)
    return on_request(case, found.id, came=came, absent=(*absent, event.unit))


def _divided(case: Case, event: DutyDivided) -> Case:
    return on_request(case, event.request, state=RequestState.UPHELD, ruled_at=event.at)


def _cancelled(case: Case, event: SiteMeetingCancelled) -> Case:
    return on_request(case, event.request, state=RequestState.WITHDRAWN, ruled_at=event.at)


ON_SITE_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {
    SiteMeetingOrdered: _ordered,
    AttendanceRecorded: _attended,
    DutyDivided: _divided,
    SiteMeetingCancelled: _cancelled,
}
