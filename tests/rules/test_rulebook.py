"""The rulebook: which clause and which edition holds, and what changes between editions."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hotline.rules.duration import parse
from hotline.rules.rulebook import CaseFacts, Clause, Editions, Rulebook, When, diff
from hotline.rules.rulebook_names import FlagName, LimitName, NumberName
from hotline.rules.rulebook_reading import national_editions
from hotline.rules.words import Channel, Kind, Tag, Urgency
from tests.rules.moments import CALENDAR, at

EDITIONS = national_editions()
OLD, NEW = EDITIONS.edition(1), EDITIONS.edition(2)
FACTS = st.builds(
    CaseFacts,
    kind=st.sampled_from(["", *Kind]),
    urgency=st.sampled_from(["", *Urgency]),
    topic=st.sampled_from(["", "01", "01/02"]),
    tags=st.frozensets(st.sampled_from(list(Tag))),
    channel=st.sampled_from(["", *Channel]),
)


def with_sign(book: Rulebook, *clauses: Clause) -> Rulebook:
    """The rulebook with other clauses for signing."""
    rest = tuple(clause for clause in book.limits if clause.name is not LimitName.SIGN)
    return replace(book, limits=rest + clauses)


def sign(duration: str, **when: tuple[str, ...]) -> Clause:
    """A clause for signing."""
    return Clause(
        key=f"sign#{duration}",
        name=LimitName.SIGN,
        duration=parse(duration),
        governs="new",
        source="测试",
        when=When(**when),
    )


@pytest.mark.parametrize(
    ("name", "facts", "written"),
    [
        (LimitName.HANDLE, CaseFacts(kind="consult", urgency="ordinary"), "5wd"),
        (LimitName.HANDLE, CaseFacts(kind="help", urgency="ordinary"), "10wd"),
        (LimitName.HANDLE, CaseFacts(kind="complaint", urgency="ordinary"), "15wd"),
        (LimitName.HANDLE, CaseFacts(kind="complaint", urgency="urgent"), "24h"),
        (LimitName.HANDLE, CaseFacts(kind="consult", urgency="critical"), "2h"),
        (LimitName.DISPATCH, CaseFacts(urgency="critical"), "1h"),
        (LimitName.DISPATCH, CaseFacts(urgency="urgent"), "2h"),
        (LimitName.DISPATCH, CaseFacts(), "24h"),
        (LimitName.SIGN, CaseFacts(kind="complaint"), "1wd"),
        (LimitName.RETURN, CaseFacts(kind="complaint"), "2wd"),
        (LimitName.ACCEPT, CaseFacts(channel="sms"), "3min"),
        (LimitName.ACCEPT, CaseFacts(channel="email"), "24h"),
        (LimitName.FOLLOW_UP_LINK, CaseFacts(), "3d"),
    ],
)
def test_the_national_default_says(name: LimitName, facts: CaseFacts, written: str) -> None:
    assert str(NEW.limit(name, facts).duration) == written


def test_numbers_and_flags_of_the_national_default() -> None:
    assert NEW.number(NumberName.FOLLOW_UP_TRIES) == 3
    assert NEW.number(NumberName.CONNECT_PERCENT) == 95
    assert NEW.flag(FlagName.CRITICAL_MAY_RETURN) is False
    assert NEW.flag(FlagName.DEEMED_SIGNED) is True


@given(FACTS)
def test_every_limit_has_an_answer_for_every_case(facts: CaseFacts) -> None:
    for book in EDITIONS.books:
        for name in LimitName:
            clause = book.limit(name, facts)
            assert clause.when.fits(facts)
            assert book.clause(clause.key) is clause
        assert all(book.number(name) >= 0 for name in NumberName)
        assert all(book.flag(name) in (True, False) for name in FlagName)


@pytest.mark.parametrize(
    ("facts", "written"),
    [
        (CaseFacts(topic="03/02"), "2h"),
        (CaseFacts(topic="03"), "2h"),
        (CaseFacts(topic="031"), "1wd"),
        (CaseFacts(tags=frozenset({"minor", "wages"})), "4h"),
        (CaseFacts(tags=frozenset({"minor"})), "1wd"),
        (CaseFacts(channel="web", kind="help"), "6h"),
        (CaseFacts(channel="web"), "1wd"),
        (CaseFacts(topic="03", tags=frozenset({"wages"})), "2h"),
    ],
)
def test_the_first_clause_that_fits_applies(facts: CaseFacts, written: str) -> None:
    book = with_sign(
        NEW,
        sign("2h", topic=("03",)),
        sign("4h", tag=(Tag.WAGES,)),
        sign("6h", channel=(Channel.WEB,), kind=(Kind.HELP,)),
        sign("1wd"),
    )
    assert str(book.limit(LimitName.SIGN, facts).duration) == written
    assert len(book.clauses(LimitName.SIGN)) == 4


def test_a_clause_unknown_to_an_edition_is_named() -> None:
    with pytest.raises(KeyError, match="edition 2 has no clause sign#9"):
        NEW.clause("sign#9")


def test_a_rulebook_starts_clocks_that_know_their_clause() -> None:
    facts = CaseFacts(kind="complaint", urgency="ordinary")
    clock = NEW.start_clock(LimitName.HANDLE, at("2026-02-10 10:00"), facts, CALENDAR)
    assert (clock.name, clock.edition, clock.clause) == ("handle", 2, "handle#5")
    assert clock.due_at == at("2026-03-09 17:30")
    assert clock.source == "各地 5 至 15 个工作日"
    due = NEW.due(LimitName.HANDLE, at("2026-02-10 10:00"), facts, CALENDAR)
    assert due.due_at == clock.due_at


def test_a_rulebook_survives_the_journal() -> None:
    assert msgspec.json.decode(msgspec.json.encode(NEW), type=Rulebook) == NEW
    assert msgspec.json.decode(msgspec.json.encode(EDITIONS), type=Editions) == EDITIONS


# -- editions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "edition"), [("2020-06-01", 1), ("2021-01-01", 1), ("2025-12-31", 1), ("2026-01-01", 2)]
)
def test_the_edition_in_force_is_the_last_that_has_begun(on: str, edition: int) -> None:
    assert EDITIONS.in_force(date.fromisoformat(on)).edition == edition


def test_a_correction_of_the_same_day_is_in_force() -> None:
    editions = Editions(books=(replace(NEW, edition=3), NEW, OLD))
    assert editions.in_force(date(2026, 5, 1)).edition == 3


@pytest.mark.parametrize(
    ("name", "opened", "now", "edition"),
    [
        (LimitName.HANDLE, "2025-12-30 10:00", "2026-01-05 10:00", 1),
        (LimitName.HANDLE, "2026-01-01 10:00", "2026-01-05 10:00", 2),
        (LimitName.CONSULTATION, "2025-12-30 10:00", "2025-12-31 23:59", 1),
        (LimitName.CONSULTATION, "2025-12-30 10:00", "2026-01-01 00:00", 2),
        (NumberName.CONSULT_AFTER_RETURNS, "2025-12-30 10:00", "2026-01-05 10:00", 1),
        (NumberName.ANSWER_SECONDS, "2025-12-30 10:00", "2026-01-05 10:00", 2),
        (FlagName.CRITICAL_MAY_RETURN, "2025-12-30 10:00", "2026-01-05 10:00", 2),
        (FlagName.DEEMED_SIGNED, "2025-12-30 10:00", "2026-01-05 10:00", 1),
    ],
)
def test_a_clause_governs_new_cases_or_open_ones_too(
    name: LimitName | NumberName | FlagName, opened: str, now: str, edition: int
) -> None:
    assert EDITIONS.governing(name, at(opened), at(now)).edition == edition


def test_an_open_case_keeps_what_reached_it_before() -> None:
    newest = replace(NEW, edition=3, effective_from=date(2026, 6, 1), limits=OLD.limits)
    editions = Editions(books=(OLD, NEW, newest))
    opened, now = at("2025-12-30 10:00"), at("2026-06-02 10:00")
    # Edition 2 reached open cases with its clause on consultation; edition 3 is for new ones.
    assert editions.governing(LimitName.CONSULTATION, opened, now).edition == 2
    assert editions.governing(LimitName.CONSULTATION, now, now).edition == 3


def test_editions_are_never_empty_or_twice_the_same() -> None:
    with pytest.raises(ValueError, match="至少要有一版"):
        Editions(books=())
    with pytest.raises(ValueError, match="第2版重复"):
        Editions(books=(NEW, OLD, NEW))
    with pytest.raises(KeyError, match="no rulebook edition 7"):
        EDITIONS.edition(7)


# -- difference ----------------------------------------------------------------------------------


def test_the_difference_of_editions_in_words() -> None:
    assert diff(NEW, NEW) == ()
    assert diff(OLD, NEW) == (
        "施行日期：2021-01-01 → 2026-01-01",
        "移交确认时限：30分钟（在办的也适用） → 10分钟（在办的也适用）",
        "漏接回拨时限：当日（新受理的适用） → 30分钟（在办的也适用）",
        "退单审核时限（紧急）：2小时（新受理的适用） → 2小时（在办的也适用）",
        "退单审核时限：2个工作日（新受理的适用） → 1个工作日（在办的也适用）",
        "会商时限：5个工作日（新受理的适用） → 2个工作日（在办的也适用）",
        "第几次退单转会商：5（新受理的适用） → 3（新受理的适用）",
    )


def test_the_difference_covers_every_part() -> None:
    changed = replace(
        with_sign(
            NEW,
            sign("2h", urgency=(Urgency.URGENT,)),
            sign("1h", topic=("03", "04"), tag=(Tag.WAGES,), channel=(Channel.WEB,)),
            sign("1wd"),
        ),
        title="某市办理规则",
        city="testcity",
        hours=NEW.hours[:1],
        follow_up_hours=NEW.hours[0],
        time=replace(NEW.time, days_roll=False, yellow_percent=50),
        flags=tuple(replace(flag, value=True) for flag in NEW.flags),
    )
    assert diff(NEW, changed) == (
        "标题：全国默认办理规则 → 某市办理规则",
        "适用城市：national → testcity",
        "回访时段：08:30-20:30 → 09:00-12:00",
        "工作时间：09:00-12:00、13:30-17:30 → 09:00-12:00",
        "计时规则 最后一日遇休息日：是 → 否",
        "计时规则 亮黄灯（%）：70 → 50",
        "删去 签收时限（特急）：30分钟（新受理的适用）",
        "新增 签收时限（事项03、事项04；标签欠薪；网站渠道）：1小时（新受理的适用）",
        "办结须有要求的佐证：否（新受理的适用） → 是（新受理的适用）",
        "特急工单可以退单：否（在办的也适用） → 是（在办的也适用）",
        "到期后启动回访：否（新受理的适用） → 是（新受理的适用）",
        "日历公布后时限可以提前：否（在办的也适用） → 是（在办的也适用）",
        "各款先后次序有变；同一时限的条款自上而下适用，次序影响结果",
    )
