"""Units from CSV: 代码,名称,类别,上级,区域,值班电话,简称, beside the units that stand.

上级 is a code or name in the file or among those that stand ("" = none above); 区域 a code, a name
that only one area has, or a path of names ("" = the whole city). What is new is added, another
name, place or phone is changed, each as its own step of the unit's history; a unit that is not in
the file stays as it is. Reading changes nothing and gives every fault with its row.
"""

import csv
import io
from collections.abc import Iterator, Mapping

import msgspec

from hotline.dispatching.code_tables import Fault
from hotline.dispatching.importing import by_name
from hotline.rules.reference.unit_tree import (
    AddUnit,
    MoveUnit,
    RenameUnit,
    SetDutyPhone,
    UnitCommand,
)
from hotline.rules.text import joined, say
from hotline.rules.units import Unit, UnitKind, UnitTree

COLUMNS = ("代码", "名称", "类别", "上级", "区域", "值班电话", "简称")  # not said: headings


class UnitTable(msgspec.Struct, frozen=True, kw_only=True):
    """The steps that make the units what the file says, those above first, and its faults."""

    commands: tuple[UnitCommand, ...] = ()
    faults: tuple[Fault, ...] = ()
    rows: int = 0

    @property
    def added(self) -> dict[str, str]:
        """New units by code."""
        return {one.id: one.name for one in self.commands if isinstance(one, AddUnit)}

    @property
    def changed(self) -> dict[str, str]:
        """What changes for units that stand."""
        return {
            f"{one.id} {type(one).__name__}": str(msgspec.to_builtins(one))
            for one in self.commands
            if not isinstance(one, AddUnit)
        }


def read_units(text: str, areas: Mapping[str, str], units: UnitTree) -> UnitTable:
    """The table in a CSV text, for a city with these areas and units."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    reader.fieldnames = [heading.strip() for heading in reader.fieldnames or ()]
    missing = [name for name in COLUMNS[:3] if name not in reader.fieldnames]
    if missing:
        message = say("缺少“{columns}”列", columns="”“".join(missing))
        return UnitTable(faults=(Fault(row=1, message=message),))
    rows = [
        (number, {name: (cells.get(name) or "").strip() for name in COLUMNS})
        for number, cells in enumerate(reader, start=2)
    ]
    ids = {name: one.id for one in units.units.values() for name in (one.name, one.id)}
    ids |= {cells[name]: cells["代码"] for _, cells in rows for name in ("名称", "代码")}
    wanted: dict[str, Unit] = {}
    faults: list[Fault] = []
    for number, cells in rows:
        found = _unit(number, cells, by_name(areas), ids)
        if isinstance(found, Unit) and found.id in wanted:
            found = Fault(row=number, message=say("代码“{id}”已有一行", id=found.id))
        if isinstance(found, Fault):
            faults.append(found)
        else:
            wanted[found.id] = found
    steps = tuple(step for one in _above_first(wanted) for step in _steps(one, units))
    return UnitTable(commands=steps, faults=tuple(faults), rows=len(rows))


def _unit(
    number: int, cells: Mapping[str, str], areas: Mapping[str, set[str]], ids: Mapping[str, str]
) -> Unit | Fault:
    id, name, kind, parent, area, phone, short = (cells[column] for column in COLUMNS)
    if not id or not name:
        return Fault(row=number, message=say("代码和名称都要填写"))
    kinds = [one for one in UnitKind if kind in (one.value, one.zh)]
    if not kinds:
        words = joined("、", (one.zh for one in UnitKind))
        told = say("类别“{kind}”应为{words}之一", kind=kind[:20], words=words)
        return Fault(row=number, message=told)
    if parent and parent not in ids:
        return Fault(row=number, message=say("上级“{parent}”不存在", parent=parent[:40]))
    codes = areas.get(area, set()) if area else {""}
    if len(codes) != 1:
        return Fault(row=number, message=say("区域“{area}”不存在或不止一个", area=area[:64]))
    return Unit(
        id=id,
        name=name,
        kind=kinds[0],
        parent=ids.get(parent, ""),
        area=next(iter(codes)),
        short=short,
        duty_phone=phone,
    )


def _above_first(wanted: Mapping[str, Unit]) -> Iterator[Unit]:
    """Each unit after those of the file that it stands under; a ring is left to the rules."""
    given: set[str] = set()

    def give(one: Unit) -> Iterator[Unit]:
        if one.id in given:
            return
        given.add(one.id)
        if one.parent in wanted:
            yield from give(wanted[one.parent])
        yield one

    for one in wanted.values():
        yield from give(one)


def _steps(one: Unit, units: UnitTree) -> Iterator[UnitCommand]:
    held = units.get(one.id)
    if held is None:
        yield AddUnit(
            id=one.id,
            name=one.name,
            kind=one.kind,
            parent=one.parent,
            area=one.area,
            short=one.short,
            duty_phone=one.duty_phone,
        )
        return
    if (one.name, one.short or held.short) != (held.name, held.short):
        yield RenameUnit(id=one.id, name=one.name, short=one.short or held.short)
    if (one.parent, one.area) != (held.parent, held.area):
        yield MoveUnit(id=one.id, parent=one.parent, area=one.area)
    if one.duty_phone and one.duty_phone != held.duty_phone:
        yield SetDutyPhone(id=one.id, phone=one.duty_phone)
