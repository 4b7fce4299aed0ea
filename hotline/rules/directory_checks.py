"""What is wrong with an edition of the directory, shown before anybody approves it.

Some findings keep it from being approved: a unit that is not there, two entries that would decide
the same matter, duty lists that send a matter round in a circle. The others are shown, for a
person to judge: an entry that never fires, one whose lead its own duty list refuses, and topics
for which some area has no entry (空缺) [国办函〔2025〕66号 四、五].

Assumes that matters are classified down to topics without topics below them; an entry that only
fires for coarser ones is told apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from hotline.rules.directory import Directory, Duty, Entry, Matter, covers
from hotline.rules.text import joined, say
from hotline.rules.units import UnitKind, UnitTree
from hotline.rules.words import Kind, LegRole, Term


class CheckKind(Term):
    """What sort of fault a finding is."""

    UNIT = "unit", "单位"
    CONFLICT = "conflict", "冲突"
    CYCLE = "cycle", "循环"
    REFUSED = "refused", "与履职清单不符"
    NEVER = "never", "从不生效"
    COARSE = "coarse", "只用于未细分的诉求"
    GAP = "gap", "空缺"


BLOCKING = frozenset({CheckKind.UNIT, CheckKind.CONFLICT, CheckKind.CYCLE})
_BOUND = (UnitKind.STREET, UnitKind.VILLAGE)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at; `entry` is the id of the entry it is about, "" where it is none's."""

    kind: CheckKind
    said: str
    entry: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the edition cannot be approved with it."""
        return self.kind in BLOCKING


def problems(directory: Directory, units: UnitTree) -> list[Finding]:
    """What must be mended before the edition may take effect."""
    return [*_units(directory, units), *_ties(directory), *_cycles(directory, units)]


def doubts(
    directory: Directory,
    units: UnitTree,
    topics: Mapping[str, str],
    areas: Mapping[str, str],
    begins: date,
) -> list[Finding]:
    """What a person should know before agreeing, for an edition that begins on that day."""
    return [
        *_refused(directory, units, begins),
        *_never(directory, topics, areas, begins),
        *_gaps(directory, topics, areas, begins),
    ]


# --- what keeps it from being approved -----------------------------------------------------------


def _units(directory: Directory, units: UnitTree) -> Iterator[Finding]:
    named = [
        (say("条目 {id}", id=one.id), one.id, True, (one.lead, *one.co_handlers))
        for one in directory.entries
    ]
    named += [
        (say("履职清单 {id}", id=one.id), "", False, (one.unit, one.department))
        for one in directory.duties
    ]
    named += [(say("兜底单位"), "", False, tuple(directory.last_resort.values()))]
    for where, entry, required, ids in named:
        for unit_id in ids:
            unit = units.get(unit_id)
            said = ""
            if unit is None and (unit_id or required):
                said = say(
                    "{where} 的单位“{unit_id}”不存在，请先在单位管理中建立。",
                    where=where,
                    unit_id=unit_id,
                )
            elif unit is not None and not unit.active:
                said = say(
                    "{where} 的单位“{name}”已撤销，请改为接续的单位。", where=where, name=unit.name
                )
            if said:
                yield Finding(kind=CheckKind.UNIT, said=said, entry=entry)


def _ties(directory: Directory) -> Iterator[Finding]:
    """Entries with the same conditions on the same day; two objects are the same by one name."""
    seen: dict[tuple[str, str, str, str], Entry] = {}
    for entry in sorted(directory.entries, key=lambda item: item.effective_from):
        told = ""
        for name in directory.named.get(entry.id, ("",)):
            key = (entry.topic, entry.area, entry.kind, name)
            other = seen.get(key)
            if other and (other.effective_to is None or other.effective_to >= entry.effective_from):
                told = told or other.id
            seen[key] = entry
        if told:
            said = say(
                "条目 {id} 与 {other} 条件相同且有效期重叠，请调整其中一条。",
                id=told,
                other=entry.id,
            )
            yield Finding(kind=CheckKind.CONFLICT, said=said, entry=entry.id)


def _cycles(directory: Directory, units: UnitTree) -> Iterator[Finding]:
    """Lists that name as the responsible department a street which its own list sends away.

    Only streets and villages are bound by lists, so a circle goes through them alone.
    """
    told: set[frozenset[str]] = set()
    for line in directory.duties:
        if line.duty is Duty.BASIC:
            continue
        path: list[str] = []
        unit = line.department
        while unit and unit not in path and _bound(unit, units):
            path.append(unit)
            found = directory.duty_line(unit, line.topic, units)
            unit = found.department if found and found.duty is not Duty.BASIC else ""
        circle = path[path.index(unit) :] if unit in path else []
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            names = joined(" → ", (units.name(one) for one in (*circle, circle[0])))
            yield Finding(
                kind=CheckKind.CYCLE,
                said=say("履职清单 {id} 兜圈：{names}，没有单位能主办。", id=line.id, names=names),
            )


def _bound(unit_id: str, units: UnitTree) -> bool:
    unit = units.get(unit_id)
    return unit is not None and unit.kind in _BOUND


# --- what a person should know -------------------------------------------------------------------


def _refused(directory: Directory, units: UnitTree, begins: date) -> Iterator[Finding]:
    """Entries and last-resort units whose dispatch the duty lists would refuse."""
    below: dict[str, list[str]] = {}
    for line in directory.duties:
        below.setdefault(line.topic, []).append(line.id)
    for entry in directory.entries:
        day = max(begins, entry.effective_from)
        topics = [entry.topic, *(one for one in below if _deeper(one, entry.topic))]
        for topic in topics:
            matter = Matter(topic=topic, area=entry.area, kind=entry.kind, object=entry.object)
            if directory.lookup(matter, day) is not entry:
                continue
            plan = [(entry.lead, LegRole.LEAD)]
            plan += [(unit, LegRole.CO_HANDLING) for unit in entry.co_handlers]
            refusal = next(
                filter(None, (directory.check_duty(unit, topic, role, units)
                              for unit, role in plan)), None
            )  # fmt: skip
            if refusal:
                said = say("条目 {id} 派不出去：{why}", id=entry.id, why=refusal.message)
                yield Finding(kind=CheckKind.REFUSED, said=said, entry=entry.id)
                break
    for unit in dict.fromkeys(directory.last_resort.values()):
        lines = [one for one in directory.duties if one.duty is not Duty.BASIC]
        kept = next(
            (one for one in lines
             if directory.check_duty(unit, one.topic, LegRole.LEAD, units)), None
        )  # fmt: skip
        if kept:
            said = say(
                "兜底单位{name}受履职清单第 {id} 条限制，兜不住该事项。",
                name=units.name(unit),
                id=kept.id,
            )
            yield Finding(kind=CheckKind.REFUSED, said=said)


def _deeper(topic: str, above: str) -> bool:
    return topic != above and covers(above, topic)


def leaves(codes: Mapping[str, str]) -> list[str]:
    """Codes with no code below them, in their order."""
    upper = {code.rpartition("/")[0] for code in codes}
    return [code for code in codes if code not in upper]


def _never(
    directory: Directory, topics: Mapping[str, str], areas: Mapping[str, str], begins: date
) -> Iterator[Finding]:
    """Entries that decide nothing from the edition's first day on, and why."""
    under: dict[str, list[str]] = {}
    for leaf in leaves(topics):
        parts = leaf.split("/")
        for count in range(1, len(parts) + 1):
            under.setdefault("/".join(parts[:count]), []).append(leaf)
    for entry in directory.entries:
        kind, said = _why_never(directory, entry, under.get(entry.topic, ()), areas, begins)
        if said:
            yield Finding(kind=kind, said=said, entry=entry.id)


def _why_never(
    directory: Directory,
    entry: Entry,
    below: Sequence[str],
    areas: Mapping[str, str],
    begins: date,
) -> tuple[CheckKind, str]:
    never, said = CheckKind.NEVER, ""
    if not below:
        said = say("条目 {id}：事项“{topic}”不在事项表中。", id=entry.id, topic=entry.topic)
    elif entry.area and entry.area not in areas:
        said = say("条目 {id}：区域“{area}”不在区域表中。", id=entry.id, area=entry.area)
    elif entry.effective_to is not None and entry.effective_to < begins:
        said = say("条目 {id}：本版生效前已失效（{to}）。", id=entry.id, to=entry.effective_to)
    if said or any(_fires(directory, entry, leaf, begins) for leaf in below):
        return never, said
    other = _rival(directory, entry, below[0], begins)
    if _fires(directory, entry, entry.topic, begins):
        return CheckKind.COARSE, say(
            "条目 {id}：下级事项都另有条目（如 {other}），只用于没有分到下级的诉求。",
            id=entry.id,
            other=other,
        )
    return never, say("条目 {id}：总有更具体的条目先适用（如 {other}）。", id=entry.id, other=other)


def _rival(directory: Directory, entry: Entry, topic: str, begins: date) -> str:
    """The id of an entry that decides in its stead."""
    day = max(begins, entry.effective_from)
    asked = (
        Matter(topic=topic, area=entry.area, kind=kind, object=entry.object)
        for kind in ([entry.kind] if entry.kind else ["", *(kind.value for kind in Kind)])
    )
    found = (directory.lookup(matter, day) for matter in asked)
    return next((one.id for one in found if one and one is not entry), "")


def _fires(directory: Directory, entry: Entry, topic: str, begins: date) -> bool:
    """Whether it decides some matter of that topic on some day.

    A matter just as the entry describes it is enough to ask: whatever is more specific than the
    entry there is so for every narrower matter too. Only kinds and days part otherwise.
    """
    rivals = directory.on_topic(topic)
    days = {max(begins, entry.effective_from)}
    for one in rivals:
        if one.effective_to is not None and one.effective_to >= begins:
            days.add(one.effective_to + timedelta(days=1))
        days.add(max(begins, one.effective_from) - timedelta(days=1))
    taken = {one.kind for one in rivals if one.kind}
    free = [kind.value for kind in Kind if kind.value not in taken][:1]
    kinds = [entry.kind] if entry.kind else free or [kind.value for kind in Kind]
    return any(
        directory.lookup(
            Matter(topic=topic, area=entry.area, kind=kind, object=entry.object), day
        ) is entry
        for kind in kinds
        for day in days
        if day >= begins
    )  # fmt: skip


def _gaps(
    directory: Directory, topics: Mapping[str, str], areas: Mapping[str, str], begins: date
) -> Iterator[Finding]:
    """Topics that no entry answers somewhere; areas with all below them are named together."""
    inside = _children(areas)
    for topic in leaves(topics):
        standing = [
            one
            for one in directory.on_topic(topic)
            if not one.object and (one.effective_to is None or one.effective_to >= begins)
        ]
        open_at: dict[tuple[str, ...], list[str]] = {}
        for kind in Kind:
            held = {one.area for one in standing if one.kind in ("", kind.value)}
            missing = tuple(_uncovered("", held, inside))
            if missing:
                open_at.setdefault(missing, []).append(kind.zh)
        for missing, kinds in open_at.items():
            where = _where(missing, areas)
            asked = "" if len(kinds) == len(Kind) else say("（{kinds}）", kinds=joined("、", kinds))
            said = say(
                "“{topic}”{asked}在{where}没有条目，{then}。",
                topic=topics[topic],
                asked=asked,
                where=where,
                then=_then(directory, missing),
            )
            yield Finding(kind=CheckKind.GAP, said=said)


def _where(missing: Sequence[str], areas: Mapping[str, str]) -> str:
    if missing == ("",):
        return say("全市")
    names = joined("、", (areas[one] for one in missing[:4]))
    if len(missing) <= 4:
        return names
    return say("{names}等 {n} 个区域", names=names, n=len(missing))


def _then(directory: Directory, missing: Iterable[str]) -> str:
    if all(directory.last_resort_unit(area) for area in missing):
        return say("由派单员指定，可派兜底单位")
    return say("也没有兜底单位")


def _children(areas: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in areas:
        found.setdefault(code.rpartition("/")[0], []).append(code)
    return found


def _uncovered(area: str, held: set[str], inside: Mapping[str, list[str]]) -> Iterator[str]:
    """The widest areas at or below this one that no held area covers."""
    if area in held:
        return
    below = inside.get(area, [])
    found = {one: tuple(_uncovered(one, held, inside)) for one in below}
    if all(missing == (one,) for one, missing in found.items()):
        yield area
        return
    for missing in found.values():
        yield from missing
