"""Bulk import: what it writes is what commands would have written, whole portions or nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from hotline import ledger
from hotline.ledger import StreamRef, bulk
from hotline.ledger.models import Event, Import, Outbox, Timer
from hotline.rules.refusal import Code, Refusal
from tests.ledger import child, toy
from tests.ledger.promises import consistent

THEN = datetime(2023, 5, 6, 8, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def lived(portion: bulk.Portion, ref: StreamRef, name: str = "张三") -> None:
    """Three steps: opened, two deposits with a reminder that still waits, and words."""
    request = toy.request(ref.city)
    portion.append(request, {ref: [toy.Opened(at=THEN, name=name, phone="13800138000")]}, THEN)
    big = toy.Deposited(amount=100, remind_at=THEN + 400 * DAY)
    portion.append(request, {ref: [big, toy.Deposited(amount=5)]}, THEN + DAY)
    portion.append(request, {ref: [toy.Emptied(note="来电人说明")]}, THEN)
    portion.append(request, {ref: [big]}, THEN + 2 * DAY)


def _portion(city: str, count: int = 3, source: str = "old-city", number: int = 1) -> Any:
    portion = bulk.Portion(city, source, number)
    refs = [toy.account(city) for _ in range(count)]
    for ref in refs:
        lived(portion, ref)
    return portion, refs


def test_imported_streams_are_like_any_other(toy_alone: str) -> None:
    portion, refs = _portion(toy_alone)
    assert portion.write() == bulk.Written(streams=3, events=15)
    consistent(refs[0])
    recorded = ledger.read(refs[0])
    assert [one.version for one in recorded] == [1, 2, 3, 4, 5]
    assert recorded[0].sealed == {"name": "张三", "phone": "13800138000"}
    assert [one.occurred_at - THEN for one in recorded] == [0 * DAY, DAY, DAY, DAY, 2 * DAY]
    assert all(ledger.clock.wall() - one.envelope.recorded_at < DAY for one in recorded)
    assert ledger.state_of(refs[0]) == portion.state(refs[0])
    assert toy.balance_row(refs[0]) == 100
    assert Timer.objects.count() == 3 and Outbox.objects.count() == 15
    toy.sequence()
    assert [one.stream for one in ledger.follow(None).events] == [r for r in refs for _ in "12345"]
    report = ledger.verify()
    assert report.ok and report.positions == 15, report
    rebuilt = ledger.rebuild()
    assert rebuilt.ok and rebuilt.old_snapshots == 0, rebuilt


def test_life_goes_on_by_commands_and_can_be_erased(toy_alone: str) -> None:
    portion, (ref,) = _portion(toy_alone, 1)
    portion.write()
    toy.done(toy.deposit(ref, 7))
    assert toy.balance_row(ref) == 107 and ledger.read(ref)[-1].version == 6
    assert ledger.fire_due(THEN + 401 * DAY, {("toy_account", "remind"): lambda _: None}) == 1
    toy.done(ledger.erase([ref], toy.request(toy_alone), "本人申请"))
    assert ledger.read(ref)[0].sealed is None and not toy.OwnerRow.objects.exists()
    toy.sequence()
    assert ledger.verify().ok


def test_a_portion_is_written_once(toy_city: str) -> None:
    first, _ = _portion(toy_city)
    first.write()
    again = bulk.Portion(toy_city, "old-city", 1)
    lived(again, toy.account(toy_city))
    assert again.write() == bulk.Written(streams=1, events=5, repeated=True)
    assert Event.objects.filter(city=toy_city).count() == 15
    _portion(toy_city, 1, number=4)[0].write()
    assert bulk.written(toy_city, "old-city") == {1, 4}
    assert bulk.written(toy_city, "other") == frozenset()
    assert Import.objects.filter(city=toy_city).count() == 2


def test_what_exists_refuses_the_whole_portion(toy_city: str) -> None:
    there = toy.account(toy_city)
    toy.open_account(there)
    portion, _ = _portion(toy_city)
    lived(portion, there)
    refused = portion.write()
    assert isinstance(refused, Refusal) and refused.code is Code.ALREADY
    assert Event.objects.filter(city=toy_city).count() == 1
    assert not bulk.written(toy_city, "old-city"), "a portion that was refused may come again"


def test_a_stream_without_personal_parts_has_no_key(toy_city: str) -> None:
    ref = toy.account(toy_city)
    portion = bulk.Portion(toy_city, "plain", 1)
    assert portion.state(ref) is None and portion.last(ref) is None
    portion.append(toy.request(toy_city), {ref: []}, THEN)
    assert portion.state(ref) is None
    portion.append(toy.request(toy_city), {ref: [toy.Opened(at=THEN)]}, THEN)
    assert portion.last(ref) == THEN
    assert portion.write() == bulk.Written(streams=1, events=1)
    assert ledger.read(ref)[0].envelope.key_id == ""


def test_misuse_is_refused_by_name(toy_city: str) -> None:
    portion = bulk.Portion(toy_city, "wrong", 1)
    chart = StreamRef(toy_city, "toy_chart", toy.account(toy_city).id)
    for ref, key in ((toy.account("elsewhere"), ""), (toy.account(toy_city), "k"), (chart, "")):
        with pytest.raises(ValueError, match=r"a portion is of|is reference data"):
            portion.append(toy.request(toy_city, key), {ref: [toy.Reminded()]}, THEN)


def test_any_other_fault_of_the_database_is_raised(toy_city: str) -> None:
    portion = bulk.Portion(toy_city, "old\0city", 1)
    with pytest.raises(Exception, match="NUL"):
        portion.write()


def test_numbers_are_fresh(toy_city: str) -> None:
    first, second = bulk.numbers(3), bulk.numbers(2)
    assert len({*first, *second}) == 5


@pytest.mark.faults
def test_a_killed_import_leaves_whole_portions_only(toy_alone: str) -> None:
    state = Path(settings.STATE_DIR)
    assert child.finish(child.start(state, "import", HOTLINE_FAIL_AT="bulk-before-commit:3")) == -9
    assert bulk.written(toy_alone, "killed") == {1, 2}
    assert Event.objects.count() == 20
    assert child.finish(child.start(state, "import")) == 0
    assert bulk.written(toy_alone, "killed") == {1, 2, 3, 4}
    assert Event.objects.count() == 40
    toy.sequence()
    report = ledger.verify()
    assert report.ok and report.positions == 40, report
    assert ledger.rebuild().ok
