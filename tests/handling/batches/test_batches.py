"""批量处理: each case by its own command, each once, refusals told, whose right ended stops."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from hotline import ledger
from hotline.handling import actions
from hotline.handling.batches import jobs, queries, working
from hotline.handling.batches.acts import ACTS, acts
from hotline.handling.batches.jobs import Drawn, Pick, State
from hotline.handling.batches.models import BatchItemRow, BatchRow
from hotline.handling.models import CaseRow, LegRow
from hotline.handling.queries import reader
from hotline.people import actions as people
from hotline.people.by import By
from hotline.people.models import UserRow
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.case.mass import OpenEvent
from hotline.rules.case.table import BY_COMMAND
from hotline.rules.reference.user_messages import TakeRole
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.fixtures.people import City, done
from tests.handling.steps import matter, register


@pytest.fixture(autouse=True)
def _alone(db: None) -> Iterator[None]:
    """Batches of other tests are out of the way."""
    BatchRow.objects.all().delete()
    yield
    BatchRow.objects.all().delete()


def _drawn(city: City, role: Role, command: Command, cases: list[str]) -> UUID:
    """By an account that has set its password."""
    UserRow.objects.filter(city=city.code).update(must_change=False)
    picks = [Pick(UUID(case)) for case in cases]
    return done(jobs.draw_up(city.by(role), Drawn(command=command, picks=picks, about="全部")))


def _worked() -> None:
    while working.step():
        pass


def _counts(id: UUID) -> tuple[str, int, int, int, int]:
    row = BatchRow.objects.get(id=id)
    return row.state, row.would, row.would_not, row.did, row.refused


def _states(city: City) -> list[str]:
    return sorted(LegRow.objects.filter(city=city.code).values_list("state", flat=True))


def test_only_what_needs_no_look_at_each_is_an_act() -> None:
    """By the tables: people's own, no paper with bytes, nothing that rules on a request."""
    machines = {Role.CLOCK, Role.CITIZEN}
    for edge in ACTS:
        assert edge.subject in ("case", "leg"), edge.name
        assert edge.roles - machines, edge.name
        assert not edge.with_bytes, edge.name
    named = {edge.command for edge in ACTS}
    assert not named & {c.AnswerDirectly, c.Reply, c.ApproveCompletion, c.RuleReturn, c.Withdraw}


def test_first_a_dry_run_then_each_by_its_own_command(city: City) -> None:
    cases = register(city, matter(), matter(), matter(topic="zj/wy", area="xi/renmin"))
    id = _drawn(city, Role.OFFICER, c.Sign(leg="-"), cases)
    _worked()
    assert _counts(id) == ("tried", 2, 1, 0, 0)
    assert set(_states(city)) == {"dispatched"}, "nothing was done yet"
    officer = city.by(Role.OFFICER)
    who = reader(officer.actor)
    [(said, _, number)] = queries.reasons(BatchRow.objects.get(id=id))
    assert (number, "没有这件工单" in said) == (1, True)
    assert not jobs.begin(city.by(Role.LIAISON), id), "another's"
    assert jobs.begin(officer, id)
    _worked()
    assert _counts(id) == ("done", 2, 1, 2, 0)
    assert _states(city).count("signed") == 2
    envelopes = [ledger.read(actions.case_ref(city.code, case))[-1].envelope for case in cases[:2]]
    assert {(one.actor, one.face) for one in envelopes} == {(officer.actor.id, "desk")}
    [line] = queries.refused(who, BatchRow.objects.get(id=id))
    assert line.number == "", "out of sight: only that it was refused"
    assert queries.again(BatchRow.objects.get(id=id)) == [Pick(UUID(cases[2]))]


def test_a_worker_that_dies_half_way_does_no_case_twice(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = register(city, *(matter() for _ in range(6)))
    id = _drawn(city, Role.OFFICER, c.RecordProgress(leg="-", note="已现场查看"), cases)
    for case in cases:
        done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    _worked()
    jobs.begin(city.by(Role.OFFICER), id)
    monkeypatch.setattr(jobs, "note", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        working.step()
    assert _counts(id)[3] == 0, "done, but not noted"
    assert jobs.pause(city.by(Role.OFFICER), id), "it still finishes the portion in hand"
    monkeypatch.undo()
    assert working.step() == 0, "another worker may still be at it"
    BatchRow.objects.filter(id=id).update(lease_until=ledger.clock.wall() - timedelta(seconds=1))
    _worked()
    assert _counts(id) == ("paused", 6, 0, 6, 0)
    for case in cases:
        notes = [e for e in ledger.read(actions.case_ref(city.code, case)) if _noted(e.event)]
        assert len(notes) == 1
    assert jobs.begin(city.by(Role.OFFICER), id)
    _worked()
    assert _counts(id)[0] == State.DONE


def _noted(event: object) -> bool:
    return type(event).__name__ == "ProgressRecorded"


def test_whose_role_ended_half_way_stops_there(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PORTION", 2)
    cases = register(city, *(matter() for _ in range(4)))
    account = city.user(Role.OFFICER)
    id = _drawn(city, Role.OFFICER, c.Sign(leg="-"), cases)
    _worked()
    jobs.begin(city.by(Role.OFFICER), id)
    perform, seen = actions.perform, []

    def ended_meanwhile(by: By, case: UUID, command: Command) -> object:
        seen.append(case)
        if len(seen) == 2:
            done(people.change_user(city.setup, account.id, TakeRole(role=Role.OFFICER)))
        return perform(by, case, command)

    monkeypatch.setattr(actions, "perform", ended_meanwhile)
    _worked()
    row = BatchRow.objects.get(id=id)
    assert (row.state, row.did, row.why) == ("stopped", 1, str(working.ENDED))
    assert _states(city).count("signed") == 1


def test_cancelled_goes_no_further_and_refused_ones_are_told(city: City) -> None:
    cases = register(city, *(matter(dispatch=False) for _ in range(3)))
    id = _drawn(city, Role.DISPATCHER, c.Dispatch(), cases)
    _worked()
    done(actions.perform(city.by(Role.DISPATCHER), cases[0], c.Dispatch()))
    jobs.begin(city.by(Role.DISPATCHER), id)
    _worked()
    assert _counts(id) == ("done", 3, 0, 2, 1), "one was dispatched by somebody meanwhile"
    [line] = queries.refused(reader(city.actor(Role.DISPATCHER)), BatchRow.objects.get(id=id))
    assert line.number == CaseRow.objects.get(id=cases[0]).number
    other = _drawn(city, Role.DISPATCHER, c.Dispatch(), cases)
    assert jobs.cancel(city.by(Role.DISPATCHER), other)
    _worked()
    assert _counts(other) == ("cancelled", 0, 0, 0, 0)


def test_many_are_merged_under_an_event_and_taken_out_again(city: City) -> None:
    [head], cases = register(city), register(city, matter(), matter())
    by = city.by(Role.DISPATCHER)
    done(actions.perform(by, head, OpenEvent(name="停水", script="今晚恢复。")))
    for command in (c.Merge(parent=head), c.UndoMerge(reason="不是同一件")):
        id = _drawn(city, Role.DISPATCHER, command, [*cases, head])
        _worked()
        assert _counts(id) == ("tried", 2, 1, 0, 0), command
        jobs.begin(by, id)
        _worked()
        assert _counts(id) == ("done", 2, 1, 2, 0), command
    stages = CaseRow.objects.filter(id__in=cases).values_list("stage", flat=True)
    assert set(stages) == {"accepted"}


def test_what_is_asked_is_sealed_and_swept_and_the_record_stays(city: City) -> None:
    [case] = register(city)
    id = _drawn(city, Role.LIAISON, c.RecordProgress(leg="-", note="独一无二的话"), [case])
    row = BatchRow.objects.get(id=id)
    assert "独一无二".encode() not in bytes(row.asked)
    assert queries.asked(row) == c.RecordProgress(leg="-", note="独一无二的话")
    auditor, other = reader(city.actor(Role.AUDIT_ADMIN)), reader(city.actor(Role.OFFICER))
    assert [one.id for one in queries.listed(auditor)] == [id]
    assert queries.names([row]) == {str(city.user(Role.LIAISON).id): "联络员（urban）"}
    assert queries.one(other, id) is None
    _worked()
    BatchRow.objects.filter(id=id).update(created_at=ledger.clock.wall() - timedelta(days=91))
    jobs.sweep()
    row.refresh_from_db()
    assert (row.state, bytes(row.asked), queries.asked(row)) == ("cancelled", b"", None)
    assert not BatchItemRow.objects.filter(batch_id=id).exists()


def test_bounds(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    by, sign = city.by(Role.OFFICER), c.Sign(leg="-")
    nothing = jobs.draw_up(by, Drawn(command=sign, picks=[], about=""))
    assert isinstance(nothing, Refusal) and nothing.code is Code.NOT_FOUND
    [case] = register(city)
    for _ in range(jobs.AT_ONCE):
        _drawn(city, Role.OFFICER, sign, [case])
    picks = [Pick(UUID(case))]
    assert jobs.draw_up(by, Drawn(command=sign, picks=picks, about="")) == jobs.BUSY
    monkeypatch.setattr(jobs, "MOST", 0)
    assert jobs.draw_up(by, Drawn(command=sign, picks=picks, about="")) == jobs.TOO_MANY
    assert acts(city.actor(Role.AGENT)) == [], "outsourced staff answer and record only"
    assert BY_COMMAND[c.Close] in acts(city.actor(Role.FOLLOW_UP_CALLER))
