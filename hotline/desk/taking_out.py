"""What an export writes: its columns, its lines, its mark, and the record of what was taken out.

Personal columns only where ticked, and in them only what the reader may see in clear; what is
covered for them stays covered. Before a line is written, the reading is on record.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from hotline.desk import find_form, rows
from hotline.desk.sheet import Cell, Column, Sheet
from hotline.handling.queries import Reader
from hotline.handling.search import queries as search
from hotline.handling.search.asked import Asked
from hotline.handling.search.queries import Taken
from hotline.people.actions import note_readings
from hotline.people.cover import Cover, mask_words, shown
from hotline.rules.text import joined, say
from hotline.rules.words import CaseStage, Channel, Satisfied, Solved, Urgency

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


class Taker(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes it out, by which account, and when that was asked (wall time)."""

    who: Reader
    username: str
    at: datetime


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken out: the search, the personal columns ticked, and what for."""

    asked: Asked
    ticked: tuple[str, ...] = ()
    purpose: str = ""


def begin(by: Taker, order: Order) -> Sheet:
    """The sheet with its mark, conditions and columns."""
    columns = PLAIN + tuple(column for name in order.ticked for column in PERSONAL[name])
    return Sheet(say("工单"), mark(by), about(by.who, order.asked), columns)


def fill(by: Taker, order: Order, wanted: Sequence[Any], sheet: Sheet) -> Iterator[int]:
    """All cases, batch by batch: read, put on record, written. Gives the cases done so far."""
    ticked, conditions = order.ticked, about(by.who, order.asked)
    purpose = (
        say("{purpose}；{conditions}", purpose=order.purpose, conditions=conditions)
        if order.purpose
        else conditions
    )
    with_words = bool({"words", "address"} & set(ticked))
    with_caller = bool({"name", "phone"} & set(ticked))
    done = 0
    for part in search.batches(by.who, wanted, words=with_words, caller=with_caller):
        note_readings(
            by.who.actor,
            [(taken.case.id, ("export", *_opened(by, taken, ticked))) for taken in part],
            page=say("导出Excel"),
            purpose=purpose,
        )
        for taken in part:
            sheet.write(_line(by, taken, ticked))
        done += len(part)
        yield done


def mark(by: Taker) -> str:
    """Who took it out, from which unit, when: on top of the sheet and on every printed page."""
    world = by.who.world
    at = world.calendar.local(by.at)
    unit = world.units.name(by.who.actor.unit)
    return say(
        "{city}12345 导出人：{actor}（{username}） 单位：{unit} 时间：{at:%Y-%m-%d %H:%M}"
        " 内部资料，不得外传",
        city=world.city_name,
        actor=by.who.actor.name,
        username=by.username,
        unit=unit,
        at=at,
    )


def about(who: Reader, asked: Asked) -> str:
    """The conditions in words; words looked for are not repeated, they may be somebody's."""
    said = [
        say("{label}：{value}", label=label, value=value)
        for label, value in find_form.described(who.world, asked)
    ]
    said += [say("含关键词")] if asked.words else []
    return say("条件：{conditions}", conditions=joined("；", said) or say("全部可见工单"))


def _opened(by: Taker, taken: Taken, ticked: Sequence[str]) -> tuple[str, ...]:
    """Personal fields of a case that leave in clear."""
    covers = by.who.sight.covers(taken.case)
    return tuple(name for name in ticked if getattr(covers, name) >= Cover.ON_CLICK)


def _line(by: Taker, taken: Taken, ticked: Sequence[str]) -> list[Cell]:
    case, world = taken.case, by.who.world
    kind, topic, area, *_ = rows.facts(case, world)
    late = case.breached or case.on_time is False or (case.due_at and case.due_at < by.who.now)
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
        _local(by, case.due_at),
        say("是") if late else say("否"),
        _local(by, case.registered_at),
        _local(by, case.accepted_at),
        _local(by, case.completed_at),
        _local(by, case.closed_at),
        rows.zh(Solved, case.solved),
        rows.zh(Satisfied, case.satisfied),
        case.returns,
        case.reminders,
        *_personal(by, taken, ticked),
    ]


def _local(by: Taker, at: datetime | None) -> datetime | None:
    return by.who.world.calendar.local(at).replace(tzinfo=None) if at else None


def _personal(by: Taker, taken: Taken, ticked: Sequence[str]) -> list[str]:
    covers = by.who.sight.covers(taken.case)
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
