"""The three state tables of the hotline as data: case, leg, request under review.

One line per command: who may, from which states, into which states, under which guards. The same
lines are run by `decide`, tested as a full matrix, turned into the API, and printed into
docs/lifecycle.md, so there is no second description that could disagree.

A command on a leg or request also needs the case to be in handling, but for those that say in which
other stages (`Edge.stages`). `outsourced` marks what staff
of an outside operator may do: answer and record only [国办函〔2025〕66号 三].
"""

from hotline.rules.case import commands as c
from hotline.rules.case import desk_wait, files, flags, follow_up, mass, on_site, sampling
from hotline.rules.case import guards as g
from hotline.rules.case import rehandle as r
from hotline.rules.case.automatic_table import AUTOMATIC_CASES
from hotline.rules.case.edges import (
    BACK,
    CALLERS,
    CITIZEN,
    CLOCK,
    FRONT,
    REVIEWERS,
    Edge,
    on_case,
)
from hotline.rules.case.fields import Command
from hotline.rules.case.intake_table import INTAKE_TABLE
from hotline.rules.case.leg_table import LEG_TABLE, REQUEST_TABLE
from hotline.rules.case.mass_table import MASS_TABLE
from hotline.rules.case.outer_table import OUTER_CASES
from hotline.rules.case.repeat_table import REPEAT_CASES
from hotline.rules.case.unclear_table import UNCLEAR_CASES
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Role

S = CaseStage
BEFORE_DISPATCH = frozenset({S.REGISTERED, S.SENT_BACK, S.ACCEPTED})
AFTER_COMPLETION = frozenset({S.COMPLETED, S.FOLLOWED_UP, S.CLOSED})
OPEN = BEFORE_DISPATCH | {S.HANDED_OVER, S.HANDLING, S.MERGED}
PROMISED = OPEN - {S.REGISTERED, S.HANDED_OVER}
UNTIL_CLOSED = OPEN | {S.COMPLETED, S.FOLLOWED_UP}


AGAIN = CALLERS | REVIEWERS | {Role.DISPATCHER}
"""Who decides that a case is not over."""
_HANDLED_AGAIN = (
    g.was_handled,
    g.in_reopen_window,
    r.unsolved,
    r.had_a_unit,
    r.not_cleared,
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
    mass.heads_no_event,
)

CASE_TABLE: tuple[Edge, ...] = (
    on_case(c.Accept, say("受理"), *_TRIAGE, frozenset({S.ACCEPTED}), outsourced=True),
    on_case(c.AnswerDirectly, say("当场解答"), *_ENDING, outsourced=True),
    on_case(c.HandOver, say("移交紧急热线"), *_TRIAGE, frozenset({S.HANDED_OVER}), outsourced=True),
    on_case(c.TellLegalRoute, say("告知法定途径"), *_ENDING, outsourced=True),
    on_case(c.Explain, say("解释说明"), *_ENDING, outsourced=True),
    on_case(c.ReferToPolice, say("移送公安"), *_ENDING, outsourced=True),
    on_case(
        c.ConfirmHandOver,
        say("移交确认"),
        FRONT | BACK | {Role.DUTY_MANAGER},
        frozenset({S.HANDED_OVER}),
        frozenset({S.CLOSED, S.REGISTERED}),
        outsourced=True,
    ),
    on_case(
        c.SendBackForCompletion,
        say("退回补录"),
        BACK,
        frozenset({S.REGISTERED, S.ACCEPTED}),
        frozenset({S.SENT_BACK}),
    ),
    on_case(
        c.CompleteIntake,
        say("补录"),
        FRONT | BACK,
        BEFORE_DISPATCH,
        frozenset({S.REGISTERED, S.ACCEPTED}),
        outsourced=True,
    ),
    on_case(
        c.Dispatch,
        say("派单"),
        FRONT | BACK,
        frozenset({S.ACCEPTED}),
        frozenset({S.HANDLING}),
        g.uncontested_or_dispatcher,
    ),
    on_case(c.AddUnit, say("加派"), BACK | {Role.SUPERVISOR}, frozenset({S.HANDLING})),
    on_case(c.SplitMatter, say("拆分"), FRONT | BACK, OPEN - {S.HANDED_OVER}, outsourced=True),
    on_case(
        c.Merge,
        say("并单"),
        BACK,
        frozenset({S.REGISTERED, S.ACCEPTED, S.HANDLING}),
        frozenset({S.MERGED}),
        g.no_children,
        mass.heads_no_event,
        g.not_confidential,
        on_site.none_ordered,
    ),
    on_case(
        c.UndoMerge,
        say("撤销并单"),
        BACK,
        frozenset({S.MERGED}),
        frozenset({S.ACCEPTED}),
    ),
    on_case(
        c.TakeParentAnswer, say("并单办结"), CLOCK, frozenset({S.MERGED}), frozenset({S.COMPLETED})
    ),
    on_case(
        c.AnswerChildren, say("并入工单均已答复"), CLOCK, AFTER_COMPLETION, None, g.children_wait
    ),
    *MASS_TABLE,
    on_case(
        flags.DecideFlag,
        say("疑点认定"),
        REVIEWERS | {Role.SUPERVISOR},
        frozenset(S),
        None,
        flags.something_flagged,
    ),
    on_case(c.Link, say("关联"), FRONT | BACK, frozenset(S), outsourced=True),
    on_case(
        c.TryFollowUp,
        say("回访未果"),
        CALLERS,
        PROMISED | {S.COMPLETED},
        None,
        g.can_be_called,
        follow_up.call_is_owed,
        g.in_calling_hours,
        outsourced=True,
    ),
    on_case(
        follow_up.AskAtExpiry,
        say("到期回访"),
        CALLERS | FRONT,
        PROMISED,
        None,
        g.can_be_called,
        follow_up.asked_at_expiry,
        outsourced=True,
    ),
    on_case(
        sampling.CheckSample,
        say("抽查"),
        frozenset({Role.INSPECTOR, Role.CITY_REVIEWER}),
        AFTER_COMPLETION,
        None,
        sampling.sample_waits,
    ),
    on_case(
        c.RecordOutcome,
        say("回访结果"),
        CALLERS | FRONT,
        frozenset({S.COMPLETED}),
        frozenset({S.FOLLOWED_UP}),
        outsourced=True,
    ),
    on_case(
        c.Rate,
        say("评价"),
        CITIZEN,
        frozenset({S.COMPLETED, S.FOLLOWED_UP}),
        frozenset({S.FOLLOWED_UP}),
        g.rating_open,
    ),
    on_case(
        c.Close,
        say("结案"),
        CALLERS | CLOCK | {Role.DISPATCHER, Role.CITY_REVIEWER},
        frozenset({S.FOLLOWED_UP}),
        _ENDS,
        g.solved_or_reviewed,
        g.close_is_due,
    ),
    on_case(
        c.Reopen,
        say("重新打开"),
        AGAIN,
        frozenset({S.FOLLOWED_UP, S.CLOSED}),
        frozenset({S.HANDLING, S.ACCEPTED}),
        g.was_handled,
        g.in_reopen_window,
    ),
    on_case(
        r.OrderRehandle,
        say("责成重办"),
        AGAIN,
        frozenset({S.FOLLOWED_UP, S.CLOSED}),
        frozenset({S.HANDLING, S.ACCEPTED}),
        *_HANDLED_AGAIN,
        r.rounds_left,
    ),
    on_case(
        r.RaiseToHigherBody,
        say("提级办理"),
        AGAIN,
        frozenset({S.FOLLOWED_UP, S.CLOSED}),
        frozenset({S.HANDLING}),
        *_HANDLED_AGAIN,
        r.rounds_used,
        r.somebody_above,
    ),
    on_case(
        c.Withdraw,
        say("撤单"),
        CITIZEN | FRONT,
        BEFORE_DISPATCH | {S.HANDLING, S.MERGED},
        frozenset({S.WITHDRAWN}),
        g.no_children,
        mass.heads_no_event,
        outsourced=True,
    ),
    on_case(c.Supplement, say("补充情况"), CITIZEN | FRONT, UNTIL_CLOSED, outsourced=True),
    on_case(c.Remind, say("催办"), CITIZEN | FRONT, UNTIL_CLOSED, outsourced=True),
    on_case(
        files.AttachFiles,
        say("上传材料"),
        CITIZEN | FRONT | BACK | CALLERS,
        UNTIL_CLOSED,
        None,
        files.has_room,
        outsourced=True,
        with_bytes=True,
    ),
    on_case(c.BreachPromise, say("承诺超期"), CLOCK, PROMISED, None, g.promise_is_due),
    on_case(
        desk_wait.BreachDeskWait,
        say("环节超期"),
        CLOCK,
        BEFORE_DISPATCH,
        None,
        desk_wait.desk_is_late,
    ),
    on_case(
        c.AlarmHandOver,
        say("移交未确认告警"),
        CLOCK,
        frozenset({S.HANDED_OVER}),
        None,
        g.hand_over_is_due,
    ),
    on_case(
        follow_up.BreachFollowUp,
        say("回访未按时启动"),
        CLOCK,
        PROMISED | {S.COMPLETED},
        None,
        follow_up.follow_up_is_late,
    ),
    on_case(
        c.ExhaustFollowUp,
        say("无法回访"),
        CLOCK,
        frozenset({S.COMPLETED}),
        frozenset({S.FOLLOWED_UP}),
        g.link_is_due,
    ),
    *INTAKE_TABLE,
    *REPEAT_CASES,
    *UNCLEAR_CASES,
    *OUTER_CASES,
    *AUTOMATIC_CASES,
)

EDGES: tuple[Edge, ...] = (REGISTER, *CASE_TABLE, *LEG_TABLE, *REQUEST_TABLE)
BY_COMMAND: dict[type[Command], Edge] = {edge.command: edge for edge in EDGES}
BY_NAME: dict[str, Edge] = {edge.name: edge for edge in EDGES}
