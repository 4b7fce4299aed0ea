"""Conditions on who may do what to which case, leg or request, beyond state and role.

A guard looks at the target only, never at what was typed, so that a page can show beforehand why
an action is not open to its reader. Each returns None, or the refusal with what to do instead.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from hotline.rules.case.clocks import book_for, counted
from hotline.rules.case.state import Case, Leg, UnderReview
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import FlagName, LimitName
from hotline.rules.text import joined, say
from hotline.rules.units import UnitKind
from hotline.rules.words import LegRole, RequestKind, Role, Urgency


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What a command is aimed at: the case, and of it the leg or the request if it names one."""

    case: Case
    leg: Leg | None = None
    request: UnderReview | None = None


Guard = Callable[[Target, Context], Refusal | None]


def the_leg(target: Target) -> Leg:
    """The leg of a command on a leg or on a request about one; the tables guarantee it."""
    if target.leg is None:
        raise LookupError(f"case {target.case.number}: a leg command without a leg")
    return target.leg


def the_request(target: Target) -> UnderReview:
    """The request of a command on a request; the tables guarantee it."""
    if target.request is None:
        raise LookupError(f"case {target.case.number}: a request command without a request")
    return target.request


def own_unit(target: Target, context: Context) -> Refusal | None:
    """Only the unit that holds the leg acts on it; nobody acts for another unit."""
    leg = the_leg(target)
    if leg.unit == context.actor.unit:
        return None
    holder = context.world.units.name(leg.unit)
    return Refusal(
        code=Code.WRONG_UNIT,
        message=say("该承办单属于{holder}，不属于您所在单位。", holder=holder),
        advice=say("如认为派单有误，请联系派单员。"),
    )


_THIS: Mapping[RequestKind, str] = {
    RequestKind.RETURN: say("本次退单"),
    RequestKind.REDISPATCH: say("本次改派申请"),
    RequestKind.EXTENSION: say("本次延期申请"),
    RequestKind.COMPLETION: say("本次办结"),
    RequestKind.REVIEW: say("本次重办复核"),
    RequestKind.UNREASONABLE: say("本次认定"),
    RequestKind.CONTEST: say("本次异议"),
    RequestKind.EXCLUSION: say("本次剔除申请"),
    RequestKind.ON_SITE: say("本次职责划分"),
}


def not_party(target: Target, context: Context) -> Refusal | None:
    """The ruler is not of a party unit nor below one [国办函〔2025〕66号 派单异议审核]."""
    request = the_request(target)
    parties = {request.unit, request.believed_unit, *request.units} - {""}
    if not any(_belongs(context.actor.unit, party, context) for party in parties):
        return None
    return Refusal(
        code=Code.PARTY,
        message=say("您所在单位是{what}的当事单位，不能参与审核。", what=_THIS[request.kind]),
        advice=say("请由其他审核人员或热线管理机构裁定。"),
    )


def _belongs(unit_id: str, party: str, context: Context) -> bool:
    """Whether the unit is the party or below it. The hotline's own staff stand apart from the
    department their centre is attached to; else nobody could rule on what that one returns."""
    for unit in context.world.units.ancestors(unit_id):
        if unit.id == party:
            return True
        if unit.kind is UnitKind.CITY:
            return False
    return False


def not_the_hotline(target: Target, context: Context) -> Refusal | None:
    """The hotline re-dispatches what it holds itself; it has nobody to dispute it with."""
    unit = context.world.units.get(the_leg(target).unit)
    if unit is None or unit.kind is not UnitKind.CITY:
        return None
    return Refusal(
        code=Code.PARTY,
        message=say("热线平台自己承办的工单不走退单。"),
        advice=say("请由派单员改派。"),
    )


def before_return_limit(target: Target, context: Context) -> Refusal | None:
    """After the return limit the unit is first-accepting: only a re-dispatch on a new fact."""
    leg = the_leg(target)
    if context.now <= leg.return_due:
        return None
    return Refusal(
        code=Code.TOO_LATE,
        message=say(
            "退单期限已于{moment}届满，本单位为首接单位。", moment=said(leg.return_due, context)
        ),
        advice=say("请先行办理；如有新的事实，可申请改派，时限不暂停。"),
    )


def not_critical(target: Target, context: Context) -> Refusal | None:
    """特急: no return, handle first (先办后议), unless the city's rulebook lets it."""
    may = FlagName.CRITICAL_MAY_RETURN
    if target.case.urgency is not Urgency.CRITICAL:
        return None
    if book_for(may, target.case, context).flag(may):
        return None
    return Refusal(
        code=Code.CRITICAL,
        message=say("特急工单不得退单，应先办后议。"),
        advice=say("请立即处置，处置后可向派单员说明职责归属。"),
    )


def not_barred(target: Target, context: Context) -> Refusal | None:
    """A unit whose return was rejected may not return this case again."""
    leg = the_leg(target)
    if leg.unit not in target.case.barred:
        return None
    return Refusal(
        code=Code.LIMIT_REACHED,
        message=say("本单位对该工单的退单已被驳回，不得再次退单。"),
        advice=say("请办理并答复；有新的事实可申请改派。"),
    )


def not_yet_contacted(target: Target, context: Context) -> Refusal | None:
    """The first contact is made once; what follows is progress."""
    if the_leg(target).first_contact_at is None:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("首次联系已经记录。"),
        advice=say("请把后来的联系记为办理进展。"),
    )


def contacted_first(target: Target, context: Context) -> Refusal | None:
    """The lead calls the citizen before it replies, where the rulebook asks so and a number is
    known. A call in vain is recorded as contact too, with what happened."""
    leg, case = the_leg(target), target.case
    if leg.role is not LegRole.LEAD or leg.first_contact_at or not case.reachable:
        return None
    needs = FlagName.COMPLETION_NEEDS_CONTACT
    if not book_for(needs, case, context).flag(needs):
        return None
    return Refusal(
        code=Code.NO_CONTACT,
        message=say("尚未联系诉求人，不能答复办结。"),
        advice=say("请先联系诉求人并记录首次联系；多次未接通的，在备注中写明。"),
    )


def below_done(target: Target, context: Context) -> Refusal | None:
    """A leg handed down is answered upwards: every running leg below must be completed first."""
    leg = the_leg(target)
    waiting = target.case.below(leg.id)
    if not waiting:
        return None
    names = joined("、", (context.world.units.name(found.unit) for found in waiting))
    return Refusal(
        code=Code.OPEN_LEGS,
        message=say("下派单尚未办结：{names}。", names=names),
        advice=say("请等待其答复，或请派单员免办。"),
    )


def co_handlers_done(target: Target, context: Context) -> Refusal | None:
    """The lead cannot complete until each co-handler has answered or was released."""
    leg = the_leg(target)
    if leg.role is not LegRole.LEAD:
        return None
    waiting = [found for found in target.case.running_legs if found.role is LegRole.CO_HANDLING]
    if not waiting:
        return None
    names = joined("、", (context.world.units.name(found.unit) for found in waiting))
    return Refusal(
        code=Code.OPEN_LEGS,
        message=say("协办单位尚未答复：{names}。", names=names),
        advice=say("请催促协办单位，或请派单员免予协办。"),
    )


def not_lead(target: Target, context: Context) -> Refusal | None:
    """The lead is replaced by re-dispatch, never released."""
    if the_leg(target).role is not LegRole.LEAD:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("主办单不能免办。"),
        advice=say("请使用改派更换主办单位。"),
    )


def no_children(target: Target, context: Context) -> Refusal | None:
    """A parent stays while cases under it wait for its answer."""
    if not target.case.children_waiting:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("该工单下并有 {n} 件工单。", n=target.case.children),
        advice=say("请先撤销并单，再对本单操作。"),
    )


def children_wait(target: Target, context: Context) -> Refusal | None:
    """Merged cases get the parent's answer once it is completed."""
    if not target.case.children_answered:
        return None
    return Refusal(code=Code.ALREADY, message=say("没有等待答复的并入工单。"))


def not_confidential(target: Target, context: Context) -> Refusal | None:
    """Confidential cases are linked, never merged."""
    if not target.case.confidential:
        return None
    return Refusal(
        code=Code.CONFIDENTIAL, message=say("保密工单不能并单。"), advice=say("请使用“关联”。")
    )


def can_be_called(target: Target, context: Context) -> Refusal | None:
    """Anonymous without a number: answer by code, sampled by staff."""
    if target.case.reachable:
        return None
    return Refusal(
        code=Code.NO_CONTACT,
        message=say("该诉求没有留下联系电话。"),
        advice=say("由诉求人凭查询码查看答复并评价。"),
    )


def in_calling_hours(target: Target, context: Context) -> Refusal | None:
    """Follow-up calls are made in the rulebook's hours (08:30-20:30, product.md §4)."""
    local = context.world.calendar.local(context.now)
    hours = context.world.editions.in_force(local.date()).follow_up_hours
    if hours.start <= local.time() <= hours.end:
        return None
    return Refusal(
        code=Code.TOO_LATE,
        message=say("现在是{time}，不在回访时段。", time=f"{local:%H:%M}"),
        advice=say("请在{hours}回访。", hours=hours),
    )


def rating_open(target: Target, context: Context) -> Refusal | None:
    """The citizen rates once a round; an unreachable citizen may still rate until closing."""
    if target.case.verdict is None:
        return None
    return Refusal(
        code=Code.ALREADY,
        message=say("该工单已经评价过。"),
        advice=say("如问题仍未解决，请拨打12345说明，工作人员可以重新打开本单。"),
    )


def was_handled(target: Target, context: Context) -> Refusal | None:
    """Only a case that a unit had completed can be reopened; others are registered anew."""
    if target.case.completed_at is not None:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单未经承办单位办理，不能重新打开。"),
        advice=say("请登记新的诉求，并与本单关联。"),
    )


def in_reopen_window(target: Target, context: Context) -> Refusal | None:
    """A closed case is reopened within the rulebook's days; afterwards a new one is linked."""
    closed_at = target.case.closed_at
    if closed_at is None:
        return None
    due = counted(LimitName.REOPEN_WINDOW, closed_at, target.case, context)
    if context.now <= due:
        return None
    return Refusal(
        code=Code.TOO_LATE,
        message=say("可重新打开的期限已于{moment}届满。", moment=said(due, context)),
        advice=say("请登记新的诉求，并与本单关联。"),
    )


def close_is_due(target: Target, context: Context) -> Refusal | None:
    """The clock closes when the rulebook's days are over; people may do so before."""
    due = target.case.close_due
    if not context.actor.is_a(Role.CLOCK):
        return None
    if due is None:
        return Refusal(code=Code.ALREADY, message=say("该工单不自动结案。"))
    return not_before(due, context)


def solved_or_reviewed(target: Target, context: Context) -> Refusal | None:
    """Not solved in the citizen's words is not closed by the hotline alone, nor by the clock."""
    if not target.case.unsolved:
        return None
    if context.actor.is_a(Role.CITY_REVIEWER):
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("诉求人表示未解决，或抽查认定未解决，不能直接结案。"),
        advice=say("请责成承办单位重办，或提请市级复核员复核。"),
    )


def uncontested_or_dispatcher(target: Target, context: Context) -> Refusal | None:
    """Agents dispatch only straight after intake; what was sent back or returned is a
    dispatcher's to place."""
    if context.actor.is_a(Role.DISPATCHER, Role.PRE_REVIEWER, Role.TEAM_LEADER):
        return None
    if not target.case.send_backs and not target.case.returns:
        return None
    return Refusal(
        code=Code.WRONG_ROLE,
        message=say("该工单曾被退回，需由派单员派单。"),
        advice=say("工单已在派单队列中，无需再操作。"),
    )


def sign_is_due(target: Target, context: Context) -> Refusal | None:
    """视同签收 only once the sign limit has passed."""
    return not_before(the_leg(target).sign_due, context)


def limit_is_due(target: Target, context: Context) -> Refusal | None:
    """办理超期 only once the limit has passed, once, and never while it is paused."""
    limit = the_leg(target).limit
    if limit.breached_at or limit.paused_since or limit.stopped_at:
        return Refusal(code=Code.ALREADY, message=say("该时限已暂停、停止或已记超期。"))
    return not_before(limit.due_at, context)


def promise_is_due(target: Target, context: Context) -> Refusal | None:
    """The promise is missed once it has passed, and only once."""
    promise = target.case.promise
    if promise is None or promise.breached_at or promise.stopped_at:
        return Refusal(code=Code.ALREADY, message=say("该承诺时限未起算、已停止或已记超期。"))
    return not_before(promise.due_at, context)


def hand_over_is_due(target: Target, context: Context) -> Refusal | None:
    """One alarm for a hand-over that nobody confirmed in time."""
    sent = target.case.hand_over
    if sent is None or sent.alarmed:
        return Refusal(code=Code.ALREADY, message=say("移交已告警或不存在。"))
    return not_before(sent.confirm_due, context)


def link_is_due(target: Target, context: Context) -> Refusal | None:
    """无法回访 only after the link's days have passed."""
    due = target.case.link_due
    if due is None:
        return Refusal(code=Code.ALREADY, message=say("评价链接未开放。"))
    return not_before(due, context)


def not_before(due: datetime, context: Context) -> Refusal | None:
    """What falls due at `due` does not happen before."""
    if context.now >= due:
        return None
    return Refusal(
        code=Code.WRONG_STATE, message=say("时限（{moment}）尚未届满。", moment=said(due, context))
    )


def said(moment: datetime, context: Context) -> str:
    """A moment as the city's offices write it."""
    local = context.world.calendar.local(moment)
    return say("{month}月{day}日{time}", month=local.month, day=local.day, time=f"{local:%H:%M}")
