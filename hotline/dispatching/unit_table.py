"""Units from a table: 代码,名称,类别,上级,区域,值班电话,简称, beside the units that stand.

上级 is a code or name in the file or among those that stand ("" = none above); 区域 a code, a name
that only one area has, or a path of names ("" = the whole city). What is new is added, another
name, place or phone is changed, each as its own step of the unit's history; a unit that is not in
the file stays as it is. Reading changes nothing and gives every fault with its row.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

import msgspec

from hotline.dispatching.importing import by_name
from hotline.dispatching.table_file import Fault, named, one_kind
from hotline.rules.actor import Actor
from hotline.rules.reference.office import Office
from hotline.rules.reference.unit_tree import (
    AddUnit,
    MoveUnit,
    RenameUnit,
    SetDutyPhone,
    UnitCommand,
    decide,
    evolve,
)
from hotline.rules.refusal import Refusal
from hotline.rules.text import joined, say
from hotline.rules.units import Unit, UnitKind, UnitTree
from hotline.rules.words import Role

# not said: headings of the file
COLUMNS = {
    "代码": ("单位代码", "单位编码", "单位编号", "编码", "编号"),
    "名称": ("单位名称", "承办单位", "机构名称", "单位"),
    "类别": ("单位类别", "单位类型", "类型", "单位性质"),
    "上级": ("上级单位", "上级单位名称", "上级名称", "主管单位", "所属单位"),
    "区域": ("所属区域", "所在区域", "行政区划", "辖区"),
    "值班电话": ("联系电话", "电话"),
    "简称": ("单位简称",),
}


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
    table = named(text, COLUMNS, ("代码", "名称", "类别"))
    known = _Known(by_name(areas), _ids(units, table.rows))
    wanted: dict[str, Unit] = {}
    at: dict[str, int] = {}
    faults = list(table.faults)
    for number, cells in table.rows:
        found = _unit(number, cells, known)
        if isinstance(found, Unit) and found.id in wanted:
            first = at[found.id]
            told = say("代码“{id}”与第 {first} 行重复", id=found.id, first=first)
            found = Fault(row=number, message=told)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            wanted[found.id], at[found.id] = found, number
    ordered = _above_first(wanted)
    steps = tuple(step for one in ordered for step in _steps(one, units))
    faults = faults or list(_rings(wanted, at)) or _refused(steps, at, units)
    if not table.rows and not faults:
        faults.append(Fault(row=0, message=say("表中没有一行单位")))
    return UnitTable(commands=steps, faults=tuple(faults), rows=len(table.rows))


class _Known(msgspec.Struct, frozen=True):
    """Codes of areas, and of units in the file or standing, by whatever they are called."""

    areas: Mapping[str, set[str]]
    units: Mapping[str, set[str]]


def _ids(units: UnitTree, rows: Iterable[tuple[int, Mapping[str, str]]]) -> Mapping[str, set[str]]:
    """Codes by code and by name; of a unit in the file only the name that it has there."""
    names = {one.id: one.name for one in units.units.values() if one.active}
    names |= {cells.get("代码", ""): cells.get("名称", "") for _, cells in rows}
    found: dict[str, set[str]] = {}
    for id, name in names.items():
        found.setdefault(name, set()).add(id)
    return found | {id: {id} for id in names}


def _unit(number: int, cells: Mapping[str, str], known: _Known) -> Unit | Fault:
    id, name, kind, parent, area, phone, short = (cells.get(column, "") for column in COLUMNS)
    if not id or not name:
        return Fault(row=number, message=say("代码和名称都要填写"))
    meant = one_kind(kind, UnitKind)
    if not isinstance(meant, UnitKind):
        words = joined("、", (one.zh for one in UnitKind))
        told = say("类别“{kind}”应为{words}之一", kind=kind[:20], words=words)
        return Fault(row=number, message=told)
    above = known.units.get(parent, set()) if parent else {""}
    if len(above) != 1:
        told = (
            say("上级“{parent}”不止一个，请写它的代码", parent=parent[:40])
            if above
            else say("上级“{parent}”不存在", parent=parent[:40])
        )
        return Fault(row=number, message=told)
    codes = known.areas.get(area, set()) if area else {""}
    if len(codes) != 1:
        told = (
            say("区域“{area}”不止一个，请写代码或连同上级写作“上级/名称”", area=area[:64])
            if codes
            else say("区域“{area}”不存在", area=area[:64])
        )
        return Fault(row=number, message=told)
    return Unit(
        id=id,
        name=name,
        kind=meant,
        parent=next(iter(above)),
        area=next(iter(codes)),
        short=short,
        duty_phone=phone,
    )


def _rings(wanted: Mapping[str, Unit], at: Mapping[str, int]) -> Iterator[Fault]:
    """Units of the file that stand above themselves, each ring once."""
    told: set[str] = set()
    for one in wanted.values():
        way, id = [one.id], one.parent
        while id in wanted and id not in way:
            way.append(id)
            id = wanted[id].parent
        if id == one.id and not told & set(way):
            told |= set(way)
            ring = " → ".join(wanted[step].name for step in (*way, one.id))
            yield Fault(row=at[one.id], message=say("上级绕成了一圈：{ring}", ring=ring))


def _refused(steps: Iterable[UnitCommand], at: Mapping[str, int], units: UnitTree) -> list[Fault]:
    """What the rules would refuse when the steps are taken one after the other: a name that is
    taken or too long, a closed unit. Told with its row, before anything is done."""
    actor = Actor(id="", name="", city="", roles=frozenset({Role.SYSTEM_ADMIN}))
    office = Office(now=datetime.min.replace(tzinfo=UTC), actor=actor)  # the time decides nothing
    faults = []
    for step in steps:
        found = decide(units, step, office)
        if isinstance(found, Refusal):
            # A refusal is a sentence with its stop, a fault is one without.
            told = found.message.rstrip("。")  # not said: takes the stop away
            faults.append(Fault(row=at[step.id], message=told))
            continue
        for event in found:
            units = evolve(units, event)
    return faults


def _above_first(wanted: Mapping[str, Unit]) -> Iterator[Unit]:
    """Each unit after those of the file that it stands under; of a ring any is the first."""
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
