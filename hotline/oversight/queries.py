"""Reading oversight. Rosters: coverage for those who watch over it, people for those who ring."""

from collections.abc import Mapping, Sequence

import msgspec

from hotline.handling.queries import Reader
from hotline.oversight.models import RosterPeopleRow, RosterRow
from hotline.oversight.streams import roster_ref
from hotline.rules.oversight.duty_phone import Gap, Hours, Person, gaps, on_duty
from hotline.rules.phone_words import Rung
from hotline.rules.units import Unit, UnitKind


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's roster with its people; empty where none is kept, people empty once erased."""

    unit: str
    hours: tuple[Hours, ...] = ()
    people: tuple[Person, ...] = ()
    head: Person | None = None
    row: RosterRow | None = None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a unit can be reached at any hour, without saying who."""

    unit: Unit
    kept: bool
    now: bool
    gaps: tuple[Gap, ...]
    has_head: bool


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ring on a rung: a person of a roster, or a unit's own number (`name` "")."""

    unit: str
    name: str
    phone: str
    personal: bool


def roster(who: Reader, unit: str) -> Kept:
    """The roster of one unit. Two statements, one where none is kept."""
    return _rosters(who.actor.city, (unit,))[unit]


def _rosters(city: str, units: Sequence[str]) -> Mapping[str, Kept]:
    refs = {roster_ref(city, unit).id: unit for unit in units}
    rows = {row.id: row for row in RosterRow.objects.filter(city=city, id__in=list(refs))}
    texts = {}
    if rows:
        found = RosterPeopleRow.objects.filter(city=city, stream_id__in=list(rows))
        texts = {text.stream_id: text for text in found}
    return {unit: _kept(unit, rows.get(id), texts.get(id)) for id, unit in refs.items()}


def _kept(unit: str, row: RosterRow | None, text: RosterPeopleRow | None) -> Kept:
    if row is None:
        return Kept(unit=unit)
    people = msgspec.convert(text.people if text else [], tuple[Person, ...])
    head = msgspec.convert(text.head if text else [], tuple[Person, ...])
    hours = msgspec.convert(row.hours, tuple[Hours, ...])
    return Kept(
        unit=unit,
        hours=hours,
        people=people if len(people) == len(hours) else (),
        head=head[0] if head else None,
        row=row,
    )


def coverage(who: Reader) -> Sequence[Coverage]:
    """All active units: those that nobody can reach now first, then those with gaps. One
    statement."""
    rows = {row.unit: row for row in RosterRow.objects.filter(city=who.actor.city)}
    found = []
    for unit in who.world.units.units.values():
        if not unit.active:
            continue
        row = rows.get(unit.id)
        hours = msgspec.convert(row.hours if row else [], tuple[Hours, ...])
        always = bool(unit.duty_phone)
        found.append(
            Coverage(
                unit=unit,
                kept=row is not None,
                now=always or bool(on_duty(hours, who.now, who.world.calendar)),
                gaps=() if always else gaps(hours),
                has_head=row is not None and row.has_head,
            )
        )
    return sorted(found, key=lambda one: (one.now, not one.gaps, one.unit.name))


def ladder(who: Reader, unit: str) -> Mapping[Rung, Sequence[Reached]]:
    """Whom to ring on each rung at this hour for an order of that unit. Two statements."""
    units = who.world.units
    known = units.get(unit)
    above = known.parent if known else ""
    centre = next((one.id for one in units.units.values() if one.kind is UnitKind.CITY), "")
    wanted = [one for one in dict.fromkeys((unit, above, centre)) if one]
    found = _rosters(who.actor.city, wanted)
    head = found[unit].head
    return {
        Rung.UNIT: _reached(who, found[unit]),
        Rung.HEAD: [Reached(unit=unit, name=head.name, phone=head.phone, personal=True)]
        if head
        else [],
        Rung.ABOVE: _reached(who, found[above]) if above else [],
        Rung.HOTLINE: _reached(who, found[centre]) if centre else [],
    }


def _reached(who: Reader, kept: Kept) -> Sequence[Reached]:
    """Who is on duty now, then the number at which the unit is reached at any hour."""
    now = on_duty(kept.hours, who.now, who.world.calendar) if kept.people else ()
    found = [
        Reached(unit=kept.unit, name=one.name, phone=one.phone, personal=True)
        for one in (kept.people[n] for n in now)
    ]
    known = who.world.units.get(kept.unit)
    if known and known.duty_phone:
        found.append(Reached(unit=kept.unit, name="", phone=known.duty_phone, personal=False))
    return found
