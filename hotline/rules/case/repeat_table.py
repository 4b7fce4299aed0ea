"""Lines of 无理重复诉求 and 考核剔除 in the tables of cases, legs and requests.

Unlike other requests these are filed and ruled on after the work too, in whatever stage the case
is. `REPEAT_HANDLERS`: who decides them.
"""

from collections.abc import Callable
from typing import Any

from hotline.rules.case import dispute as d
from hotline.rules.case import exclusion as x
from hotline.rules.case import guards as g
from hotline.rules.case import repeats as u
from hotline.rules.case import review as v
from hotline.rules.case.edges import CITIZEN, FRONT, LIAISONS, Edge, on_case, on_leg, on_request
from hotline.rules.case.events import Event
from hotline.rules.case.fields import Command
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.rules.words import LegState, RequestKind, RequestState, Role

L, R = LegState, RequestState
_RULED = {R.UPHELD, R.REJECTED}

REPEAT_CASES: tuple[Edge, ...] = (
    on_case(
        u.ContestUnreasonable,
        say("提出异议"),
        CITIZEN | FRONT | {Role.FOLLOW_UP_CALLER},
        u.AFTER_WORK,
        None,
        u.recognised,
        u.not_contested_yet,
        outsourced=True,
    ),
    on_case(
        u.GiveFinalAnswer,
        say("告知最终答复"),
        FRONT,
        u.AFTER_WORK,
        None,
        u.recognised,
        outsourced=True,
    ),
)

REPEAT_LEGS: tuple[Edge, ...] = (
    on_leg(
        u.FileUnreasonable,
        say("申请认定无理重复诉求"),
        frozenset({Role.UNIT_HEAD}),
        {L.SIGNED, L.REPLIED, L.COMPLETED},
        None,
        g.own_unit,
        u.leads_the_case,
        u.not_asked_yet,
        u.has_evidence,
        stages=u.AFTER_WORK,
    ),
    on_leg(
        x.FileExclusion,
        say("申请考核剔除"),
        LIAISONS,
        {L.SIGNED, L.REPLIED, L.COMPLETED},
        None,
        g.own_unit,
        x.once,
        u.has_evidence,
        stages=u.AFTER_WORK,
    ),
)

REPEAT_REQUESTS: tuple[Edge, ...] = (
    on_request(
        u.RuleUnreasonable,
        say("认定无理重复诉求"),
        RequestKind.UNREASONABLE,
        frozenset({Role.MANAGEMENT}),
        _RULED,
        g.not_party,
        u.not_who_filed,
        stages=u.ANY,
    ),
    on_request(
        u.RuleContest,
        say("异议审核"),
        RequestKind.CONTEST,
        d.HIGHER,
        _RULED,
        g.not_party,
        u.not_who_recognised,
        stages=u.ANY,
    ),
    on_request(
        x.RuleDistrictExclusion,
        say("区级剔除审核"),
        RequestKind.EXCLUSION,
        frozenset({Role.DISTRICT_REVIEWER}),
        {R.FILED, R.REJECTED},
        v.on_the_first_level,
        g.not_party,
        v.own_district,
        stages=u.ANY,
    ),
    on_request(
        x.RuleCityExclusion,
        say("市级剔除审核"),
        RequestKind.EXCLUSION,
        d.HIGHER,
        _RULED,
        v.on_the_second_level,
        g.not_party,
        v.another_person,
        stages=u.ANY,
    ),
)

REPEAT_HANDLERS: dict[
    type[Command], Callable[[Target, Any, Context], tuple[Event, ...] | Refusal]
] = {
    u.FileUnreasonable: u.file,
    u.RuleUnreasonable: u.rule,
    u.ContestUnreasonable: u.contest,
    u.RuleContest: u.rule_contest,
    x.FileExclusion: x.file,
    x.RuleDistrictExclusion: x.rule_in_district,
    x.RuleCityExclusion: x.rule_in_city,
}
