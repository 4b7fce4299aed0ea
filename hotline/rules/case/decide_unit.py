"""What units do with their legs: sign, contact, report progress, return; and the ruling on returns.

Sources: 国办函〔2025〕66号 四 (dispute review); DB11/T 2021-2022 (sign and return limits).
"""

from hotline.rules.case import clocks, dispute
from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case import leg_events as le
from hotline.rules.case.decide_dispatch import end_without_successor, replace_leg
from hotline.rules.case.entry_proposal import proposed, with_proposal
from hotline.rules.case.guards import Target, the_leg, the_request
from hotline.rules.case.last_resort import not_ours_of_last_resort
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import EndReason

Events = tuple[e.Event, ...]


def sign(target: Target, command: c.Sign, context: Context) -> Events:
    """签收."""
    late = context.now > the_leg(target).sign_due
    return (le.LegSigned(at=context.now, leg=command.leg, deemed=False, late=late),)


def deem_signed(target: Target, command: c.DeemSigned, context: Context) -> Events:
    """视同签收 at the sign limit, with a late mark."""
    return (le.LegSigned(at=context.now, leg=command.leg, deemed=True, late=True),)


def reassign(target: Target, command: c.Reassign, context: Context) -> Events:
    """转派 within the unit; clocks are not touched."""
    return (le.LegReassigned(at=context.now, leg=command.leg, officer=command.officer),)


def first_contact(
    target: Target, command: c.RecordFirstContact, context: Context
) -> Events | Refusal:
    """首次联系; late when after the contact limit. Of a confidential case the unit does not learn
    who called (product.md §10: hops that do not need it don't see), so it asks through the hotline,
    and what was asked and answered there is the contact: without it there was none."""
    if target.case.confidential and not command.note.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("保密工单由热线代为联系，联系情况不能空着。"),
            advice=say("请写明何时请热线转告、转告了什么、诉求人怎么说。"),
            field="note",
        )
    late = context.now > the_leg(target).contact_due
    made = le.FirstContactMade(
        at=context.now, leg=command.leg, late=late, number=command.number, note=command.note
    )
    return (made,)


def progress(target: Target, command: c.RecordProgress, context: Context) -> Events:
    """办理进展."""
    return (le.ProgressRecorded(at=context.now, leg=command.leg, note=command.note),)


def breach_limit(target: Target, command: c.BreachLimit, context: Context) -> Events:
    """办理超期, as of the limit and not of the moment the clock process noticed."""
    due = the_leg(target).limit.due_at
    return (le.LimitBreached(at=context.now, leg=command.leg, due_at=due),)


# --- return and ruling ------------------------------------------------------------------------


def file_return(target: Target, command: c.FileReturn, context: Context) -> Events | Refusal:
    """退单: pauses the leg until the ruling; the citizen's promise runs on."""
    leg = the_leg(target)
    believed = command.believed_unit
    refusal = dispute.not_another(believed, leg, context)
    refusal = refusal or not_ours_of_last_resort(target, command.reason)
    if refusal:
        return refusal
    consults = dispute.is_consultation(target.case, context)
    rules = LimitName.CONSULTATION if consults else LimitName.DISPUTE_RULING
    filed = le.ReturnFiled(
        at=context.now,
        request=target.case.next_request_id,
        leg=leg.id,
        reason=command.reason,
        believed_unit=believed,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(rules, target.case, context),
        pause_until=clocks.moment(LimitName.DISPUTE_PAUSE_CAP, target.case, context),
        consultation=consults,
        explanation=command.explanation,
    )
    return (filed,)


def withdraw_return(target: Target, command: c.WithdrawReturn, context: Context) -> Events:
    """撤回退单: resumes with what was left."""
    leg = the_leg(target)
    dues = clocks.resumed(leg, target.case, context)
    back = le.ReturnWithdrawn(
        at=context.now,
        request=command.request,
        leg=leg.id,
        limit=dues.limit,
        sign_due=dues.sign_due,
        contact_due=dues.contact_due,
    )
    return (back,)


def rule_return(target: Target, command: c.RuleReturn, context: Context) -> Events | Refusal:
    """Upheld: the leg ends without fault, a named unit gets a new leg with fresh clocks.
    Rejected: resumes with what was left, and that unit may not return this case again. Either may
    propose the entry under which it would have gone right."""
    lead = command.unit if command.uphold else the_leg(target).unit
    proposal = proposed(command.propose_entry, target, lead, context)
    return with_proposal(_ruled(target, command, context), proposal)


def _ruled(target: Target, command: c.RuleReturn, context: Context) -> Events | Refusal:
    leg = the_leg(target)
    request = the_request(target)
    if not command.uphold:
        return (dispute.rejected(leg, request.id, command.grounds, target.case, context),)
    upheld = le.ReturnUpheld(
        at=context.now, request=request.id, leg=leg.id, grounds=command.grounds
    )
    why = EndReason.RETURN_UPHELD
    if not command.unit:
        return (upheld, *end_without_successor(target.case, leg, why, context))
    moved = replace_leg(target.case, leg, command.unit, command.grounds, why, context)
    return moved if isinstance(moved, Refusal) else (upheld, *moved)
