"""Every component in every state on one page, for whoever builds pages; in debug only.

    /desk/gallery/    /desk/gallery/?theme=wall    /desk/gallery/?type=large

The samples are made up here. Whoever adds a component or a state adds it here: the tests look at
names, roles, contrast and focus of what stands on this page, in both themes and in large type.
"""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static

from hotline.desk.clocks import ClockView
from hotline.desk.forms import Field, Form
from hotline.desk.gate import Desk, staff
from hotline.desk.personal import Personal
from hotline.desk.rows import Act, Glow, Row
from hotline.desk.shell import show
from hotline.handling.timeline import HIDDEN, Line
from hotline.rules.reckoning import Step
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import LegRole, LegState
from hotline.web.permission import page

NOBODY = UUID(int=0)
WRONG = Refusal(code=Code.INVALID, message="没有名为“月球”的单位。", advice="请从列表中选择。")
COLOURS = (
    "ground", "surface", "surface-2", "well", "line", "line-strong", "ink", "ink-2", "ink-3",
    "blue", "blue-dark", "blue-soft", "blue-line", "green", "yellow", "red",
)  # fmt: skip
CHOICES = (("a", "属实"), ("b", "部分属实"), ("c", "不属实"))


@page(permission="signed_in")
@staff
def gallery(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page; it does not exist where citizens' data are."""
    if not settings.DEBUG:
        raise Http404
    now = desk.who.now
    context = {
        "theme": "wall" if request.GET.get("theme") == "wall" else "",
        "large": request.GET.get("type") == "large",
        "colours": COLOURS,
        "case_id": NOBODY,
        "key": "sample",
        "fields": _fields(),
        "form": _form(),
        "rows": _rows(now),
        "count": "1,000+",
        "after": "x",
        "glows": [row.glow for row in _rows(now)] + [Glow(words="暂停计时"), Glow()],
        "clocks": _clocks(now),
        "timeline": _timeline(now),
        "legs": _legs(now),
        "files": _files(now),
        "people": _people(),
        "works": _works(),
        "choices": [("units", [("市城市管理局", ""), ("和平街道", "东城区政府")])],
    }
    return show(request, desk, "desk/gallery.html", "", context)


def _fields() -> list[Field]:
    def one(name: str, widget: str, **more: Any) -> Field:
        return Field(name=name, id=f"g-{name}", widget=widget, **more)

    return [
        one("plain", "text", label="文字", value="和平路12号", hint="小区、路口或门牌。"),
        one("needed", "text", label="必填文字", required=True),
        one("wrong", "combo", label="改派到", value="月球", listed="units", error=WRONG),
        one("tel", "tel", label="电话", value="138****0001"),
        one("select", "select", label="列表", choices=CHOICES),
        one("radios", "radios", label="单选", choices=CHOICES, value="b", required=True),
        one("checks", "checks", label="多选", choices=CHOICES, values=("a", "c")),
        one("check", "check", label="保密"),
        one("combos", "combos", label="协办单位", values=("和平街道",), listed="units"),
        one("area", "area", label="办理情况", value="已到现场。", longest=10_000),
    ]


def _form() -> Form:
    return Form(
        id="sample",
        command="Withdraw",
        title="撤单",
        submit="撤单",
        fields=(Field(name="reason", id="g-reason", label="撤单原因", widget="text"),),
    )


def _rows(now: datetime) -> list[Row]:
    colours = (
        ("red", "已超期5天", -5, "第二次催办"),
        ("yellow", "还剩3小时", 0, ""),
        ("green", "还剩12天", 12, ""),
    )
    return [
        Row(
            id=str(NOBODY),
            url="#list",
            number=f"261026-000010{n}-8",
            title=("路灯不亮", "夜里烧烤摊占道", "小区停水两天")[n],
            stage="办理中",
            facts=("投诉", "占道经营", "和平街道"),
            urgency="特急" if n == 0 else "",
            tags=("保密",) if n == 1 else (),
            glow=Glow(colour=colour, words=words, at=now + timedelta(days=days)),
            unit="市城市管理局",
            notes=(note,) if note else (),
            acts=(Act(label="答复", url="#list"), Act(label="查看", url="#list", primary=False)),
            pick=f"{NOBODY}.L{n}",
        )
        for n, (colour, words, days, note) in enumerate(colours)
    ]


def _clocks(now: datetime) -> list[ClockView]:
    steps = (
        Step(at=now, text="10月26日（周一）09:55 派单，当日不计入", source="民法典第201条第1款"),
        Step(at=now, text="15个工作日，至11月16日（周一）17:30"),
    )
    due = now + timedelta(hours=3)
    light = Glow(colour="yellow", words="还剩3小时", at=due)
    over = Glow(colour="red", words="已超期5天", at=now - timedelta(days=5))
    paused = Glow(words="还剩22天（暂停计时）", at=now + timedelta(days=22))
    return [
        ClockView(
            title="办理时限",
            glow=light,
            due=due,
            steps=steps,
            source="国办发〔2020〕53号",
            edition=2,
        ),
        ClockView(title="对诉求人的承诺", glow=over, due=now - timedelta(days=5), edition=2),
        ClockView(title="裁定时限", glow=paused, due=now + timedelta(days=22), provisional=True),
    ]


def _timeline(now: datetime) -> list[Line]:
    def line(hours: int, title: str, **more: Any) -> Line:
        values: dict[str, Any] = {
            "at": now - timedelta(hours=hours), "title": title, "who": "郑玉梅", "role": "派单员",
            "unit": "热线中心", "face": "", "since": "", "notes": (), "texts": (), "withheld": "",
            "late": False, "about": "",
        }  # fmt: skip
        return Line(**values | more)

    rule = "派单后2天，规定至10月27日（周二）17:30"
    return [
        line(72, "登记诉求", notes=("电话 · 投诉 · 一般",)),
        line(
            71,
            "派单（主办单）",
            since="隔1小时",
            about="市城市管理局",
            notes=("办理时限15个工作日",),
        ),
        line(23, "签收", since="隔2天", about="市城市管理局", late=True, measured=rule),
        line(20, "首次联系诉求人", texts=(("情况", "约定下午到现场查看。"),)),
        line(1, "办理进展", withheld=HIDDEN),
    ]


def _legs(now: datetime) -> list[SimpleNamespace]:
    def leg(n: int, role: LegRole, unit: str, *below: SimpleNamespace) -> SimpleNamespace:
        return SimpleNamespace(
            unit=unit,
            officer="刘一鸣" if n == 1 else "",
            clocks=_clocks(now)[:1] if n == 1 else [],
            below=below,
            leg=SimpleNamespace(
                id=f"L{n}", role=role, state=LegState.SIGNED, sign_late=n == 2, ended=None,
                dispatched_at=now - timedelta(days=n), completed_at=None, running=True,
            ),
        )  # fmt: skip

    village = leg(3, LegRole.HANDED_DOWN, "新村")
    street = leg(2, LegRole.HANDED_DOWN, "和平街道", village)
    other = leg(4, LegRole.HANDED_DOWN, "解放街道")
    return [
        leg(1, LegRole.LEAD, "东城区政府", street, other),
        leg(5, LegRole.CO_HANDLING, "市场监管局"),
    ]


def _files(now: datetime) -> list[SimpleNamespace]:
    def file(title: str, kind: str, size: str, **more: str) -> SimpleNamespace:
        own = {"thumb": "", "open": "#file", "original": "", "taken": "", "place": ""} | more
        known = SimpleNamespace(kind=SimpleNamespace(zh=kind), by="刘一鸣", at=now)
        return SimpleNamespace(title=title, size=size, file=known, is_audio=False, **own)

    picture = static("web/icon.svg")
    return [
        file("现场照片.jpg", "照片", "1.8 MB", thumb=picture, taken="10月26日 09:40",
             place="31.2304, 121.4737", original="#file"),
        file("整改通知书.pdf", "PDF", "230 kB"),
        file("通话录音.mp3", "录音", "4.1 MB", open=""),
    ]  # fmt: skip


def _people() -> list[Personal]:
    return [
        Personal(field="phone", label="联系电话（可查看）", value="138****0001", can_show=True),
        Personal(field="name", label="诉求人（只显示遮盖）", value="王**"),
        Personal(field="address", label="地址（明文，已记录）", value="和平路12号"),
    ]


def _works() -> list[dict[str, Any]]:
    def work(state: str, done: int, words: str) -> dict[str, Any]:
        label = {"running": "正在导出", "done": "导出完成", "failed": "导出中断"}[state]
        return {"id": f"g-{state}", "label": label, "done": done, "total": 3000,
                "words": words, "state": state}  # fmt: skip

    return [
        work("running", 1200, "约还需 8 秒，可以离开本页。"),
        work("done", 3000, "共 3,000 件。"),
        work("failed", 700, "磁盘已满，已写的部分没有保留。"),
    ]
