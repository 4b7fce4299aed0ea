"""The dispatch directory (派单目录) and the street duty lists (履职事项清单).

An entry says which unit leads and which co-handle for a topic × area × kind × object, on which
legal basis and between which days. The most specific entry in force decides; ties are refused
when an edition is approved (`directory_checks`), so a look-up has one answer.

Duty lists: an entry may give streets a duty that is basic (may lead), assisting (may only
co-handle; the department leads) or withdrawn (never). The same check runs on every path by which
a leg can come to be [国办函〔2025〕66号 五].

An object (对象) is something with a name of its own: a market, a school, a company. It is meant by
its name or an alias, with whatever follows (北市场三楼 is 北市场; 西北市场 is not).

Assumes topic and area codes are trees by prefix with "/" between levels ("city/wh/jx").
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import msgspec

from hotline.rules.gazetteer import plain
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.units import UnitKind, UnitTree
from hotline.rules.words import LegRole, Term


class Duty(Term):
    """How far a matter belongs to a street."""

    BASIC = "basic", "基本履职事项"
    ASSISTING = "assisting", "配合履职事项"
    WITHDRAWN = "withdrawn", "上级收回事项"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the directory. Empty `area`, `kind`, `object` mean "any".

    `limit` is a duration as rulebooks write it (`3wd`): the leg is due then where the rulebook
    gives longer; it never gives more time.
    """

    id: str
    topic: str
    lead: str
    co_handlers: tuple[str, ...] = ()
    area: str = ""
    kind: str = ""
    object: str = ""
    aliases: tuple[str, ...] = ()
    legal_basis: str = ""
    limit: str = ""
    effective_from: date = date(2000, 1, 1)
    effective_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the entry may decide on that day; `effective_to` is the last day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def covers_area(self, area: str) -> bool:
        """Whether the entry answers for that area; one without area answers everywhere."""
        return covers(self.area, area)

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """How specific it is: object, then topic depth, then area depth, then kind."""
        return (
            1 if self.object else 0,
            _depth(self.topic),
            _depth(self.area),
            1 if self.kind else 0,
        )


class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a street duty list: the streets at or below `unit` ("" = all) and a topic."""

    id: str
    topic: str
    duty: Duty
    unit: str = ""
    department: str = ""
    legal_basis: str = ""


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What a request is about, as far as the directory asks. The area is that of the matter."""

    topic: str
    area: str = ""
    kind: str = ""
    object: str = ""


class Directory(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """One edition of a city's directory with its duty lists."""

    edition: str = ""
    entries: tuple[Entry, ...] = ()
    duties: tuple[DutyLine, ...] = ()
    last_resort: Mapping[str, str] = {}

    @cached_property
    def named(self) -> Mapping[str, tuple[str, ...]]:
        """Names and aliases of the objects, as plain as `plain` makes them, by id of the entry."""
        return {
            entry.id: tuple(filter(None, map(plain, (entry.object, *entry.aliases))))
            for entry in self.entries
            if entry.object
        }

    @cached_property
    def by_topic(self) -> Mapping[str, tuple[Entry, ...]]:
        """Entries by their topic code, so that a look-up walks a few prefixes, not the list."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.topic, []).append(entry)
        return {topic: tuple(entries) for topic, entries in found.items()}

    def on_topic(self, topic: str) -> list[Entry]:
        """Entries for the topic itself and for what stands above it, whether they fit or not."""
        return [entry for prefix in _prefixes(topic) for entry in self.by_topic.get(prefix, ())]

    def candidates(self, matter: Matter, on: date) -> list[Entry]:
        """Entries that fit on that day, the most specific first."""
        object = plain(matter.object)
        fitting = [
            (entry.weight, self.named_by(entry, object), entry.id, entry)
            for entry in self.on_topic(matter.topic)
            if entry.in_force(on)
            and entry.covers_area(matter.area)
            and entry.kind in ("", matter.kind)
            and (not entry.object or self.named_by(entry, object))
        ]
        return [one[-1] for one in sorted(fitting, key=lambda one: one[:3], reverse=True)]

    def named_by(self, entry: Entry, object: str) -> int:
        """How many characters of a plain object name the entry's; 0 where they do not."""
        names = self.named.get(entry.id, ())
        return max((len(name) for name in names if object.startswith(name)), default=0)

    def objects_in(self, words: str) -> tuple[str, ...]:
        """Objects of the directory that a text names, the longest name first; of names within one
        another only the longest."""
        text = plain(words)
        found = {
            name: entry.object
            for entry in self.entries
            for name in self.named.get(entry.id, ())
            if len(name) > 1 and name in text
        }
        taken: list[str] = []
        for name in sorted(found, key=lambda one: (-len(one), one)):
            if not any(name in longer for longer in taken):
                taken.append(name)
        return tuple(dict.fromkeys(found[name] for name in taken))

    def lookup(self, matter: Matter, on: date) -> Entry | None:
        """The entry that decides, or None where the directory is silent."""
        found = self.candidates(matter, on)
        return found[0] if found else None

    def last_resort_unit(self, area: str) -> str:
        """兜底单位: the district government answering for the area, "" if none is named."""
        for prefix in _prefixes(area):
            if prefix in self.last_resort:
                return self.last_resort[prefix]
        return self.last_resort.get("", "")

    def duty_line(self, unit: str, topic: str, units: UnitTree) -> DutyLine | None:
        """The duty line that binds a street for a topic: nearest unit, then deepest topic."""
        lines = [
            line
            for line in self.duties
            if covers(line.topic, topic) and (not line.unit or units.is_within(unit, line.unit))
        ]
        return max(lines, key=lambda line: (line.unit != "", _depth(line.topic)), default=None)

    def check_duty(self, unit: str, topic: str, role: LegRole, units: UnitTree) -> Refusal | None:
        """Refuses a leg that the unit's duty list does not allow, with the line shown.

        Only streets and villages are bound by lists. A hand-down counts as leading: the street
        would stand in the unit's place.
        """
        found = units.get(unit)
        if found is None or found.kind not in (UnitKind.STREET, UnitKind.VILLAGE):
            return None
        line = self.duty_line(unit, topic, units)
        if line is None or line.duty is Duty.BASIC:
            return None
        if line.duty is Duty.ASSISTING and role is LegRole.CO_HANDLING:
            return None
        department = units.name(line.department) if line.department else say("上级主管部门")
        basis = say("（{legal_basis}）", legal_basis=line.legal_basis) if line.legal_basis else ""
        advice = (
            say(
                "请由{department}主办，{name}可作为协办单位。",
                department=department,
                name=found.name,
            )
            if line.duty is Duty.ASSISTING
            else say("该事项已收回，请派给{department}。", department=department)
        )
        return Refusal(
            code=Code.DUTY_LIST,
            message=say(
                "{name}的履职事项清单第 {id} 条：{duty}{basis}。",
                name=found.name,
                id=line.id,
                duty=line.duty.zh,
                basis=basis,
            ),
            advice=advice,
            field="unit",
        )


def _depth(code: str) -> int:
    return code.count("/") + 1 if code else 0


def covers(prefix: str, code: str) -> bool:
    """Whether a code lies at or below another; "" covers all."""
    return not prefix or code == prefix or code.startswith(prefix + "/")


def _prefixes(code: str) -> list[str]:
    """The code and each shorter prefix of it, longest first."""
    parts = code.split("/") if code else []
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]
