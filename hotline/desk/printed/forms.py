"""What stands on the forms that offices file: 诉求工单 and 答复; 督办单 is in `pressed`.

Forms are Chinese whatever the reader's language. Personal data stands on them as on the page for
that reader: covered where it is covered there.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from hotline.desk import case_view
from hotline.desk.case import Seen
from hotline.desk.gate import Desk
from hotline.desk.personal import personal
from hotline.desk.printed.paper import Cell, Paper, label
from hotline.handling.timeline import Line
from hotline.ledger import Recorded
from hotline.people.cover import Cover
from hotline.rules.case.events import CaseCompleted
from hotline.rules.case.state import Leg
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say

NOT_ANSWERED = Refusal(
    code=Code.WRONG_STATE,
    message=say("这件工单还没有答复，不能打印答复。"),
    advice=say("办结后再打印。"),
)
NO_WORDS = Refusal(
    code=Code.WRONG_ROLE,
    message=say("答复内容不在您的查看权限内，或已按规定删除。"),
    advice=say("请由办理这件工单的人员打印。"),
)
NO_FORM = Refusal(
    code=Code.NOT_FOUND,
    message=say("没有这种打印件。"),
    advice=say("请在工单页选择要打印的内容。"),
    field="form",
)


class Printing(msgspec.Struct, frozen=True, kw_only=True):
    """All that a form is made of. `clicked`: personal fields asked to stand in clear; `request`:
    which document of supervision is printed."""

    desk: Desk
    seen: Seen
    events: Sequence[Recorded]
    lines: Sequence[Line]
    at: datetime
    clicked: tuple[str, ...] = ()
    request: str = ""


# not said: forms that offices file are Chinese
def order(one: Printing) -> bytes | Refusal:
    """诉求工单: the request, its legs and limits, the course in brief, the answer, room to sign."""
    case, world = one.seen.state, one.desk.who.world
    paper = sheet(one, "诉求工单", watermark=True)
    paper.heading(f"{world.city_name}12345政务服务便民热线\n诉求工单")
    secret = "【保密】" if case.confidential else ""
    paper.edges(f"工单编号：{case.number}", f"{secret}紧急程度：{case.urgency.zh!s}")
    _request(paper, one)
    _legs(paper, one)
    paper.row(label("办理经过"))
    paper.row(label("时间", 2.3), label("环节", 3), label("单位", 2.7), label("说明", 4))
    for line in one.lines:
        notes = (line.measured, *line.notes)
        paper.row(
            Cell(text=short(one, line.at), share=2.3), Cell(text=line.title, share=3),
            Cell(text=line.about or line.unit, share=2.7),
            Cell(text="；".join(str(note) for note in notes if note), share=4), size=9,
        )  # fmt: skip
    answer = _answer(one)
    if isinstance(answer, str):
        paper.row(label("答复诉求人", 1), Cell(text=answer, share=5))
    _to_sign(paper)
    return paper.finished()


# not said: forms that offices file are Chinese
def _request(paper: Paper, one: Printing) -> None:
    case, world = one.seen.state, one.desk.who.world
    title, text, withheld = case_view.told(one.seen.words, one.seen.covers)
    held = {
        found.field: found.value
        for found in personal(one.seen.words, one.seen.caller, one.seen.covers, one.clicked)
    }
    name = "匿名" if case.anonymous else held.get("name", "")
    promise = case.promise
    pairs = (
        ("来源渠道", str(case.channel.zh), "登记时间", day(one, case.registered_at)),
        ("诉求类型", str(case.kind.zh), "当前状态", str(case.stage.zh)),
        ("所属事项", world.topics.get(case.topic, ""), "所属区域", world.areas.get(case.area, "")),
        ("诉求人", name, "联系电话", held.get("phone", "")),
        ("承诺时限", day(one, promise.due_at) if promise else "", "办结时间",
         day(one, case.completed_at)),
    )  # fmt: skip
    for first, one_value, second, other_value in pairs:
        paper.row(
            label(first, 1), Cell(text=one_value, share=2),
            label(second, 1), Cell(text=other_value, share=2),
        )  # fmt: skip
    if case.relation:
        agreed = "已经本人同意" if case.authorised else "没有本人同意的记录"
        paper.row(
            label("代他人反映", 1), Cell(text=f"{case.relation.zh!s}，{agreed}", share=2),
            label("当事人", 1), Cell(text=held.get("behalf", ""), share=2),
        )  # fmt: skip
    if "enterprise" in held:
        paper.row(label("企业", 1), Cell(text=held["enterprise"], share=5))
    for name_of, value in (("地址", held.get("address", "")), ("诉求标题", title)):
        paper.row(label(name_of, 1), Cell(text=value, share=5))
    paper.row(label("诉求内容", 1), Cell(text=text or str(withheld), share=5, least=30))


# not said: forms that offices file are Chinese
def _legs(paper: Paper, one: Printing) -> None:
    paper.row(label("承办单"))
    paper.row(*(label(name, 1) for name in ("承办单位", "角色/状态", "派出", "签收", "办理时限")))
    for leg in one.seen.state.legs:
        paper.row(*(Cell(text=text, share=1) for text in _leg(one, leg)), size=9.5)
    if not one.seen.state.legs:
        paper.row(Cell(text="尚未派出承办单。"))


# not said: forms that offices file are Chinese
def _leg(one: Printing, leg: Leg) -> tuple[str, ...]:
    return (
        one.desk.who.world.units.name(leg.unit),
        f"{leg.role.zh!s}／{leg.state.zh!s}",
        short(one, leg.dispatched_at),
        short(one, leg.signed_at) + ("（视同）" if leg.deemed else ""),
        short(one, leg.limit.due_at),
    )


# not said: forms that offices file are Chinese
def _to_sign(paper: Paper) -> None:
    paper.row(
        label("承办人\n（签字）", 1, 22), Cell(text="", share=2),
        label("单位负责人\n（签字、盖章）", 1.2), Cell(text="　　　年　　月　　日", share=2),
    )  # fmt: skip


# not said: forms that offices file are Chinese
def answer(one: Printing) -> bytes | Refusal:
    """答复: the public answer as a letter to the citizen, signed by the unit that led."""
    found = _answer(one)
    if isinstance(found, Refusal):
        return found
    case, world = one.seen.state, one.desk.who.world
    held = personal(one.seen.words, one.seen.caller, one.seen.covers, one.clicked)
    name = next((given.value for given in held if given.field == "name"), "")
    title = case_view.told(one.seen.words, one.seen.covers)[0]
    lead = case.lead
    unit = world.units.name(lead.unit) if lead else ""
    paper = sheet(one, "诉求答复", watermark=False)
    paper.heading("关于您反映事项的答复")
    paper.edges("", f"工单编号：{case.number}")
    paper.gap(4)
    paper.paragraph(f"{name or '诉求人'}：", indent=False)
    about = f"反映“{title}”" if title else "反映"
    by = f"{unit}办理" if unit else "办理"
    paper.paragraph(
        f"您于{_date(one, case.registered_at)}通过{case.channel.zh!s}{about}的诉求收悉，"
        f"经{by}，现答复如下："
    )
    paper.paragraph(found)
    paper.paragraph(
        "感谢您对我们工作的关心和支持。如对办理结果有异议，可拨打12345，"
        "或凭工单编号和查询码在网上评价、补充说明。"
    )
    done = _date(one, _answered(one.events).occurred_at)
    paper.signed(*filter(None, (unit or f"{world.city_name}12345政务服务便民热线", done)))
    return paper.finished()


def _answered(events: Sequence[Recorded]) -> Recorded:
    """The last completion; raises IndexError where there is none."""
    return [one for one in events if isinstance(one.event, CaseCompleted)][-1]


def _answer(one: Printing) -> str | Refusal:
    if not any(isinstance(found.event, CaseCompleted) for found in one.events):
        return NOT_ANSWERED
    if one.seen.covers.words is not Cover.OPEN:
        return NO_WORDS
    return case_view.public_answer(one.seen.state, one.events) or NO_WORDS


# not said: forms that offices file are Chinese
def sheet(one: Printing, title: str, *, watermark: bool) -> Paper:
    """An empty form that says who printed it and when."""
    actor, world = one.desk.actor, one.desk.who.world
    at = world.calendar.local(one.at)
    stamp = f"{at:%Y-%m-%d %H:%M}"
    username = one.desk.signed.username
    reader = f"{actor.name} {username} {stamp}"
    unit = world.units.name(actor.unit)
    inner = "内部资料，不得外传" if watermark else ""
    mark = f"打印：{actor.name}（{unit}）{stamp}　{inner}"
    number = one.seen.state.number
    return Paper(f"{title} {number}", mark, at, reader if watermark else "")


# not said: forms that offices file are Chinese
def _date(one: Printing, at: datetime) -> str:
    local = one.desk.who.world.calendar.local(at)
    return f"{local.year}年{local.month}月{local.day}日"


def day(one: Printing, at: datetime | None) -> str:
    """The city's time of a moment, "" for none."""
    return f"{one.desk.who.world.calendar.local(at):%Y-%m-%d %H:%M}" if at else ""


def short(one: Printing, at: datetime | None) -> str:
    """The same without the year."""
    return f"{one.desk.who.world.calendar.local(at):%m-%d %H:%M}" if at else ""
