"""兜底单位: who takes what the directory is silent on, without consultation.

Unclear → consultation; else the district government as last resort [国办函〔2025〕66号 五;
product.md §4 Pre-review and dispatch]. Where the rulebook says so (目录未定的由兜底单位承接) the
dispatcher gives such a matter at once to the unit that the directory names for its area. That unit
cannot say "not ours": it hands down, or asks for a consultation, whose ruling is final.
"""

from hotline.rules.case import clocks
from hotline.rules.case import leg_events as le
from hotline.rules.case.decide_dispatch import Place, begin_legs, directory_entry
from hotline.rules.case.dispute import not_another
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Code as Unit
from hotline.rules.case.fields import Command, Needed, NeededCode
from hotline.rules.case.guards import Target, the_leg
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import FlagName, LimitName
from hotline.rules.text import say
from hotline.rules.words import LegRole, ReturnReason

Events = tuple[Event, ...]
_TAKES = FlagName.LAST_RESORT_TAKES


class DispatchToLastResort(Command, frozen=True, kw_only=True):
    """派给兜底单位, with the reason why it is nobody's by the directory."""

    reason: Needed


class AskConsultation(Command, frozen=True, kw_only=True):
    """提请会商: a last-resort unit does not return, it asks who is to lead."""

    leg: NeededCode
    explanation: Needed
    believed_unit: Unit = ""


def directory_is_silent(target: Target, context: Context) -> Refusal | None:
    """Only what no entry decides: the directory comes first."""
    entry = directory_entry(target.case, context)
    if entry is None:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say(
            "派单目录有适用的条目 {id}，主办单位是{name}。",
            id=entry.id,
            name=context.world.units.name(entry.lead),
        ),
        advice=say("请按目录派单；目录不当的，请提出修改建议。"),
    )


def rulebook_lets(target: Target, context: Context) -> Refusal | None:
    """Whether the city's rulebook lets it go without consultation."""
    if clocks.book_for(_TAKES, target.case, context).flag(_TAKES):
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("本地办理规则没有规定目录未定的直接由兜底单位承接。"),
        advice=say("请会商确定承办单位后，指定单位派单。"),
    )


def somebody_of_last_resort(target: Target, context: Context) -> Refusal | None:
    """The directory names who answers for the area."""
    if context.world.directory.last_resort_unit(target.case.area):
        return None
    return Refusal(
        code=Code.NO_ENTRY,
        message=say("派单目录没有为该区域指定兜底单位。"),
        advice=say("请会商确定承办单位，或在派单目录中指定兜底单位。"),
    )


def of_last_resort(target: Target, context: Context) -> Refusal | None:
    """Other units return; this way is the last-resort unit's."""
    if the_leg(target).last_resort:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("本单位不是作为兜底单位接的单。"),
        advice=say("认为不属于本单位的，请申请退单。"),
    )


def dispatch(target: Target, command: DispatchToLastResort, context: Context) -> Events | Refusal:
    """派给兜底单位: it leads, marked as such, on the same clocks as any leg."""
    unit = context.world.directory.last_resort_unit(target.case.area)
    plan = [(unit, LegRole.LEAD)]
    return begin_legs(target.case, plan, command.reason, context, Place(last_resort=True))


def not_ours_of_last_resort(target: Target, reason: ReturnReason) -> Refusal | None:
    """Whether a return is refused because the unit is the last resort: there is nobody after it.
    That the area is wrong, or the facts do not suffice, it may say as any other."""
    if not the_leg(target).last_resort or reason is not ReturnReason.NOT_DUTY:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("本单位是该事项的兜底单位，不得以“不属于本单位职责”退单。"),
        advice=say("请下派给有关单位办理，或提请会商。"),
        field="reason",
    )


def ask_consultation(
    target: Target, command: AskConsultation, context: Context
) -> Events | Refusal:
    """提请会商: pauses as a return does, and the ruling is final."""
    leg, case = the_leg(target), target.case
    refusal = not_another(command.believed_unit, leg, context)
    if refusal:
        return refusal
    asked = le.ReturnFiled(
        at=context.now,
        request=case.next_request_id,
        leg=leg.id,
        reason=ReturnReason.NOT_DUTY,
        believed_unit=command.believed_unit,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.CONSULTATION, case, context),
        pause_until=clocks.moment(LimitName.DISPUTE_PAUSE_CAP, case, context),
        consultation=True,
        explanation=command.explanation,
    )
    return (asked,)
