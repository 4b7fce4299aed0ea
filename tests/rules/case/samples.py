"""Stored samples of events, as a journal holds them: tests/samples/<stream>/<Event>.<n>.json.

`python -m tests.rules.case.samples` writes the samples that are missing, from random walks and
from the examples of `tests.rules.above`; it never touches one that is there. A changed event type
gets a new version and a new sample, the old sample stays, and an upcast must still read it.
"""

from pathlib import Path

import msgspec

from hotline.rules import contact, sealed
from hotline.rules.case.evolve import EVENT_TYPES
from hotline.rules.oversight import duty_phone, governance, hot, shift
from hotline.rules.reference import number
from hotline.rules.replies import template

SAMPLES = Path(__file__).parents[2] / "samples"
STREAMS: dict[str, tuple[type, ...]] = {
    "case": EVENT_TYPES,
    "contact": contact.EVENT_TYPES,
    "duty_roster": (duty_phone.DutyRosterSet,),
    "shift": shift.ShiftEvent.__args__,
    "governance": governance.GovernanceEvent.__args__,
    "hot_event": hot.HotEvent.__args__,
    "number": number.NumberEvent.__args__,
    "wording": template.TemplateEvent.__args__,
}


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """The two stored parts of one event; `sealed` as it is once opened, None without one."""

    facts: dict[str, object]
    sealed: dict[str, object] | None


def version(kind: type) -> int:
    """The schema version in which events of that type are written today."""
    return int(getattr(kind, "SCHEMA", 1))


def path(stream: str, kind: type) -> Path:
    """Where the sample of today's version stands."""
    return SAMPLES / stream / f"{kind.__name__}.{version(kind)}.json"


def text(event: msgspec.Struct) -> str:
    """The event as its sample is written."""
    facts, personal = sealed.split(event)
    encoded = msgspec.json.encode({"facts": facts, "sealed": personal or None})
    return msgspec.json.format(encoded, indent=1).decode() + "\n"


def write_missing() -> list[Path]:
    """Samples for event types that have none, from the richest event that walks come upon."""
    from tests.rules.above import EVENTS
    from tests.rules.case.test_walk import walk
    from tests.rules.test_contact import ENDED, HEARD, WARNED

    by_hand = (HEARD, WARNED, ENDED, *(one for events in EVENTS.values() for one in events))
    richest: dict[type, str] = {type(one): text(one) for one in by_hand}
    for seed in range(100):
        for event in (e for events in walk(seed).story.events.values() for e in events):
            found = text(event)
            if len(found) > len(richest.get(type(event), "")):
                richest[type(event)] = found
    written = []
    for stream, kinds in STREAMS.items():
        (SAMPLES / stream).mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            place = path(stream, kind)
            if not place.exists():
                place.write_text(richest[kind], "utf-8")
                written.append(place)
    return written


if __name__ == "__main__":
    for sample in write_missing():
        print(sample)
