"""群体事件 through the actions: constant cost, answers to all, sight of those who cannot wait."""

from datetime import timedelta
from uuid import UUID

import pytest

from hotline import ledger
from hotline.handling import actions, duties
from hotline.handling.mass import queries
from hotline.handling.queries import reader
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.case import mass
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import CaseStage, Role
from tests.fixtures.people import City, done
from tests.handling.steps import call, complete, matter, register

OPEN = mass.OpenEvent(name="和平路停水", script="预计今晚恢复。")


@pytest.fixture
def head(city: City) -> str:
    """The case that heads an event which calls may join."""
    [case] = register(city)
    done(actions.perform(city.by(Role.DISPATCHER), case, OPEN))
    return case


def ring(city: City, head: str, **more: object) -> str:
    """One more caller."""
    [case] = register(city, matter(event=head, triage=None, dispatch=False, **more))
    return case


def stage(city: City, case: str) -> CaseStage:
    """Where the case stands."""
    found: CaseStage = ledger.state_of(case_ref(city.code, case)).stage
    return found


def test_the_thirtieth_caller_costs_what_the_second_did(city: City, head: str) -> None:
    counts: list[int] = []
    version = None
    ring(city, head)
    for _ in range(30):
        with ledger.count_statements() as counted:
            ring(city, head)
        counts.append(counted.count)
        found = ledger.read(case_ref(city.code, head))[-1].version
        assert version in (None, found), "nothing is written to the parent"
        version = found
    assert len(set(counts)) == 1
    who = reader(city.by(Role.AGENT).actor)
    assert queries.callers(who, UUID(head)).all == 32
    assert sum(n for _, n in queries.by_hour(who, UUID(head))) == 31
    [event] = queries.open_events(who)
    assert (event.name, event.script) == ("和平路停水", "预计今晚恢复。")


def test_all_are_answered_and_one_is_still_out(
    city: City, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In portions of one: what a run leaves over the next one answers."""
    callers = [ring(city, head) for _ in range(3)]
    special = ring(city, head, need="家中有透析病人")
    complete(city, head)
    monkeypatch.setattr(duties, "PORTION", -1.0)
    monkeypatch.setattr(duties, "PAUSE", timedelta(seconds=-1))
    ledger.fire_due(ledger.clock.now(), city=city.code, limit=1)
    assert {stage(city, case) for case in callers} == {CaseStage.MERGED}
    monkeypatch.setattr(duties, "PORTION", 60.0)
    ledger.fire_due(ledger.clock.now(), city=city.code)
    assert {stage(city, case) for case in callers} == {CaseStage.COMPLETED}
    assert stage(city, special) is CaseStage.HANDLING
    done(actions.perform(city.by(Role.AGENT), callers[0], mass.StillOut(words="我家还没有水")))
    who = reader(city.by(Role.DISPATCHER).actor)
    found = queries.callers(who, UUID(head))
    assert (found.all, found.answered, found.again, found.special) == (5, 3, 1, 1)
    alone = {str(line.case.id) for line in queries.cannot_wait(who, UUID(head))}
    assert alone == {callers[0], special}
    [(event, _)] = queries.events(who)
    assert (event.open, event.answered) == (False, True)
    late = actions.register(
        city.by(Role.AGENT), call(matter(event=head, triage=None, dispatch=False))
    )
    assert isinstance(late, Refusal) and late.field == "matters[0].event"


def test_a_stray_event_is_refused_and_nothing_is_registered(city: City) -> None:
    for stray in ("nothing", "018f0000-0000-7000-8000-000000000000"):
        found = actions.register(city.by(Role.AGENT), call(matter(event=stray)))
        assert isinstance(found, Refusal) and found.code is Code.NOT_FOUND


def test_a_merged_caller_withdraws(city: City, head: str) -> None:
    """撤单 of one of an event's, and of one merged by hand, whose parent hears of it."""
    one = ring(city, head)
    done(actions.perform(city.by(Role.AGENT), one, c.Withdraw()))
    assert stage(city, one) is CaseStage.WITHDRAWN
    parent, child = register(city, matter(), matter())
    done(actions.perform(city.by(Role.DISPATCHER), child, c.Merge(parent=parent)))
    done(actions.perform(city.by(Role.AGENT), child, c.Withdraw()))
    assert stage(city, child) is CaseStage.WITHDRAWN
    assert ledger.state_of(case_ref(city.code, parent)).children == 0


def test_undo_and_merging_by_hand_leave_the_parent_alone(city: City, head: str) -> None:
    one = ring(city, head)
    done(actions.perform(city.by(Role.DISPATCHER), one, c.UndoMerge(reason="另一处")))
    who = reader(city.by(Role.AGENT).actor)
    assert queries.callers(who, UUID(head)).all == 1
    done(actions.perform(city.by(Role.DISPATCHER), one, c.Merge(parent=head)))
    assert queries.callers(who, UUID(head)).waiting == 1
