"""What holds of the settings, and what held before.

Reference data: read once per process and again when the city's reference version has moved, so a
look-up of duplicates costs no statement for it.
"""

import msgspec

from hotline import ledger
from hotline.handling.alike.alarms.models import AlarmRow
from hotline.handling.alike.alarms.streams import alarms_ref
from hotline.people.queries import reference
from hotline.rules.reference.alarms import Alarms, AlarmsSet

_held: dict[str, tuple[int, Alarms]] = {}


def alarms_of(city: str, known: int | None = None) -> Alarms:
    """What holds. `known` is a reference version that the caller has seen; without it one statement
    asks for it."""
    version = reference(city) if known is None else known
    held = _held.get(city)
    if held is None or held[0] < version:
        row = AlarmRow.objects.filter(city=city).values("hot", "alike", "changed_at", "by").first()
        held = _held[city] = version, msgspec.convert(row or {}, Alarms)
    return held[1]


def history(city: str) -> list[AlarmsSet]:
    """Every change, the newest first."""
    found = (one.event for one in ledger.read(alarms_ref(city)))
    return [event for event in found if isinstance(event, AlarmsSet)][::-1]
