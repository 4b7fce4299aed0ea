"""Dispatch: which unit gets a leg, under which entry, with which clocks; and how legs end.

Sources: 国办函〔2025〕66号 四、五 (directory, duty lists); DB11/T 2021-2022.
Limits run from dispatch, never from signing. The duty-list check is the same on dispatch, add,
re-dispatch, ruling and hand-down.
"""

import msgspec
from msgspec.structs import replace

from hotline.rules.case import clocks, phone
from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case import leg_events as le
from hotline.rules.case.automatic_state import Plan
from hotline.rules.case.first_accepting import is_first_accepting, left_behind
from hotline.rules.case.guards import Target, the_leg
from hotline.rules.case.state import Case, Leg
from hotline.rules.context import Context
from hotline.rules.deadline import Clock
from hotline.rules.directory import Entry, Matter
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import FlagName, NumberName
from hotline.rules.text import say
from hotline.rules.words import EndReason, LegRole, RequestKind, RequestState, Role

_REMIND = NumberName.REMIND_PERCENT
Events = tuple[e.Event, ...]


def dispatch(target: Target, command: c.Dispatch, context: Context) -> Events | Refusal:
    """派单: by the directory, or to a named unit with the reason why not the directory's."""
    case = target.case
    entry = directory_entry(case, context)
    lead = command.lead or (entry.lead if entry else "")
    if not lead:
        return _silent_directory(case, context)
    by_entry = entry is not None and entry.lead == lead
    refusal = _own_co_handlers(command, entry, context) if by_entry else None
    if not by_entry:
        refusal = _by_hand(command, entry, context)
    co_handlers = command.co_handlers or (entry.co_handlers if entry and by_entry else ())
    refusal = refusal or _each_once((lead, *co_handlers), case, context)
    if refusal:
        return refusal
    plan = [(lead, LegRole.LEAD), *((unit, LegRole.CO_HANDLING) for unit in co_handlers)]
    shown = command.suggested or (entry.lead if entry else "")
    place = Place(entry=entry if by_entry else None, left=left_behind(case), suggested=shown)
    return begin_legs(case, plan, command.reason, context, place)


def directory_entry(case: Case, context: Context) -> Entry | None:
    """The directory entry that decides for the case today; the area is that of the matter."""
    matter = Matter(topic=case.topic, area=case.area, kind=case.kind, object=case.object)
    today = context.world.calendar.local(context.now).date()
    return context.world.directory.lookup(matter, today)


def _silent_directory(case: Case, context: Context) -> Refusal:
    last = context.world.directory.last_resort_unit(case.area)
    advice = say("请会商确定承办单位。")
    if last:
        last = context.world.units.name(last)
        advice = say("请会商确定承办单位，或派给兜底单位{name}并说明理由。", name=last)
    return Refusal(
        code=Code.NO_ENTRY,
        message=say("派单目录中没有与该事项、区域相符的条目。"),
        advice=advice,
        field="lead",
    )


def _own_co_handlers(command: c.Dispatch, entry: Entry | None, context: Context) -> Refusal | None:
    """The directory's lead with other co-handlers than the directory's."""
    chosen = set(command.co_handlers) - set(entry.co_handlers if entry else ())
    return _only_dispatchers("co_handlers", context) if chosen else None


def _only_dispatchers(field: str, context: Context) -> Refusal | None:
    if context.actor.is_a(Role.DISPATCHER, Role.PRE_REVIEWER):
        return None
    return Refusal(
        code=Code.WRONG_ROLE,
        message=say("您只能按派单目录派单，不能指定其他单位。"),
        advice=say("请留空承办单位，或交由派单员派单。"),
        field=field,
    )


def _by_hand(command: c.Dispatch, entry: Entry | None, context: Context) -> Refusal | None:
    refusal = _only_dispatchers("lead", context)
    if refusal:
        return refusal
    if command.reason.strip():
        return None
    shown = (
        say(
            "目录条目 {id} 的主办单位是{name}。",
            id=entry.id,
            name=context.world.units.name(entry.lead),
        )
        if entry
        else ""
    )
    return Refusal(
        code=Code.MISSING,
        message=say("未按派单目录派单，须说明理由。{shown}", shown=shown),
        advice=say("请填写派单理由。"),
        field="reason",
    )


def _each_once(units: tuple[str, ...], case: Case, context: Context) -> Refusal | None:
    taken = {leg.unit for leg in case.running_legs}
    for unit in units:
        if unit in taken:
            return Refusal(
                code=Code.ALREADY,
                message=say("{name}已在承办该工单。", name=context.world.units.name(unit)),
                advice=say("同一单位不需要重复派单；如需改变其角色，请先免予协办或免办下派单。"),
                field="unit",
            )
        taken.add(unit)
    return None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where new legs stand: under a leg that hands down, beside a lead, instead of another; or
    with nobody else to be named (`last_resort`); sent by the machine (`automatic`)."""

    entry: Entry | None = None
    replaces: Leg | None = None
    under: Leg | None = None
    lead: Clock | None = None
    left: Clock | None = None
    suggested: str = ""
    last_resort: bool = False
    automatic: Plan | None = None


def begin_legs(
    case: Case, plan: list[tuple[str, LegRole]], reason: str, context: Context, place: Place
) -> Events | Refusal:
    """New legs for the units, each checked against unit tree and duty list, each with clocks."""
    begun: list[e.Event] = []
    for number, (unit, role) in enumerate(plan, start=len(case.legs) + 1):
        refusal = may_hold(case, unit, role, context)
        if refusal:
            return refusal
        event = _dispatched(case, f"L{number}", (unit, role), reason, context, place)
        if role is LegRole.LEAD:
            place = replace(place, lead=event.limit)
        begun.append(event)
    return tuple(begun)


def _dispatched(
    case: Case,
    leg: str,
    holder: tuple[str, LegRole],
    reason: str,
    context: Context,
    place: Place,
) -> le.LegDispatched:
    unit, role = holder
    outer = place.under.limit if place.under else None
    lead = place.lead if role is LegRole.CO_HANDLING else None
    entry = place.entry
    own = entry.limit if entry else ""
    timing = clocks.for_leg(case, context, outer=outer, lead=lead, left=place.left, own=own)
    return le.LegDispatched(
        at=context.now,
        leg=leg,
        role=role,
        unit=unit,
        parent_leg=place.under.id if place.under else "",
        replaces=place.replaces.id if place.replaces else "",
        entry=entry.id if entry else "",
        directory_edition=context.world.directory.edition,
        legal_basis=entry.legal_basis if entry else "",
        edition=timing.limit.edition,
        limit=timing.limit,
        sign_due=timing.sign_due,
        return_due=timing.return_due,
        contact_due=timing.contact_due,
        phone_due=phone.due(case, context),
        remind_percent=clocks.book_for(_REMIND, case, context).number(_REMIND),
        deems=clocks.book_for(FlagName.DEEMED_SIGNED, case, context).flag(FlagName.DEEMED_SIGNED),
        last_resort=place.last_resort,
        suggested=place.suggested if role is LegRole.LEAD else "",
        automatic=place.automatic if role is LegRole.LEAD else None,
        reason=reason,
    )


def may_hold(case: Case, unit_id: str, role: LegRole, context: Context) -> Refusal | None:
    """Whether the unit exists, works, and may by its duty list hold a leg of this topic."""
    unit = context.world.units.get(unit_id)
    if unit is None or not unit.active:
        return Refusal(
            code=Code.UNKNOWN_UNIT,
            message=say("没有编号为“{unit_id}”的在用承办单位。", unit_id=unit_id),
            advice=say("请从单位列表中选择。"),
            field="unit",
        )
    if refusal := no_reported_party(case, unit_id, context):
        return refusal
    return context.world.directory.check_duty(unit_id, case.topic, role, context.world.units)


def no_reported_party(case: Case, unit_id: str, context: Context) -> Refusal | None:
    """Whom a confidential case reports gets nothing to do with it, nor does any unit below."""
    units = context.world.units
    if not (case.confidential and case.reported_unit):
        return None
    if not units.is_within(unit_id, case.reported_unit):
        return None
    return Refusal(
        code=Code.PARTY,
        message=say("{name}是保密工单的被反映对象，不能承办。", name=units.name(unit_id)),
        advice=say("请派给其上级或监督部门。"),
        field="unit",
    )


def add_unit(target: Target, command: c.AddUnit, context: Context) -> Events | Refusal:
    """加派: a further co-handler, due before the lead."""
    case = target.case
    plan = [(command.unit, LegRole.CO_HANDLING)]
    refusal = _each_once((command.unit,), case, context)
    place = Place(lead=case.lead.limit if case.lead else None)
    return refusal or begin_legs(case, plan, command.reason, context, place)


def hand_down(target: Target, command: c.HandDown, context: Context) -> Events | Refusal:
    """下派: to a unit below, the inner clock inside the outer one."""
    leg = the_leg(target)
    refusal = _not_below(command.unit, leg, context)
    refusal = refusal or _each_once((command.unit,), target.case, context)
    plan = [(command.unit, LegRole.HANDED_DOWN)]
    return refusal or begin_legs(target.case, plan, command.note, context, Place(under=leg))


def _not_below(unit: str, upper: Leg, context: Context) -> Refusal | None:
    units = context.world.units
    if unit != upper.unit and units.is_within(unit, upper.unit):
        return None
    return Refusal(
        code=Code.WRONG_UNIT,
        message=say(
            "{name}不是{upper}的下级单位。", name=units.name(unit), upper=units.name(upper.unit)
        ),
        advice=say("只能下派给本单位的下级；需要其他单位参与请联系派单员加派。"),
        field="unit",
    )


def redispatch(target: Target, command: c.Redispatch, context: Context) -> Events | Refusal:
    """改派: the leg ends and another unit takes its place, in the same role; that of a
    first-accepting unit with what is left of its limit."""
    case, leg = target.case, the_leg(target)
    left = leg.limit if is_first_accepting(case, leg, context.now) else None
    why = EndReason.REDISPATCHED
    return replace_leg(case, leg, command.unit, command.reason, why, context, left=left)


def replace_leg(
    case: Case,
    leg: Leg,
    unit: str,
    reason: str,
    why: EndReason,
    context: Context,
    left: Clock | None = None,
) -> Events | Refusal:
    """The leg ends (those below it too) and a new one begins for `unit` with fresh clocks, or with
    what is `left`.

    A handed-down leg can only go to a unit below the one that handed it down, whose clock caps it.
    """
    upper = case.leg(leg.parent_leg)
    refusal = _each_once((unit,), case, context)
    if upper:
        refusal = refusal or _not_below(unit, upper, context)
    if refusal:
        return refusal
    place = Place(
        replaces=leg,
        under=upper,
        lead=case.lead.limit if case.lead else None,
        left=left,
    )
    begun = begin_legs(case, [(unit, leg.role)], reason, context, place)
    if isinstance(begun, Refusal):
        return begun
    return (*end_leg(case, leg, why, reason, context), *begun)


def end_leg(case: Case, leg: Leg, why: EndReason, reason: str, context: Context) -> Events:
    """The leg and all running legs below it end; requests about them lapse, but for a return that
    has just been upheld."""
    ended: list[e.Event] = []
    for lower in case.below(leg.id):
        ended.extend(end_leg(case, lower, EndReason.PARENT_ENDED, "", context))
    ended.extend(
        le.RequestLapsed(at=context.now, request=found.id)
        for found in case.requests
        if found.leg == leg.id
        and found.state is RequestState.FILED
        and not (why is EndReason.RETURN_UPHELD and found.kind is RequestKind.RETURN)
    )
    ended.append(le.LegEnded(at=context.now, leg=leg.id, why=why, reason=reason))
    return tuple(ended)


def end_without_successor(case: Case, leg: Leg, why: EndReason, context: Context) -> Events:
    """The leg ends and nobody takes its place yet.

    Without a lead the case waits for dispatch, which decides on all units anew: co-handlers do
    not go on for a lead that is not there.
    """
    ended = end_leg(case, leg, why, "", context)
    if leg.role is not LegRole.LEAD:
        return ended
    others = [found for found in case.running_legs if found.role is LegRole.CO_HANDLING]
    for other in others:
        ended = (*ended, *end_leg(case, other, EndReason.PARENT_ENDED, "", context))
    return ended


def release(target: Target, command: c.ReleaseCoHandler, context: Context) -> Events:
    """免予协办."""
    return end_leg(target.case, the_leg(target), EndReason.RELEASED, command.reason, context)
