"""Promise 5: everything that is not an event can be made again from events."""

import sys
from datetime import timedelta

import pytest

from hotline import ledger
from hotline.ledger import points, statements, streams
from hotline.ledger.models import Timer
from tests.ledger import toy
from tests.ledger.promises import consistent

MODULE = sys.modules["hotline.ledger.rebuild"]  # the package has a function of that name


def test_commands_go_on_while_it_folds(toy_alone: str) -> None:
    """Streams that change, come or are erased between folding and swapping are folded again."""
    changed, erased = toy.account(toy_alone), toy.account(toy_alone)
    for ref in (changed, erased):
        toy.open_account(ref)
    new = toy.account(toy_alone)

    def meanwhile() -> None:
        toy.done(toy.deposit(changed, 500))
        toy.open_account(new)
        toy.done(ledger.erase([erased], toy.request(toy_alone), "本人申请"))

    with points.on("rebuild-before-swap", meanwhile):
        report = ledger.rebuild()
    assert report.ok and report.streams == 2, report
    consistent(changed)
    consistent(new)
    assert toy.OwnerRow.objects.filter(stream_id=new.id).exists()
    assert not toy.OwnerRow.objects.filter(stream_id=erased.id).exists()


def test_wrong_snapshots_are_reported_and_old_ones_renewed(toy_alone: str) -> None:
    wrong, old, unreadable = (toy.account(toy_alone) for _ in range(3))
    for ref in (wrong, old, unreadable):
        toy.open_account(ref)
    _set(wrong, "state = convert_to(replace(convert_from(state, 'utf8'), '0', '7'), 'utf8')")
    _set(old, "fold_version = 0, state = '{}'")
    _set(unreadable, "state = 'x'")
    report = ledger.rebuild()
    assert (report.wrong, report.old_snapshots) == (2, 1)
    assert {fault.key.split("/")[2] for fault in report.faults} == {
        str(wrong.id),
        str(unreadable.id),
    }
    for ref in (wrong, old, unreadable):
        assert ledger.state_of(ref) == ledger.fold(ref)
    assert ledger.rebuild() == ledger.rebuild()


def _set(ref: ledger.StreamRef, what: str) -> None:
    statements.run(f"UPDATE ledger_stream SET {what} WHERE stream_id = $1", [ref.id])


def test_timers_and_personal_rows_are_made_again(toy_alone: str) -> None:
    ref, erased = toy.account(toy_alone), toy.account(toy_alone)
    toy.open_account(ref)
    toy.open_account(erased)
    toy.done(toy.deposit(ref, 1, remind=timedelta(hours=1)))
    left_over = toy.OwnerRow.objects.get(stream_id=erased.id)
    toy.done(ledger.erase([erased], toy.request(toy_alone), "本人申请"))
    left_over.save()
    toy.OwnerRow.objects.filter(stream_id=ref.id).delete()
    ledger.claim_due(ledger.clock.now() + timedelta(days=1))
    leased = Timer.objects.get(stream_id=ref.id)
    Timer.objects.create(
        city=toy_alone,
        stream_type="toy_account",
        stream_id=erased.id,
        name="remind",
        due_at=leased.due_at,
    )
    seen: list[tuple[int, int]] = []
    report = ledger.rebuild(lambda done, total: seen.append((done, total)))
    assert {(fault.table, fault.what) for fault in report.faults} == {
        ("ledger_timer", "nothing in the journal leads to this row"),
        ("toy_owner", "nothing in the journal leads to this row"),
        ("toy_owner", "the row is missing"),
    }
    assert toy.OwnerRow.objects.get(stream_id=ref.id).name == "张三"
    kept = Timer.objects.get()
    assert (kept.stream_id, kept.leased_until) == (ref.id, leased.leased_until)
    assert seen[-1] == (2, 2)


def test_large_journals_go_in_portions_and_long_lists_of_faults_are_cut(
    toy_alone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODULE, "_PORTION", 2)
    monkeypatch.setattr(MODULE, "LISTED", 1)
    refs = [toy.account(toy_alone) for _ in range(5)]
    for ref in refs:
        toy.open_account(ref)
    toy.AccountRow.objects.update(balance=9)
    seen: list[tuple[int, int]] = []
    report = ledger.rebuild(lambda done, total: seen.append((done, total)))
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert report.wrong == 5 and len(report.faults) == 1
    for ref in refs:
        consistent(ref)
    assert ledger.rebuild().ok, "nobody need look on"


def test_streams_of_a_room_that_was_taken_away_are_left_alone(
    toy_alone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = toy.account(toy_alone)
    toy.open_account(ref)
    chart = ledger.StreamRef(toy_alone, "toy_chart", ref.id)
    toy.say(chart, toy.Reminded())
    toy.AccountRow.objects.update(balance=9)
    with monkeypatch.context() as patch:
        patch.delitem(streams.house.types, "toy_chart")
        report = ledger.rebuild()
    assert (report.streams, report.wrong) == (1, 1)
    consistent(ref)
    assert ledger.state_of(chart) == 1
