"""What an edition would have done with past cases: which of them would go to another unit.

Past cases come as bundles, all of one topic, area, kind and object together, since the directory
answers them alike. Each edition is asked on a day of its own: that in force today, the draft on its
first day.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import msgspec

from hotline.rules.directory import Directory, Matter
from hotline.rules.units import UnitTree


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """Past cases that the directory cannot tell apart, and how many they are."""

    matter: Matter
    cases: int


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Who would lead ("" = nobody) and by which entry ("" = as last resort)."""

    unit: str
    entry: str


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that would go to another unit."""

    bundle: Bundle
    before: Answer
    after: Answer


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases a unit leads by the one edition and by the other."""

    unit: str
    before: int
    after: int


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `moved` with the most cases first; `flows` of units whose number changes."""

    cases: int
    moved: tuple[Moved, ...]
    flows: tuple[Flow, ...]
    topics: tuple[tuple[str, int], ...]
    silent_before: int
    silent_after: int

    @property
    def moved_cases(self) -> int:
        """How many cases would go elsewhere."""
        return sum(one.bundle.cases for one in self.moved)


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """A directory and the day on which it is asked."""

    directory: Directory
    on: date

    def answer(self, matter: Matter, units: UnitTree) -> Answer:
        """The lead of the most specific entry whose unit stands, else the last resort."""
        for entry in self.directory.candidates(matter, self.on):
            unit = units.get(entry.lead)
            if unit is not None and unit.active:
                return Answer(unit=entry.lead, entry=entry.id)
        return Answer(unit=self.directory.last_resort_unit(matter.area), entry="")


def replay(old: Edition, new: Edition, units: UnitTree, past: Iterable[Bundle]) -> Replay:
    """What would change for these cases."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    moved: list[Moved] = []
    cases = silent_before = silent_after = 0
    for bundle in past:
        was, will = old.answer(bundle.matter, units), new.answer(bundle.matter, units)
        cases += bundle.cases
        before[was.unit] += bundle.cases
        after[will.unit] += bundle.cases
        silent_before += 0 if was.entry else bundle.cases
        silent_after += 0 if will.entry else bundle.cases
        if was.unit != will.unit:
            moved.append(Moved(bundle=bundle, before=was, after=will))
            topics[bundle.matter.topic] += bundle.cases
    flows = [
        Flow(unit=unit, before=before[unit], after=after[unit])
        for unit in {*before, *after}
        if before[unit] != after[unit]
    ]
    return Replay(
        cases=cases,
        moved=tuple(sorted(moved, key=lambda one: (-one.bundle.cases, one.bundle.matter.topic))),
        flows=tuple(sorted(flows, key=lambda one: (-abs(one.after - one.before), one.unit))),
        topics=tuple(sorted(topics.items(), key=lambda one: (-one[1], one[0]))),
        silent_before=silent_before,
        silent_after=silent_after,
    )
