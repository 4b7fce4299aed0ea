"""What a case is, as it follows from its events. No personal data stands here."""

from datetime import datetime

import msgspec

from hotline.rules.caller_words import Relation
from hotline.rules.case.automatic_state import Planned
from hotline.rules.case.procedure_state import Procedure
from hotline.rules.case.proposal_state import Proposal
from hotline.rules.case.province_state import Upward
from hotline.rules.deadline import Clock
from hotline.rules.duration import Duration
from hotline.rules.file_words import FileGroup
from hotline.rules.phone_words import Rung
from hotline.rules.words import (
    AttemptResult,
    CaseStage,
    Channel,
    CloseReason,
    Colour,
    EmergencyLine,
    EndReason,
    Fault,
    FollowUpTrigger,
    Kind,
    LegRole,
    LegState,
    Platform,
    RequestKind,
    RequestState,
    ReturnReason,
    Satisfied,
    Sign,
    Solved,
    SupervisionKind,
    Tag,
    Triage,
    Truth,
    Urgency,
)

RUNNING = frozenset(
    {LegState.DISPATCHED, LegState.SIGNED, LegState.DISPUTED, LegState.HELD, LegState.REPLIED}
)
"""Leg states in which the unit still owes something."""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's share (承办单). `limit` runs from dispatch; all other dues are moments."""

    id: str
    role: LegRole
    unit: str
    state: LegState
    parent_leg: str
    dispatched_at: datetime
    limit: Clock
    sign_due: datetime
    return_due: datetime
    contact_due: datetime
    round: int
    phone_due: datetime | None = None
    rung: Rung = Rung.UNIT
    rung_due: datetime | None = None
    rang: int = 0
    acknowledged_at: datetime | None = None
    remind_percent: int = 0
    reminded: int = 0
    entry: str = ""
    deems: bool = True
    last_resort: bool = False
    officer: str = ""
    signed_at: datetime | None = None
    deemed: bool = False
    sign_late: bool = False
    first_contact_at: datetime | None = None
    truth: Truth | None = None
    solved: Solved | None = None
    held_until: datetime | None = None
    holds: int = 0
    procedure: Procedure | None = None
    completed_at: datetime | None = None
    on_time: bool | None = None
    ended: EndReason | None = None
    evidence: int = 0
    proofs: tuple[FileGroup, ...] = ()

    @property
    def running(self) -> bool:
        """Whether the unit still owes something."""
        return self.state in RUNNING


class UnderReview(msgspec.Struct, frozen=True, kw_only=True):
    """A request under review (待审事项) and how it ended. `units` are those ordered on site, of
    whom some `came` and some were `absent`."""

    id: str
    kind: RequestKind
    state: RequestState
    leg: str
    unit: str
    filed_at: datetime
    filed_by: str
    due_at: datetime | None = None
    reason: ReturnReason | None = None
    believed_unit: str = ""
    by: Duration | None = None
    long_cycle: bool = False
    pause_until: datetime | None = None
    consultation: bool = False
    opinions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    rung: int = 0
    ruled_by: str = ""
    ruled_at: datetime | None = None
    excludes: str | None = None


class Document(UnderReview, frozen=True, kw_only=True):
    """A document of supervision (督办): `unit` is pressed, `addressed` has to answer after it
    climbed to that `rung`. Accepted is UPHELD, cancelled WITHDRAWN, over with its leg LAPSED."""

    document: SupervisionKind
    colour: Colour
    by_rule: bool
    addressed: str
    received_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it still presses."""
        return self.state is RequestState.FILED


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One follow-up attempt that got no answer."""

    at: datetime
    result: AttemptResult


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the citizen said in a valid follow-up or rating."""

    at: datetime
    by_citizen: bool
    contacted: bool
    solved: Solved
    result: Satisfied
    process: Satisfied


class OwedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up that is owed: by when it has to begin; `ended` where that at expiry is over."""

    trigger: FollowUpTrigger
    clock: Clock
    ended: bool = False


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A completion drawn for a check by staff (抽查), and what was found."""

    drawn_at: datetime
    draw: int
    percent: int
    found: Solved | None = None


class HandOverState(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-over to an emergency line: sent, then taken over or refused."""

    line: EmergencyLine
    sent_at: datetime
    confirm_due: datetime
    alarmed: bool = False
    taken: bool | None = None
    three_way_at: datetime | None = None
    written_at: datetime | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A platform that brought this matter under a number of its own, and is answered by itself."""

    id: str
    platform: Platform
    number: str
    attached_at: datetime
    confirmed_at: datetime | None = None
    answered_at: datetime | None = None


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """The kept result of a finished round of handling."""

    number: int
    completed_at: datetime
    on_time: bool
    verdict: Verdict | None = None
    at_expiry: Verdict | None = None


class Rehandle(msgspec.Struct, frozen=True, kw_only=True):
    """A round of 重办 for the fault of `unit`, or of 提级办理 by `unit` where there is no fault."""

    round: int
    unit: str
    fault: Fault | None = None
    borne_out: bool = True


class MassEvent(msgspec.Struct, frozen=True, kw_only=True):
    """群体事件 that a case heads: what callers are told, a public announcement. `notice` is that of
    a planned outage."""

    name: str
    area: str
    script: str
    opened_at: datetime
    notice: str = ""
    ended_at: datetime | None = None
    answered: bool = False


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """疑点: a sign set beside a reply, and what a person said of it (None while nobody has)."""

    id: str
    leg: str
    unit: str
    sign: Sign
    flagged_at: datetime
    known: bool = False
    borne_out: bool | None = None
    decided_at: datetime | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """诉求工单: one matter of one caller."""

    number: str
    contact: str
    stage: CaseStage
    channel: Channel
    kind: Kind
    topic: str
    area: str
    object: str
    urgency: Urgency
    tags: tuple[Tag, ...]
    confidential: bool
    anonymous: bool
    reachable: bool
    reported_unit: str
    registrar: str
    query_digest: str
    registered_at: datetime
    last_at: datetime
    split_from: str = ""
    relation: Relation | None = None
    authorised: bool = False
    triage: Triage | None = None
    accepted_at: datetime | None = None
    edition: int = 0
    promise: Clock | None = None
    desk: Clock | None = None
    hand_over: HandOverState | None = None
    legs: tuple[Leg, ...] = ()
    requests: tuple[UnderReview, ...] = ()
    documents: tuple[Document, ...] = ()
    returns: int = 0
    barred: tuple[str, ...] = ()
    round: int = 1
    rounds: tuple[Round, ...] = ()
    rehandles: tuple[Rehandle, ...] = ()
    completed_at: datetime | None = None
    on_time: bool | None = None
    follow_up: OwedCall | None = None
    at_expiry: Verdict | None = None
    sample: Sample | None = None
    attempts: tuple[Attempt, ...] = ()
    link_due: datetime | None = None
    verdict: Verdict | None = None
    unreachable: bool = False
    added_at: datetime | None = None
    close_due: datetime | None = None
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    parent: str = ""
    parent_number: str = ""
    children: int = 0
    children_waiting: int = 0
    links: tuple[str, ...] = ()
    reminders: int = 0
    supplements: int = 0
    send_backs: int = 0
    files: int = 0
    flags: tuple[Flag, ...] = ()
    sources: tuple[Source, ...] = ()
    source_due: datetime | None = None
    above: tuple[Upward, ...] = ()
    mass: MassEvent | None = None
    of_event: str = ""
    special: bool = False
    final_answers: int = 0
    proposals: tuple[Proposal, ...] = ()
    planned: Planned | None = None

    @property
    def unsolved(self) -> bool:
        """Whether the citizen, or the check of a sample in their stead, says it is not solved."""
        verdict, sample = self.verdict, self.sample
        by_citizen = verdict is not None and verdict.solved is Solved.NOT
        return by_citizen or (sample is not None and sample.found is Solved.NOT)

    @property
    def unreasonable_since(self) -> datetime | None:
        """From when on later identical calls get the final answer (无理重复诉求); None unless it
        was recognised and not lifted since."""
        since: datetime | None = None
        for one in self.requests:
            if one.state is RequestState.UPHELD and one.kind is RequestKind.UNREASONABLE:
                since = one.ruled_at
            if one.state is RequestState.UPHELD and one.kind is RequestKind.CONTEST:
                since = None
        return since

    def excluded(self, leg_id: str) -> str | None:
        """For which reason that leg is not assessed (考核剔除), by its code; None where it is."""
        for one in self.requests:
            if one.leg == leg_id and one.excludes and one.state is RequestState.UPHELD:
                return one.excludes
        return None

    @property
    def children_answered(self) -> bool:
        """Whether no case merged under this one still waits for its answer."""
        return not self.children_waiting and (self.mass is None or self.mass.answered)

    def leg(self, leg_id: str) -> Leg | None:
        """The leg of that id, or None."""
        return next((leg for leg in self.legs if leg.id == leg_id), None)

    def request(self, request_id: str) -> UnderReview | None:
        """The request or document of that id, or None."""
        every = (*self.requests, *self.documents)
        return next((found for found in every if found.id == request_id), None)

    def document(self, request_id: str) -> Document | None:
        """The document of that id, or None."""
        return next((found for found in self.documents if found.id == request_id), None)

    def flag(self, flag_id: str) -> Flag | None:
        """The doubt of that id, or None."""
        return next((found for found in self.flags if found.id == flag_id), None)

    @property
    def lead(self) -> Leg | None:
        """The leg that leads in this round (主办单), unless it was ended; after 查否 that of the
        round before, whose result stands."""
        cleared = self.close_reason is CloseReason.NOT_BORNE_OUT
        leads = [
            leg
            for leg in self.legs
            if leg.role is LegRole.LEAD and leg.ended is None and leg.round == self.round - cleared
        ]
        return leads[-1] if leads else None

    @property
    def rehandle(self) -> Rehandle | None:
        """Why this round is handled again, unless it was reopened for another reason."""
        last = self.rehandles[-1] if self.rehandles else None
        return last if last and last.round == self.round else None

    @property
    def running_legs(self) -> tuple[Leg, ...]:
        """Legs whose units still owe something."""
        return tuple(leg for leg in self.legs if leg.running)

    def below(self, leg_id: str) -> tuple[Leg, ...]:
        """Running legs handed down directly from that leg."""
        return tuple(leg for leg in self.running_legs if leg.parent_leg == leg_id)

    @property
    def next_request_id(self) -> str:
        """Requests, like legs, are numbered within their case: ids need no randomness."""
        return f"R{len(self.requests) + 1}"

    @property
    def next_document_id(self) -> str:
        """Documents of supervision have numbers of their own."""
        return f"D{len(self.documents) + 1}"
