"""What people and the clock may ask of a case: imperative, frozen, validated by their types.

A command is built from a form or a JSON body by `fields.read`, the same for page and API, so both
refuse alike. Bounds on text stand in the types and reach the API document from there.
Commands carry personal words in clear; what is kept of them is sealed when events are written.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from hotline.rules.case.caller import WhoCalls
from hotline.rules.case.fields import Code, Command, Line, Needed, NeededCode, Phone, Units, Words
from hotline.rules.words import (
    AttemptResult,
    Channel,
    EmergencyLine,
    ExplainGround,
    Kind,
    LegalRoute,
    Nature,
    ReturnReason,
    Satisfied,
    Solved,
    Tag,
    Truth,
    Urgency,
)


class Accept(Command, frozen=True, kw_only=True):
    """受理: in scope; the citizen's promise starts."""

    note: Words = ""


class AnswerDirectly(Command, frozen=True, kw_only=True):
    """当场解答: answered from the knowledge base, article and version cited."""

    answer: Needed
    article: Line = ""
    article_version: Code = ""


class HandOver(Command, frozen=True, kw_only=True):
    """移交 to 110/119/120/122. Only a recorded take-over closes it with us [国办发〔2022〕12号]."""

    line: EmergencyLine
    note: Words = ""


class TellLegalRoute(Command, frozen=True, kw_only=True):
    """告知法定途径: an exclusively statutory route, or one already running there."""

    route: LegalRoute
    words: Needed
    reference: Line = ""
    matched: Code = ""


class Explain(Command, frozen=True, kw_only=True):
    """解释说明: the demand itself cannot be taken up."""

    ground: ExplainGround
    words: Needed


class ReferToPolice(Command, frozen=True, kw_only=True):
    """移送公安: malicious disruption, handed on as a clue."""

    clue: Needed


TriageDecision = Accept | AnswerDirectly | HandOver | TellLegalRoute | Explain | ReferToPolice


class Matter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One matter of a contact; becomes one case. The area is that of the matter.
    `event`: the case that heads the mass event told of; `need`: why this caller cannot wait;
    `again`: the closed case of the same matter, of which a new fact is told."""

    kind: Kind
    text: Needed
    topic: Code = ""
    area: Code = ""
    object: Line = ""
    title: Line = ""
    address: Line = ""
    urgency: Urgency = Urgency.ORDINARY
    tags: Annotated[tuple[Tag, ...], Meta(max_length=20)] = ()
    confidential: bool = False
    reported_unit: Code = ""
    reported_party: Line = ""
    event: Code = ""
    again: Code = ""
    need: Line = ""
    triage: TriageDecision | None = None
    dispatch: bool = False


class RegisterContact(WhoCalls, frozen=True, kw_only=True):
    """接诉登记: one call, message or visit with its 0..n matters.
    `dispatch` on a matter sends it by the directory at once; it needs `triage` = accept."""

    channel: Channel
    matters: Annotated[tuple[Matter, ...], Meta(max_length=20)] = ()
    nature: Nature = Nature.MATTER
    hotline_number: Code = ""
    source_platform: Code = ""
    source_number: Code = ""
    source_due: Code = ""
    received_at: Annotated[datetime, Meta(tz=True)] | None = None
    note: Words = ""


class SplitMatter(Command, frozen=True, kw_only=True):
    """拆分: a further matter found in this case becomes a case of its own."""

    matter: Matter


class SendBackForCompletion(Command, frozen=True, kw_only=True):
    """退回补录: wrong kind or missing place, back to the agent before dispatch."""

    reason: Needed


class CompleteIntake(Command, frozen=True, kw_only=True):
    """补录: the agent mends what was sent back; what is left out stays as it was."""

    kind: Kind | None = None
    topic: Code | None = None
    area: Code | None = None
    object: Line | None = None
    urgency: Urgency | None = None
    title: Line | None = None
    text: Words | None = None
    address: Line | None = None
    note: Words = ""


class ConfirmHandOver(Command, frozen=True, kw_only=True):
    """移交确认: the emergency line took it over, or refused it."""

    taken_over: bool
    by: Line = ""


# --- dispatch ---------------------------------------------------------------------------------


class Dispatch(Command, frozen=True, kw_only=True):
    """派单: to the directory's unit when `lead` is empty, else to the named one with a reason.
    `suggested`: the unit that was shown first, the directory's where nothing is said."""

    lead: Code = ""
    co_handlers: Units = ()
    reason: Words = ""
    suggested: Code = ""


class AddUnit(Command, frozen=True, kw_only=True):
    """加派: one more co-handling unit."""

    unit: NeededCode
    reason: Words = ""


class Redispatch(Command, frozen=True, kw_only=True):
    """改派: this leg ends and another unit takes its place."""

    leg: NeededCode
    unit: NeededCode
    reason: Needed


class ReleaseCoHandler(Command, frozen=True, kw_only=True):
    """免予协办: the hotline releases a co-handler that need not answer."""

    leg: NeededCode
    reason: Needed


# --- the unit's work --------------------------------------------------------------------------


class Sign(Command, frozen=True, kw_only=True):
    """签收."""

    leg: NeededCode


class Reassign(Command, frozen=True, kw_only=True):
    """转派: to an officer within the unit."""

    leg: NeededCode
    officer: NeededCode


class HandDown(Command, frozen=True, kw_only=True):
    """下派: to a unit below, with its clock inside ours."""

    leg: NeededCode
    unit: NeededCode
    note: Words = ""


class RecordFirstContact(Command, frozen=True, kw_only=True):
    """首次联系: when and on which number the citizen was called."""

    leg: NeededCode
    number: Phone = ""
    note: Words = ""


class RecordProgress(Command, frozen=True, kw_only=True):
    """办理进展."""

    leg: NeededCode
    note: Needed


class FileReturn(Command, frozen=True, kw_only=True):
    """退单: not ours, with reason, evidence in words and the unit believed responsible."""

    leg: NeededCode
    reason: ReturnReason
    explanation: Needed
    believed_unit: Code = ""


class WithdrawReturn(Command, frozen=True, kw_only=True):
    """撤回退单: the unit takes its return back and goes on."""

    request: NeededCode


class RuleReturn(Command, frozen=True, kw_only=True):
    """退单审核: uphold (and name the next unit, or none) or reject."""

    request: NeededCode
    uphold: bool
    grounds: Needed
    unit: Code = ""
    propose_entry: bool = False


class Reply(Command, frozen=True, kw_only=True):
    """答复: claims the leg is done and asks the unit's head to approve (办结审批).

    `numbers_meant`: telephone or identity numbers in the public answer may be public.
    `signs_seen`: the unit was told what speaks against its reply and files it all the same."""

    leg: NeededCode
    truth: Truth
    solved: Solved
    internal_record: Needed
    public_answer: Needed
    beyond_duty: bool = False
    numbers_meant: bool = False
    signs_seen: bool = False


class ApproveCompletion(Command, frozen=True, kw_only=True):
    """审批办结: the unit's head approves the reply."""

    request: NeededCode
    note: Words = ""


class SendBackCompletion(Command, frozen=True, kw_only=True):
    """退回重报: the clock runs as if the leg had never been completed."""

    request: NeededCode
    reason: Needed


# --- follow-up, rating, end -------------------------------------------------------------------


class TryFollowUp(Command, frozen=True, kw_only=True):
    """回访: one attempt that reached nobody who would answer."""

    result: AttemptResult
    note: Words = ""


class Outcome(Command, frozen=True, kw_only=True):
    """The answers of a valid follow-up (有效回访): 是否联系, 是否解决, 办理结果, 办理过程."""

    contacted: bool
    solved: Solved
    result: Satisfied
    process: Satisfied
    words: Words = ""


class RecordOutcome(Outcome, frozen=True, kw_only=True):
    """回访结果 as told to the follow-up caller, or in an incoming call (to an agent, or `called_in`
    to the follow-up caller), which counts at any hour."""

    called_in: bool = False


class Rate(Outcome, frozen=True, kw_only=True):
    """评价 by the citizen; in the window it counts as the follow-up."""


class Close(Command, frozen=True, kw_only=True):
    """结案. Not solved in the citizen's words needs the city reviewer and a reason."""

    note: Words = ""


class Reopen(Command, frozen=True, kw_only=True):
    """重新打开: a new round, to the former lead unit unless another is named."""

    reason: Needed
    unit: Code = ""


class Withdraw(Command, frozen=True, kw_only=True):
    """撤单 by the citizen."""

    reason: Words = ""


class Supplement(Command, frozen=True, kw_only=True):
    """补充情况 by the citizen."""

    text: Needed


class Remind(Command, frozen=True, kw_only=True):
    """催办 by the citizen; the same caller on the same open matter makes no new case."""

    words: Words = ""


# --- several cases ----------------------------------------------------------------------------


class Merge(Command, frozen=True, kw_only=True):
    """并单: this case goes under `parent`, keeping number, follow-up and rating."""

    parent: NeededCode
    reason: Words = ""


class UndoMerge(Command, frozen=True, kw_only=True):
    """撤销并单: the case stands on its own again with the clocks of its original call."""

    reason: Needed


class Link(Command, frozen=True, kw_only=True):
    """关联: the two cases know of each other; nothing else changes."""

    other: NeededCode
    reason: Words = ""


class TakeParentAnswer(Command, frozen=True, kw_only=True):
    """The parent was completed: its public answer becomes this merged case's."""

    answer: Words = ""


class AnswerChildren(Command, frozen=True, kw_only=True):
    """Every case merged under this one has been given its answer."""


# --- the clock --------------------------------------------------------------------------------


class DeemSigned(Command, frozen=True, kw_only=True):
    """视同签收 at the sign limit."""

    leg: NeededCode


class BreachLimit(Command, frozen=True, kw_only=True):
    """办理超期: the leg's limit has passed."""

    leg: NeededCode


class BreachPromise(Command, frozen=True, kw_only=True):
    """The citizen's promise has passed."""


class AlarmHandOver(Command, frozen=True, kw_only=True):
    """移交未确认: nobody took over within the rulebook's minutes."""


class ExhaustFollowUp(Command, frozen=True, kw_only=True):
    """无法回访: the link was not answered either; never a default "satisfied"."""
