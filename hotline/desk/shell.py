"""What stands around every page of the desk: navigation with counts, who is here, the clock.

The counts, and the mark by which a live page knows that it is behind, cost one statement together.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hotline import ledger
from hotline.desk.gate import MAY, Desk
from hotline.desk.second_thoughts import undo
from hotline.handling.queues import queries as queues
from hotline.rules.case.dispute import HIGHER
from hotline.rules.case.edges import BACK, LIAISONS, RULERS, UNIT
from hotline.rules.case.table import BY_COMMAND, BY_NAME
from hotline.rules.numbering import check
from hotline.rules.reference.alarms import KEEPERS as ALARM_KEEPERS
from hotline.rules.text import joined, say
from hotline.rules.words import Role

SHIFTED = timedelta(minutes=1)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the navigation; `count` names the queue that is counted beside it."""

    name: str
    title: str
    roles: frozenset[Role]
    count: str = ""
    begins: bool = False


_CALCULATORS = frozenset(
    {
        Role.MANAGEMENT,
        Role.EDITOR,
        Role.DISPATCHER,
        Role.SUPERVISOR,
        Role.DUTY_MANAGER,
        Role.SYSTEM_ADMIN,
    }
)
_EVENTS = MAY["contact.register"] | {Role.SUPERVISOR, Role.LEADER, Role.MANAGEMENT}
_TOKEN_KEEPERS = frozenset({Role.INTEGRATOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})

PLACES = (
    Place(name="register", title=say("接诉登记"), roles=MAY["contact.register"]),
    Place(name="triage", title=say("待处置"), roles=MAY["contact.register"], count="triage"),
    Place(name="sources", title=say("待答复来源"), roles=MAY["source.answer"], count="sources"),
    Place(name="events", title=say("热点与群体事件"), roles=_EVENTS, count="hot"),
    Place(name="dispatch", title=say("待派单"), roles=BACK | {Role.TEAM_LEADER}, count="dispatch"),
    Place(name="rulings", title=say("退单审核"), roles=RULERS, count="rulings"),
    Place(name="extensions", title=say("延期审核"), roles=RULERS, count="extensions"),
    Place(name="reviews", title=say("重办复核"), roles=MAY["rehandle.review"], count="reviews"),
    Place(name="unreasonable", title=say("无理重复诉求"), roles=HIGHER, count="unreasonable"),
    Place(
        name="exclusions",
        title=say("考核剔除"),
        roles=MAY["rehandle.review"],
        count="exclusions",
    ),
    Place(name="doubts", title=say("疑点办结"), roles=MAY["completion.doubt"], count="doubts"),
    Place(name="inbox", title=say("收件箱"), roles=MAY["unit.inbox"], count="sign"),
    Place(
        name="approvals",
        title=say("办结审批"),
        roles=frozenset({Role.UNIT_HEAD}),
        count="approvals",
    ),
    Place(name="wordings", title=say("答复模板"), roles=MAY["reply.templates"] - {Role.OFFICER}),
    Place(name="follow-up", title=say("待回访"), roles=MAY["follow_up"], count="follow_up"),
    Place(
        name="automatic",
        title=say("自动派单复核"),
        roles=MAY["automatic.review"],
        count="automatic",
    ),
    Place(name="samples", title=say("抽查"), roles=MAY["sample.check"], count="samples"),
    Place(name="pressed", title=say("收到的督办"), roles=MAY["unit.inbox"], count="press_inbox"),
    Place(
        name="site-meetings",
        title=say("现场划分职责"),
        roles=RULERS | UNIT | {Role.DUTY_MANAGER},
        count="on_site",
    ),
    Place(
        name="procedures",
        title=say("法定程序"),
        roles=UNIT | RULERS | {Role.SUPERVISOR, Role.DUTY_MANAGER, Role.MANAGEMENT},
    ),
    Place(
        name="supervision",
        title=say("督办单"),
        roles=MAY["supervise"] - {Role.UNIT_HEAD},
        count="press_answered",
    ),
    Place(name="watch", title=say("时限督办"), roles=MAY["supervise"], count="late"),
    Place(name="behind", title=say("督办看板"), roles=MAY["supervise"]),
    Place(name="duty", title=say("值班"), roles=MAY["duty.board"], count="hand_overs"),
    Place(name="shift", title=say("值班交接"), roles=MAY["duty.board"]),
    Place(name="coverage", title=say("值班电话"), roles=MAY["duty.phones"]),
    Place(name="roster", title=say("值班表"), roles=MAY["duty.roster"]),
    Place(name="governance", title=say("治理专题"), roles=MAY["governance.read"]),
    Place(name="overview", title=say("全市概况"), roles=MAY["city.overview"]),
    Place(name="wall", title=say("大屏"), roles=MAY["wall"]),
    Place(name="reading", title=say("结案回看"), roles=MAY["case.review"]),
    Place(name="numbers", title=say("限制来电"), roles=MAY["number.restrict"]),
    Place(name="find", title=say("查找工单"), roles=MAY["case.read"]),
    Place(name="batches", title=say("批量处理"), roles=MAY["batches"] - {Role.AGENT, Role.EXPERT}),
    Place(name="admin-units", title=say("单位管理"), roles=MAY["units.read"], begins=True),
    Place(name="admin-people", title=say("人员与角色"), roles=MAY["people.manage"]),
    Place(name="admin-topics", title=say("事项与区域"), roles=MAY["topics.read"]),
    Place(name="admin-directory", title=say("派单目录"), roles=MAY["directory.manage"]),
    Place(name="admin-model", title=say("事项模型"), roles=MAY["model.read"]),
    Place(
        name="admin-automatic",
        title=say("自动派单"),
        roles=MAY["automatic.read"],
        count="automatic_fallen",
    ),
    Place(name="events-settings", title=say("热点与查重"), roles=frozenset(ALARM_KEEPERS)),
    Place(name="admin-rules", title=say("办理规则"), roles=MAY["rulebook.manage"]),
    Place(name="admin-limits", title=say("时限计算"), roles=_CALCULATORS),
    Place(name="admin-notices", title=say("通知设置"), roles=MAY["notices.manage"]),
    Place(name="admin-imports", title=say("历史工单导入"), roles=MAY["orders.import"]),
    Place(name="admin-access", title=say("访问记录"), roles=MAY["audit.read"]),
    Place(name="admin-sign-ins", title=say("登录记录"), roles=MAY["audit.read"]),
    Place(name="admin-erase", title=say("删除个人信息"), roles=MAY["personal.erase"]),
    Place(name="admin-tokens", title=say("接口令牌"), roles=_TOKEN_KEEPERS),
    Place(
        name="admin-calendar",
        title=say("工作日历"),
        roles=MAY["rulebook.manage"],
        count="reckoning_stopped",
    ),
)
INBOX_COUNTS = ("sign", "handling")


def places(desk: Desk) -> list[Place]:
    """The entries this person has."""
    return [place for place in PLACES if place.roles & desk.actor.roles]


def standing(desk: Desk, looked_at: str = "", tabs: Iterable[str] = ()) -> queues.Standing:
    """Counts for this person's navigation and a page's tabs, and when anything they see, or the
    list that they look at, last changed."""
    wanted = {place.count for place in places(desk) if place.count} | {queues.NOTICES, *tabs}
    if LIAISONS & desk.actor.roles or Role.OFFICER in desk.actor.roles:
        wanted |= set(INBOX_COUNTS)
    return queues.standing(desk.who, sorted(wanted), looked_at)


def mark(found: queues.Standing) -> str:
    """Two short texts with a dot between: the first differs when a count has changed, the second
    when anything in sight, or in the list looked at, has."""
    return f"{_short(sorted(found.counts.items()))}.{_short((found.latest, found.list))}"


def _short(known: object) -> str:
    return hashlib.sha256(str(known).encode()).hexdigest()[:12]


def count_zh(number: int) -> str:
    """A count beside the navigation, "" for none."""
    if not number:
        return ""
    return str(number) if number <= queues.NAV_BOUND else f"{queues.NAV_BOUND}+"


def shell(request: HttpRequest, desk: Desk, here: str, found: queues.Standing) -> dict[str, Any]:
    """The context that `desk/shell.html` needs."""
    actor, world = desk.actor, desk.who.world
    roles = [role.zh for role in Role if role in actor.roles]
    return {
        "desk": desk,
        "here": here,
        "nav": [
            {
                "name": place.name,
                "title": place.title,
                "begins": place.begins,
                "url": reverse(f"desk:{place.name}"),
                "count_name": place.count,
                "count": count_zh(found.counts.get(place.count, 0)),
            }
            for place in places(desk)
        ],
        "notices": count_zh(found.counts.get(queues.NOTICES, 0)),
        "person": actor.name,
        "may_find": desk.may("case.read"),
        "own_roles": joined("、", roles),
        "own_unit": world.units.name(actor.unit),
        "city": world.city_name,
        "now": desk.who.now,
        "shifted": abs(ledger.clock.wall() - desk.who.now) > SHIFTED,
        "mark": mark(found),
        "minute": f"{ledger.clock.wall():%Y%m%d%H%M}",
        "done": done(request, desk),
        "undo": undo(request, desk),
        "debug": settings.DEBUG,
    }


def show(
    request: HttpRequest,
    desk: Desk,
    template: str,
    here: str,
    context: dict[str, Any],
    status: int = 200,
    found: queues.Standing | None = None,
) -> HttpResponse:
    """A page of the desk inside its shell; `found` where the counts were already read."""
    around = shell(request, desk, here, found or standing(desk, queues.NO_LIST))
    return render(request, template, around | context, status=status)


def done(request: HttpRequest, desk: Desk) -> str:
    """What the step before achieved, told by the address (`?done=Sign&number=…`); "" for none.

    Nothing of the address reaches the page but a known command's name, a sound case number and the
    name of a unit of this city.
    """
    edge = BY_NAME.get(request.GET.get("done", ""))
    if edge is None:
        return ""
    number = check(request.GET.get("number", ""))
    unit = desk.who.world.units.get(request.GET.get("to", ""))
    if number and unit:
        return say("工单 {number}：已派给{unit}。", number=number, unit=unit.name)
    return (
        say("工单 {number}：{edge}已记录。", number=number, edge=edge.zh)
        if number
        else say("{edge}已记录。", edge=edge.zh)
    )


def zh_of(command: type) -> str:
    """The Chinese name of a command."""
    return BY_COMMAND[command].zh
