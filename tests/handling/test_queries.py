"""Lists: sight, order, paging by key, covered titles; and erasure."""

import base64
import json

import pytest

from hotline import ledger
from hotline.handling import actions, queries
from hotline.handling.models import CallerRow, CaseTextRow, PhoneRow
from hotline.handling.queues import queries as queues
from hotline.handling.streams import case_ref
from hotline.rules.case import commands as c
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import EmergencyLine, RequestKind, ReturnReason, Role, Urgency
from tests.fixtures.people import City, done
from tests.handling.steps import PHONE, matter, register


def test_the_most_urgent_stands_on_top(city: City) -> None:
    register(city, matter(title="普通"), matter(title="特急", urgency=Urgency.CRITICAL))
    lines = queues.inbox(queries.reader(city.actor(Role.OFFICER))).lines
    assert [line.title for line in lines] == ["特急", "普通"]


def test_pages_follow_one_another_without_gap_or_repeat(city: City) -> None:
    for _ in range(4):
        register(city, *(matter(topic="sq") for _ in range(15)))
    who = queries.reader(city.actor(Role.DISPATCHER))
    first = queues.dispatch_queue(who)
    second = queues.dispatch_queue(who, first.after)
    ids = [line.case.id for line in (*first.lines, *second.lines)]
    assert len(first.lines) == queries.PAGE
    assert second.after == ""
    assert len(ids) == len(set(ids)) == 60


def test_a_page_key_of_somebody_else_begins_at_the_top(city: City) -> None:
    register(city, matter(topic="sq"))
    who = queries.reader(city.actor(Role.DISPATCHER))
    assert len(queues.dispatch_queue(who, "胡说").lines) == 1


@pytest.mark.parametrize(
    "key",
    [
        ["x", "y", "z"],
        [{"a": 1}, [], None],
        [True, False, True],
        [10**30, 1, 1],
        [None, None, None],
        [None, "2026-01-01T00:00:00", "00000000-0000-0000-0000-000000000000"],
        [None, "2026-01-01T00:00:00Z", "00000000-0000-0000-0000-000000000000", "L1"],
        [None, "2026-01-01T00:00:00Z", "\0"],
        ["2026-01-01T00:00:00Z", "00000000-0000-0000-0000-000000000000", "a\0b"],
        [["["] * 50],
    ],
)
def test_a_forged_page_key_begins_at_the_top(city: City, key: list[object]) -> None:
    register(city, matter(topic="sq"), matter())
    after = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    assert len(queues.dispatch_queue(queries.reader(city.actor(Role.DISPATCHER)), after).lines)
    assert len(queues.inbox(queries.reader(city.actor(Role.OFFICER)), after).lines) == 1


def test_a_page_key_as_deep_as_a_well_begins_at_the_top(city: City) -> None:
    register(city, matter(topic="sq"))
    after = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    who = queries.reader(city.actor(Role.DISPATCHER))
    assert len(queues.dispatch_queue(who, after).lines) == 1


def test_a_number_does_not_tell_whose_confidential_case_it_is(city: City) -> None:
    """按号码能查到，就等于知道是谁反映的；只有可以看到诉求人的角色才查得到保密工单。"""
    secret = matter(topic="zj", confidential=True, reported_unit=city.units.urban)
    plain, hidden = register(city, matter(), secret)
    found = {
        role: {str(line.case.id) for line in queries.history(queries.reader(actor), PHONE)}
        for role in (Role.MANAGEMENT, Role.AGENT, Role.SUPERVISOR, Role.EXPERT, Role.LEADER)
        if (actor := city.actor(role))
    }
    assert found == {
        Role.MANAGEMENT: {plain, hidden},
        Role.AGENT: {plain},
        Role.SUPERVISOR: {plain},
        Role.EXPERT: {plain},
        Role.LEADER: set(),
    }


def test_a_list_costs_the_same_for_one_and_for_many(city: City) -> None:
    who = queries.reader(city.actor(Role.OFFICER))
    counts = []
    for _ in range(2):
        register(city, *(matter() for _ in range(10)))
        with ledger.count_statements() as seen:
            queues.inbox(who)
        counts.append(seen.count)
    assert counts[0] == counts[1] <= 4


def test_a_confidential_case_leaves_no_trace_for_whom_it_reports(city: City) -> None:
    secret = matter(topic="zj", confidential=True, reported_unit=city.units.housing)
    plain, case = register(city, matter(topic="zj"), secret)
    send = c.Dispatch(lead=city.units.urban, reason="被反映单位回避")
    done(actions.perform(city.by(Role.DISPATCHER), case, send))
    officer = queries.reader(city.actor(Role.OFFICER, unit=city.units.housing))
    assert [str(line.case.id) for line in queues.inbox(officer).lines] == [plain]
    assert queries.case_row(officer, case) is None
    assert queries.history(officer, PHONE)[0].case.id != case
    assert queries.case_row(queries.reader(city.actor(Role.DISPATCHER)), case) is not None


def test_a_return_waits_for_its_ruling(city: City) -> None:
    [case] = register(city)
    back = c.FileReturn(leg="L1", reason=ReturnReason.NOT_DUTY, explanation="属住建局职责")
    done(actions.perform(city.by(Role.LIAISON), case, back))
    who = queries.reader(city.actor(Role.PRE_REVIEWER))
    [line] = queues.requests(who, RequestKind.RETURN).lines
    assert (str(line.case.id), line.request.unit) == (case, city.units.urban)


def test_phone_numbers_in_a_subject_line_are_covered(city: City) -> None:
    register(city, matter(title=f"请回电{PHONE}"))
    [line] = queues.inbox(queries.reader(city.actor(Role.OFFICER))).lines
    assert PHONE not in line.title


def test_erasure_takes_the_words_and_leaves_the_record(city: City) -> None:
    """删除个人信息后，原文、来电人、电话索引都不在，流转记录仍完整可验。"""
    [case] = register(city)
    refusal = actions.erase(city.by(Role.DISPATCHER), case, "依申请删除")
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.WRONG_ROLE
    done(actions.erase(city.by(Role.SECURITY_ADMIN), case, "依申请删除"))
    for table in (CaseTextRow, CallerRow, PhoneRow):
        assert not table.objects.filter(city=city.code).exists()
    events = ledger.read(case_ref(city.code, case))
    assert [type(one.event).__name__ for one in events][:2] == ["Registered", "Accepted"]
    assert events[0].sealed is None
    assert ledger.state_of(case_ref(city.code, case)) == ledger.fold(case_ref(city.code, case))


def test_the_unit_of_a_parent_sees_what_is_merged_under_it(city: City) -> None:
    """主单的承办单位看得到并入的诉求标题；与主单无关的单位看不到。"""
    parent, child = register(city, matter(), matter(title="同一处烧烤摊", dispatch=False))
    done(actions.perform(city.by(Role.DISPATCHER), child, c.Merge(parent=parent)))
    officer = queries.reader(city.actor(Role.OFFICER))
    row = queries.case_row(officer, parent)
    assert [line.title for line in queries.neighbours(officer, row, ())] == ["同一处烧烤摊"]
    assert queries.case_row(officer, child) is None


def test_an_unconfirmed_hand_over_stands_on_top_with_its_clock(city: City) -> None:
    """移交110未确认的排在待处置的最前面，带确认时限。"""
    register(city, matter(triage=None, dispatch=False))
    [urgent] = register(
        city, matter(triage=c.HandOver(line=EmergencyLine.POLICE_110), dispatch=False)
    )
    lines = queues.triage_queue(queries.reader(city.actor(Role.AGENT))).lines
    assert str(lines[0].case.id) == urgent
    assert lines[0].case.desk_due is not None
