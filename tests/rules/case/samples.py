"""Stored samples of events, as a journal holds them: tests/samples/<stream>/<Event>.<n>.json.

`python -m tests.rules.case.samples` writes the samples that are missing, from random walks and
from the examples of `tests.rules.above` and `tests.rules.reference.by_hand`; it never touches one
that is there. A changed event type gets a new version and a new sample, the old sample stays, and
an upcast must still read it. SHA256SUMS beside them holds what each was when it was written
(`cd tests/samples && sha256sum -c SHA256SUMS`), so that none changes or goes unseen.
"""

import hashlib
import os
from pathlib import Path

import django
import msgspec

from hotline.ledger import Erased, streams
from hotline.rules import sealed

SAMPLES = Path(__file__).parents[2] / "samples"
SUMS = SAMPLES / "SHA256SUMS"


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """The two stored parts of one event; `sealed` as it is once opened, None without one."""

    facts: dict[str, object]
    sealed: dict[str, object] | None


def version(kind: type) -> int:
    """The schema version in which events of that type are written today."""
    return int(getattr(kind, "SCHEMA", 1))


def kinds() -> dict[str, tuple[type, ...]]:
    """The event types of every stream that the house joins to the ledger, by the stream's name.

    `Erased` may stand in any stream; its sample is one of a case.
    """
    joined = streams.house.types.values()
    ours = [one for one in joined if one.evolve.__module__.startswith("hotline.")]
    return {
        one.name: (*one.event_types, *((Erased,) if one.name == "case" else ())) for one in ours
    }


def wanted() -> set[Path]:
    """Where a sample must stand: each type as written today, each older form that is upcast."""
    today = {path(stream, kind) for stream, every in kinds().items() for kind in every}
    return today | {
        SAMPLES / stream / f"{old}.{number}.json"
        for stream in kinds()
        for old, number in streams.house.types[stream].upcasts
    }


def stored() -> list[Path]:
    """Every sample there is."""
    return sorted(SAMPLES.glob("*/*.json"))


def sums() -> dict[str, str]:
    """What each sample was when it was written, by its path."""
    lines = (line.split("  ", 1) for line in SUMS.read_text("utf-8").splitlines())
    return {name: digest for digest, name in lines}


def digest(sample: Path) -> str:
    """What it is now."""
    return hashlib.sha256(sample.read_bytes()).hexdigest()


def path(stream: str, kind: type) -> Path:
    """Where the sample of today's version stands."""
    return SAMPLES / stream / f"{kind.__name__}.{version(kind)}.json"


def text(event: msgspec.Struct) -> str:
    """The event as its sample is written."""
    facts, personal = sealed.split(event)
    encoded = msgspec.json.encode({"facts": facts, "sealed": personal or None})
    return msgspec.json.format(encoded, indent=1).decode() + "\n"


def _richest() -> dict[type, str]:
    """Of each event type the example with most in it: by hand, or as walks come upon one."""
    from tests.rules import above
    from tests.rules.case import automated
    from tests.rules.case.test_walk import walk
    from tests.rules.reference import by_hand
    from tests.rules.test_contact import ENDED, HEARD, WARNED

    examples = (*above.EVENTS.values(), *by_hand.EVENTS.values(), automated.events())
    erased = Erased(reason="当事人要求", by="u1")
    written = (HEARD, WARNED, ENDED, erased, *(one for events in examples for one in events))
    richest: dict[type, str] = {type(one): text(one) for one in written}
    for seed in range(100):
        for event in (e for events in walk(seed).story.events.values() for e in events):
            found = text(event)
            if len(found) > len(richest.get(type(event), "")):
                richest[type(event)] = found
    return richest


def write_missing() -> list[Path]:
    """Samples for event types that have none, with their sums."""
    missing = {path(stream, kind): kind for stream, every in kinds().items() for kind in every}
    missing = {place: kind for place, kind in missing.items() if not place.exists()}
    richest = _richest() if missing else {}
    for place, kind in missing.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(richest[kind], "utf-8")
    known = sums() if SUMS.exists() else {}
    known |= {
        name: digest(one)
        for one in stored()
        if (name := f"{one.relative_to(SAMPLES)}") not in known
    }
    SUMS.write_text("".join(f"{known[name]}  {name}\n" for name in sorted(known)), "utf-8")
    return list(missing)


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "hotline.settings", "HOTLINE_SECRET_KEY": "no city's"}
    django.setup()
    for sample in write_missing():
        print(sample)
