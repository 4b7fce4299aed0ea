"""Every event a journal may hold can still be read: each stored sample, of each version."""

from pathlib import Path

import msgspec
import pytest

from hotline.ledger.upcast import restore
from hotline.rules import sealed
from hotline.rules.rulebook_names import FlagName, LimitName, NumberName
from tests.rules.case.build import MARK, PHONE
from tests.rules.case.samples import SAMPLES, Sample, digest, stored, sums, version, wanted

STORED = stored()


@pytest.mark.parametrize("place", STORED, ids=lambda place: f"{place.parent.name}-{place.name}")
def test_a_stored_event_is_read_in_todays_form(place: Path) -> None:
    sample = msgspec.json.decode(place.read_bytes(), type=Sample)
    name, number = place.name.split(".")[:2]
    facts = msgspec.json.encode(sample.facts)
    opened = None if sample.sealed is None else msgspec.json.encode(sample.sealed)
    event, _ = restore(place.parent.name, name, int(number), facts, opened, closed=False)
    if int(number) == version(type(event)):
        again, personal = sealed.split(event)
        written = msgspec.json.decode(msgspec.json.encode((again, personal or None)))
        assert written == [sample.facts, sample.sealed]
    unread, personal_part = restore(place.parent.name, name, int(number), facts, None, closed=True)
    assert personal_part is None
    assert type(unread) is type(event)
    assert MARK not in facts.decode(), "words of a person stand among the facts"
    assert PHONE not in facts.decode(), "a number of a person stands among the facts"


def test_every_event_type_of_every_stream_has_its_sample() -> None:
    """Missing? `python -m tests.rules.case.samples` writes it; look at it before committing."""
    assert sorted(f"{one.relative_to(SAMPLES)}" for one in wanted() - set(STORED)) == []


def test_no_stored_sample_was_altered_or_taken_away() -> None:
    """A changed event has a new version and a new sample; the old stays as it was written.

    A new sample without its sum? `python -m tests.rules.case.samples` adds it. Only one that no
    city can have written yet is written anew: take away file and line, and run that again.
    """
    now = {f"{one.relative_to(SAMPLES)}": digest(one) for one in STORED}
    assert now == sums()


def test_a_stored_rulebook_answers_every_name_of_today() -> None:
    """A name added since is answered by `ADDED` or `BORROWED`, not by altering what is stored."""
    for place in (one for one in STORED if one.name.startswith("RulebookProposed.")):
        sample = msgspec.json.decode(place.read_bytes(), type=Sample)
        facts, number = msgspec.json.encode(sample.facts), int(place.name.split(".")[1])
        event, _ = restore("rulebook", "RulebookProposed", number, facts, None, closed=False)
        book = event.book
        assert all(book.clauses(name)[-1].when.is_default for name in LimitName)
        assert all(book.number(name) >= 0 for name in NumberName)
        assert {book.flag(name) for name in FlagName} <= {True, False}
