"""The tables of legs and of requests under review. See `table`."""

from hotline.rules.case import commands as c
from hotline.rules.case import dispute as d
from hotline.rules.case import extension as x
from hotline.rules.case import files, hold, phone, redispatch, unsigned
from hotline.rules.case import guards as g
from hotline.rules.case import review as v
from hotline.rules.case.edges import (
    BACK,
    CLOCK,
    LIAISONS,
    RULERS,
    UNIT,
    Edge,
    on_leg,
    on_request,
)
from hotline.rules.case.procedure import procedure_over
from hotline.rules.case.procedure_table import PROCEDURE_LEGS
from hotline.rules.case.repeat_table import REPEAT_LEGS, REPEAT_REQUESTS
from hotline.rules.case.repeats import AFTER_WORK, ANY
from hotline.rules.case.state import RUNNING
from hotline.rules.case.supervision_table import SUPERVISION_LEGS, SUPERVISION_REQUESTS
from hotline.rules.case.unclear_table import UNCLEAR_LEGS, UNCLEAR_REQUESTS
from hotline.rules.text import say
from hotline.rules.words import LegState, RequestKind, RequestState, Role

L = LegState
_UNFINISHED = {L.DISPATCHED, L.SIGNED, L.REPLIED}
_ENDABLE = _UNFINISHED | {L.HELD}

LEG_TABLE: tuple[Edge, ...] = (
    on_leg(c.Sign, say("签收"), UNIT, {L.DISPATCHED}, {L.SIGNED}, g.own_unit),
    on_leg(c.DeemSigned, say("视同签收"), CLOCK, {L.DISPATCHED}, {L.SIGNED}, g.sign_is_due),
    on_leg(
        unsigned.BreachSign,
        say("逾期未签收"),
        CLOCK,
        {L.DISPATCHED},
        None,
        g.sign_is_due,
        unsigned.left_unsigned,
    ),
    on_leg(c.Reassign, say("转派"), LIAISONS, {L.DISPATCHED, L.SIGNED}, None, g.own_unit),
    on_leg(c.HandDown, say("下派"), LIAISONS, {L.SIGNED}, None, g.own_unit),
    on_leg(
        c.RecordFirstContact,
        say("首次联系"),
        UNIT,
        {L.SIGNED},
        None,
        g.own_unit,
        g.not_yet_contacted,
    ),
    on_leg(
        c.RecordProgress, say("办理进展"), UNIT, {L.SIGNED, L.HELD, L.REPLIED}, None, g.own_unit
    ),
    on_leg(
        files.AttachEvidence,
        say("上传佐证"),
        UNIT,
        {L.SIGNED, L.DISPUTED, L.HELD, L.REPLIED, L.COMPLETED},
        None,
        g.own_unit,
        files.has_room,
        with_bytes=True,
        stages=AFTER_WORK,
    ),
    on_leg(
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
    on_leg(
        c.Reply,
        say("答复"),
        UNIT,
        {L.SIGNED},
        {L.REPLIED},
        g.own_unit,
        g.below_done,
        g.contacted_first,
        procedure_over,
    ),
    on_leg(
        redispatch.AskRedispatch,
        say("申请改派"),
        LIAISONS,
        {L.SIGNED},
        None,
        g.own_unit,
        g.not_the_hotline,
        redispatch.after_return_limit,
        redispatch.none_asked,
    ),
    on_leg(
        x.FileExtension,
        say("申请延期"),
        LIAISONS,
        {L.SIGNED},
        None,
        g.own_unit,
        x.not_of_the_hotline,
        x.none_pending,
        x.before_limit,
        x.extensions_left,
    ),
    on_leg(
        v.FileReview,
        say("申请重办复核"),
        LIAISONS,
        {L.DISPATCHED, L.SIGNED},
        None,
        g.own_unit,
        v.held_at_fault,
        v.not_reviewed,
    ),
    on_leg(
        hold.BeginHold,
        say("挂起"),
        UNIT,
        {L.SIGNED},
        {L.HELD},
        g.own_unit,
        hold.contacted,
        hold.holds_left,
        x.before_limit,
        x.none_pending,
    ),
    on_leg(
        hold.EndHold,
        say("解除挂起"),
        UNIT,
        {L.HELD},
        {L.SIGNED},
        g.own_unit,
    ),
    on_leg(hold.LiftHold, say("挂起到期"), CLOCK, {L.HELD}, {L.SIGNED}, hold.cap_reached),
    on_leg(
        phone.AcknowledgeOrder,
        say("电话确认"),
        BACK | {Role.DUTY_MANAGER, Role.TEAM_LEADER, Role.SUPERVISOR},
        set(RUNNING),
        None,
        phone.acknowledgement_owed,
    ),
    on_leg(
        phone.RecordCall,
        say("电话未果"),
        BACK | {Role.DUTY_MANAGER, Role.TEAM_LEADER, Role.SUPERVISOR},
        set(RUNNING),
        None,
        phone.acknowledgement_owed,
    ),
    on_leg(
        phone.AlarmPhone,
        say("电话未确认告警"),
        CLOCK,
        set(RUNNING),
        None,
        phone.phone_is_late,
    ),
    *PROCEDURE_LEGS,
    *SUPERVISION_LEGS,
    *REPEAT_LEGS,
    *UNCLEAR_LEGS,
    on_leg(c.Redispatch, say("改派"), RULERS, _ENDABLE, {L.REDISPATCHED}),
    on_leg(c.ReleaseCoHandler, say("免予协办"), RULERS, _ENDABLE, {L.RELEASED}, g.not_lead),
    on_leg(
        c.BreachLimit,
        say("办理超期"),
        CLOCK,
        _UNFINISHED | {L.DISPUTED},
        None,
        g.limit_is_due,
        x.none_pending,
    ),
)

R = RequestState

REQUEST_TABLE: tuple[Edge, ...] = (
    on_request(
        c.RuleReturn,
        say("退单审核"),
        RequestKind.RETURN,
        RULERS,
        {R.UPHELD, R.REJECTED},
        g.not_party,
        d.not_in_consultation,
        d.on_this_rung,
    ),
    on_request(
        d.GiveOpinion,
        say("会商意见"),
        RequestKind.RETURN,
        LIAISONS | d.HIGHER,
        None,
        d.in_consultation,
        d.is_asked,
    ),
    on_request(
        d.RuleConsultation,
        say("会商裁定"),
        RequestKind.RETURN,
        frozenset({Role.MANAGEMENT}),
        {R.UPHELD, R.REJECTED},
        d.in_consultation,
        g.not_party,
    ),
    on_request(
        redispatch.RuleRedispatch,
        say("改派审核"),
        RequestKind.REDISPATCH,
        RULERS,
        {R.UPHELD, R.REJECTED},
        g.not_party,
        d.on_this_rung,
    ),
    on_request(
        v.RuleDistrictReview,
        say("区级复核"),
        RequestKind.REVIEW,
        frozenset({Role.DISTRICT_REVIEWER}),
        {R.FILED, R.REJECTED},
        v.on_the_first_level,
        g.not_party,
        v.own_district,
    ),
    on_request(
        v.RuleCityReview,
        say("市级复核"),
        RequestKind.REVIEW,
        d.HIGHER,
        {R.UPHELD, R.REJECTED},
        v.on_the_second_level,
        g.not_party,
        v.another_person,
    ),
    *SUPERVISION_REQUESTS,
    *REPEAT_REQUESTS,
    *UNCLEAR_REQUESTS,
    on_request(
        d.EscalateRuling, say("审核超期升级"), None, CLOCK, None, d.ruling_is_due, stages=ANY
    ),
    on_request(d.LiftPause, say("暂停到期"), RequestKind.RETURN, CLOCK, None, d.pause_is_over),
    on_request(
        c.WithdrawReturn, say("撤回退单"), RequestKind.RETURN, LIAISONS, {R.WITHDRAWN}, g.own_unit
    ),
    on_request(
        x.RuleExtension,
        say("延期审核"),
        RequestKind.EXTENSION,
        RULERS,
        {R.UPHELD, R.REJECTED},
        g.not_party,
        d.on_this_rung,
    ),
    on_request(
        x.WithdrawExtension,
        say("撤回延期申请"),
        RequestKind.EXTENSION,
        LIAISONS,
        {R.WITHDRAWN},
        g.own_unit,
    ),
    on_request(
        c.ApproveCompletion,
        say("审批办结"),
        RequestKind.COMPLETION,
        frozenset({Role.UNIT_HEAD}),
        {R.UPHELD},
        d.own_head,
        g.co_handlers_done,
    ),
    on_request(
        c.SendBackCompletion,
        say("退回重报"),
        RequestKind.COMPLETION,
        frozenset({Role.UNIT_HEAD}),
        {R.REJECTED},
        d.own_head,
    ),
)
