"""Duties fall due in the city's time, are taken by one process, and come again until done."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline import ledger
from hotline.ledger import Timer
from hotline.ledger.models import Timer as TimerRow
from tests.ledger import toy

START = datetime(2026, 2, 13, 8, 0, tzinfo=UTC)


def _due(city: str, hours: int) -> ledger.StreamRef:
    ref = toy.account(city)
    with ledger.clock.at(START):
        toy.open_account(ref)
        toy.done(toy.deposit(ref, 1, remind=timedelta(hours=hours)))
    return ref


def _remind(timer: Timer) -> None:
    toy.say(timer.stream, toy.Reminded(), now=timer.due_at)


DUTIES = {("toy_account", "remind"): _remind}


def test_duties_happen_at_their_due_time_in_order(toy_city: str) -> None:
    late, early = _due(toy_city, 3), _due(toy_city, 1)
    order: list[ledger.StreamRef] = []

    def duty(timer: Timer) -> None:
        order.append(timer.stream)
        if len(order) == 1:  # a duty that brings about another one before the next
            toy.say(early, toy.Reminded(), now=timer.due_at)
            toy.say(
                early,
                toy.Deposited(amount=1, remind_at=START + timedelta(hours=2)),
                now=timer.due_at,
            )
        else:
            _remind(timer)

    duties = {("toy_account", "remind"): duty}
    assert ledger.fire_due(START, duties, city=toy_city) == 0
    assert ledger.fire_due(START + timedelta(days=1), duties, city=toy_city) == 3
    assert order == [early, early, late]
    assert ledger.read(late)[-1].occurred_at == START + timedelta(hours=3)
    assert not TimerRow.objects.filter(city=toy_city).exists()


def test_a_claimed_timer_is_not_claimed_again_until_its_lease_ends(toy_city: str) -> None:
    _due(toy_city, 1)
    later = START + timedelta(days=1)
    assert len(ledger.claim_due(later, 5, city=toy_city, lease=timedelta())) == 1
    assert len(ledger.claim_due(later, 5, city=toy_city)) == 1
    assert len(ledger.claim_due(later, 5, city=toy_city)) == 0


def test_a_failing_duty_does_not_hold_up_the_others(toy_city: str) -> None:
    broken, fine = _due(toy_city, 1), _due(toy_city, 2)

    def duty(timer: Timer) -> None:
        if timer.stream == broken:
            raise RuntimeError("no line")
        _remind(timer)

    with pytest.raises(ExceptionGroup, match="1 of 2 duties failed"):
        ledger.fire_due(START + timedelta(days=1), {("toy_account", "remind"): duty}, city=toy_city)
    assert ledger.state_of(fine).reminders == 1 and ledger.state_of(broken).reminders == 0


def test_a_timer_without_a_duty_is_an_error(toy_city: str) -> None:
    _due(toy_city, 1)
    with pytest.raises(ExceptionGroup) as failed:
        ledger.fire_due(START + timedelta(days=1), {("other", "x"): _remind}, city=toy_city)
    assert "no duty for timer 'remind'" in str(failed.value.exceptions[0])


def test_moving_a_timer_ends_its_lease(toy_city: str) -> None:
    ref = _due(toy_city, 1)
    later = START + timedelta(days=1)
    ledger.claim_due(later, 5, city=toy_city)
    toy.say(ref, toy.Deposited(amount=1, remind_at=START + timedelta(hours=5)), now=START)
    assert [timer.due_at for timer in ledger.claim_due(later, 5, city=toy_city)] == [
        START + timedelta(hours=5)
    ]


def test_the_next_duty_of_a_city_is_its_earliest(toy_city: str) -> None:
    """Due or not; so a driver of virtual time knows where to go next."""
    assert ledger.next_due(toy_city) is None
    _due(toy_city, 3)
    _due(toy_city, 1)
    _due(f"{toy_city}-other", 0)
    assert ledger.next_due(toy_city) == START + timedelta(hours=1)
