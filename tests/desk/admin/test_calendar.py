"""放假安排 of a year: read, tried on running limits, approved by another, then carried out."""

from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

import pytest

from hotline import ledger
from hotline.cli import reckoning
from hotline.cli.trouble import Trouble
from hotline.handling import actions
from hotline.handling.reckoning import jobs, working
from hotline.handling.reckoning.models import ReckonedRow, ReckoningRow
from hotline.handling.streams import case_ref
from hotline.rules.case.confidential import MakeConfidential
from hotline.rules.case.state import Case
from hotline.rules.deadline import Reckoned
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.desk.seat import Seat, words
from tests.fixtures.people import City, done
from tests.handling.steps import register

PAGE = "/desk/admin/calendar"
MONDAY = datetime(2026, 12, 28, 2, tzinfo=UTC)
NOTICE = """\
一、元旦：1月1日（周五）至5日（周二）放假调休，共5天。1月9日（周六）上班。
二、国庆节：10月1日（周五）至7日（周四）放假，共7天。
"""


def _form(do: str, **typed: str) -> dict[str, str]:
    return {"do": do, "key": f"k-{do}-{len(typed)}-{typed.get('dry', '')}", **typed}


def _work(city: City) -> None:
    """The courier's looks and portions until there is nothing left to do."""
    working.look(city.code)
    while ReckoningRow.objects.filter(city=city.code, state="running").exists():
        working.step()


def _shown_on_the_case(city: City, case: str) -> None:
    page = Seat(city.user(Role.DISPATCHER)).text(f"/desk/cases/{case}")
    assert "原时限2027年1月" in page and "放假安排公布" in page


def _hidden_from_whom_it_reports(city: City, case: str, page: str) -> None:
    """The case reports the management itself from here on."""
    made = MakeConfidential(reason="怕报复", reported_unit=city.user(Role.MANAGEMENT).unit)
    done(actions.perform(city.by(Role.AGENT), case, made))
    number = ledger.state_of(case_ref(city.code, case)).number
    assert number not in Seat(city.user(Role.MANAGEMENT)).text(page)


def test_a_year_is_tried_approved_and_reaches_what_runs(city: City) -> None:
    with ledger.clock.at(MONDAY):
        case, other = register(city)[0], register(city)[0]
        admin, head = Seat(city.user(Role.SYSTEM_ADMIN)), Seat(city.user(Role.MANAGEMENT))
        _work(city)
        before = ledger.state_of(case_ref(city.code, case))
        assert "只按周末和日期固定的节日" in admin.text(PAGE)
        typed = {"year": "2027", "number": "国办发明电〔2026〕9号"}
        wrong = words(admin.post(PAGE, _form("calendar", days="1月1日（周一）放假", **typed)))
        assert "第 1 行" in wrong
        tried = words(admin.post(PAGE, _form("calendar", days=NOTICE, dry="1", **typed)))
        assert "读到放假 12 天，调休上班 1 天" in tried and "这一年由暂定改为正式" in tried
        assert "2027年1月4日（元旦休息）" in tried
        assert admin.post(PAGE, _form("calendar", days=NOTICE, **typed)).status_code == 302
        assert "几秒后开始试算" in head.text(PAGE)

        _work(city)
        shown = head.text(PAGE)
        assert "件工单" in shown and "→" in shown and before.number in shown
        assert ledger.state_of(case_ref(city.code, case)) == before

        assert head.post(PAGE, _form("approve", number="1", sure="yes")).status_code == 302
        _work(city)
        after = ledger.state_of(case_ref(city.code, case))
        assert after.legs[0].limit.due_at > before.legs[0].limit.due_at
        turn = after.promise.turns[-1]
        assert isinstance(turn, Reckoned) and turn.was == before.promise.due_at
        run = ReckoningRow.objects.get(city=city.code, kind="run")
        assert (run.state, run.total, run.seen, run.cases) == ("done", 2, 2, 2)
        rows = ReckonedRow.objects.filter(reckoning_id=run.id)
        assert {str(row.case_id) for row in rows} == {case, other}

        listed = head.text(f"{PAGE}/{run.id}")
        assert before.number in listed and "城管局" in listed and "办理时限" in listed
        progress = head.get(f"{PAGE}/{run.id}/progress").content.decode()
        assert '"state": "done"' in progress
        _shown_on_the_case(city, case)
        _hidden_from_whom_it_reports(city, case, f"{PAGE}/{run.id}")
        _work(city)
        assert ReckoningRow.objects.filter(city=city.code, kind="run").count() == 1


def test_a_case_that_cannot_be_reckoned_keeps_no_other_back(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ledger.clock.at(MONDAY):
        first, _ = register(city)[0], register(city)[0]
        jobs.begin(city.code, jobs.Kind.RUN, working.basis_of(city.world()), MONDAY)
        look, number = working.decide, ledger.state_of(case_ref(city.code, first)).number

        def faulty(case: Case, *more: Any) -> Any:
            if case.number == number:
                raise LookupError(number)
            return look(case, *more)

        monkeypatch.setattr(working, "decide", faulty)
        _work(city)
        row = ReckoningRow.objects.get(city=city.code, kind="run")
        assert (row.state, row.seen) == ("done", 2)


def test_a_run_that_stopped_is_told_and_goes_on_when_somebody_says_so(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = Namespace(city=city.code, go_on=False, username="")
    with ledger.clock.at(MONDAY):
        register(city)
        register(city)
        admin = Seat(city.user(Role.SYSTEM_ADMIN))
        refused = working.again(city.by(Role.SYSTEM_ADMIN))
        assert isinstance(refused, Refusal) and refused.code is Code.WRONG_STATE
        jobs.begin(city.code, jobs.Kind.RUN, working.basis_of(city.world()), MONDAY)
        assert reckoning.run(asked) == 0
        run = jobs.claim()
        assert run
        jobs.note(run, {jobs.todo(run)[0]: ()})
        ReckoningRow.objects.filter(id=run.id).update(tries=jobs.TRIES)
        working.step()

        page = admin.text(PAGE)
        assert "重新计算停下了" in page and "还有 1 件工单" in page
        for role, may in ((Role.SYSTEM_ADMIN, True), (Role.EDITOR, False)):
            page = Seat(city.user(role)).get(PAGE).content.decode()
            assert ("接着算</button>" in page) is may and "重新计算停下了" in page
        assert reckoning.run(asked) == 1
        assert "最近一次停下了" in capsys.readouterr().out
        assert isinstance(working.again(city.by(Role.DISPATCHER)), Refusal)
        assert admin.post(PAGE, _form("go-on")).status_code == 302
        assert "停下了" not in admin.text(PAGE)
        _work(city)
        last = ReckoningRow.objects.filter(city=city.code, kind="run").latest("began_at")
        assert (last.state, last.total, last.seen) == ("done", 2, 2)

        with pytest.raises(Trouble, match="--as"):
            reckoning.run(Namespace(city=city.code, go_on=True, username=""))
        last.state = "stopped"
        last.save()
        name = city.user(Role.SYSTEM_ADMIN).username
        assert reckoning.run(Namespace(city=city.code, go_on=True, username=name)) == 0
        with pytest.raises(Trouble, match="没有停下来"):
            reckoning.run(Namespace(city=city.code, go_on=True, username=name))


def test_a_run_goes_on_where_it_was_broken_off(city: City) -> None:
    with ledger.clock.at(MONDAY):
        register(city)
        register(city)
        basis = working.basis_of(city.world())
        assert jobs.begin(city.code, jobs.Kind.RUN, basis, MONDAY) == 2
        run = jobs.claim()
        assert run and len(jobs.todo(run)) == 2
        jobs.note(run, {jobs.todo(run)[0]: ()})
        assert len(jobs.todo(run)) == 1
        _work(city)
        row = ReckoningRow.objects.get(id=run.id)
        assert (row.state, row.seen, row.limits) == ("done", 2, 0)
