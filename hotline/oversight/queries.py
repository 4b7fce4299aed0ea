"""Reading oversight. Rosters: coverage for those who watch over it, people for those who ring.
Shifts: what is open now, gathered from the lists of handling, and shifts as they were."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from hotline import ledger
from hotline.handling.models import CaseRow, DocumentRow, LegRow
from hotline.handling.queries import Reader
from hotline.handling.queues.asked import Narrowed
from hotline.handling.queues.lists import PRESSING, QUEUES
from hotline.ledger import Recorded
from hotline.oversight.models import RosterPeopleRow, RosterRow, ShiftRow
from hotline.oversight.streams import roster_ref, shift_ref
from hotline.rules.oversight.duty_phone import Gap, Hours, Person, gaps, on_duty
from hotline.rules.oversight.shift import Item, ItemKind, Shift
from hotline.rules.oversight.shift import evolve as evolve_shift
from hotline.rules.phone_words import Rung
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.units import Unit, UnitKind
from hotline.rules.words import CaseStage

MOST_ITEMS = 500
"""Of each sort of open thing as many are handed over; who leaves more has another trouble."""
PAST = 40
TAKEN = Refusal(
    code=Code.ALREADY,
    message=say("刚刚有人开了这一班。"),
    advice=say("请刷新页面查看当前班次。"),
)


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


# --- shifts ---------------------------------------------------------------------------------------


def last_shift(city: str) -> int:
    """The number of the last shift; 0 before the first. For this room's own actions."""
    found = ShiftRow.objects.filter(city=city).order_by("-n").values_list("n", flat=True).first()
    return found or 0


def shifts(who: Reader) -> Sequence[ShiftRow]:
    """The last shifts, the newest first. One statement."""
    return list(ShiftRow.objects.filter(city=who.actor.city).order_by("-n")[:PAST])


def shift_events(who: Reader, n: int) -> Sequence[Recorded]:
    """All that happened in a shift, its remarks opened."""
    return ledger.read(shift_ref(who.actor.city, n))


def shift_of(events: Sequence[Recorded]) -> Shift:
    """The shift that these events make."""
    state = Shift()
    for one in events:
        state = evolve_shift(state, one.event)
    return state


def open_items(who: Reader) -> Sequence[Item]:
    """What is open at the hotline now, as far as the reader sees: gathered from the lists that the
    duty manager works from, what is due first on top. Four statements."""
    asked = Narrowed()
    cases = _cases(who, asked)
    legs = _legs(who, asked)
    climbed = PRESSING["press_climbed"].where(who, asked)
    pressed = DocumentRow.objects.filter(who.sight.legs(), climbed).order_by("due_at")
    documents: list[Any] = list(pressed[:MOST_ITEMS])
    numbers = _numbers(who, {row.case_id for row in (*legs, *documents)})
    found = [
        *(_of_case(row) for row in cases),
        *(_of_leg(row, numbers[row.case_id]) for row in legs if row.case_id in numbers),
        *(_of_document(row, numbers[row.case_id]) for row in documents if row.case_id in numbers),
    ]
    return sorted(found, key=lambda one: (one.due_at or who.now, one.key))


def _cases(who: Reader, asked: Narrowed) -> Sequence[Any]:
    where = QUEUES["hand_overs"].where(who, asked) | QUEUES["desk_late"].where(who, asked)
    found = CaseRow.objects.filter(who.sight.cases(), where).order_by("desk_due")
    return list(found[: 2 * MOST_ITEMS])


def _legs(who: Reader, asked: Narrowed) -> Sequence[Any]:
    unsigned = QUEUES["urgent_unsigned"].where(who, asked)
    where = QUEUES["unacknowledged"].where(who, asked) | unsigned
    found = LegRow.objects.filter(who.sight.legs(), where).order_by("dispatched_at")
    return list(found[: 2 * MOST_ITEMS])


def _numbers(who: Reader, ids: set[UUID]) -> Mapping[UUID, str]:
    found = CaseRow.objects.filter(who.sight.cases(), id__in=ids)
    return dict(found.values_list("id", "number"))


def _of_case(row: Any) -> Item:
    handed = row.stage == CaseStage.HANDED_OVER
    kind = ItemKind.HAND_OVER if handed else ItemKind.DESK_LATE
    return Item(
        key=f"{kind}:{row.id}", kind=kind, case=str(row.id), number=row.number, due_at=row.desk_due
    )


def _of_leg(row: Any, number: str) -> Item:
    kind = ItemKind.UNCONFIRMED if row.phone_due else ItemKind.UNSIGNED
    return Item(
        key=f"{kind}:{row.case_id}:{row.leg}",
        kind=kind,
        case=str(row.case_id),
        number=number,
        unit=row.unit,
        due_at=row.phone_due or row.sign_due,
    )


def _of_document(row: Any, number: str) -> Item:
    return Item(
        key=f"{ItemKind.CLIMBED}:{row.case_id}:{row.request}",
        kind=ItemKind.CLIMBED,
        case=str(row.case_id),
        number=number,
        unit=row.addressed,
        due_at=row.due_at,
    )
