"""What an order of another system may tell, and the headings under which systems write it.

The list is the platform's own; headings are those of exports and of public data of several cities'
hotlines. A field without a column is left empty, but for those that are needed.
"""

import unicodedata
from typing import Final

import msgspec

from hotline.rules.text import say
from hotline.rules.words import (
    Channel,
    Kind,
    Satisfied,
    Solved,
    Term,
    Truth,
    Urgency,
)


class Arrived(Term):
    """How far an order had come in the system that it comes from."""

    REGISTERED = "registered", "待处置"
    ACCEPTED = "accepted", "待派单"
    DISPATCHED = "dispatched", "待签收"
    SIGNED = "signed", "办理中"
    REPLIED = "replied", "待审批"
    COMPLETED = "completed", "待回访"
    FOLLOWED_UP = "followed_up", "已回访"
    CLOSED = "closed", "已结案"
    WITHDRAWN = "withdrawn", "已撤单"


class Yes(Term):
    """A tick."""

    YES = "yes", "是"
    NO = "no", "否"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field: `terms` or `list` (topics, areas, units) where words are mapped to ours."""

    name: str
    zh: str
    headings: tuple[str, ...]
    needed: bool = False
    terms: type[Term] | None = None
    list: str = ""
    time: bool = False
    longest: int = 200

    @property
    def mapped(self) -> bool:
        """Whether its words are translated into codes of ours."""
        return self.terms is not None or bool(self.list)


# not said: headings of other systems' files
_HEADINGS: Final = {
    "number": "工单编号 工单号 单号 编号 受理编号 诉求编号 流水号 原工单号 id number",
    "text": "诉求内容 内容 诉求描述 问题描述 描述 反映内容 正文 主要内容 来电内容 工单内容 事件描述"
    " 反映情况 来信内容 text content",
    "registered_at": "登记时间 来电时间 创建时间 反映时间 诉求时间 受理日期 登记日期 来电日期"
    " 日期 时间 time created_at",
    "title": "标题 主题 诉求标题 工单标题 title",
    "kind": "诉求类型 工单类型 类型 诉求性质 性质 kind type",
    "status": "状态 工单状态 办理状态 当前环节 当前状态 status state",
    "channel": "来源渠道 渠道 诉求来源 受理渠道 来源 channel",
    "topic": "事项 事项分类 诉求分类 问题分类 分类 类别 诉求事项 topic category",
    "area": "区域 所属区域 行政区划 区县 属地 所属区县 事发区域 地区 area district",
    "address": "地址 详细地址 事发地址 诉求地址 地点 发生地点 place address",
    "urgency": "紧急程度 缓急程度 紧急 urgency",
    "anonymous": "是否匿名 匿名 anonymous",
    "confidential": "是否保密 保密 confidential",
    "caller_name": "诉求人 姓名 来电人 联系人 市民姓名 来电人姓名 诉求人姓名 caller name",
    "caller_phone": "联系电话 电话 来电号码 手机号 手机 手机号码 联系方式 phone",
    "unit": "承办单位 主办单位 处理单位 责任单位 办理单位 派往单位 转办单位 承办部门"
    " 办理部门 主办部门 处理部门 责任部门 处置部门 unit",
    "accepted_at": "受理时间 accepted_at",
    "dispatched_at": "派单时间 转办时间 派发时间 交办时间 转派时间 dispatched_at",
    "signed_at": "签收时间 接单时间 signed_at",
    "contacted_at": "首次联系时间 联系时间 contacted_at",
    "replied_at": "答复时间 回复时间 反馈时间 replied replied_at",
    "completed_at": "办结时间 办理完成时间 完成时间 completed_at",
    "followed_up_at": "回访时间 评价时间 followed_up_at",
    "closed_at": "结案时间 归档时间 关闭时间 closed_at",
    "answer": "答复内容 办理结果 回复内容 办理情况 答复 回复 处理结果 reply answer",
    "truth": "是否属实 属实情况 truth",
    "solved": "是否解决 解决情况 solved",
    "satisfied": "满意度 是否满意 满意情况 评价 评价结果 satisfied",
}


def _field(name: str, zh: str, **more: object) -> Field:
    headings = tuple(_HEADINGS[name].split())
    return Field(name=name, zh=zh, headings=headings, **more)  # type: ignore[arg-type]


FIELDS: Final = (
    _field("number", say("原工单号"), needed=True, longest=64),
    _field("text", say("诉求内容"), needed=True, longest=10_000),
    _field("registered_at", say("登记时间"), needed=True, time=True),
    _field("title", say("标题")),
    _field("kind", say("诉求类型"), terms=Kind),
    _field("status", say("状态"), terms=Arrived),
    _field("channel", say("来源渠道"), terms=Channel),
    _field("topic", say("事项"), list="topics"),
    _field("area", say("区域"), list="areas"),
    _field("address", say("地址")),
    _field("urgency", say("紧急程度"), terms=Urgency),
    _field("anonymous", say("是否匿名"), terms=Yes),
    _field("confidential", say("是否保密"), terms=Yes),
    _field("caller_name", say("诉求人")),
    _field("caller_phone", say("联系电话"), longest=32),
    _field("unit", say("承办单位"), list="units"),
    _field("accepted_at", say("受理时间"), time=True),
    _field("dispatched_at", say("派单时间"), time=True),
    _field("signed_at", say("签收时间"), time=True),
    _field("contacted_at", say("首次联系时间"), time=True),
    _field("replied_at", say("答复时间"), time=True),
    _field("completed_at", say("办结时间"), time=True),
    _field("followed_up_at", say("回访时间"), time=True),
    _field("closed_at", say("结案时间"), time=True),
    _field("answer", say("答复内容"), longest=10_000),
    _field("truth", say("是否属实"), terms=Truth),
    _field("solved", say("是否解决"), terms=Solved),
    _field("satisfied", say("满意度"), terms=Satisfied),
)
BY_NAME: Final = {one.name: one for one in FIELDS}
TIMES: Final = tuple(one.name for one in FIELDS if one.time)

# not said: words of other systems' files
SYNONYMS: Final[dict[str, dict[str, str]]] = {
    "kind": {
        "建议": "suggestion", "意见": "suggestion", "感谢": "praise", "投诉举报": "complaint",
        "咨询类": "consult", "求助类": "help", "投诉类": "complaint", "举报类": "report",
        "建议类": "suggestion", "表扬类": "praise", "诉求": "help",
    },
    "status": {
        "待受理": "registered", "已受理": "accepted", "已派单": "dispatched",
        "待接单": "dispatched", "已签收": "signed", "处理中": "signed", "正在办理": "signed",
        "已答复": "replied", "已回复": "replied", "待审核": "replied", "已办结": "completed",
        "办结": "completed", "回访中": "completed", "已评价": "followed_up", "结案": "closed",
        "已归档": "closed", "已关闭": "closed", "已撤销": "withdrawn", "撤单": "withdrawn",
    },
    "channel": {
        "来电": "phone", "热线": "phone", "12345": "phone", "电话受理": "phone", "网络": "web",
        "网页": "web", "门户网站": "web", "互联网": "web", "APP": "app", "手机客户端": "app",
        "微信公众号": "wechat", "小程序": "wechat", "信件": "letter", "邮箱": "email",
        "电子邮件": "email", "110": "police", "省平台": "platform",
    },
    "urgency": {"普通": "ordinary", "正常": "ordinary", "加急": "urgent", "特急件": "critical"},
    "solved": {"解决": "solved", "是": "solved", "部分解决": "basically", "否": "not",
               "没有解决": "not"},
    "satisfied": {"非常满意": "satisfied", "一般": "basically", "不太满意": "not"},
    "truth": {"是": "true", "部分": "partly", "否": "untrue"},
    "anonymous": {"1": "yes", "0": "no", "true": "yes", "false": "no", "匿名": "yes",
                  "非匿名": "no", "Y": "yes", "N": "no", "不匿名": "no"},
    "confidential": {"1": "yes", "0": "no", "true": "yes", "false": "no", "保密": "yes",
                     "公开": "no", "不保密": "no", "Y": "yes", "N": "no"},
}  # fmt: skip


def plain(word: str) -> str:
    """A heading or a word as it is compared: no width, case, spaces or trailing colon."""
    return "".join(unicodedata.normalize("NFKC", word).lower().split()).rstrip(":*")
