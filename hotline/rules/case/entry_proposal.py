"""修改派单目录的建议: what a ruling teaches the directory.

Whoever rules on a dispute may propose the entry under which the case would have gone right at once
[国办函〔2025〕66号; product.md §4 Dispute]. It is proposed, not made: those who keep the directory
take it into a draft, which cites the case, or decline with a reason; both are on the record of the
case. A proposal never changes where a case goes today.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hotline.rules.case.decide_dispatch import directory_entry
from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Code as Id
from hotline.rules.case.fields import Command, NeededCode, Words
from hotline.rules.case.guards import Target
from hotline.rules.case.proposal_state import Proposal
from hotline.rules.case.state import Case
from hotline.rules.context import Context
from hotline.rules.directory import Entry
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import LegRole

Events = tuple[Event, ...]


class AnswerProposal(Command, frozen=True, kw_only=True):
    """处理目录修改建议: taken into a draft (`edition`, `entry`), or declined with the reason."""

    proposal: NeededCode
    take: bool
    edition: Id = ""
    entry: Id = ""
    reason: Words = ""


class EntryProposed(Event, frozen=True, kw_only=True):
    """已建议修改派单目录: for such a matter `lead` leads; `was` is the entry that decides today,
    "" where the directory is silent."""

    proposal: str
    topic: str
    area: str
    object: str
    lead: str
    co_handlers: tuple[str, ...]
    was: str


class ProposalAnswered(Event, frozen=True, kw_only=True):
    """目录修改建议已处理."""

    proposal: str
    taken: bool
    edition: str
    entry: str
    reason: Sealed


def proposed(
    wanted: bool, target: Target, lead: str, context: Context, co_handlers: tuple[str, ...] = ()
) -> Events | Refusal:
    """The proposal of a ruling by which `lead` leads; nothing where none is wanted."""
    if not wanted:
        return ()
    case, entry = target.case, directory_entry(target.case, context)
    said = _why_not(target, lead, entry)
    if said:
        return Refusal(
            code=Code.INVALID,
            message=said,
            advice=say("请指定主办单位，或不要勾选“建议修改派单目录”。"),
            field="propose_entry",
        )
    found = EntryProposed(
        at=context.now,
        proposal=f"P{len(case.proposals) + 1}",
        topic=case.topic,
        area=case.area,
        object=case.object,
        lead=lead,
        co_handlers=co_handlers,
        was=entry.id if entry else "",
    )
    return (found,)


def _why_not(target: Target, lead: str, entry: Entry | None) -> str:
    """What makes it no proposal: nobody named, a leg that does not lead, nothing to change."""
    if not lead or (target.leg and target.leg.role is not LegRole.LEAD):
        return say("裁定没有确定主办单位，无法建议目录条目。")
    return say("派单目录已经是这样规定的。") if entry and entry.lead == lead else ""


def with_proposal(ruled: Events | Refusal, proposal: Events | Refusal) -> Events | Refusal:
    """A ruling with what it proposes; a refusal of either refuses both."""
    if isinstance(ruled, Refusal):
        return ruled
    return proposal if isinstance(proposal, Refusal) else (*ruled, *proposal)


def something_proposed(target: Target, context: Context) -> Refusal | None:
    """A proposal is answered once."""
    if any(one.answered_at is None for one in target.case.proposals):
        return None
    return Refusal(code=Code.ALREADY, message=say("该工单没有待处理的目录修改建议。"))


def answer(target: Target, command: AnswerProposal, context: Context) -> Events | Refusal:
    """处理目录修改建议."""
    one = next((one for one in target.case.proposals if one.id == command.proposal), None)
    if one is None or one.answered_at:
        return Refusal(
            code=Code.NOT_FOUND,
            message=say("没有编号为“{named}”的待处理建议。", named=command.proposal),
            advice=say("请刷新页面后重新选择。"),
            field="proposal",
        )
    needed = ("edition", command.edition) if command.take else ("reason", command.reason)
    if not needed[1].strip():
        return Refusal(
            code=Code.MISSING,
            message=say("请选择列入哪一版草稿。") if command.take else say("不采纳须说明理由。"),
            field=needed[0],
        )
    answered = ProposalAnswered(
        at=context.now,
        proposal=one.id,
        taken=command.take,
        edition=command.edition if command.take else "",
        entry=command.entry if command.take else "",
        reason=command.reason,
    )
    return (answered,)


def _kept(case: Case, event: EntryProposed) -> Case:
    one = Proposal(
        id=event.proposal,
        topic=event.topic,
        area=event.area,
        object=event.object,
        lead=event.lead,
        co_handlers=event.co_handlers,
        was=event.was,
        proposed_at=event.at,
    )
    return replace(case, proposals=(*case.proposals, one))


def _answered(case: Case, event: ProposalAnswered) -> Case:
    return replace(
        case,
        proposals=tuple(
            replace(
                one,
                answered_at=event.at,
                taken=event.taken,
                edition=event.edition,
                entry=event.entry,
            )
            if one.id == event.proposal
            else one
            for one in case.proposals
        ),
    )


PROPOSAL_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {
    EntryProposed: _kept,
    ProposalAnswered: _answered,
}
