"""A city's orders come in: through real files, rules and database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO
from uuid import UUID

import pytest

from hotline import ledger
from hotline.handling.imports import jobs, queries, sheets, working
from hotline.handling.imports.jobs import Line, State, Upload
from hotline.handling.imports.mapping import Matching, guess
from hotline.handling.imports.models import SourceRow
from hotline.handling.models import CaseRow
from hotline.handling.queries import reader
from hotline.handling.streams import case_ref
from hotline.rules.actor import SETUP_ID
from hotline.rules.case.state import Case
from hotline.rules.case.timers import timers
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage, Face, LegState, Role
from tests.fixtures.people import City
from tests.handling.imports.files import as_csv, as_xlsx, orders

NOW = datetime(2026, 1, 30, 4, tzinfo=UTC)


def sent(city: City, file: IO[bytes], user_id: str = SETUP_ID) -> tuple[UUID, Matching]:
    """The file uploaded, as from the command line, with the mapping guessed."""
    table = sheets.read(file)
    assert not isinstance(table, Refusal), table
    matching = guess(table.headings)
    given = Upload(
        city=city.code,
        user_id=user_id,
        file="历史工单.csv",
        digest="d",
        headings=table.headings,
        matching=matching,
    )
    return jobs.upload(given, table.parts()), matching


def worked(city: City, file: IO[bytes], *, write: bool = True) -> tuple[UUID, list[Line]]:
    """Dry run, and the import where wanted."""
    import_id, matching = sent(city, file)
    jobs.check(city.code, import_id, matching)
    with ledger.clock.at(NOW):
        while working.step(import_id):
            pass
        if write:
            jobs.begin(city.code, import_id, matching)
            while working.step(import_id):
                pass
    return import_id, list(jobs.reports(import_id))


def cases(city: City) -> dict[str, Case]:
    """States by the number of the other system."""
    rows = SourceRow.objects.filter(city=city.code)
    return {row.number: ledger.state_of(case_ref(city.code, row.case_id)) for row in rows}


def stages(lines: Sequence[Line]) -> dict[str, str]:
    return {line.number: line.stage for line in lines}


EXPECTED = {
    "OLD-1": CaseStage.REGISTERED,
    "OLD-2": CaseStage.ACCEPTED,
    "OLD-3": LegState.SIGNED,
    "OLD-4": LegState.SIGNED,
    "OLD-5": LegState.REPLIED,
    "OLD-6": CaseStage.COMPLETED,
    "OLD-7": CaseStage.FOLLOWED_UP,
    "OLD-8": CaseStage.CLOSED,
    "OLD-9": CaseStage.CLOSED,
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_dry_run_tells_every_row_and_makes_nothing(city: City, encoding: str) -> None:
    import_id, lines = worked(city, as_csv(orders(), encoding), write=False)
    assert stages(lines) == EXPECTED
    assert [line.row for line in lines] == list(range(2, 11))
    assert not CaseRow.objects.filter(city=city.code).exists()
    row = queries.one(city.code, import_id)
    assert row.state == State.CHECKED
    assert row.summary["stages"]["closed"] == 2


def test_orders_come_in_as_they_stood(city: City) -> None:
    import_id, _ = worked(city, as_xlsx(orders()))
    found = cases(city)
    assert queries.one(city.code, import_id).state == State.DONE
    assert {number: _stage(case) for number, case in found.items()} == EXPECTED
    signed = found["OLD-4"].legs[0]
    calendar = city.world().calendar
    assert f"{calendar.local(signed.dispatched_at):%m-%d %H:%M}" == "01-05 11:00"
    assert signed.unit == city.units.urban
    assert found["OLD-7"].unsolved
    assert found["OLD-9"].legs == ()


def _stage(case: Case) -> str:
    return case.running_legs[0].state if case.running_legs else case.stage


def test_clocks_run_from_the_original_times(city: City) -> None:
    _, lines = worked(city, as_csv(orders()))
    found = cases(city)
    late = found["OLD-4"].legs[0].limit
    assert late.breached_at == late.due_at < NOW
    assert [line.number for line in lines if line.late][:1] == ["OLD-2"]
    for case in found.values():
        assert all(at > NOW for at in timers(case).values()), case.number
        assert not case.documents and not case.flags and case.sample is None


def test_events_carry_their_own_times_and_whence_they_came(city: City) -> None:
    worked(city, as_csv(orders()))
    row = SourceRow.objects.get(city=city.code, number="OLD-8")
    read = ledger.read(case_ref(city.code, row.case_id))
    calendar = city.world().calendar
    times = [f"{calendar.local(one.envelope.occurred_at):%m-%d %H:%M}" for one in read]
    assert times[0] == "01-05 10:00"
    assert times[-1] == "01-12 00:00"
    for one in read:
        assert one.envelope.recorded_at > one.envelope.occurred_at
        assert one.envelope.face == Face.IMPORT
        assert (one.envelope.source_platform, one.envelope.source_number) == ("other", "OLD-8")


def test_the_journal_holds(city: City) -> None:
    worked(city, as_csv(orders()))
    while ledger.sequence_once():
        pass
    assert not ledger.verify().faults


def test_what_is_there_is_not_made_twice(city: City) -> None:
    worked(city, as_csv(orders()))
    rows = orders({"工单编号": "OLD-1"}, {"工单编号": "NEW-1"}, {"工单编号": "NEW-1"})
    _, lines = worked(city, as_csv(rows))
    assert [line.outcome for line in lines] == ["there", "made", "there"]
    assert CaseRow.objects.filter(city=city.code).count() == 10


def test_every_fault_of_a_row_is_told_with_what_to_do(city: City) -> None:
    broken = {
        "工单编号": "",
        "诉求内容": "",
        "登记时间": "昨天",
        "诉求类型": "闲聊",
        "所属区域": "火星",
        "联系电话": "打家里1380",
    }
    _, (line,) = worked(city, as_csv(orders(broken)), write=False)
    said = " ".join(message for message, _ in line.said)
    for word in ("原工单号", "诉求内容", "昨天", "闲聊", "火星", "联系电话"):
        assert word in said
    assert all(advice for _, advice in line.said)
    assert line.words == (("kind", "闲聊"), ("area", "火星"))
    assert "打家里1380" not in said


def test_words_are_mapped_and_kept_under_a_name(city: City) -> None:
    odd = orders({"工单编号": "OLD-1", "诉求类型": "反映", "所属区域": "火星", "联系电话": "保密"})
    import_id, matching = sent(city, as_csv(odd))
    words = {"kind": {"反映": "complaint"}, "area": {"火星": "-"}}
    mapped = Matching(columns=matching.columns, words=words)
    jobs.save(city.code, "旧系统", mapped, "x")
    assert queries.matchings(city.code) == {"旧系统": mapped}
    jobs.check(city.code, import_id, mapped)
    with ledger.clock.at(NOW):
        working.step(import_id)
    (line,) = jobs.reports(import_id)
    assert line.outcome == "made"


def test_a_case_is_found_by_its_old_number(city: City) -> None:
    worked(city, as_csv(orders()))
    who = reader(city.actor(Role.DISPATCHER))
    found = queries.by_source(who, "OLD-4")
    assert found is not None and found.leg_units == [city.units.urban]
    outsider = reader(city.actor(Role.OFFICER, unit=city.units.water))
    assert queries.by_source(outsider, "OLD-4") is None


def test_only_who_still_administers_brings_in(city: City) -> None:
    agent = city.user(Role.AGENT)
    assert agent.password
    import_id, matching = sent(city, as_csv(orders()), agent.id)
    jobs.check(city.code, import_id, matching)
    assert working.step(import_id) == 1
    assert queries.one(city.code, import_id).state == State.FAILED


def test_a_cancelled_import_keeps_no_rows_of_the_file(city: City) -> None:
    import_id, _ = sent(city, as_csv(orders()))
    jobs.end(import_id, State.CANCELLED, 0)
    part = queries.first_part(import_id)
    assert part is not None and not bytes(part.content)
    assert queries.one(city.code, import_id).state == State.CANCELLED
