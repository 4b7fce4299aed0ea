"""督办台账: the register of documents of supervision as a sheet, nothing personal in it.

Every case in it is put on record as taken out before its line is written, batch by batch.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from hotline.desk import rows
from hotline.desk.sheet import Cell, Column, Sheet
from hotline.desk.taking_out import Taker, mark
from hotline.handling.board import queries as board
from hotline.people.actions import note_readings
from hotline.rules.case.supervision_guards import standing
from hotline.rules.text import say
from hotline.rules.words import Colour, SupervisionKind
from hotline.web.speech import tell

MOST = 100_000
"""Lines of one register, the newest of more."""
ABOUT = say("全部可见督办，最新的在前")
COLUMNS = (
    Column(name=say("督办编号"), width=24),
    Column(name=say("督办方式"), width=12),
    Column(name=say("颜色"), width=7),
    Column(name=say("发出方式"), width=10),
    Column(name=say("被督办单位"), width=22),
    Column(name=say("现由谁答复"), width=22),
    Column(name=say("发出时间"), width=16),
    Column(name=say("答复期限"), width=16),
    Column(name=say("签收时间"), width=16),
    Column(name=say("答复时间"), width=16),
    Column(name=say("了结时间"), width=16),
    Column(name=say("升级次数"), width=9),
    Column(name=say("进展"), width=16),
)


def file_name(stamp: datetime) -> str:
    """What the file is called; `stamp` in the city's time."""
    return tell("督办台账{stamp:%Y%m%d-%H%M}.xlsx", stamp=stamp)


def begin(by: Taker) -> Sheet:
    """The sheet with its mark, conditions and columns."""
    return Sheet(say("督办台账"), mark(by), ABOUT, COLUMNS)


def fill(by: Taker, wanted: Sequence[board.Key], sheet: Sheet) -> Iterator[int]:
    """All documents, batch by batch: read, put on record, written. Gives those done so far."""
    done = 0
    for part in board.registered(by.who, wanted):
        cases = dict.fromkeys(row.case_id for row, _ in part)
        readings = [(case, ("export",)) for case in cases]
        note_readings(by.who.actor, readings, page=say("导出督办台账"))
        for document, case in part:
            sheet.write(_line(by, document, case))
        done += len(part)
        yield done


def _line(by: Taker, found: Any, case: Any) -> list[Cell]:
    units, calendar = by.who.world.units, by.who.world.calendar

    def local(at: Any) -> Any:
        return calendar.local(at).replace(tzinfo=None) if at else None

    return [
        f"{case.number}-{found.request}",
        rows.zh(SupervisionKind, found.kind),
        rows.zh(Colour, found.colour),
        say("自动") if found.by_rule else say("人工"),
        units.name(found.unit),
        units.name(found.addressed),
        local(found.filed_at),
        local(found.due_at),
        local(found.received_at),
        local(found.answered_at),
        local(found.ruled_at),
        found.rung,
        standing(found.state, found.received_at, found.answered_at),
    ]
