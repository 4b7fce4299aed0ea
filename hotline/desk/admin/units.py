"""单位管理: the tree with search, one unit with its history, and what can be done to it."""

from collections.abc import Iterator

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Do,
    Typed,
    carry_out,
    field,
    office,
    show_admin,
    sure,
    text,
    why_not,
)
from hotline.desk.choices import AREAS, UNITS, lists, resolve, written
from hotline.desk.forms import Field
from hotline.desk.gate import Desk, staff
from hotline.people import actions, queries
from hotline.people.by import By
from hotline.people.queries import UnitChange
from hotline.rules.reference import unit_tree
from hotline.rules.reference.unit_tree import (
    AddUnit,
    CloseUnit,
    DutyPhoneSet,
    MoveUnit,
    RenameUnit,
    SetDutyPhone,
    UnitAdded,
    UnitClosed,
    UnitCommand,
    UnitMoved,
    UnitRenamed,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.units import Unit, UnitKind, UnitTree
from hotline.web.permission import page

HERE = "admin-units"
DEEPEST = 4


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One unit in the tree."""

    unit: Unit
    depth: int
    above: str
    area: str


@page(permission="units.read")
@staff
def units(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The tree, or what a search finds in it; a new unit at the root or anywhere."""
    new = text(request.POST, "id") or f"u{text(request.POST, 'key').replace('-', '')[:12]}"
    dos: dict[str, Do] = {"unit-add": lambda by, typed: _add(desk, by, typed, new)}
    found = carry_out(request, desk, dos, lambda: reverse("desk:admin-unit", args=[new]))
    if isinstance(found, HttpResponse):
        return found
    tree, wanted = desk.who.world.units, request.GET.get("q", "").strip()
    gone = "gone" in request.GET
    lines = [line for line in _lines(desk, tree) if _fits(line.unit, wanted, gone)]
    context = {
        "lines": lines,
        "q": wanted,
        "gone": gone,
        "active": sum(unit.active for unit in tree.units.values()),
        "closed_units": sum(not unit.active for unit in tree.units.values()),
        "choices": lists(desk.who.world, UNITS, AREAS),
    }
    asks = [_add_ask(desk, "")]
    return show_admin(request, desk, "units", HERE, context, tried=found, asks=asks)


def _fits(unit: Unit, wanted: str, gone: bool) -> bool:
    if not (unit.active or gone):
        return False
    return not wanted or any(
        wanted in value for value in (unit.name, unit.short, unit.id, unit.duty_phone)
    )


def _lines(desk: Desk, tree: UnitTree) -> Iterator[Line]:
    """Parents before children, siblings by kind and name; a loop in the data is not walked."""
    areas, order = desk.who.world.areas, list(UnitKind)

    def below(parent: str, depth: int, above: str) -> Iterator[Line]:
        units = [tree.units[one] for one in tree.children.get(parent, ())]
        for unit in sorted(units, key=lambda one: (order.index(one.kind), one.name)):
            area = areas.get(unit.area, unit.area)
            yield Line(unit=unit, depth=min(depth, DEEPEST), above=above, area=area)
            yield from below(unit.id, depth + 1, f"{above} › {unit.name}" if above else unit.name)

    return below("", 0, "")


@page(permission="units.read")
@staff
def unit(request: HttpRequest, desk: Desk, unit_id: str) -> HttpResponse:
    """One unit: as it stands, what it was, and what can be changed."""
    world = desk.who.world
    one = world.units.get(unit_id)
    if one is None:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    dos: dict[str, Do] = {
        "unit-rename": lambda by, typed: _rename(by, typed, one),
        "unit-move": lambda by, typed: _move(desk, by, typed, one),
        "unit-phone": lambda by, typed: actions.change_units(
            by, SetDutyPhone(id=one.id, phone=text(typed, "phone"))
        ),
        "unit-close": lambda by, typed: _close(desk, by, typed, one),
    }
    found = carry_out(request, desk, dos, reverse("desk:admin-unit", args=[unit_id]))
    if isinstance(found, HttpResponse):
        return found
    below = [world.units.units[child] for child in world.units.children.get(unit_id, ())]
    context = {
        "unit": one,
        "above": list(reversed(list(world.units.ancestors(unit_id))))[:-1],
        "below": sorted(below, key=lambda child: (not child.active, child.name)),
        "area": world.areas.get(one.area, one.area),
        "history": [(step, told(step, world.units)) for step in _history(desk, unit_id)],
        "choices": lists(world, UNITS, AREAS),
    }
    return show_admin(request, desk, "unit", HERE, context, tried=found, asks=_asks(desk, one))


def _history(desk: Desk, unit_id: str) -> list[UnitChange]:
    return list(reversed(queries.unit_history(desk.actor.city, unit_id)))


def told(step: UnitChange, units: UnitTree) -> str:
    """One step of a unit's history in words."""
    match step.event:
        case UnitAdded(name=name, parent=parent):
            if not parent:
                return say("建立“{name}”", name=name)
            return say("建立“{name}”，上级 {parent}", name=name, parent=units.name(parent))
        case UnitRenamed(before=before, name=name, reason=reason):
            done = say("由“{before}”改名为“{name}”", before=before, name=name)
            return say("{done}：{reason}", done=done, reason=reason) if reason else done
        case UnitMoved(before=before, parent=parent, reason=reason):
            was, now = units.name(before) or say("顶层"), units.name(parent) or say("顶层")
            done = say("由{was}移到{now}之下", was=was, now=now)
            return say("{done}：{reason}", done=done, reason=reason) if reason else done
        case UnitClosed(reason=reason, successor=successor):
            if not successor:
                return say("撤销：{reason}", reason=reason)
            return say(
                "撤销，由{successor}接续：{reason}", successor=units.name(successor), reason=reason
            )
        case DutyPhoneSet(phone=phone):
            return say("值班电话改为 {phone}", phone=phone)


def _add_ask(desk: Desk, parent: str) -> Ask:
    probe = AddUnit(id="new", name="-", kind=UnitKind.DEPARTMENT)
    kinds = tuple((kind.value, kind.zh) for kind in UnitKind)
    return Ask(
        name="unit-add",
        title=say("新建单位"),
        submit=say("建立"),
        fields=(
            field("name", say("单位名称"), required=True, longest=100),
            field("kind", say("类别"), "select", choices=kinds, required=True),
            field("parent", say("上级单位"), listed=UNITS, value=parent, hint=say("留空为顶层")),
            field("area", say("负责区域"), listed=AREAS, hint=say("留空为全市")),
            field("short", say("简称"), longest=30),
            field("duty_phone", say("值班电话"), "tel", longest=30),
            field(
                "id",
                say("单位代码"),
                longest=40,
                hint=say("如统一的机构代码；留空自动编号，建立后不变"),
            ),
        ),
        closed=why_not(unit_tree.decide(UnitTree(), probe, office(desk))),
    )


def _add(desk: Desk, by: By, typed: Typed, new: str) -> object:
    world = desk.who.world
    parent = resolve(world, UNITS, text(typed, "parent"), "parent")
    area = resolve(world, AREAS, text(typed, "area"), "area")
    if isinstance(parent, Refusal):
        return parent
    if isinstance(area, Refusal):
        return area
    kind = {kind.value: kind for kind in UnitKind}.get(text(typed, "kind"))
    if kind is None:
        return Refusal(
            code=Code.MISSING,
            message=say("没有选择类别。"),
            advice=say("请选择单位类别。"),
            field="kind",
        )
    if not new.replace("-", "").replace("_", "").isalnum() or len(new) > 40:
        return Refusal(
            code=Code.INVALID,
            message=say("单位代码“{new}”不能用。", new=new[:40]),
            advice=say("只能用字母、数字、- 和 _，不超过 40 个。"),
            field="id",
        )
    command = AddUnit(
        id=new,
        name=text(typed, "name"),
        kind=kind,
        parent=parent,
        area=area,
        short=text(typed, "short"),
        duty_phone=text(typed, "duty_phone"),
    )
    return actions.change_units(by, command)


def _asks(desk: Desk, one: Unit) -> list[Ask]:
    """What can be done to the unit; each is tried on the rules to say why not."""
    world, tree = desk.who.world, desk.who.world.units
    name = (field("name", say("新名称"), value=one.name, required=True, longest=100),)
    reason = field("reason", say("原因"), hint=say("如机构改革文件号"), longest=500)
    place = (
        field("parent", say("新的上级"), listed=UNITS, value=written(world, UNITS, one.parent)),
        field("area", say("负责区域"), listed=AREAS, value=written(world, AREAS, one.area)),
    )
    phone = field("phone", say("值班电话"), "tel", value=one.duty_phone, required=True, longest=30)
    end = (
        field("reason", say("撤销原因"), required=True, longest=500),
        field("successor", say("接续的单位"), listed=UNITS, hint=say("接手其职责的单位")),
    )
    probes: dict[str, UnitCommand] = {
        "unit-phone": SetDutyPhone(id=one.id, phone=f"{one.duty_phone}0"[-30:]),
        "unit-rename": RenameUnit(id=one.id, name=one.name, short=f"{one.short}0"[-30:]),
        "unit-close": CloseUnit(id=one.id, reason="-"),
    }
    shut = {key: why_not(unit_tree.decide(tree, probe, office(desk)))
            for key, probe in probes.items()}  # fmt: skip
    short = field("short", say("简称"), value=one.short, longest=30)
    return [
        _made("unit-phone", say("改值班电话"), say("保存"), (phone,), shut["unit-phone"]),
        _made("unit-rename", say("改名"), say("改名"), (*name, short, reason), shut["unit-rename"]),
        _made("unit-move", say("移动"), say("移动"), (*place, reason), shut["unit-rename"]),
        msgspec.structs.replace(
            _made("unit-close", say("撤销单位"), say("撤销"), end, shut["unit-close"]),
            lasting=say("我知道撤销后不能恢复，只能新建"),
            hint=say("历史工单仍归它名下；派单目录中的条目要另行改派。"),
        ),
    ]


def _made(
    name: str, title: str, submit: str, fields: tuple[Field, ...], closed: Refusal | None
) -> Ask:
    return Ask(name=name, title=title, submit=submit, fields=fields, closed=closed)


def _rename(by: By, typed: Typed, one: Unit) -> object:
    return actions.change_units(
        by,
        RenameUnit(
            id=one.id,
            name=text(typed, "name"),
            short=text(typed, "short"),
            reason=text(typed, "reason"),
        ),
    )


def _move(desk: Desk, by: By, typed: Typed, one: Unit) -> object:
    parent = resolve(desk.who.world, UNITS, text(typed, "parent"), "parent")
    area = resolve(desk.who.world, AREAS, text(typed, "area"), "area")
    if isinstance(parent, Refusal):
        return parent
    if isinstance(area, Refusal):
        return area
    command = MoveUnit(id=one.id, parent=parent, area=area, reason=text(typed, "reason"))
    return actions.change_units(by, command)


def _close(desk: Desk, by: By, typed: Typed, one: Unit) -> object:
    successor = resolve(desk.who.world, UNITS, text(typed, "successor"), "successor")
    if isinstance(successor, Refusal):
        return successor
    command = CloseUnit(id=one.id, reason=text(typed, "reason"), successor=successor)
    return sure(typed) or actions.change_units(by, command)
