"""Lines of what to do where it is unclear whose a matter is: 兜底单位, 提请会商, 现场划分职责.

They stand in the tables of cases, legs and requests; `UNCLEAR_HANDLERS` decides them.
"""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import dispute as d
from hotline.rules.case import entry_proposal as ep
from hotline.rules.case import guards as g
from hotline.rules.case import last_resort as lr
from hotline.rules.case import on_site as site
from hotline.rules.case.edges import (
    BACK,
    LIAISONS,
    RULERS,
    UNIT,
    Edge,
    on_case,
    on_leg,
    on_request,
)
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, LegState, RequestKind, RequestState, Role

_WAITS = frozenset({CaseStage.ACCEPTED})

UNCLEAR_CASES: tuple[Edge, ...] = (
    on_case(
        lr.DispatchToLastResort,
        say("派给兜底单位"),
        BACK,
        _WAITS,
        frozenset({CaseStage.HANDLING}),
        lr.directory_is_silent,
        lr.rulebook_lets,
        lr.somebody_of_last_resort,
    ),
    on_case(
        site.OrderSiteMeeting,
        say("现场划分职责"),
        RULERS | {Role.DUTY_MANAGER},
        _WAITS,
        None,
        site.none_ordered,
    ),
    on_case(
        ep.AnswerProposal,
        say("处理目录修改建议"),
        frozenset({Role.DISPATCHER, Role.MANAGEMENT}),
        frozenset(CaseStage),
        None,
        ep.something_proposed,
    ),
)

UNCLEAR_REQUESTS: tuple[Edge, ...] = (
    on_request(
        site.RecordAttendance,
        say("到场登记"),
        RequestKind.ON_SITE,
        RULERS | UNIT | {Role.DUTY_MANAGER},
        None,
        site.is_ordered,
        stages=_WAITS,
    ),
    on_request(
        site.DivideDuty,
        say("职责划分结果"),
        RequestKind.ON_SITE,
        RULERS,
        {RequestState.UPHELD},
        g.not_party,
        d.on_this_rung,
        site.everyone_recorded,
        stages=_WAITS,
    ),
    on_request(
        site.CancelSiteMeeting,
        say("取消现场划分"),
        RequestKind.ON_SITE,
        RULERS,
        {RequestState.WITHDRAWN},
        g.not_party,
        stages=_WAITS,
    ),
)

UNCLEAR_LEGS: tuple[Edge, ...] = (
    on_leg(
        lr.AskConsultation,
        say("提请会商"),
        LIAISONS,
        {LegState.DISPATCHED, LegState.SIGNED},
        {LegState.DISPUTED},
        g.own_unit,
        g.not_the_hotline,
        lr.of_last_resort,
        g.not_critical,
        g.not_barred,
        g.before_return_limit,
        g.below_done,
    ),
)

UNCLEAR_HANDLERS: dict[
    type[Command], Callable[[Target, Any, Context], tuple[Event, ...] | Refusal]
] = {
    lr.DispatchToLastResort: lr.dispatch,
    lr.AskConsultation: lr.ask_consultation,
    ep.AnswerProposal: ep.answer,
    site.OrderSiteMeeting: site.order,
    site.RecordAttendance: site.attend,
    site.DivideDuty: site.divide,
    site.CancelSiteMeeting: site.cancel,
}
