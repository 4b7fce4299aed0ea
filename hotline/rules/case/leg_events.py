"""What happened to the legs of a case and to requests under review. See `events`."""

from datetime import datetime

from hotline.rules.case.automatic_state import Plan
from hotline.rules.case.events import Event, Sealed
from hotline.rules.deadline import Clock
from hotline.rules.words import EndReason, LegRole, ReturnReason, Solved, Truth


class LegDispatched(Event, frozen=True, kw_only=True):
    """已派单: a leg began, its limit running from now and never from signing.

    `limit.due_at` of a co-handling leg lies before the lead's, that of a handed-down leg inside
    its parent's; the clock's turns say so. `last_resort`: nobody else could be named (兜底单位).
    `suggested`: the unit proposed first, on a lead that was dispatched; "" where nothing was.
    `automatic`: by what the machine sent it (自动派单), None where a person did.
    """

    leg: str
    role: LegRole
    unit: str
    parent_leg: str
    replaces: str
    entry: str
    directory_edition: str
    legal_basis: str
    edition: int
    limit: Clock
    sign_due: datetime
    return_due: datetime
    contact_due: datetime
    deems: bool = True
    phone_due: datetime | None = None
    remind_percent: int = 0
    last_resort: bool = False
    suggested: str = ""
    automatic: Plan | None = None
    reason: Sealed


class LegSigned(Event, frozen=True, kw_only=True):
    """已签收, or 视同签收 with a late mark."""

    leg: str
    deemed: bool
    late: bool


class LegReassigned(Event, frozen=True, kw_only=True):
    """已转派."""

    leg: str
    officer: str


class LegEnded(Event, frozen=True, kw_only=True):
    """A leg ended without completion and without fault of its own clock."""

    leg: str
    why: EndReason
    reason: Sealed


class FirstContactMade(Event, frozen=True, kw_only=True):
    """已首次联系."""

    leg: str
    late: bool
    number: Sealed
    note: Sealed


class ProgressRecorded(Event, frozen=True, kw_only=True):
    """办理进展."""

    leg: str
    note: Sealed


class ReturnFiled(Event, frozen=True, kw_only=True):
    """已申请退单: the leg pauses, at most until `pause_until`; the citizen sees
    正在确定承办单位."""

    request: str
    leg: str
    reason: ReturnReason
    believed_unit: str
    filed_by: str
    ruling_due: datetime
    pause_until: datetime | None = None
    consultation: bool = False
    explanation: Sealed


class ReturnWithdrawn(Event, frozen=True, kw_only=True):
    """已撤回退单; limit, signing and first contact resume with what was left."""

    request: str
    leg: str
    limit: Clock
    sign_due: datetime
    contact_due: datetime


class ReturnUpheld(Event, frozen=True, kw_only=True):
    """退单成立."""

    request: str
    leg: str
    grounds: Sealed


class ReturnRejected(Event, frozen=True, kw_only=True):
    """退单不成立: resumes with what was left; this unit may not return this case again."""

    request: str
    leg: str
    limit: Clock
    sign_due: datetime
    contact_due: datetime
    grounds: Sealed


class RequestLapsed(Event, frozen=True, kw_only=True):
    """待审事项失效, because its leg ended otherwise."""

    request: str


class ReplyFiled(Event, frozen=True, kw_only=True):
    """已答复, waiting for the head's approval."""

    request: str
    leg: str
    truth: Truth
    solved: Solved
    beyond_duty: bool
    contacted: bool
    filed_by: str
    approval_due: datetime | None = None
    internal_record: Sealed
    public_answer: Sealed


class CompletionApproved(Event, frozen=True, kw_only=True):
    """办结审批通过: the leg is completed as of its reply's approval."""

    request: str
    leg: str
    on_time: bool
    note: Sealed


class CompletionSentBack(Event, frozen=True, kw_only=True):
    """已退回重报."""

    request: str
    leg: str
    reason: Sealed


class LimitBreached(Event, frozen=True, kw_only=True):
    """办理超期."""

    leg: str
    due_at: datetime
