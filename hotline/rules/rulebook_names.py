"""What a rulebook (办理规则) settles: the closed list of its clauses, by type, with Chinese names.

Three types that cannot be mixed up: limits are durations and may differ by case, numbers and flags
are one value per edition. A name once used is stored in journals, so it is never changed; a new
one needs a value in every edition that is still read (an upcaster of the rulebook stream).
Sources of the rules themselves: product.md §4; those of each value are in the rulebook's text.
"""

from hotline.rules.duration import TimeUnit
from hotline.rules.words import Term


class LimitName(Term):
    """A duration; `Rulebook.limit` finds the clause for a case."""

    ACCEPT = "accept", "受理时限"
    COMPLETE_INTAKE = "complete_intake", "退回补录时限"
    HANDOVER_CONFIRM = "handover_confirm", "移交确认时限"
    DISPATCH = "dispatch", "派单时限"
    SIGN = "sign", "签收时限"
    PHONE_ACKNOWLEDGE = "phone_acknowledge", "紧急工单电话确认时限"
    RETURN = "return", "退单时限"
    FIRST_CONTACT = "first_contact", "首次联系时限"
    HANDLE = "handle", "办理时限"
    PROMISE = "promise", "对诉求人的承诺时限"
    CO_HANDLER_LEAD_TIME = "co_handler_lead_time", "协办早于主办的时间"
    NEW_LEAD_FLOOR = "new_lead_floor", "改定主办单位后的最短时限"
    DISPUTE_RULING = "dispute_ruling", "退单审核时限"
    DISPUTE_PAUSE_CAP = "dispute_pause_cap", "退单审核暂停上限"
    CONSULTATION = "consultation", "会商时限"
    ON_SITE = "on_site", "现场划分职责时限"
    EXTENSION_RULING = "extension_ruling", "延期审核时限"
    EXTENSION_EACH = "extension_each", "单次延期上限"
    EXTENSION_TOTAL = "extension_total", "累计延期上限"
    LONG_CYCLE = "long_cycle", "长周期事项上限"
    HOLD_CAP = "hold_cap", "挂起上限"
    REPLY_APPROVAL = "reply_approval", "办结审批时限"
    FOLLOW_UP_START = "follow_up_start", "回访启动时限"
    FOLLOW_UP_LINK = "follow_up_link", "回访链接有效期"
    AUTO_CLOSE = "auto_close", "自动结案时限"
    REOPEN_WINDOW = "reopen_window", "可重新打开的期限"
    REHANDLE = "rehandle", "重办时限"
    REHANDLE_REVIEW = "rehandle_review", "重办复核时限"
    UNREASONABLE_RULING = "unreasonable_ruling", "无理重复诉求认定、异议审核时限"
    EXCLUSION_RULING = "exclusion_ruling", "考核剔除审核时限"
    ESCALATE_AFTER = "escalate_after", "超期后升级督办的时间"
    MISSED_CALL_BACK = "missed_call_back", "漏接回拨时限"
    STATUTORY_ACCEPT = "statutory_accept", "市场监管投诉受理时限"
    STATUTORY_MEDIATION = "statutory_mediation", "市场监管投诉调解时限"
    STATUTORY_VERIFICATION = "statutory_verification", "市场监管举报核查时限"


class NumberName(Term):
    """A whole number."""

    FOLLOW_UP_TRIES = "follow_up_tries", "回访次数"
    FOLLOW_UP_DAYS = "follow_up_days", "回访至少分布的天数"
    EXTENSION_COUNT = "extension_count", "延期次数上限"
    HOLD_COUNT = "hold_count", "挂起次数上限"
    CONSULT_AFTER_RETURNS = "consult_after_returns", "第几次退单转会商"
    ANONYMOUS_SAMPLE_PERCENT = "anonymous_sample_percent", "无联系电话工单抽查比例（%）"
    REMIND_PERCENT = "remind_percent", "临期提醒时已用时限（%，0 为不提醒）"
    REHANDLE_ROUNDS = "rehandle_rounds", "重办轮次上限"
    DISRUPTION_WARNINGS = "disruption_warnings", "挂断骚扰来电前的警告次数"
    PHONE_HEAD = "phone_head", "单位负责人电话确认时限（分钟）"
    PHONE_ABOVE = "phone_above", "上级单位电话确认时限（分钟）"
    PROVINCE_MARGIN = "province_margin", "早于省级时限的工作日数"
    ANSWER_SECONDS = "answer_seconds", "接听时长上限（秒）"
    CONNECT_PERCENT = "connect_percent", "接通率下限（%）"


class FlagName(Term):
    """A yes or no."""

    CRITICAL_MAY_RETURN = "critical_may_return", "特急工单可以退单"
    DEEMED_SIGNED = "deemed_signed", "逾期未签收视同签收"
    COMPLETION_NEEDS_CONTACT = "completion_needs_contact", "办结须先联系诉求人"
    COMPLETION_NEEDS_EVIDENCE = "completion_needs_evidence", "办结须有要求的佐证"
    FOLLOW_UP_ON_COMPLETION = "follow_up_on_completion", "办结后启动回访"
    NOTICE_AT_EXPIRY = "notice_at_expiry", "到期自动发出超期通知"
    LAST_RESORT_TAKES = "last_resort_takes", "目录未定的由兜底单位直接承接"
    FOLLOW_UP_ON_EXPIRY = "follow_up_on_expiry", "到期后启动回访"
    RECKON_EARLIER = "reckon_earlier", "日历公布后时限可以提前"
    PROVINCE_FOLLOWS_UP = "province_follows_up", "省级平台交办的由省级回访"


ADDED: dict[NumberName | FlagName, int] = {
    NumberName.ANONYMOUS_SAMPLE_PERCENT: 0,
    NumberName.REMIND_PERCENT: 0,
    NumberName.PHONE_HEAD: 10,
    NumberName.PHONE_ABOVE: 10,
    NumberName.PROVINCE_MARGIN: 0,
    FlagName.NOTICE_AT_EXPIRY: 0,
    FlagName.COMPLETION_NEEDS_EVIDENCE: 0,
    FlagName.RECKON_EARLIER: 0,
    FlagName.PROVINCE_FOLLOWS_UP: 0,
    FlagName.LAST_RESORT_TAKES: 0,
}
"""Numbers and flags that came after editions had been adopted, and what an edition means that is
silent about them: it governs open cases, and nothing new is done; the ladder of calls has its ten
minutes a rung (平台默认)."""

BORROWED: dict[LimitName, LimitName] = {
    LimitName.UNREASONABLE_RULING: LimitName.DISPUTE_RULING,
    LimitName.EXCLUSION_RULING: LimitName.REHANDLE_REVIEW,
}
"""Limits that came after editions had been adopted, and whose clauses an edition means that is
silent about them."""

ClauseName = LimitName | NumberName | FlagName

# Lead times are counted backwards from another limit, which only these units allow.
COUNTED_BACKWARDS = frozenset({LimitName.CO_HANDLER_LEAD_TIME})
BACKWARD_UNITS = frozenset({TimeUnit.MINUTES, TimeUnit.HOURS, TimeUnit.DAYS, TimeUnit.WORKING_DAYS})
# What is added to a limit or measures a stretch: `today` has no length.
LENGTHS = COUNTED_BACKWARDS | {
    LimitName.EXTENSION_EACH,
    LimitName.EXTENSION_TOTAL,
    LimitName.NEW_LEAD_FLOOR,
}

# The least and greatest value that can be meant; anything else is a slip.
NUMBER_RANGE: dict[NumberName, tuple[int, int]] = {
    NumberName.FOLLOW_UP_TRIES: (1, 10),
    NumberName.FOLLOW_UP_DAYS: (1, 10),
    NumberName.EXTENSION_COUNT: (0, 10),
    NumberName.HOLD_COUNT: (0, 10),
    NumberName.CONSULT_AFTER_RETURNS: (1, 10),
    NumberName.ANONYMOUS_SAMPLE_PERCENT: (0, 100),
    NumberName.REMIND_PERCENT: (0, 99),
    NumberName.REHANDLE_ROUNDS: (0, 10),
    NumberName.DISRUPTION_WARNINGS: (1, 10),
    NumberName.PHONE_HEAD: (1, 240),
    NumberName.PHONE_ABOVE: (1, 240),
    NumberName.PROVINCE_MARGIN: (0, 10),
    NumberName.ANSWER_SECONDS: (1, 600),
    NumberName.CONNECT_PERCENT: (0, 100),
}
