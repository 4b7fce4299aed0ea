"""Promise 8: a stored sample of every version of every event type is read in today's form.

The same two functions are used on the product's own samples by tests/samples.
"""

from pathlib import Path

import msgspec
import pytest

from hotline import ledger
from hotline.ledger import streams, upcast
from hotline.ledger.streams import StreamType
from tests.ledger import toy

SAMPLES = Path(__file__).parent / "samples"


def read_sample(path: Path) -> object:
    """The event in a sample file, which is named stream_type.EventType.version.json."""
    kind, event_type, version, _ = path.name.split(".")
    stored = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    sealed = bytes(stored["sealed"]) if "sealed" in stored else None
    event, _ = upcast.restore(
        kind, event_type, int(version), bytes(stored["facts"]), sealed, closed=False
    )
    return event


def expected(kinds: list[StreamType]) -> set[str]:
    """Names of the samples that there must be: every form of now and before."""
    return {
        f"{kind.name}.{event.__name__}.{getattr(event, 'SCHEMA', 1)}.json"
        for kind in kinds
        for event in kind.event_types
    } | {f"{kind.name}.{old}.{version}.json" for kind in kinds for old, version in kind.upcasts}


def check_samples() -> None:
    found = {path.name: path for path in SAMPLES.glob("*.json")}
    assert set(found) == expected([toy.ACCOUNT, toy.CHART])
    upcast.target.cache_clear()
    for path in found.values():
        try:
            read_sample(path)
        except msgspec.ValidationError as error:
            raise AssertionError(f"{path.name}: {error}") from error
        finally:
            upcast.target.cache_clear()


def test_the_first_form_becomes_todays(toy_city: str) -> None:
    event = read_sample(SAMPLES / "toy_account.Opened.1.json")
    assert isinstance(event, toy.Opened)
    assert (event.limit, event.name, event.phone) == (500, "王五", "")


def test_a_closed_old_event_becomes_todays(toy_city: str) -> None:
    facts = b'{"at":"2026-01-01T00:00:00Z","cap":3}'
    event, personal = upcast.restore("toy_account", "Opened", 1, facts, None, closed=True)
    assert event.limit == 3 and personal is None and repr(event.name) == "CLOSED"


def test_a_form_without_a_way_is_refused_by_name(toy_city: str) -> None:
    with pytest.raises(upcast.UnknownForm, match=r"toy_account\.Opened version 9"):
        upcast.restore("toy_account", "Opened", 9, b"{}", None, closed=False)


def test_an_old_event_in_the_journal_is_read_and_folded(toy_city: str) -> None:
    """The bytes stay as they were stored; only reading changes them."""
    ref = toy.account(toy_city)

    class Opened(msgspec.Struct, frozen=True, kw_only=True):
        at: str
        cap: int

    streams.house.events["toy_account", "Opened"] = Opened
    upcast.target.cache_clear()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(toy, "Opened", Opened)
            toy.say(ref, Opened(at="2026-01-01T00:00:00Z", cap=7))
    finally:
        streams.house.events["toy_account", "Opened"] = toy.Opened
        upcast.target.cache_clear()
    event = ledger.read(ref)[0]
    assert event.event.limit == 7 and event.envelope.schema_version == 1
    assert ledger.fold(ref).opened_at == event.event.at
