"""Every event a journal may hold can still be read: each stored sample, of each version."""

from pathlib import Path

import msgspec
import pytest

from hotline.ledger.upcast import restore
from hotline.rules import sealed
from tests.rules.case.build import MARK, PHONE
from tests.rules.case.samples import SAMPLES, STREAMS, Sample, path, version

STORED = sorted(SAMPLES.glob("*/*.json"))


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored.name)
def test_a_stored_event_is_read_in_todays_form(stored: Path) -> None:
    sample = msgspec.json.decode(stored.read_bytes(), type=Sample)
    name, number = stored.name.split(".")[:2]
    facts = msgspec.json.encode(sample.facts)
    opened = None if sample.sealed is None else msgspec.json.encode(sample.sealed)
    event, _ = restore(stored.parent.name, name, int(number), facts, opened, closed=False)
    if int(number) == version(type(event)):
        again, personal = sealed.split(event)
        written = msgspec.json.decode(msgspec.json.encode((again, personal or None)))
        assert written == [sample.facts, sample.sealed]
    unread, personal_part = restore(stored.parent.name, name, int(number), facts, None, closed=True)
    assert personal_part is None
    assert type(unread) is type(event)


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored.name)
def test_nothing_personal_stands_among_the_facts(stored: Path) -> None:
    sample = msgspec.json.decode(stored.read_bytes(), type=Sample)
    facts = msgspec.json.encode(sample.facts).decode()
    assert MARK not in facts
    assert PHONE not in facts


def test_every_event_type_has_its_sample() -> None:
    """Missing? `python -m tests.rules.case.samples` writes it; look at it before committing."""
    wanted = [path(stream, kind) for stream, kinds in STREAMS.items() for kind in kinds]
    assert [place.name for place in wanted if not place.exists()] == []
