"""A year's 放假安排 is submitted, approved by a second person, and then the city's calendar."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from hotline.rules.calendar import NamedDay, YearNotice
from hotline.rules.official_calendar import official_calendar
from hotline.rules.reference import city
from hotline.rules.reference.calendar_year import (
    MOST_DAYS,
    ApproveCalendarYear,
    CalendarYearApproved,
    DraftCalendarYear,
    RejectCalendarYear,
    WithdrawCalendarYear,
    compare,
)
from hotline.rules.reference.city import City, FoundCity
from hotline.rules.reference.office import Office, decide_each
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role
from tests.rules.offices import NOW, office, refused

ADMIN = office(Role.SYSTEM_ADMIN)
HEAD = office(Role.MANAGEMENT, id="u2")
NEW_YEAR = NamedDay(day=date(2027, 1, 1), name="元旦")
SUNDAY = NamedDay(day=date(2027, 1, 3), name="元旦")
NOTICE = YearNotice(year=2027, number="国办发明电〔2026〕9号", rest_days=(NEW_YEAR,),
                    work_days=(SUNDAY,))  # fmt: skip
DRAFT = DraftCalendarYear(notice=NOTICE)
APPROVE, WITHDRAW = ApproveCalendarYear(number=1), WithdrawCalendarYear(number=1)
REJECT = RejectCalendarYear(number=1, reason="文号不对")


def after(state: City, command: Any, who: Office = ADMIN) -> City:
    events = decide_each(city.decide, city.evolve, state, [command], who)
    assert not isinstance(events, Refusal), events
    for event in events:
        state = city.evolve(state, event)
    return state


FOUNDED = after(City(), FoundCity(code="bj", name="滨江市"))
WAITING = after(FOUNDED, DRAFT)


def test_a_notice_waits_and_is_in_use_once_another_person_agreed() -> None:
    assert WAITING.calendar_draft and not WAITING.calendar_years
    adopted = after(WAITING, APPROVE, HEAD)
    assert adopted.calendar_years == (NOTICE,) and adopted.calendar_draft is None
    again = replace(NOTICE, work_days=())
    later = after(after(adopted, DraftCalendarYear(notice=again)), ApproveCalendarYear(number=2),
                  HEAD)  # fmt: skip
    assert later.calendar_years == (again,) and later.calendar_drafts == 2
    refused(city.decide(later, DraftCalendarYear(notice=again), ADMIN), Code.ALREADY, "没有差别")


def test_rejected_or_taken_back_it_is_gone() -> None:
    assert after(WAITING, REJECT, HEAD).calendar_draft is None
    assert after(WAITING, WITHDRAW).calendar_draft is None
    refused(city.decide(WAITING, WITHDRAW, HEAD), Code.WRONG_ROLE, "提交人")
    blank = RejectCalendarYear(number=1, reason=" ")
    refused(city.decide(WAITING, blank, HEAD), Code.MISSING, "退回原因")


def test_nobody_approves_their_own_or_what_is_not_there() -> None:
    both = office(Role.SYSTEM_ADMIN, Role.MANAGEMENT)
    refused(city.decide(WAITING, APPROVE, both), Code.PARTY)
    refused(city.decide(WAITING, APPROVE, office(Role.SYSTEM_ADMIN, id="u3")), Code.WRONG_ROLE)
    refused(city.decide(WAITING, ApproveCalendarYear(number=2), HEAD), Code.WRONG_STATE)
    refused(city.decide(FOUNDED, APPROVE, HEAD), Code.WRONG_STATE)
    refused(city.decide(WAITING, DRAFT, HEAD), Code.WRONG_STATE, "2027年")
    refused(city.decide(FOUNDED, DRAFT, office(Role.DISPATCHER)), Code.WRONG_ROLE)
    with pytest.raises(ValueError, match="nobody had drafted"):
        city.evolve(FOUNDED, CalendarYearApproved(at=NOW, approver="u2"))


@pytest.mark.parametrize(
    ("notice", "code", "words"),
    [
        (replace(NOTICE, number=""), Code.MISSING, "文号"),
        (replace(NOTICE, year=1999), Code.INVALID, "1999"),
        (replace(NOTICE, rest_days=()), Code.INVALID, str(MOST_DAYS)),
        (replace(NOTICE, work_days=(NEW_YEAR,)), Code.INVALID, "两次"),
    ],
)
def test_a_notice_that_is_none(notice: YearNotice, code: Code, words: str) -> None:
    refused(city.decide(FOUNDED, DraftCalendarYear(notice=notice), ADMIN), code, words)


def test_what_a_notice_changes_day_by_day() -> None:
    before = official_calendar(through=2026)
    friday = NamedDay(day=date(2027, 2, 5), name="春节")
    notice = replace(NOTICE, rest_days=(NEW_YEAR, friday))
    changes = compare(before, official_calendar(through=2026, notices=(notice,)), notice)
    assert [one.day for one in changes.rested] == [friday.day]
    assert changes.worked[0] == NamedDay(day=SUNDAY.day, name="元旦调休上班")
    assert not changes.official
    # 1 May 2027 and the others were of rest by their date alone, while the year was provisional.
    assert date(2027, 10, 1) in [one.day for one in changes.worked]
