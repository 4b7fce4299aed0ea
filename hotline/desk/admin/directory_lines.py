"""Lines of a draft of the directory: forms that begin with a line's values, and what they do."""

import re
from datetime import date

from hotline.desk.admin.asking import Ask, Do, Typed, field, text
from hotline.desk.choices import AREAS, TOPICS, UNITS, resolve, written
from hotline.desk.gate import Desk
from hotline.dispatching import actions
from hotline.people.by import By
from hotline.rules.context import World
from hotline.rules.directory import Duty, DutyLine, Entry
from hotline.rules.reference.directory_edition import (
    NameLastResort,
    PutDuties,
    PutEntries,
    RemoveDuty,
    RemoveEntry,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Kind

_BETWEEN = "、"  # not said: what stands in an input is read again
KINDS = (("-", say("不限")), *((kind.value, kind.zh) for kind in Kind))
DUTIES = tuple((duty.value, duty.zh) for duty in Duty)
ALWAYS = date(2000, 1, 1)


def entry_ask(world: World, entry: Entry | None) -> Ask:
    """A new entry, or the one to be changed; the number decides which."""
    one = entry or Entry(id="", topic="", lead="")
    begins = "" if one.effective_from == ALWAYS else str(one.effective_from)
    fields = (
        field("id", say("编号"), value=one.id, required=True, longest=40,
              hint=say("已有的编号则替换该条")),
        field("topic", say("事项"), listed=TOPICS, value=written(world, TOPICS, one.topic),
              required=True),
        field("area", say("区域"), listed=AREAS, value=written(world, AREAS, one.area),
              hint=say("留空为全市")),
        field("kind", say("诉求类型"), "select", choices=KINDS, value=one.kind or "-"),
        field("object", say("对象"), value=one.object, longest=100,
              hint=say("市场、学校、企业等的名称，留空为不限")),
        field("aliases", say("对象别名"), value=_BETWEEN.join(one.aliases), longest=300,
              hint=say("多个用顿号分开")),
        field("lead", say("主办单位"), listed=UNITS, value=written(world, UNITS, one.lead),
              required=True),
        field("co_handlers", say("协办单位"),
              value=_BETWEEN.join(map(world.units.name, one.co_handlers)),
              hint=say("多个用顿号分开")),
        field("legal_basis", say("法定依据"), value=one.legal_basis, longest=500),
        field("limit", say("办理时限"), value=one.limit, longest=20,
              hint=say("如 3wd、2h，只在比办理规则短时起作用")),
        field("effective_from", say("生效日期"), "date", value=begins),
        field("effective_to", say("失效日期"), "date", value=str(one.effective_to or "")),
    )  # fmt: skip
    title = say("修改条目 {id}", id=one.id) if entry else say("添加条目")
    return Ask(
        name="entry-put", title=title, submit=say("保存条目"), fields=fields, open=bool(entry)
    )


def duty_ask(world: World, line: DutyLine | None) -> Ask:
    """A line of the street duty lists."""
    one = line or DutyLine(id="", topic="", duty=Duty.BASIC)
    fields = (
        field("id", say("编号"), value=one.id, required=True, longest=40),
        field("topic", say("事项"), listed=TOPICS, value=written(world, TOPICS, one.topic),
              required=True),
        field("duty", say("履职类型"), "select", choices=DUTIES, value=one.duty.value,
              required=True),
        field("unit", say("街道"), listed=UNITS, value=written(world, UNITS, one.unit),
              hint=say("留空为所有街道")),
        field("department", say("主管部门"), listed=UNITS,
              value=written(world, UNITS, one.department)),
        field("legal_basis", say("法定依据"), value=one.legal_basis, longest=500),
    )  # fmt: skip
    title = say("修改清单 {id}", id=one.id) if line else say("添加履职清单条目")
    return Ask(name="duty-put", title=title, submit=say("保存清单"), fields=fields, open=bool(line))


def resort_ask() -> Ask:
    """The last-resort unit of an area."""
    return Ask(
        name="resort",
        title=say("兜底单位"),
        submit=say("保存"),
        hint=say("目录没有适用的条目时，由该区域的兜底单位接单。"),
        fields=(
            field("area", say("区域"), listed=AREAS, hint=say("留空为全市")),
            field("unit", say("兜底单位"), listed=UNITS, hint=say("留空则取消")),
        ),
    )


def line_dos(desk: Desk, name: str) -> dict[str, Do]:
    """What the forms of a draft do."""

    def removing(kind: type[RemoveEntry] | type[RemoveDuty]) -> Do:
        return lambda by, typed: actions.change_directory(by, name, kind(id=text(typed, "id")))

    return {
        "entry-put": lambda by, typed: _put_entry(desk.who.world, by, typed, name),
        "entry-remove": removing(RemoveEntry),
        "duty-put": lambda by, typed: _put_duty(desk.who.world, by, typed, name),
        "duty-remove": removing(RemoveDuty),
        "resort": lambda by, typed: _resort(desk.who.world, by, typed, name),
    }


class _Wrong(Exception):
    """Carries the first refusal out of the reading of a form."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def _code(world: World, typed: Typed, kind: str, name: str, *, needed: str = "") -> str:
    found = resolve(world, kind, text(typed, name), name)
    if isinstance(found, Refusal):
        raise _Wrong(found)
    if needed and not found:
        said, advice = (
            say("没有填写{needed}。", needed=needed),
            say("请填写{needed}。", needed=needed),
        )
        raise _Wrong(Refusal(code=Code.MISSING, message=said, advice=advice, field=name))
    return found


def _units(world: World, typed: Typed, name: str) -> tuple[str, ...]:
    found = [resolve(world, UNITS, part, name) for part in _parts(typed, name)]
    for one in found:
        if isinstance(one, Refusal):
            raise _Wrong(one)
    return tuple(one for one in found if isinstance(one, str))


def _parts(typed: Typed, name: str) -> tuple[str, ...]:
    # not said: how people part names
    parts = (part.strip() for part in re.split("[、，,]", text(typed, name)))
    return tuple(part for part in parts if part)


def _day(typed: Typed, name: str) -> date | None:
    said = text(typed, name)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        message, advice = say("日期“{said}”无效。", said=said[:20]), say("请写作 2027-01-01。")
        refusal = Refusal(code=Code.INVALID, message=message, advice=advice, field=name)
        raise _Wrong(refusal) from None


def _put_entry(world: World, by: By, typed: Typed, name: str) -> object:
    kind = text(typed, "kind")
    try:
        entry = Entry(
            id=text(typed, "id"),
            topic=_code(world, typed, TOPICS, "topic", needed=say("事项")),
            area=_code(world, typed, AREAS, "area"),
            kind=kind if kind in dict(KINDS) and kind != "-" else "",
            object=text(typed, "object"),
            aliases=_parts(typed, "aliases"),
            limit=text(typed, "limit"),
            lead=_code(world, typed, UNITS, "lead", needed=say("主办单位")),
            co_handlers=_units(world, typed, "co_handlers"),
            legal_basis=text(typed, "legal_basis"),
            effective_from=_day(typed, "effective_from") or ALWAYS,
            effective_to=_day(typed, "effective_to"),
        )
    except _Wrong as wrong:
        return wrong.refusal
    return actions.change_directory(by, name, PutEntries(entries=(entry,)))


def _put_duty(world: World, by: By, typed: Typed, name: str) -> object:
    duty = {duty.value: duty for duty in Duty}.get(text(typed, "duty"), Duty.BASIC)
    try:
        line = DutyLine(
            id=text(typed, "id"),
            topic=_code(world, typed, TOPICS, "topic", needed=say("事项")),
            duty=duty,
            unit=_code(world, typed, UNITS, "unit"),
            department=_code(world, typed, UNITS, "department"),
            legal_basis=text(typed, "legal_basis"),
        )
    except _Wrong as wrong:
        return wrong.refusal
    return actions.change_directory(by, name, PutDuties(duties=(line,)))


def _resort(world: World, by: By, typed: Typed, name: str) -> object:
    try:
        area, unit = _code(world, typed, AREAS, "area"), _code(world, typed, UNITS, "unit")
    except _Wrong as wrong:
        return wrong.refusal
    return actions.change_directory(by, name, NameLastResort(area=area, unit=unit))
