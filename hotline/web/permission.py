"""Every route names its permission, in one place and in words a test can read.

    @page(permission="case.read")
    def case(request, number): ...

The name is one of PERMISSIONS: that dictionary is the whole list of what a page may ask for,
each with a sentence that says what it allows. The decorator only *names*; who may is decided by
`people.sight` and the rules, which the view calls with the actor. `open` is for pages anybody
may see; it has to be said too, so that leaving it out can never mean it.
"""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])

PERMISSIONS = {
    "open": "任何人可见：门户首页、登录页、健康检查 / anybody",
    "signed_in": "任何已登录的工作人员 / any signed-in member of staff",
    "contact.register": "登记来电与诉求 / register contacts and cases",
    "case.read": "在视野内查看工单 / read cases within one's sight",
    "case.act": "对工单执行规则允许的操作 / act on a case as the tables allow",
    "dispatch": "派单、改派、裁定退单 / dispatch, re-dispatch, rule on returns",
    "reply.templates": "答复模板 / the templates that answers begin with",
    "unit.inbox": "承办单位收件箱 / the inbox of one's unit",
    "follow_up": "回访 / follow-up calls",
    "automatic.review": "复核自动派单 / review what the machine dispatched",
    "automatic.read": "自动派单：各事项的派准率与开关 / automatic dispatch: figures and switches",
    "sample.check": "抽查 / check completions that nobody can be called about",
    "rehandle.review": "重办复核 / review what units claim against a re-handle",
    "completion.doubt": "认定疑点办结 / decide on doubts about completions",
    "supervise": "督办 / supervision",
    "duty.board": "值班：移交与紧急工单 / the duty board: hand-overs and urgent orders",
    "duty.roster": "值班表：本单位每个时段打谁 / the duty roster of one's unit",
    "governance.read": "治理专题 / topics of governance that one's unit takes part in, or all",
    "duty.phones": "值班电话：哪些单位打得到人 / which units can be reached at this hour",
    "phone.ring": "紧急工单电话确认 / ring for urgent orders",
    "wall": "大屏 / the wall",
    "city.overview": "全市概况 / what the city suffers from",
    "case.review": "回看已结案件 / read closed cases",
    "source.answer": "答复来源 / answer the platforms that sent a matter",
    "number.restrict": "限制来电 / rule on restricting a telephone number",
    "units.read": "单位与值班电话 / units and their duty phones",
    "people.manage": "人员与角色 / people and roles",
    "topics.read": "事项与区域 / topics and areas",
    "directory.manage": "派单目录 / the dispatch directory",
    "model.read": "事项模型与派单统计 / the topic model and figures of dispatch",
    "events.settings": "热点与查重设置 / when hot matters and duplicates are told",
    "rulebook.manage": "办理规则与日历 / rulebook and calendar",
    "personal.erase": "删除个人信息 / erase personal data",
    "notices.manage": "通知设置与未送达的通知 / who is told what, and what was not delivered",
    "batches": "批量处理；审计员可见全部批次 / batches, all of them for who audits",
    "orders.import": "历史工单导入 / bring in orders of another system",
    "audit.read": "访问记录 / the access log",
    "citizen.code": "诉求人凭工单号与查询码 / a citizen with number and code",
    "api.token": "部门系统凭令牌 / a department's system with a token",
    "api.open": "接口说明 / the description of the API",
}


def page(*, permission: str) -> Callable[[View], View]:
    """Mark a view with the permission it asks for; an unknown name is refused at import."""
    if permission not in PERMISSIONS:
        raise ValueError(f"unknown permission {permission!r}: add it to PERMISSIONS with its words")

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(view: object) -> str | None:
    """The permission a view names; class-based views carry it on the class."""
    view = getattr(view, "view_class", view)
    found = getattr(view, "permission", None)
    return found if isinstance(found, str) else None
