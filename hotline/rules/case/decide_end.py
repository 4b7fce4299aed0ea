"""From the unit's reply to closing: approval, completion, follow-up, rating, reopening, withdrawal.

Only valid follow-ups count; none gives no verdict, never a default "satisfied". What the citizen
calls unsolved is not closed without a review (product.md §4 Follow-up).
"""

from msgspec.structs import replace

from hotline.rules.case import clocks, extension, flags, follow_up
from hotline.rules.case import commands as c
from hotline.rules.case import events as e
from hotline.rules.case import leg_events as le
from hotline.rules.case.decide_dispatch import Place, begin_legs, end_leg
from hotline.rules.case.edges import FRONT
from hotline.rules.case.evolve import evolve
from hotline.rules.case.guards import Target, in_calling_hours, the_leg, the_request
from hotline.rules.case.state import Attempt, Case, Leg
from hotline.rules.context import Context
from hotline.rules.deadline import is_overdue
from hotline.rules.personal_numbers import personal_numbers
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.evidence import lacking, wanted
from hotline.rules.replies.variables import no_blanks
from hotline.rules.rulebook_names import FlagName, LimitName, NumberName
from hotline.rules.text import joined, say
from hotline.rules.words import (
    AttemptResult,
    CaseStage,
    CloseReason,
    EndReason,
    LegRole,
    RequestState,
    Role,
    Solved,
)

Events = tuple[e.Event, ...]


def reply(target: Target, command: c.Reply, context: Context) -> Events | Refusal:
    """答复: the leg waits for its head; its clock runs until the head approves. Whose number stands
    in the public answer is asked first: everybody with the query code reads it, and what the
    citizen told the hotline is not for them (个人信息保护法 第6条, product.md §10)."""
    leg = the_leg(target)
    if refusal := no_blanks(command.public_answer, "public_answer"):
        return refusal
    if refusal := _unproven(target.case, leg, context):
        return refusal
    numbers = personal_numbers(command.public_answer)
    if numbers and not command.numbers_meant:
        return Refusal(
            code=Code.INVALID,
            message=say("公开答复里有像个人号码的内容：{numbers}。", numbers=joined("、", numbers)),
            advice=say("请从公开答复中删去；确属可以公开的办公号码，请勾选确认后再提交。"),
            field="numbers_meant",
        )
    filed = le.ReplyFiled(
        at=context.now,
        request=target.case.next_request_id,
        leg=leg.id,
        truth=command.truth,
        solved=command.solved,
        beyond_duty=command.beyond_duty,
        contacted=leg.first_contact_at is not None,
        filed_by=context.actor.id,
        approval_due=clocks.moment(LimitName.REPLY_APPROVAL, target.case, context),
        internal_record=command.internal_record,
        public_answer=command.public_answer,
    )
    return (filed, *flags.of_reply(target, command, context))


def _unproven(case: Case, leg: Leg, context: Context) -> Refusal | None:
    """A hint unless the rulebook says required: then the groups of evidence that the kind of
    request wants must be there (product.md §4 Handling)."""
    needs = FlagName.COMPLETION_NEEDS_EVIDENCE
    if not clocks.book_for(needs, case, context).flag(needs):
        return None
    short = lacking(wanted(case, leg), leg)
    if not short:
        return None
    return Refusal(
        code=Code.MISSING,
        message=say("办理规则要求的佐证还缺：{what}。", what=joined("、", (g.zh for g in short))),
        advice=say("请先在附件中按类上传佐证，再提交答复。"),
    )


def approve(target: Target, command: c.ApproveCompletion, context: Context) -> Events:
    """审批办结: completes the leg; the lead's completes the case."""
    leg = the_leg(target)
    approved = le.CompletionApproved(
        at=context.now,
        request=the_request(target).id,
        leg=leg.id,
        on_time=_in_time(target.case, leg, context),
        note=command.note,
    )
    lapsed = tuple(
        le.RequestLapsed(at=context.now, request=other.id)
        for other in target.case.requests
        if other.leg == leg.id
        and other.state is RequestState.FILED
        and other.id != the_request(target).id
    )
    if leg.role is not LegRole.LEAD:
        return (approved, *lapsed)
    return (approved, *lapsed, completed(target.case, context))


def _in_time(case: Case, leg: Leg, context: Context) -> bool:
    """Whether the leg is done within its limit, or within what it asked for in time and nobody
    ruled on (延期待审 is not overdue)."""
    waits = extension.pending(case, leg.id)
    limit = extension.asked_limit(case, leg, waits, context) if waits else leg.limit
    return leg.limit.breached_at is None and not is_overdue(limit, context.now)


def completed(case: Case, context: Context, answer: str = "") -> e.CaseCompleted:
    """办结; where nobody can be called, the answer waits for the citizen's code."""
    promise = case.promise
    kept = promise is None or (promise.breached_at is None and not is_overdue(promise, context.now))
    called = case.reachable and not clocks.province_calls(case, context)
    link = None if called else clocks.moment(LimitName.FOLLOW_UP_LINK, case, context)
    return e.CaseCompleted(
        at=context.now, on_time=kept, round=case.round, link_due=link, public_answer=answer
    )


def send_back(target: Target, command: c.SendBackCompletion, context: Context) -> Events:
    """退回重报: back to the officer; the clock was never stopped."""
    back = le.CompletionSentBack(
        at=context.now,
        request=the_request(target).id,
        leg=the_leg(target).id,
        reason=command.reason,
    )
    return (back,)


def take_parent_answer(target: Target, command: c.TakeParentAnswer, context: Context) -> Events:
    """A merged case is completed by its parent's answer and then followed up on its own."""
    return (completed(target.case, context, command.answer),)


def answer_children(target: Target, command: c.AnswerChildren, context: Context) -> Events:
    """Noted once the clock has given the answer to each merged case."""
    return (e.ChildrenAnswered(at=context.now),)


# --- follow-up --------------------------------------------------------------------------------


def try_follow_up(target: Target, command: c.TryFollowUp, context: Context) -> Events:
    """One try in vain. After the rulebook's tries on enough days and in different half-days,
    a link is opened; only when that too stays unanswered is the citizen unreachable."""
    case = target.case
    tried = e.FollowUpTried(at=context.now, result=command.result, note=command.note)
    attempts = (*case.attempts, Attempt(at=context.now, result=command.result))
    used_up = case.link_due is None and _tries_used_up(case, attempts, context)
    if used_up and case.stage is not CaseStage.COMPLETED:
        return (tried, follow_up.ExpiryCallEnded(at=context.now))
    if used_up:
        due = clocks.moment(LimitName.FOLLOW_UP_LINK, case, context)
        return (tried, e.FollowUpLinkOpened(at=context.now, due=due))
    return (tried,)


def _tries_used_up(case: Case, attempts: tuple[Attempt, ...], context: Context) -> bool:
    book = clocks.book_for(NumberName.FOLLOW_UP_TRIES, case, context)
    calendar = context.world.calendar
    counted = [
        calendar.local(attempt.at)
        for attempt in attempts
        if attempt.result is not AttemptResult.LATER
    ]
    days = {at.date() for at in counted}
    halves = {at.time() < calendar.midday for at in counted}
    return (
        len(counted) >= book.number(NumberName.FOLLOW_UP_TRIES)
        and len(days) >= book.number(NumberName.FOLLOW_UP_DAYS)
        and len(halves) == 2
    )


def told_by_phone(target: Target, command: c.RecordOutcome, context: Context) -> Events | Refusal:
    """回访结果: the follow-up caller rings in the calling hours only; an incoming call in the
    window counts as the answer whenever it comes (product.md §4 Follow-up). What a follow-up
    caller recorded outside those hours was therefore a call that came in."""
    rung = not command.called_in and not context.actor.roles & FRONT
    refusal = in_calling_hours(target, context) if rung else None
    if refusal:
        called = say(
            "{advice}诉求人自己来电答复的，请勾选“诉求人来电答复”。", advice=refusal.advice
        )
        return replace(refusal, advice=called, field="called_in")
    if isinstance(command, follow_up.AskAtExpiry):
        return (follow_up.answered_at_expiry(command, context),)
    return record_outcome(target, command, context)


def record_outcome(target: Target, command: c.Outcome, context: Context) -> Events:
    """有效回访 or 评价; solved cases close by themselves after the rulebook's days."""
    case = target.case
    unsolved = command.solved is Solved.NOT
    close_due = None if unsolved else clocks.moment(LimitName.AUTO_CLOSE, case, context)
    said = e.FollowedUp(
        at=context.now,
        by_citizen=context.actor.is_a(Role.CITIZEN),
        contacted=command.contacted,
        solved=command.solved,
        result=command.result,
        process=command.process,
        close_due=close_due,
        words=command.words,
    )
    return (said, *flags.against(case, command, context))


def exhaust(target: Target, command: c.ExhaustFollowUp, context: Context) -> Events:
    """无法回访: not valid, in no denominator."""
    due = clocks.moment(LimitName.AUTO_CLOSE, target.case, context)
    return (e.FollowUpExhausted(at=context.now, close_due=due),)


# --- end --------------------------------------------------------------------------------------


def close(target: Target, command: c.Close, context: Context) -> Events | Refusal:
    """结案; what the citizen calls unsolved only with the reason written down."""
    if target.case.unsolved and not command.note.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("诉求人表示未解决，或抽查认定未解决，结案须说明理由。"),
            advice=say("请填写复核结论和理由。"),
            field="note",
        )
    why = CloseReason.UNREACHABLE if target.case.unreachable else CloseReason.FOLLOWED_UP
    return (e.CaseClosed(at=context.now, why=why, note=command.note),)


def reopen(target: Target, command: c.Reopen, context: Context) -> Events | Refusal:
    """重新打开: a new round with a new promise, straight to the former lead or a named unit.

    Where the former lead may no longer hold it, the case waits for dispatch instead.
    """
    case = target.case
    edition, promise = clocks.promise(case, context)
    again = e.CaseReopened(
        at=context.now,
        round=case.round + 1,
        edition=edition,
        promise=promise,
        reason=command.reason,
    )
    former = case.lead
    unit = command.unit or (former.unit if former else "")
    if not unit:
        return (again,)
    begun = begin_legs(
        evolve(case, again), [(unit, LegRole.LEAD)], command.reason, context, Place()
    )
    if isinstance(begun, Refusal):
        return begun if command.unit else (again,)
    return (again, *begun)


def withdraw(target: Target, command: c.Withdraw, context: Context) -> Events:
    """撤单: all legs end without fault."""
    ended = end_all(target.case, EndReason.WITHDRAWN, context)
    return (*ended, e.CaseWithdrawn(at=context.now, reason=command.reason))


def end_all(case: Case, why: EndReason, context: Context) -> Events:
    """Every running leg ends, those handed down with the one above them."""
    tops = [leg for leg in case.running_legs if not _under_running(case, leg.parent_leg)]
    return tuple(event for leg in tops for event in end_leg(case, leg, why, "", context))


def _under_running(case: Case, leg_id: str) -> bool:
    leg = case.leg(leg_id)
    return leg is not None and leg.running


def breach_promise(target: Target, command: c.BreachPromise, context: Context) -> Events:
    """The citizen's promise passed, as of its due moment."""
    promise = target.case.promise
    due = promise.due_at if promise else context.now
    return (e.PromiseBreached(at=context.now, due_at=due),)
