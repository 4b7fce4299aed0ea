"""Every reachable state of case, leg and request, and a command of every kind to try on it.

A state can need a variant so that a command's guards are met: a rating needs a case not yet rated,
a follow-up call needs a number. `ready` returns the story in the variant and at the moment at
which the command would be allowed, if the tables allow it at all in that state.
"""

from collections.abc import Callable
from functools import cache, partial

from hotline.rules.case import commands as c
from hotline.rules.case import dispute as d
from hotline.rules.case import extension as x
from hotline.rules.case import flags, hold, phone, supervision, unsigned
from hotline.rules.case import redispatch as rd
from hotline.rules.case import rehandle as r
from hotline.rules.case import review as v
from hotline.rules.case.edges import Edge
from hotline.rules.case.evolve_legs import on_leg
from hotline.rules.case.fields import Command
from hotline.rules.case.files import AttachEvidence, AttachFiles
from hotline.rules.case.follow_up import AskAtExpiry
from hotline.rules.case.leg_table import LEG_TABLE, REQUEST_TABLE
from hotline.rules.case.sampling import CheckSample
from hotline.rules.case.state import RUNNING
from hotline.rules.case.table import CASE_TABLE
from hotline.rules.file_words import FileGroup
from hotline.rules.phone_words import Rang
from hotline.rules.words import (
    AttemptResult,
    CaseStage,
    EmergencyLine,
    ExplainGround,
    LegalRoute,
    LegState,
    RequestKind,
    RequestState,
    Term,
)
from tests.rules.case import (
    automated,
    calls,
    co_leg,
    gathered,
    intake_states,
    outer,
    pressed,
    repeated,
    statutory,
    unclear,
)
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.again import (
    REHANDLE,
    unsolved,
)
from tests.rules.case.build import MARK, Story
from tests.rules.case.co_leg import HOLDER, LEG
from tests.rules.case.moments import when_met

S, L, R = CaseStage, LegState, RequestState

# --- case -------------------------------------------------------------------------------------

HAND_OVER = c.HandOver(line=EmergencyLine.POLICE_110, note=MARK)


def _sent_back() -> Story:
    return b.accepted().do(w.DISPATCHER, c.SendBackForCompletion(reason=MARK))


def _unreachable() -> Story:
    """已回访 without a verdict, so that the citizen may still rate."""
    story = b.completed(phone="")
    story.clock(w.local(3, 6, 9))
    return story


STAGES: dict[CaseStage, Callable[[], Story]] = {
    S.REGISTERED: b.registered,
    S.SENT_BACK: _sent_back,
    S.ACCEPTED: b.accepted,
    S.HANDED_OVER: lambda: b.registered().do(w.AGENT, HAND_OVER),
    S.HANDLING: b.signed,
    S.COMPLETED: b.completed,
    S.FOLLOWED_UP: _unreachable,
    S.MERGED: b.merged,
    S.WITHDRAWN: lambda: b.signed().do(w.CITIZEN, c.Withdraw(reason=MARK)),
    S.CLOSED: b.closed,
}


def _parent(stage: CaseStage) -> Story:
    """A case under which another waits for its answer, in one of the stages after completion."""
    story = b.merged()
    story.one = "c1"
    b.finish(story, w.URBAN)
    if stage is not S.COMPLETED:
        story.do(w.CALLER, b.outcome())
    return story.do(w.CALLER, c.Close()) if stage is S.CLOSED else story


VARIANTS: dict[tuple[CaseStage, type[Command]], Callable[[], Story]] = {
    **calls.variants(STAGES),
    (S.COMPLETED, c.ExhaustFollowUp): lambda: b.completed(phone=""),
    (S.COMPLETED, c.AnswerChildren): lambda: _parent(S.COMPLETED),
    (S.FOLLOWED_UP, c.AnswerChildren): lambda: _parent(S.FOLLOWED_UP),
    (S.CLOSED, c.AnswerChildren): lambda: _parent(S.CLOSED),
    (S.FOLLOWED_UP, r.OrderRehandle): lambda: unsolved(S.FOLLOWED_UP),
    (S.CLOSED, r.OrderRehandle): lambda: unsolved(S.CLOSED),
    (S.FOLLOWED_UP, r.RaiseToHigherBody): lambda: unsolved(S.FOLLOWED_UP, rounds=0),
    (S.CLOSED, r.RaiseToHigherBody): lambda: unsolved(S.CLOSED, rounds=0),
    **intake_states.variants(STAGES),
    **gathered.VARIANTS,
    **outer.variants(STAGES),
    **repeated.VARIANTS,
    **unclear.VARIANTS,
    **unclear.variants(STAGES),
    **automated.VARIANTS,
}


@cache
def _case_story(stage: CaseStage, command: type[Command]) -> Story:
    made = VARIANTS.get((stage, command), STAGES[stage])()
    other = made.one
    if command is flags.DecideFlag:
        b.doubted(made)
    made.register(w.AGENT, b.call(b.matter(triage=c.Accept(), dispatch=True)))
    made.one = other
    return made


NEW = b.matter(triage=c.Accept(), dispatch=True)


def case_command(story: Story, edge: Edge) -> Command:
    """A command of that kind that only state, role and guards could refuse."""
    other = next(key for key in reversed(story.cases) if key != story.one)
    made: dict[type[Command], Command] = {
        c.AnswerDirectly: c.AnswerDirectly(answer=MARK),
        c.HandOver: HAND_OVER,
        c.TellLegalRoute: c.TellLegalRoute(route=LegalRoute.LITIGATION, words=MARK),
        c.Explain: c.Explain(ground=ExplainGround.UNLAWFUL, words=MARK),
        c.ReferToPolice: c.ReferToPolice(clue=MARK),
        c.ConfirmHandOver: c.ConfirmHandOver(taken_over=True),
        c.SendBackForCompletion: c.SendBackForCompletion(reason=MARK),
        c.AddUnit: c.AddUnit(unit=w.HOUSING),
        c.SplitMatter: c.SplitMatter(matter=b.matter()),
        c.Merge: c.Merge(parent=other),
        c.UndoMerge: c.UndoMerge(reason=MARK),
        c.Link: c.Link(other=other),
        **{type(one): one for one in (*gathered.COMMANDS, *repeated.COMMANDS, *unclear.COMMANDS)},
        **{type(one): one for one in (*outer.COMMANDS, *automated.COMMANDS)},
        c.TryFollowUp: c.TryFollowUp(result=AttemptResult.BUSY),
        c.RecordOutcome: b.outcome(),
        AskAtExpiry: calls.at_expiry(),
        CheckSample: calls.CHECK,
        c.Rate: b.rating(),
        c.Close: c.Close(note=MARK),
        c.Reopen: c.Reopen(reason=MARK),
        r.OrderRehandle: REHANDLE,
        r.RaiseToHigherBody: r.RaiseToHigherBody(reason=MARK),
        c.Supplement: c.Supplement(text=MARK),
        AttachFiles: AttachFiles(files=b.files()),
        flags.DecideFlag: flags.DecideFlag(flag="F1", borne_out=True, reason=MARK),
        **intake_states.COMMANDS,
    }
    return made.get(edge.command) or edge.command()


# --- leg: the subject is a co-handling leg, so that the case stays in handling ----------------

LEGS: dict[LegState, Callable[[], Story]] = {
    L.DISPATCHED: co_leg.begun,
    L.SIGNED: co_leg.signed,
    L.DISPUTED: co_leg.disputed,
    L.HELD: co_leg.held,
    L.REPLIED: co_leg.replied,
    L.COMPLETED: lambda: b.finish(co_leg.begun(), HOLDER),
    L.RETURNED: lambda: co_leg.ruled(True),
    L.REDISPATCHED: lambda: co_leg.redispatched(co_leg.begun()),
    L.RELEASED: lambda: co_leg.begun().do(w.DISPATCHER, c.ReleaseCoHandler(leg=LEG, reason=MARK)),
}


def _urgent(state: LegState) -> Story:
    """The leg as that of an urgent order, to be confirmed by phone."""
    story = LEGS[state]()
    story.cases[story.one] = on_leg(story.case, LEG, phone_due=story.now, rung_due=story.now)
    return story


LEG_VARIANTS: dict[tuple[LegState, type[Command]], Callable[[], Story]] = {
    **statutory.VARIANTS,
    **statutory.carried(LEGS),
    **unclear.leg_variants(LEGS),
    **repeated.LEG_VARIANTS,
    (L.SIGNED, hold.BeginHold): co_leg.contacted,
    (L.SIGNED, rd.AskRedispatch): co_leg.after_return_limit,
    (L.DISPUTED, c.BreachLimit): co_leg.pause_over,
    (L.DISPATCHED, unsigned.BreachSign): lambda: calls.not_deemed(co_leg.begun, LEG),
    (L.DISPUTED, supervision.RemindLeg): co_leg.pause_over,
    **{
        (state, command): partial(_urgent, state)
        for state in RUNNING
        for command in (phone.AcknowledgeOrder, phone.RecordCall, phone.AlarmPhone)
    },
}


@cache
def leg_story(state: LegState, command: type[Command]) -> Story:
    """The case in handling, its second leg in that state."""
    return LEG_VARIANTS.get((state, command), LEGS[state])()


def leg_command(edge: Edge) -> Command:
    """A command on that leg that only state, role and guards could refuse."""
    made: dict[type[Command], Command] = {
        **statutory.COMMANDS,
        **repeated.LEG_COMMANDS,
        **unclear.LEG_COMMANDS,
        c.Reassign: c.Reassign(leg=LEG, officer="u1"),
        c.HandDown: c.HandDown(leg=LEG, unit=w.WATER_COMPANY),
        AttachEvidence: AttachEvidence(leg=LEG, group=FileGroup.HANDLING, files=b.files()),
        c.RecordProgress: c.RecordProgress(leg=LEG, note=MARK),
        c.FileReturn: b.file_return(LEG),
        x.FileExtension: b.file_extension(LEG),
        rd.AskRedispatch: rd.AskRedispatch(leg=LEG, fact=MARK),
        phone.AcknowledgeOrder: phone.AcknowledgeOrder(leg=LEG, by=MARK, number=b.PHONE),
        phone.RecordCall: phone.RecordCall(leg=LEG, rang=Rang.BUSY, by=MARK, climb=True),
        hold.BeginHold: hold.BeginHold(leg=LEG, explanation=MARK),
        v.FileReview: v.FileReview(leg=LEG, claim=MARK),
        c.Reply: b.reply(LEG),
        c.Redispatch: c.Redispatch(leg=LEG, unit=w.EAST, reason=MARK),
        c.ReleaseCoHandler: c.ReleaseCoHandler(leg=LEG, reason=MARK),
    }
    return made.get(edge.command) or edge.command(leg=LEG)  # type: ignore[call-arg]


# --- request under review ---------------------------------------------------------------------


def _return_lapsed() -> Story:
    """A handed-down leg in dispute whose outer leg was given to another unit."""
    story = co_leg.signed().do(w.liaison(HOLDER), c.HandDown(leg=LEG, unit=w.WATER_COMPANY))
    return co_leg.redispatched(story.do(w.liaison(w.WATER_COMPANY), b.file_return("L3")))


REQUESTS: dict[tuple[RequestKind, RequestState], Callable[[], Story]] = {
    (RequestKind.RETURN, R.FILED): co_leg.disputed,
    (RequestKind.RETURN, R.UPHELD): lambda: co_leg.ruled(True),
    (RequestKind.RETURN, R.REJECTED): lambda: co_leg.ruled(False),
    (RequestKind.RETURN, R.WITHDRAWN): lambda: co_leg.disputed().do(
        w.liaison(HOLDER), c.WithdrawReturn(request="R1")
    ),
    (RequestKind.RETURN, R.LAPSED): _return_lapsed,
    (RequestKind.REDISPATCH, R.FILED): co_leg.asking,
    (RequestKind.REDISPATCH, R.UPHELD): lambda: co_leg.redispatch_ruled(True),
    (RequestKind.REDISPATCH, R.REJECTED): lambda: co_leg.redispatch_ruled(False),
    (RequestKind.REDISPATCH, R.LAPSED): lambda: co_leg.redispatched(co_leg.asking()),
    (RequestKind.EXTENSION, R.FILED): co_leg.extending,
    (RequestKind.EXTENSION, R.UPHELD): lambda: co_leg.extension_ruled(True),
    (RequestKind.EXTENSION, R.REJECTED): lambda: co_leg.extension_ruled(False),
    (RequestKind.EXTENSION, R.WITHDRAWN): lambda: co_leg.extending().do(
        w.liaison(HOLDER), x.WithdrawExtension(request="R1")
    ),
    (RequestKind.EXTENSION, R.LAPSED): lambda: co_leg.redispatched(co_leg.extending()),
    **pressed.STATES,
    **repeated.STATES,
    **unclear.STATES,
    (RequestKind.COMPLETION, R.FILED): co_leg.replied,
    (RequestKind.COMPLETION, R.UPHELD): lambda: b.finish(co_leg.begun(), HOLDER),
    (RequestKind.COMPLETION, R.REJECTED): lambda: co_leg.replied().do(
        w.head(HOLDER), c.SendBackCompletion(request="R1", reason=MARK)
    ),
    (RequestKind.COMPLETION, R.LAPSED): lambda: co_leg.redispatched(co_leg.replied()),
}


REQUEST_VARIANTS: dict[tuple[RequestState, type[Command]], Callable[[], Story]] = {
    (R.FILED, d.GiveOpinion): co_leg.consulting,
    (R.FILED, d.RuleConsultation): co_leg.consulting,
    **pressed.VARIANTS,
    **repeated.REQUEST_VARIANTS,
    **unclear.REQUEST_VARIANTS,
}
VARIED_KIND = {**pressed.VARIED, **repeated.VARIED, **unclear.VARIED}


@cache
def request_story(kind: RequestKind, state: RequestState, command: type[Command]) -> Story:
    """The case in handling, its first request of that kind and in that state."""
    wanted = kind is VARIED_KIND.get(command, RequestKind.RETURN)
    made = REQUEST_VARIANTS.get((state, command)) if wanted else None
    return made() if made else REQUESTS[kind, state]()


def request_id(kind: RequestKind) -> str:
    """The request a story of that kind is about; a review follows the reply of its first round."""
    own = {RequestKind.REVIEW: "R2", RequestKind.SUPERVISION: "D1", **repeated.IDS}
    return own.get(kind, "R1")


def request_command(edge: Edge, one: str = "R1") -> Command:
    """A command on that request that only state, role and guards could refuse."""
    made: dict[type[Command], Command] = {
        c.RuleReturn: c.RuleReturn(request=one, uphold=False, grounds=MARK),
        c.SendBackCompletion: c.SendBackCompletion(request=one, reason=MARK),
        d.GiveOpinion: d.GiveOpinion(request=one, opinion=MARK, legal_basis=MARK),
        d.RuleConsultation: d.RuleConsultation(request=one, unit=HOLDER, grounds=MARK),
        rd.RuleRedispatch: rd.RuleRedispatch(request=one, grant=False, grounds=MARK),
        **pressed.COMMANDS,
        **repeated.commands(one),
        **unclear.commands(one),
        x.RuleExtension: x.RuleExtension(request=one, grant=False, grounds=MARK),
        v.RuleDistrictReview: v.RuleDistrictReview(request=one, support=False, grounds=MARK),
        v.RuleCityReview: v.RuleCityReview(request=one, not_borne_out=False, grounds=MARK),
    }
    return made.get(edge.command) or edge.command(request=one)  # type: ignore[call-arg]


def ready(edge: Edge, state: Term, kind: RequestKind | None = None) -> tuple[Story, Command]:
    """The story in that state of the edge's subject, and a command to try at the right moment."""
    if edge.subject == "case":
        assert isinstance(state, CaseStage)
        story = _case_story(state, edge.command).copy()
        command = case_command(story, edge)
    elif edge.subject == "leg":
        assert isinstance(state, LegState)
        story, command = leg_story(state, edge.command).copy(), leg_command(edge)
    else:
        assert isinstance(state, RequestState)
        assert kind is not None
        story = request_story(kind, state, edge.command).copy()
        command = request_command(edge, request_id(kind))
    request = request_id(kind) if kind else "R1"
    story.now = max(story.now, when_met(story, edge.command, LEG, request))
    return story, command


TABLES = {"case": CASE_TABLE, "leg": LEG_TABLE, "request": REQUEST_TABLE}
