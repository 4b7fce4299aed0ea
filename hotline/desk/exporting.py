"""导出 Excel: the cases of a search as a sheet, in the columns that offices keep.

Personal columns only where ticked, and in them only what the reader may see in clear; what is
covered for them stays covered. Before a line leaves, the reading is on record: every case taken
out, with the personal fields shown of it. Outsourced staff take nothing out
[国办函〔2025〕66号 三].
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline import ledger
from hotline.desk import find_form, finding, rows
from hotline.desk.gate import Desk, staff
from hotline.desk.sheet import Cell, Column, Sheet
from hotline.handling.search import queries as search
from hotline.handling.search.asked import Asked
from hotline.handling.search.queries import Taken
from hotline.people.actions import note_readings
from hotline.people.cover import Cover, mask_words, shown
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import CaseStage, Channel, Satisfied, Solved, Urgency
from hotline.web.permission import page
from hotline.web.speech import tell

MOST = 5000
"""Rows of one export: written within a request, in a few seconds."""

LONGEST_PURPOSE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = (
    Column(name=say("工单号"), width=19),
    Column(name=say("类型"), width=9),
    Column(name=say("事项"), width=22),
    Column(name=say("区域"), width=18),
    Column(name=say("承办单位"), width=20),
    Column(name=say("状态"), width=9),
    Column(name=say("紧急程度"), width=9),
    Column(name=say("来源渠道"), width=9),
    Column(name=say("标签"), width=14),
    Column(name=say("时限"), width=17),
    Column(name=say("是否超期"), width=9),
    Column(name=say("登记时间"), width=17),
    Column(name=say("受理时间"), width=17),
    Column(name=say("办结时间"), width=17),
    Column(name=say("结案时间"), width=17),
    Column(name=say("是否解决"), width=9),
    Column(name=say("评价"), width=9),
    Column(name=say("退单次数"), width=9),
    Column(name=say("催办次数"), width=9),
)
PERSONAL: dict[str, tuple[Column, ...]] = {
    "words": (Column(name=say("标题"), width=30), Column(name=say("诉求内容"), width=60)),
    "address": (Column(name=say("地址"), width=30),),
    "name": (Column(name=say("诉求人"), width=10),),
    "phone": (Column(name=say("联系电话"), width=14),),
}

OUTSOURCED = Refusal(
    code=Code.OUTSOURCED,
    message=say("外包人员不能导出工单。"),
    advice=say("确需数据的，请由热线管理机构的在编人员导出（国办函〔2025〕66号 三）。"),
)
NO_PURPOSE = Refusal(
    code=Code.MISSING,
    message=say("导出个人信息须写明用途。"),
    advice=say("请填写用途，它会与这次导出一起记入访问记录。"),
    field="purpose",
)
TOO_MANY = Refusal(
    code=Code.LIMIT_REACHED,
    message=say("查到的工单超过{most:,}件，一次导不完。", most=MOST),
    advice=say("请缩小范围，如按登记日期分段，分几次导出。"),
)
NOTHING = Refusal(
    code=Code.NOT_FOUND, message=say("没有可导出的工单。"), advice=say("请先查到工单，再导出。")
)


@page(permission="case.read")
@staff
def export(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The sheet of the search that the form repeats, or the page with why not."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("desk:find"))
    words, asked = finding.asked_of(desk, request.POST)
    if isinstance(asked, Refusal):
        return finding.blank(request, desk, typed=request.POST, q=words, refusal=asked)
    ticked = tuple(name for name in PERSONAL if name in request.POST.getlist("personal"))
    purpose = request.POST.get("purpose", "").strip()[:LONGEST_PURPOSE]
    wanted = OUTSOURCED if desk.actor.outsourced else _wanted(desk, asked, ticked, purpose)
    if isinstance(wanted, Refusal):
        more = {"refused": wanted, "ticked": ticked, "purpose": purpose}
        return finding.results(request, desk, asked, words, request.POST.dict(), **more)
    sheet = _written(desk, asked, wanted, ticked, purpose)
    stamp = desk.who.world.calendar.local(desk.who.now)
    # A file is sent piece by piece; Django's types know no common name for that and for a page.
    sent: Any = FileResponse(
        sheet.file,
        as_attachment=True,
        filename=tell("工单{stamp:%Y%m%d-%H%M}.xlsx", stamp=stamp),
        content_type=XLSX,
    )
    return sent


def _wanted(
    desk: Desk, asked: Asked, ticked: Sequence[str], purpose: str
) -> Sequence[Any] | Refusal:
    """Ids of the cases to take out."""
    if ticked and not purpose:
        return NO_PURPOSE
    found = search.ids(desk.who, asked, MOST)
    if len(found) > MOST:
        return TOO_MANY
    return found or NOTHING


def _written(
    desk: Desk, asked: Asked, wanted: Sequence[Any], ticked: Sequence[str], purpose: str
) -> Sheet:
    """All cases, batch by batch: read, put on record, written."""
    columns = PLAIN + tuple(column for name in ticked for column in PERSONAL[name])
    with_words = bool({"words", "address"} & set(ticked))
    with_caller = bool({"name", "phone"} & set(ticked))
    conditions = _about(desk, asked)
    with Sheet(say("工单"), mark(desk), conditions, columns) as sheet:
        for part in search.batches(desk.who, wanted, words=with_words, caller=with_caller):
            note_readings(
                desk.actor,
                [(taken.case.id, ("export", *_opened(desk, taken, ticked))) for taken in part],
                page=say("导出Excel"),
                purpose=say("{purpose}；{conditions}", purpose=purpose, conditions=conditions)
                if purpose
                else conditions,
            )
            for taken in part:
                sheet.write(_line(desk, taken, ticked))
    return sheet


def mark(desk: Desk) -> str:
    """Who took it out, from which unit, when: on top of the sheet and on every printed page."""
    world = desk.who.world
    at = world.calendar.local(ledger.clock.wall())
    unit = world.units.name(desk.actor.unit)
    return say(
        "{city}12345 导出人：{actor}（{username}） 单位：{unit} 时间：{at:%Y-%m-%d %H:%M}"
        " 内部资料，不得外传",
        city=world.city_name,
        actor=desk.actor.name,
        username=desk.signed.username,
        unit=unit,
        at=at,
    )


def _about(desk: Desk, asked: Asked) -> str:
    """The conditions in words; words looked for are not repeated, they may be somebody's."""
    said = [
        say("{label}：{value}", label=label, value=value)
        for label, value in find_form.described(desk.who.world, asked)
    ]
    said += [say("含关键词")] if asked.words else []
    return say("条件：{conditions}", conditions=joined("；", said) or say("全部可见工单"))


def _opened(desk: Desk, taken: Taken, ticked: Sequence[str]) -> tuple[str, ...]:
    """Personal fields of a case that leave in clear."""
    covers = desk.who.sight.covers(taken.case)
    return tuple(name for name in ticked if getattr(covers, name) >= Cover.ON_CLICK)


def _line(desk: Desk, taken: Taken, ticked: Sequence[str]) -> list[Cell]:
    case, world = taken.case, desk.who.world
    kind, topic, area, *_ = rows.facts(case, world)
    late = case.breached or case.on_time is False or (case.due_at and case.due_at < desk.who.now)
    return [
        case.number,
        kind,
        topic,
        area,
        world.units.name(case.lead_unit) if case.lead_unit else "",
        rows.zh(CaseStage, case.stage),
        rows.zh(Urgency, case.urgency),
        rows.zh(Channel, case.channel),
        joined("、", rows.tags(case)),
        _local(desk, case.due_at),
        say("是") if late else say("否"),
        _local(desk, case.registered_at),
        _local(desk, case.accepted_at),
        _local(desk, case.completed_at),
        _local(desk, case.closed_at),
        rows.zh(Solved, case.solved),
        rows.zh(Satisfied, case.satisfied),
        case.returns,
        case.reminders,
        *_personal(desk, taken, ticked),
    ]


def _local(desk: Desk, at: datetime | None) -> datetime | None:
    return desk.who.world.calendar.local(at).replace(tzinfo=None) if at else None


def _personal(desk: Desk, taken: Taken, ticked: Sequence[str]) -> list[str]:
    covers = desk.who.sight.covers(taken.case)
    words, caller = taken.words, taken.caller
    held: Mapping[str, tuple[str, ...]] = {
        "words": (words.title, words.text) if words else ("", ""),
        "address": (words.address if words else "",),
        "name": (caller.name if caller else "",),
        "phone": (caller.phone if caller else "",),
    }
    found = []
    for name in ticked:
        cover = getattr(covers, name)
        for value in held[name]:
            # Numbers of others inside running text are covered in every list, so here too.
            plain = mask_words(value) if name == "words" else value
            found.append(shown(plain, name, cover, clicked=True))
    return found
