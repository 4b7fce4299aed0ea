"""The vocabulary of the hotline as closed enums, each value with its Chinese term.

Source: product.md §3, which follows 国办发〔2020〕53号, 国办函〔2025〕66号 and GB/T 33358-2016.
Values are stored in events, so a value once used is never renamed; only added to.
"""

from enum import StrEnum

from hotline.rules.text import Said, say


class Term(StrEnum):
    """A closed vocabulary: the value is stored, `zh` is what people read."""

    zh: Said

    def __new__(cls, value: str, zh: str) -> "Term":
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = say(zh)
        return member


class Role(Term):
    """Who may act (product.md §2). `CITIZEN` and `CLOCK` are never assigned to a user."""

    CITIZEN = "citizen", "诉求人"
    AGENT = "agent", "话务员"
    TEAM_LEADER = "team_leader", "班组长"
    EXPERT = "expert", "专家座席"
    PRE_REVIEWER = "pre_reviewer", "预审员"
    DISPATCHER = "dispatcher", "派单员"
    LIAISON = "liaison", "联络员"
    OFFICER = "officer", "承办员"
    UNIT_HEAD = "unit_head", "承办单位负责人"
    FOLLOW_UP_CALLER = "follow_up_caller", "回访员"
    DISTRICT_REVIEWER = "district_reviewer", "区级复核员"
    CITY_REVIEWER = "city_reviewer", "市级复核员"
    SUPERVISOR = "supervisor", "督办员"
    ASSESSOR = "assessor", "考核员"
    INSPECTOR = "inspector", "质检员"
    EDITOR = "editor", "知识库编辑"
    DUTY_MANAGER = "duty_manager", "值班长"
    MANAGEMENT = "management", "热线管理机构负责人"
    LEADER = "leader", "市领导"
    INTEGRATOR = "integrator", "部门系统"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    CLOCK = "clock", "系统时钟"


class Face(Term):
    """Where a command came in."""

    DESK = "desk", "工作台"
    PORTAL = "portal", "公众门户"
    API = "api", "接口"
    SWITCH = "switch", "话务平台"
    CLOCK = "clock", "系统时钟"
    IMPORT = "import", "导入"
    FEDERATION = "federation", "上下级平台"


class Channel(Term):
    """How a contact (来电/诉求记录) reached the hotline."""

    PHONE = "phone", "电话"
    WEB = "web", "网站"
    APP = "app", "客户端"
    WECHAT = "wechat", "微信"
    SMS = "sms", "短信"
    EMAIL = "email", "邮件"
    WEIBO = "weibo", "微博"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    POLICE = "police", "110移交"
    PLATFORM = "platform", "上级平台转办"
    OTHER = "other", "其他"


class Platform(Term):
    """来源: who else may bring the same matter, and is answered under a number of its own."""

    POLICE = "police", "110"
    STATE_COUNCIL = "state_council", "国务院“互联网+督查”"
    PETITION = "petition", "信访"
    LEADERS_BOARD = "leaders_board", "领导留言板"
    PROVINCE = "province", "省级平台"
    PHONE = "phone", "12345电话"
    OTHER = "other", "其他平台"


class Nature(Term):
    """What a contact without any matter was about; such a contact makes no case."""

    MATTER = "matter", "提出诉求"
    PROGRESS = "progress", "查询进度"
    REMINDER = "reminder", "催办"
    SUPPLEMENT = "supplement", "补充情况"
    WRONG_NUMBER = "wrong_number", "误拨"
    SILENT = "silent", "无声来电"
    HARASSMENT = "harassment", "骚扰来电"
    SECRET = "secret", "涉密（不予记录）"
    REPEAT = "repeat", "无理重复诉求（告知最终答复）"


class Kind(Term):
    """诉求类型."""

    CONSULT = "consult", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    SUGGESTION = "suggestion", "意见建议"
    PRAISE = "praise", "表扬"


class Urgency(Term):
    """紧急程度."""

    ORDINARY = "ordinary", "一般"
    URGENT = "urgent", "紧急"
    CRITICAL = "critical", "特急"


class Tag(Term):
    """标签 that change how a case is watched or who may see it."""

    THREAT = "threat", "扬言极端"
    GROUP = "group", "群体"
    MINOR = "minor", "未成年人"
    ENTERPRISE = "enterprise", "涉企"
    WAGES = "wages", "欠薪"
    DANGER = "danger", "危及生命安全"
    OUTAGE = "outage", "停水停电停气停暖"
    WEATHER = "weather", "极端天气"


class CaseStage(Term):
    """State of a case (诉求工单); `table.py` says which commands lead from one to another."""

    REGISTERED = "registered", "待处置"
    SENT_BACK = "sent_back", "退回补录"
    ACCEPTED = "accepted", "待派单"
    HANDED_OVER = "handed_over", "移交待确认"
    HANDLING = "handling", "办理中"
    COMPLETED = "completed", "待回访"
    FOLLOWED_UP = "followed_up", "已回访"
    MERGED = "merged", "已并单"
    WITHDRAWN = "withdrawn", "已撤单"
    CLOSED = "closed", "已结案"


class LegState(Term):
    """State of a leg (承办单)."""

    DISPATCHED = "dispatched", "待签收"
    SIGNED = "signed", "办理中"
    DISPUTED = "disputed", "退单审核中"
    HELD = "held", "已挂起"
    REPLIED = "replied", "待审批"
    COMPLETED = "completed", "已办结"
    RETURNED = "returned", "已退单"
    REDISPATCHED = "redispatched", "已改派"
    RELEASED = "released", "已免办"


class LegRole(Term):
    """主办、协办、下派."""

    LEAD = "lead", "主办单"
    CO_HANDLING = "co_handling", "协办单"
    HANDED_DOWN = "handed_down", "下派单"


class RequestKind(Term):
    """What a unit asks somebody else to rule on."""

    RETURN = "return", "退单申请"
    COMPLETION = "completion", "办结审批"
    EXTENSION = "extension", "延期申请"
    REDISPATCH = "redispatch", "改派申请"
    REVIEW = "review", "重办复核"
    SUPERVISION = "supervision", "督办"
    UNREASONABLE = "unreasonable", "无理重复认定"
    CONTEST = "contest", "认定异议"
    EXCLUSION = "exclusion", "考核剔除申请"
    ON_SITE = "on_site", "现场划分职责"


class SupervisionKind(Term):
    """督办方式 [国办发〔2020〕53号]; the first two are sent by the rulebook, all by hand."""

    REMINDER = "reminder", "临期提醒"
    NOTICE = "notice", "超期通知"
    ORDER = "order", "督办单"
    TALK = "talk", "约谈提醒"
    COORDINATION = "coordination", "专题协调"
    INSTRUCTION = "instruction", "领导批示"


class Colour(Term):
    """督办等级, by three colours."""

    YELLOW = "yellow", "黄色"
    ORANGE = "orange", "橙色"
    RED = "red", "红色"


class Accountability(Term):
    """问责: what the management decides or proposes against a unit."""

    CRITICISM = "criticism", "通报批评"
    RECTIFY = "rectify", "责令限期整改"
    PROPOSED = "proposed", "建议追责问责"


class HoldEnd(Term):
    """How a hold (挂起) ended."""

    CITIZEN = "citizen", "诉求人已答复"
    UNIT = "unit", "承办单位解除"
    CAP = "cap", "挂起到期"


class Fault(Term):
    """承办单位过错: for what a unit handles a case again (product.md §4 Re-handle). Closed, so that
    a re-handle is never ordered for what was not the unit's to do."""

    NOT_CONTACTED = "not_contacted", "未联系诉求人"
    NOT_HANDLED = "not_handled", "未实际办理"
    UNTRUE = "untrue", "答复与事实不符"
    OFF_POINT = "off_point", "答非所问"
    SHIRKED = "shirked", "推诿敷衍"
    NOT_KEPT = "not_kept", "承诺事项未兑现"


class RequestState(Term):
    """State of a request under review (待审事项)."""

    FILED = "filed", "待审核"
    UPHELD = "upheld", "同意"
    REJECTED = "rejected", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "已失效"


class Triage(Term):
    """分类处置: the ways an intake may be decided [国办函〔2025〕66号 二]."""

    ACCEPT = "accept", "受理"
    ANSWER = "answer", "当场解答"
    HAND_OVER = "hand_over", "移交"
    LEGAL_ROUTE = "legal_route", "告知法定途径"
    EXPLAIN = "explain", "解释说明"
    POLICE = "police", "移送公安"


class EmergencyLine(Term):
    """Emergency numbers a case may be handed over to; they are never merged into 12345."""

    POLICE_110 = "110", "110报警"
    FIRE_119 = "119", "119消防"
    AMBULANCE_120 = "120", "120急救"
    TRAFFIC_122 = "122", "122交通事故"


class LegalRoute(Term):
    """法定途径 that exclude handling by the hotline [66号 二]."""

    LITIGATION = "litigation", "诉讼"
    ARBITRATION = "arbitration", "仲裁"
    DISCIPLINE = "discipline", "纪检监察"
    RECONSIDERATION = "reconsideration", "行政复议"
    DISCLOSURE = "disclosure", "政府信息公开"
    PETITION = "petition", "信访"


class ExplainGround(Term):
    """Why a demand itself cannot be taken up and is explained instead."""

    UNLAWFUL = "unlawful", "诉求本身违法"
    PUBLIC_ORDER = "public_order", "违背公序良俗"
    SECRET = "secret", "涉及国家秘密"
    PRIVACY = "privacy", "涉及他人隐私或商业秘密"


class ReturnReason(Term):
    """退单理由."""

    NOT_DUTY = "not_duty", "不属于本单位职责"
    NOT_AREA = "not_area", "不属于本单位辖区"
    WITHDRAWN_DUTY = "withdrawn_duty", "履职清单已收回事项"
    UNCLEAR = "unclear", "诉求要素不全无法办理"
    DUPLICATE = "duplicate", "重复工单"
    STATUTORY = "statutory", "应通过法定途径解决"


class Truth(Term):
    """是否属实."""

    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    UNTRUE = "untrue", "不属实"
    NOT_APPLICABLE = "not_applicable", "不涉及"


class Solved(Term):
    """是否解决, as claimed by the unit or said by the citizen."""

    SOLVED = "solved", "已解决"
    BASICALLY = "basically", "基本解决"
    NOT = "not", "未解决"


class Satisfied(Term):
    """办理结果、办理过程 满意度."""

    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    NOT = "not", "不满意"


class AttemptResult(Term):
    """How one follow-up attempt ended."""

    REACHED = "reached", "接通"
    NO_ANSWER = "no_answer", "无人接听"
    BUSY = "busy", "占线"
    OFF = "off", "关机停机"
    REFUSED = "refused", "拒绝回访"
    LATER = "later", "约定再访"


class FollowUpTrigger(Term):
    """What begins a follow-up (回访); which of them, the rulebook says."""

    COMPLETION = "completion", "办结"
    EXPIRY = "expiry", "到期"


class CloseReason(Term):
    """Why a case was closed (结案)."""

    FOLLOWED_UP = "followed_up", "回访结案"
    UNREACHABLE = "unreachable", "无法回访结案"
    ANSWERED = "answered", "当场解答"
    HANDED_OVER = "handed_over", "已移交并接收"
    LEGAL_ROUTE = "legal_route", "已告知法定途径"
    EXPLAINED = "explained", "已解释说明"
    POLICE = "police", "已移送公安"
    NOT_BORNE_OUT = "not_borne_out", "查否结案"


class EndReason(Term):
    """Why a leg ended without a completion."""

    RETURN_UPHELD = "return_upheld", "退单成立"
    REDISPATCHED = "redispatched", "改派"
    RELEASED = "released", "免予协办"
    MERGED = "merged", "并单"
    WITHDRAWN = "withdrawn", "撤单"
    PARENT_ENDED = "parent_ended", "上级承办单终止"
    NOT_BORNE_OUT = "not_borne_out", "查否"
    CONFIDENTIAL = "confidential", "转为保密"


class Sign(Term):
    """疑点: why a completion is shown to a person once more (product.md §4 Handling)."""

    OFF_POINT = "off_point", "疑似答非所问"
    ALIKE = "alike", "答复近乎相同"
    REUSED_PHOTO = "reused_photo", "照片重复使用"
    LAST_MINUTE = "last_minute", "临期办结未联系"
    NO_CONTACT = "no_contact", "没有联系记录"
    AGAINST_CITIZEN = "against_citizen", "与诉求人说法不符"
    EMPTY = "empty", "只有套话"
