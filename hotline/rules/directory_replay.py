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


class Tally:
    """Past cases counted as they come, a bundle more than once where they come day by day."""

    def __init__(self, old: Edition, new: Edition, units: UnitTree) -> None:
        self.cases = 0
        self._old, self._new, self._units = old, new, units
        self._counts: Counter[Matter] = Counter()
        self._answers: dict[Matter, tuple[Answer, Answer]] = {}

    def add(self, past: Iterable[Bundle]) -> None:
        """Some more of them; each kind of matter is asked about once."""
        for bundle in past:
            matter = bundle.matter
            if matter not in self._answers:
                was = self._old.answer(matter, self._units)
                self._answers[matter] = (was, self._new.answer(matter, self._units))
            self._counts[matter] += bundle.cases
            self.cases += bundle.cases

    def result(self) -> Replay:
        """What would change for all that was added."""
        before: Counter[str] = Counter()
        after: Counter[str] = Counter()
        topics: Counter[str] = Counter()
        moved: list[Moved] = []
        silent_before = silent_after = 0
        for matter, cases in self._counts.items():
            was, will = self._answers[matter]
            before[was.unit] += cases
            after[will.unit] += cases
            silent_before += 0 if was.entry else cases
            silent_after += 0 if will.entry else cases
            if was.unit != will.unit:
                bundle = Bundle(matter=matter, cases=cases)
                moved.append(Moved(bundle=bundle, before=was, after=will))
                topics[matter.topic] += cases
        flows = [
            Flow(unit=unit, before=before[unit], after=after[unit])
            for unit in {*before, *after}
            if before[unit] != after[unit]
        ]
        return Replay(
            cases=self.cases,
            moved=tuple(sorted(moved, key=_largest)),
            flows=tuple(sorted(flows, key=lambda one: (-abs(one.after - one.before), one.unit))),
            topics=tuple(sorted(topics.items(), key=lambda one: (-one[1], one[0]))),
            silent_before=silent_before,
            silent_after=silent_after,
        )


def _largest(one: Moved) -> tuple[int, str, str, str, str]:
    matter = one.bundle.matter
    return -one.bundle.cases, matter.topic, matter.area, matter.kind, matter.object


def replay(old: Edition, new: Edition, units: UnitTree, past: Iterable[Bundle]) -> Replay:
    """What would change for these cases."""
    tally = Tally(old, new, units)
    tally.add(past)
    return tally.result()
