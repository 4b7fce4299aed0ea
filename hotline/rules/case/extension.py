"""延期: a unit asks for more time before its limit, and somebody else rules on it.

Asked in time but not yet ruled on is 延期待审, which is not overdue; granted counts from the old
limit however late the ruling came; refused is overdue from the old limit. Each extension, all of
them together and their number are capped by the rulebook; a long-cycle matter is capped from
dispatch instead (product.md §4 Extension, Clocks). The citizen is told; their promise, which is of
the city and not of the unit, stays as it was made.
"""

import re
from datetime import datetime

from hotline.rules.case import clocks
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import Target, said, the_leg, the_request
from hotline.rules.case.leg_events import LimitBreached
from hotline.rules.case.state import Case, Leg, UnderReview
from hotline.rules.context import Context
from hotline.rules.deadline import (
    BEFORE_THE_LEAD,
    INNER_LIMIT,
    Clock,
    extend,
    extended,
    fix,
    is_overdue,
)
from hotline.rules.duration import BadDuration, Duration, TimeUnit, parse
from hotline.rules.reckoning import RULEBOOK
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName, NumberName
from hotline.rules.text import say
from hotline.rules.units import UnitKind
from hotline.rules.words import LegRole, RequestKind, RequestState

Events = tuple[Event, ...]


class FileExtension(Command, frozen=True, kw_only=True):
    """延期申请: for how much longer (5wd, 7d, 24h) and why; `long_cycle` for what takes months."""

    leg: NeededCode
    length: NeededCode
    explanation: Needed
    long_cycle: bool = False


class RuleExtension(Command, frozen=True, kw_only=True):
    """延期审核: grant what was asked, or refuse."""

    request: NeededCode
    grant: bool
    grounds: Needed


class WithdrawExtension(Command, frozen=True, kw_only=True):
    """撤回延期申请."""

    request: NeededCode


class ExtensionFiled(Event, frozen=True, kw_only=True):
    """已申请延期: until the ruling the leg is 延期待审 and cannot become overdue."""

    request: str
    leg: str
    by: Duration
    long_cycle: bool
    filed_by: str
    ruling_due: datetime
    explanation: Sealed


class ExtensionGranted(Event, frozen=True, kw_only=True):
    """延期同意: the limit after it, counted from the one before."""

    request: str
    leg: str
    limit: Clock
    long_cycle: bool
    grounds: Sealed


class ExtensionRefused(Event, frozen=True, kw_only=True):
    """延期不同意: the old limit stands, and stood all along."""

    request: str
    leg: str
    grounds: Sealed


class ExtensionWithdrawn(Event, frozen=True, kw_only=True):
    """已撤回延期申请."""

    request: str
    leg: str


def pending(case: Case, leg_id: str) -> UnderReview | None:
    """The leg's extension that nobody has ruled on yet (延期待审)."""
    return next(
        (
            found
            for found in case.requests
            if found.leg == leg_id
            and found.kind is RequestKind.EXTENSION
            and found.state is RequestState.FILED
        ),
        None,
    )


# --- guards -----------------------------------------------------------------------------------


def before_limit(target: Target, context: Context) -> Refusal | None:
    """延期 is asked for before the limit, never after."""
    leg = the_leg(target)
    if leg.limit.breached_at is None and not is_overdue(leg.limit, context.now):
        return None
    return Refusal(
        code=Code.TOO_LATE,
        message=say("办理时限已于{due}届满。", due=said(leg.limit.due_at, context)),
        advice=say("到期前才能申请；请尽快办结并答复，在办理情况中说明超期原因。"),
    )


def not_of_the_hotline(target: Target, context: Context) -> Refusal | None:
    """What the hotline holds itself it cannot have extended: nobody apart from it could rule."""
    unit = context.world.units.get(the_leg(target).unit)
    if unit is None or unit.kind is not UnitKind.CITY:
        return None
    return Refusal(
        code=Code.PARTY,
        message=say("热线平台自己承办的工单不走延期审核。"),
        advice=say("请在时限内办结，或由派单员改派。"),
    )


def none_pending(target: Target, context: Context) -> Refusal | None:
    """One extension of a leg at a time."""
    if pending(target.case, the_leg(target).id) is None:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("本承办单的延期申请正在审核。"),
        advice=say("请等待审核；需要改时限的，先撤回再重新申请。"),
    )


def extensions_left(target: Target, context: Context) -> Refusal | None:
    """So many extensions of a leg, and no more."""
    name = NumberName.EXTENSION_COUNT
    most = clocks.book_for(name, target.case, context).number(name)
    if len(the_leg(target).limit.extensions) < most:
        return None
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("延期次数已用完（最多 {most} 次）。", most=most),
        advice=say("请在现有时限内办结，或先作阶段性说明。"),
    )


# --- what follows -----------------------------------------------------------------------------


def file(target: Target, command: FileExtension, context: Context) -> Events | Refusal:
    """延期申请."""
    leg = the_leg(target)
    by = asked(command.length)
    if isinstance(by, Refusal):
        return by
    refusal = _beyond_cap(target.case, leg, by, command.long_cycle, context)
    if refusal:
        return refusal
    filed = ExtensionFiled(
        at=context.now,
        request=target.case.next_request_id,
        leg=leg.id,
        by=by,
        long_cycle=command.long_cycle,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.EXTENSION_RULING, target.case, context),
        explanation=command.explanation,
    )
    return (filed,)


# not said: as people type it
_SPOKEN = re.compile(r"([0-9.]+)\s*个?(工作日|小时|日|天)")
# not said: as people type it
_WRITTEN = {"工作日": "wd", "小时": "h", "日": "d", "天": "d"}


def asked(text: str, field: str = "length") -> Duration | Refusal:
    """As people write it (5个工作日、7天、24小时), or as a rulebook does (5wd)."""
    spoken = _SPOKEN.fullmatch(text.strip())
    try:
        by = parse(spoken[1] + _WRITTEN[spoken[2]] if spoken else text.strip())
    except BadDuration:
        wrong = say("看不出“{text}”是多久。", text=text)
    else:
        if by.unit is not TimeUnit.TODAY:
            return by
        wrong = say("“当日”不是一段时间。")
    return Refusal(
        code=Code.INVALID,
        message=wrong,
        advice=say("请写明数量和单位，例如 5个工作日、7日、24小时。"),
        field=field,
    )


def _beyond_cap(
    case: Case, leg: Leg, by: Duration, long_cycle: bool, context: Context
) -> Refusal | None:
    """Beyond what one extension, all together, or a long-cycle matter may take."""
    if long_cycle:
        name = LimitName.LONG_CYCLE
        latest = clocks.counted(name, leg.dispatched_at, case, context)
        over = _end(leg.limit.due_at, (by,), context) > latest
        return _too_long(name.zh, said(latest, context)) if over else None
    base = leg.limit.due_at
    granted = tuple(turn.by for turn in leg.limit.extensions)
    caps = {LimitName.EXTENSION_EACH: (by,), LimitName.EXTENSION_TOTAL: (*granted, by)}
    for name, parts in caps.items():
        book = clocks.book_for(name, case, context)
        cap = book.limit(name, clocks.facts(case)).duration
        if _end(base, parts, context) > _end(base, (cap,), context):
            return _too_long(name.zh, cap.zh)
    return None


def _end(base: datetime, parts: tuple[Duration, ...], context: Context) -> datetime:
    """Where so many extensions, one after the other, would lead from `base`."""
    policy = context.world.editions.in_force(context.world.calendar.local(context.now).date()).time
    for by in parts:
        base = extended(base, by, context.world.calendar, policy).due_at
    return base


def _too_long(what: str, cap: str) -> Refusal:
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("超过{what}（{cap}）。", what=what, cap=cap),
        advice=say("请缩短延长的时间；确需数月的，申请长周期事项。"),
        field="length",
    )


def rule(target: Target, command: RuleExtension, context: Context) -> Events:
    """延期审核. A limit that has passed meanwhile is marked at once, as of its own moment."""
    leg, request = the_leg(target), the_request(target)
    if not command.grant:
        refused = ExtensionRefused(
            at=context.now, request=request.id, leg=leg.id, grounds=command.grounds
        )
        return (refused, *_late(leg, leg.limit, context))
    limit = asked_limit(target.case, leg, request, context)
    granted = ExtensionGranted(
        at=context.now,
        request=request.id,
        leg=leg.id,
        limit=limit,
        long_cycle=request.long_cycle,
        grounds=command.grounds,
    )
    return (granted, *_late(leg, limit, context))


def asked_limit(case: Case, leg: Leg, request: UnderReview, context: Context) -> Clock:
    """The limit as it would be if the extension were granted; inside that of the leg above, and of
    the lead that a co-handler helps."""
    if request.by is None:
        raise LookupError(f"request {request.id} is no extension")
    book = context.world.editions.edition(leg.limit.edition)
    limit = extend(leg.limit, context.now, request.by, context.world.calendar, book.time)
    limit = clocks.inside_province(limit, case, context)
    above, lead = case.leg(leg.parent_leg), case.lead
    if above and above.limit.due_at < limit.due_at:
        return fix(limit, context.now, above.limit.due_at, INNER_LIMIT, RULEBOOK)
    beside = leg.role is LegRole.CO_HANDLING and lead is not None
    if beside and lead and lead.limit.due_at < limit.due_at:
        return fix(limit, context.now, lead.limit.due_at, BEFORE_THE_LEAD, RULEBOOK)
    return limit


def withdraw(target: Target, command: WithdrawExtension, context: Context) -> Events:
    """撤回延期申请: as if it had never been asked for."""
    leg = the_leg(target)
    gone = ExtensionWithdrawn(at=context.now, request=command.request, leg=leg.id)
    return (gone, *_late(leg, leg.limit, context))


def _late(leg: Leg, limit: Clock, context: Context) -> tuple[LimitBreached, ...]:
    if leg.limit.breached_at or not is_overdue(limit, context.now):
        return ()
    return (LimitBreached(at=context.now, leg=leg.id, due_at=limit.due_at),)
