"""The three state tables of the hotline as data: case, leg, request under review.

One line per command: who may, from which states, into which states, under which guards. The same
lines are run by `decide`, tested as a full matrix, turned into the API, and printed into
docs/lifecycle.md, so there is no second description that could disagree.

A command on a leg or request also needs the case to be in handling. `outsourced` marks what staff
of an outside operator may do: answer and record only [国办函〔2025〕66号 三].
"""

from typing import Literal

import msgspec

from hotline.rules.case import commands as c
from hotline.rules.case import files
from hotline.rules.case import guards as g
from hotline.rules.case.fields import Command
from hotline.rules.text import say
from hotline.rules.words import CaseStage, LegState, RequestKind, RequestState, Role, Term

Subject = Literal["new", "case", "leg", "request"]

FRONT = frozenset({Role.AGENT, Role.TEAM_LEADER, Role.EXPERT})
BACK = frozenset({Role.PRE_REVIEWER, Role.DISPATCHER})
RULERS = BACK | {Role.CITY_REVIEWER, Role.MANAGEMENT}
LIAISONS = frozenset({Role.LIAISON, Role.UNIT_HEAD, Role.INTEGRATOR})
UNIT = LIAISONS | {Role.OFFICER}
REVIEWERS = frozenset({Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.MANAGEMENT})
CALLERS = frozenset({Role.FOLLOW_UP_CALLER})
CITIZEN = frozenset({Role.CITIZEN})
CLOCK = frozenset({Role.CLOCK})

S = CaseStage
BEFORE_DISPATCH = frozenset({S.REGISTERED, S.SENT_BACK, S.ACCEPTED})
AFTER_COMPLETION = frozenset({S.COMPLETED, S.FOLLOWED_UP, S.CLOSED})
OPEN = BEFORE_DISPATCH | {S.HANDED_OVER, S.HANDLING, S.MERGED}
PROMISED = OPEN - {S.REGISTERED, S.HANDED_OVER}
UNTIL_CLOSED = OPEN | {S.COMPLETED, S.FOLLOWED_UP}


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a table. `leaves` and `enters` are states of the subject.

    `with_bytes` marks what comes with files, so that no form or JSON body can be made from the
    command alone: pages and API have addresses of their own for it.
    """

    subject: Subject
    command: type[Command]
    zh: str
    roles: frozenset[Role]
    leaves: frozenset[Term]
    enters: frozenset[Term]
    guards: tuple[g.Guard, ...] = ()
    outsourced: bool = False
    kind: RequestKind | None = None
    with_bytes: bool = False

    @property
    def name(self) -> str:
        """The command's name as it stands in the API and the journal's causation."""
        return self.command.__name__


def _case(
    command: type[Command],
    zh: str,
    roles: frozenset[Role],
    leaves: frozenset[CaseStage],
    enters: frozenset[CaseStage] | None = None,
    *guards: g.Guard,
    outsourced: bool = False,
    with_bytes: bool = False,
) -> Edge:
    return Edge(
        subject="case",
        command=command,
        zh=zh,
        roles=roles,
        leaves=frozenset(leaves),
        enters=frozenset(leaves if enters is None else enters),
        guards=guards,
        outsourced=outsourced,
        with_bytes=with_bytes,
    )


def _leg(
    command: type[Command],
    zh: str,
    roles: frozenset[Role],
    leaves: set[LegState],
    enters: set[LegState] | None = None,
    *guards: g.Guard,
    with_bytes: bool = False,
) -> Edge:
    return Edge(
        subject="leg",
        command=command,
        zh=zh,
        roles=roles,
        leaves=frozenset(leaves),
        enters=frozenset(leaves if enters is None else enters),
        guards=guards,
        with_bytes=with_bytes,
    )


def _request(
    command: type[Command],
    zh: str,
    kind: RequestKind,
    roles: frozenset[Role],
    enters: set[RequestState],
    *guards: g.Guard,
) -> Edge:
    return Edge(
        subject="request",
        command=command,
        zh=zh,
        roles=roles,
        leaves=frozenset({RequestState.FILED}),
        enters=frozenset(enters),
        guards=guards,
        kind=kind,
    )


REGISTER = Edge(
    subject="new",
    command=c.RegisterContact,
    zh=say("接诉登记"),
    roles=FRONT | BACK | CITIZEN | {Role.INTEGRATOR, Role.DUTY_MANAGER},
    leaves=frozenset(),
    enters=frozenset({S.REGISTERED, S.ACCEPTED, S.HANDED_OVER, S.HANDLING, S.CLOSED}),
    outsourced=True,
)

_TRIAGE = (FRONT | BACK, frozenset({S.REGISTERED}))
_ENDS = frozenset({S.CLOSED})
# An accepted case whose units were right to return it may still end in one of these ways.
_ENDING = (
    FRONT | BACK,
    frozenset({S.REGISTERED, S.ACCEPTED}),
    _ENDS,
    g.uncontested_or_dispatcher,
    g.no_children,
)

CASE_TABLE: tuple[Edge, ...] = (
    _case(c.Accept, say("受理"), *_TRIAGE, frozenset({S.ACCEPTED}), outsourced=True),
    _case(c.AnswerDirectly, say("当场解答"), *_ENDING, outsourced=True),
    _case(c.HandOver, say("移交紧急热线"), *_TRIAGE, frozenset({S.HANDED_OVER}), outsourced=True),
    _case(c.TellLegalRoute, say("告知法定途径"), *_ENDING, outsourced=True),
    _case(c.Explain, say("解释说明"), *_ENDING, outsourced=True),
    _case(c.ReferToPolice, say("移送公安"), *_ENDING, outsourced=True),
    _case(
        c.ConfirmHandOver,
        say("移交确认"),
        FRONT | BACK | {Role.DUTY_MANAGER},
        frozenset({S.HANDED_OVER}),
        frozenset({S.CLOSED, S.REGISTERED}),
        outsourced=True,
    ),
    _case(
        c.SendBackForCompletion,
        say("退回补录"),
        BACK,
        frozenset({S.REGISTERED, S.ACCEPTED}),
        frozenset({S.SENT_BACK}),
    ),
    _case(
        c.CompleteIntake,
        say("补录"),
        FRONT | BACK,
        BEFORE_DISPATCH,
        frozenset({S.REGISTERED, S.ACCEPTED}),
        outsourced=True,
    ),
    _case(
        c.Dispatch,
        say("派单"),
        FRONT | BACK,
        frozenset({S.ACCEPTED}),
        frozenset({S.HANDLING}),
        g.uncontested_or_dispatcher,
    ),
    _case(c.AddUnit, say("加派"), BACK | {Role.SUPERVISOR}, frozenset({S.HANDLING})),
    _case(c.SplitMatter, say("拆分"), FRONT | BACK, OPEN - {S.HANDED_OVER}, outsourced=True),
    _case(
        c.Merge,
        say("并单"),
        BACK,
        frozenset({S.REGISTERED, S.ACCEPTED, S.HANDLING}),
        frozenset({S.MERGED}),
        g.no_children,
        g.not_confidential,
    ),
    _case(
        c.UndoMerge,
        say("撤销并单"),
        BACK,
        frozenset({S.MERGED}),
        frozenset({S.ACCEPTED}),
    ),
    _case(
        c.TakeParentAnswer, say("并单办结"), CLOCK, frozenset({S.MERGED}), frozenset({S.COMPLETED})
    ),
    _case(
        c.AnswerChildren, say("并入工单均已答复"), CLOCK, AFTER_COMPLETION, None, g.children_wait
    ),
    _case(c.Link, say("关联"), FRONT | BACK, frozenset(S), outsourced=True),
    _case(
        c.TryFollowUp,
        say("回访未果"),
        CALLERS,
        frozenset({S.COMPLETED}),
        None,
        g.can_be_called,
        g.in_calling_hours,
        outsourced=True,
    ),
    _case(
        c.RecordOutcome,
        say("回访结果"),
        CALLERS | FRONT,
        frozenset({S.COMPLETED}),
        frozenset({S.FOLLOWED_UP}),
        outsourced=True,
    ),
    _case(
        c.Rate,
        say("评价"),
        CITIZEN,
        frozenset({S.COMPLETED, S.FOLLOWED_UP}),
        frozenset({S.FOLLOWED_UP}),
        g.rating_open,
    ),
    _case(
        c.Close,
        say("结案"),
        CALLERS | CLOCK | {Role.DISPATCHER, Role.CITY_REVIEWER},
        frozenset({S.FOLLOWED_UP}),
        _ENDS,
        g.solved_or_reviewed,
        g.close_is_due,
    ),
    _case(
        c.Reopen,
        say("重新打开"),
        CALLERS | REVIEWERS | {Role.DISPATCHER},
        frozenset({S.FOLLOWED_UP, S.CLOSED}),
        frozenset({S.HANDLING, S.ACCEPTED}),
        g.was_handled,
        g.in_reopen_window,
    ),
    _case(
        c.Withdraw,
        say("撤单"),
        CITIZEN | FRONT,
        BEFORE_DISPATCH | {S.HANDLING},
        frozenset({S.WITHDRAWN}),
        g.no_children,
        outsourced=True,
    ),
    _case(c.Supplement, say("补充情况"), CITIZEN | FRONT, UNTIL_CLOSED, outsourced=True),
    _case(c.Remind, say("催办"), CITIZEN | FRONT, UNTIL_CLOSED, outsourced=True),
    _case(
        files.AttachFiles,
        say("上传材料"),
        CITIZEN | FRONT | BACK | CALLERS,
        UNTIL_CLOSED,
        None,
        files.has_room,
        outsourced=True,
        with_bytes=True,
    ),
    _case(c.BreachPromise, say("承诺超期"), CLOCK, PROMISED, None, g.promise_is_due),
    _case(
        c.AlarmHandOver,
        say("移交未确认告警"),
        CLOCK,
        frozenset({S.HANDED_OVER}),
        None,
        g.hand_over_is_due,
    ),
    _case(
        c.ExhaustFollowUp,
        say("无法回访"),
        CLOCK,
        frozenset({S.COMPLETED}),
        frozenset({S.FOLLOWED_UP}),
        g.link_is_due,
    ),
)

L = LegState
_UNFINISHED = {L.DISPATCHED, L.SIGNED, L.REPLIED}

LEG_TABLE: tuple[Edge, ...] = (
    _leg(c.Sign, say("签收"), UNIT, {L.DISPATCHED}, {L.SIGNED}, g.own_unit),
    _leg(c.DeemSigned, say("视同签收"), CLOCK, {L.DISPATCHED}, {L.SIGNED}, g.sign_is_due),
    _leg(c.Reassign, say("转派"), LIAISONS, {L.DISPATCHED, L.SIGNED}, None, g.own_unit),
    _leg(c.HandDown, say("下派"), LIAISONS, {L.SIGNED}, None, g.own_unit),
    _leg(
        c.RecordFirstContact,
        say("首次联系"),
        UNIT,
        {L.SIGNED},
        None,
        g.own_unit,
        g.not_yet_contacted,
    ),
    _leg(c.RecordProgress, say("办理进展"), UNIT, {L.SIGNED, L.REPLIED}, None, g.own_unit),
    _leg(
        files.AttachEvidence,
        say("上传佐证"),
        UNIT,
        {L.SIGNED, L.DISPUTED, L.REPLIED},
        None,
        g.own_unit,
        files.has_room,
        with_bytes=True,
    ),
    _leg(
        c.FileReturn,
        say("退单"),
        LIAISONS,
        {L.DISPATCHED, L.SIGNED},
        {L.DISPUTED},
        g.own_unit,
        g.not_the_hotline,
        g.not_critical,
        g.not_barred,
        g.before_return_limit,
        g.below_done,
    ),
    _leg(
        c.Reply,
        say("答复"),
        UNIT,
        {L.SIGNED},
        {L.REPLIED},
        g.own_unit,
        g.below_done,
        g.contacted_first,
    ),
    _leg(c.Redispatch, say("改派"), RULERS, _UNFINISHED, {L.REDISPATCHED}),
    _leg(c.ReleaseCoHandler, say("免予协办"), RULERS, _UNFINISHED, {L.RELEASED}, g.not_lead),
    _leg(c.BreachLimit, say("办理超期"), CLOCK, _UNFINISHED, None, g.limit_is_due),
)

R = RequestState

REQUEST_TABLE: tuple[Edge, ...] = (
    _request(
        c.RuleReturn,
        say("退单审核"),
        RequestKind.RETURN,
        RULERS,
        {R.UPHELD, R.REJECTED},
        g.not_party,
    ),
    _request(
        c.WithdrawReturn, say("撤回退单"), RequestKind.RETURN, LIAISONS, {R.WITHDRAWN}, g.own_unit
    ),
    _request(
        c.ApproveCompletion,
        say("审批办结"),
        RequestKind.COMPLETION,
        frozenset({Role.UNIT_HEAD}),
        {R.UPHELD},
        g.own_unit,
        g.co_handlers_done,
    ),
    _request(
        c.SendBackCompletion,
        say("退回重报"),
        RequestKind.COMPLETION,
        frozenset({Role.UNIT_HEAD}),
        {R.REJECTED},
        g.own_unit,
    ),
)

EDGES: tuple[Edge, ...] = (REGISTER, *CASE_TABLE, *LEG_TABLE, *REQUEST_TABLE)
BY_COMMAND: dict[type[Command], Edge] = {edge.command: edge for edge in EDGES}
BY_NAME: dict[str, Edge] = {edge.name: edge for edge in EDGES}
