"""Which unit the directory names for a matter, and why the other entries do not decide.

The duty-list check is that of every dispatch [国办函〔2025〕66号 五]; a suggestion it refuses is
shown with the refusal, never silently replaced. Where the directory is silent the last-resort unit
(兜底单位) of the area is named.
"""

from datetime import date

import msgspec

from hotline.rules.context import World
from hotline.rules.directory import Entry, Matter
from hotline.rules.refusal import Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import Kind, LegRole


class PassedOver(msgspec.Struct, frozen=True, kw_only=True):
    """An entry on the matter's topic, or above it, that does not decide."""

    entry: Entry
    why: str


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """The unit proposed ("" = nobody can be named) and how it was found.

    `entry` is None when the last-resort unit is proposed. `refusal` is what dispatching to it
    would be refused with.
    """

    unit: str
    co_handlers: tuple[str, ...] = ()
    entry: Entry | None = None
    refusal: Refusal | None = None
    because: str = ""
    passed_over: tuple[PassedOver, ...] = ()


def suggest(world: World, matter: Matter, on: date) -> Suggestion:
    """The directory's answer for a matter on a day."""
    directory = world.directory
    fitting = directory.candidates(matter, on)
    standing = [entry for entry in fitting if _stands(world, entry.lead)]
    decided = standing[0] if standing else None
    passed_over = tuple(
        PassedOver(entry=entry, why=_why_not(entry, decided, matter, on, world))
        for entry in directory.on_topic(matter.topic)
        if entry is not decided
    )
    if decided is None:
        unit = directory.last_resort_unit(matter.area)
        return Suggestion(
            unit=unit,
            because=say("目录没有适用的条目，由兜底单位接单。")
            if unit
            else say("目录没有适用的条目。"),
            passed_over=passed_over,
        )
    return Suggestion(
        unit=decided.lead,
        co_handlers=tuple(unit for unit in decided.co_handlers if _stands(world, unit)),
        entry=decided,
        refusal=directory.check_duty(decided.lead, matter.topic, LegRole.LEAD, world.units),
        because=_because(decided, world),
        passed_over=passed_over,
    )


def _stands(world: World, unit_id: str) -> bool:
    unit = world.units.get(unit_id)
    return unit is not None and unit.active


def _because(entry: Entry, world: World) -> str:
    parts = [say("事项“{topic}”", topic=world.topics.get(entry.topic, entry.topic))]
    if entry.area:
        parts.append(say("区域“{area}”", area=world.areas.get(entry.area, entry.area)))
    if entry.kind:
        parts.append(say("类型“{kind}”", kind=_kind(entry.kind)))
    if entry.object:
        parts.append(say("对象“{object}”", object=entry.object))
    basis = say("，依据{legal_basis}", legal_basis=entry.legal_basis) if entry.legal_basis else ""
    return say(
        "派单目录条目 {id}：{terms}{basis}。", id=entry.id, terms=joined("、", parts), basis=basis
    )


def _why_not(entry: Entry, decided: Entry | None, matter: Matter, on: date, world: World) -> str:
    """The first thing that keeps the entry from deciding."""
    if on < entry.effective_from:
        return say("{effective_from} 才生效。", effective_from=entry.effective_from)
    if entry.effective_to is not None and on > entry.effective_to:
        return say("{effective_to} 已失效。", effective_to=entry.effective_to)
    if not entry.covers_area(matter.area):
        area = world.areas.get(entry.area, entry.area)
        place = world.areas.get(matter.area, matter.area)
        return (
            say("只管“{area}”，诉求在“{place}”。", area=area, place=place)
            if place
            else say("只管“{area}”，诉求没有区域。", area=area)
        )
    if entry.kind not in ("", matter.kind):
        return say("只管{kind}。", kind=_kind(entry.kind))
    if entry.object not in ("", matter.object):
        return say("只管对象“{object}”。", object=entry.object)
    if not _stands(world, entry.lead):
        return say("主办单位{name}已撤销。", name=world.units.name(entry.lead))
    return say("条目 {id} 更具体。", id=decided.id if decided else "")


def _kind(value: str) -> str:
    return next((kind.zh for kind in Kind if kind.value == value), value)
