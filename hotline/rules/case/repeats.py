"""无理重复诉求: a matter that was handled and answered and is still brought again and again.

Only by the paper of the unit's head, with evidence, and the ruling of the management body
(product.md §4 Repeats). It covers this matter, never the person, and only from the ruling on: what
came before stays as it was. From then on whoever hears the same matter from the same caller gives
the final answer (最终答复): the contact is recorded, no new case is made. The caller may contest
it; somebody else than who ruled lifts it or keeps it.
"""

from typing import Final

from hotline.rules.case import clocks
from hotline.rules.case import repeat_events as e
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command, Line, Needed, NeededCode, NeededLine, Phone, Words
from hotline.rules.case.guards import Target, the_leg, the_request
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.variables import no_blanks
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Channel, LegRole, RequestKind, RequestState, Role

Events = tuple[Event, ...]
AFTER_WORK: Final = frozenset(
    {CaseStage.HANDLING, CaseStage.COMPLETED, CaseStage.FOLLOWED_UP, CaseStage.CLOSED}
)
"""Stages in which a unit may say something about a case that it has worked on."""
ANY: Final = frozenset(CaseStage)


class FileUnreasonable(Command, frozen=True, kw_only=True):
    """申请认定无理重复诉求: the head's paper, by its number and title, and what it says."""

    leg: NeededCode
    paper: NeededLine
    grounds: Needed


class RuleUnreasonable(Command, frozen=True, kw_only=True):
    """认定无理重复诉求: recognised with the final answer that is told from now on, or not."""

    request: NeededCode
    recognise: bool
    grounds: Needed
    final_answer: Words = ""


class ContestUnreasonable(Command, frozen=True, kw_only=True):
    """对认定提出异议: the caller says why it is not so."""

    words: Needed


class RuleContest(Command, frozen=True, kw_only=True):
    """异议审核: the recognition is lifted, or stays."""

    request: NeededCode
    lift: bool
    grounds: Needed


class GiveFinalAnswer(Command, frozen=True, kw_only=True):
    """告知最终答复 to a later identical call: a contact on record, and no new case."""

    channel: Channel = Channel.PHONE
    caller_phone: Phone = ""
    note: Line = ""


# --- guards -----------------------------------------------------------------------------------


def leads_the_case(target: Target, context: Context) -> Refusal | None:
    """The unit that leads speaks for the matter."""
    leg = the_leg(target)
    if leg.role is LegRole.LEAD and leg.ended is None:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("只有主办单位可以申请认定无理重复诉求。"),
        advice=say("请由主办单位负责人提出。"),
    )


def has_evidence(target: Target, context: Context) -> Refusal | None:
    """The paper and what proves it lie with the case before anything is asked."""
    if the_leg(target).evidence:
        return None
    return Refusal(
        code=Code.MISSING,
        message=say("本承办单还没有佐证材料。"),
        advice=say("请先上传佐证（书面意见、办理和答复的证明），再提出申请。"),
    )


def not_asked_yet(target: Target, context: Context) -> Refusal | None:
    """One paper at a time, and none while it is recognised."""
    filed = any(
        one.kind is RequestKind.UNREASONABLE and one.state is RequestState.FILED
        for one in target.case.requests
    )
    if not filed and target.case.unreasonable_since is None:
        return None
    return Refusal(code=Code.ALREADY, message=say("该诉求已经申请或已经认定为无理重复诉求。"))


def recognised(target: Target, context: Context) -> Refusal | None:
    """最终答复 rests on a ruling that was made and was not lifted."""
    if target.case.unreasonable_since is not None:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该诉求没有被认定为无理重复诉求。"),
        advice=say("请照常登记；有新的事实的，登记为新诉求并关联。"),
    )


def not_contested_yet(target: Target, context: Context) -> Refusal | None:
    """One objection at a time."""
    filed = any(
        one.kind is RequestKind.CONTEST and one.state is RequestState.FILED
        for one in target.case.requests
    )
    return Refusal(code=Code.ALREADY, message=say("异议正在审核。")) if filed else None


def not_who_recognised(target: Target, context: Context) -> Refusal | None:
    """Whoever recognised it, or filed this, does not rule on the objection."""
    request = the_request(target)
    ruled = {
        one.ruled_by
        for one in target.case.requests
        if one.kind is RequestKind.UNREASONABLE and one.state is RequestState.UPHELD
    }
    if context.actor.id not in (ruled | {request.filed_by}) - {""}:
        return None
    return Refusal(
        code=Code.PARTY,
        message=say("您作出过该认定，不能再审核异议。"),
        advice=say("请由其他市级复核员或热线管理机构负责人审核。"),
    )


def not_who_filed(target: Target, context: Context) -> Refusal | None:
    """Nobody rules on a paper of their own."""
    if context.actor.id != the_request(target).filed_by:
        return None
    return Refusal(
        code=Code.PARTY,
        message=say("申请由您提出，不能由您认定。"),
        advice=say("请由热线管理机构的其他负责人认定。"),
    )


# --- what follows -----------------------------------------------------------------------------


def file(target: Target, command: FileUnreasonable, context: Context) -> Events:
    """申请认定无理重复诉求. No instrument names a time for the ruling: the rulebook does."""
    filed = e.UnreasonableFiled(
        at=context.now,
        request=target.case.next_request_id,
        leg=command.leg,
        filed_by=context.actor.id,
        ruling_due=clocks.moment(LimitName.UNREASONABLE_RULING, target.case, context),
        paper=command.paper,
        grounds=command.grounds,
    )
    return (filed,)


def rule(target: Target, command: RuleUnreasonable, context: Context) -> Events | Refusal:
    """认定无理重复诉求: from this moment on, never backwards."""
    if command.recognise and not command.final_answer.strip():
        return Refusal(
            code=Code.MISSING,
            message=say("认定时须写明最终答复。"),
            advice=say("请写明以后来电时告知诉求人的内容。"),
            field="final_answer",
        )
    if command.recognise and (refusal := no_blanks(command.final_answer, "final_answer")):
        return refusal
    ruled = e.UnreasonableRuled(
        at=context.now,
        request=command.request,
        ruled_by=context.actor.id,
        recognised=command.recognise,
        grounds=command.grounds,
        final_answer=command.final_answer if command.recognise else "",
    )
    return (ruled,)


def contest(target: Target, command: ContestUnreasonable, context: Context) -> Events:
    """对认定提出异议; the recognition stands until it is ruled on."""
    ruled = next(
        one
        for one in reversed(target.case.requests)
        if one.kind is RequestKind.UNREASONABLE and one.state is RequestState.UPHELD
    )
    contested = e.UnreasonableContested(
        at=context.now,
        request=target.case.next_request_id,
        leg=ruled.leg,
        filed_by=context.actor.id,
        by_citizen=context.actor.is_a(Role.CITIZEN),
        ruling_due=clocks.moment(LimitName.UNREASONABLE_RULING, target.case, context),
        words=command.words,
    )
    return (contested,)


def rule_contest(target: Target, command: RuleContest, context: Context) -> Events:
    """异议审核: lifted from now on; what was answered meanwhile stays answered."""
    ruled = e.ContestRuled(
        at=context.now,
        request=command.request,
        ruled_by=context.actor.id,
        lifted=command.lift,
        grounds=command.grounds,
    )
    return (ruled,)
