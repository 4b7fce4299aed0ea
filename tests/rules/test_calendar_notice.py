"""放假安排 read from the notice as it is printed or from a list; every slip by its line."""

from datetime import date, time

import pytest

from hotline.rules.calendar import Period
from hotline.rules.calendar_notice import MOST_LINES, read_notice
from hotline.rules.official_calendar import digests, official_calendar, with_hours

NOTICE_2026 = """\
经国务院批准，现将2026年元旦、春节等放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""


def test_the_printed_notice_gives_the_days_of_the_official_calendar() -> None:
    """That of 2026 as printed, beside the data package's reading of it."""
    read = read_notice(NOTICE_2026, 2026, "国办发明电〔2025〕7号")
    assert not read.slips and read.notice.year == 2026
    ours = official_calendar(through=2025, notices=(read.notice,))
    theirs = official_calendar(through=2026)
    assert (ours.edition, ours.rest_days) == (theirs.edition, theirs.rest_days)
    assert digests(ours) == digests(theirs) and "2026" not in digests(
        official_calendar(through=2025)
    )


def test_a_list_of_days_may_reach_over_the_end_of_the_year() -> None:
    text = "\n2026-12-31 至 2027-01-02,休,元旦\n2027-01-03 班 元旦\n\n说明：以正式文件为准\n"
    notice = read_notice(text, 2027, "x").notice
    assert [one.day for one in notice.rest_days] == [
        date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2),
    ]  # fmt: skip
    assert [one.day for one in notice.work_days] == [date(2027, 1, 3)]
    calendar = official_calendar(through=2026, notices=(notice,))
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert calendar.is_working_day(date(2027, 1, 3))
    assert not calendar.is_provisional(date(2027, 5, 1))
    across = read_notice("元旦：2026年12月31日（周四）至1月2日放假。", 2027, "x")
    assert not across.slips and across.notice.rest_days == notice.rest_days


def test_a_later_notice_for_the_year_stands_in_place_of_the_first() -> None:
    first = read_notice("2026-01-01,休,元旦", 2026, "x").notice
    again = official_calendar(notices=(first,))
    assert again.is_working_day(date(2026, 1, 2)) and again.is_working_day(date(2026, 2, 17))
    assert not again.is_working_day(date(2025, 10, 1))


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("2027-02-30 休 春节", "第 1 行：没有 2027年2月30日 这一天"),
        ("\n一、元旦：1月1日（周四）放假。", "第 2 行：2027-01-01 是周五，不是周四"),
        ("一、元旦：1月1日（星期五）至3日（周六）放假。", "第 1 行：2027-01-03 是周日，不是周六"),
        ("2027-01-01 休 元旦\n2027-01-01 班 元旦", "第 2 行：2027-01-01 出现两次"),
        ("一、元旦：1月1日。", "第 1 行：“1月1日”没有写明放假还是上班"),
        ("1月1日放假", "第 1 行：看不懂“1月1日放假”"),
        ("2028-06-01 休 劳动节", "第 1 行：2028-06-01 不在 2027 年"),
        ("2027-01-09 至 2027-01-02 休 元旦", "第 1 行：2027-01-02 早于 2027-01-09"),
        ("2027-01-01 至 2027-01-31 休 元旦", "第 1 行：2027-01-01 至 2027-01-31 超过 20 天"),
        (f"2027-01-01 休 {'元' * 21}", f"第 1 行：节日名称“{'元' * 21}”太长"),
        ("", "没有读到一天放假"),
        ("\n" * (MOST_LINES + 1), f"超过 {MOST_LINES} 行"),
    ],
)
def test_every_slip_names_its_line(text: str, slip: str) -> None:
    assert slip in [str(one.said) for one in read_notice(text, 2027, "x").slips]


def test_the_same_days_at_other_hours() -> None:
    calendar = official_calendar(through=2026)
    hours = (Period(start=time(8), end=time(16)),)
    other = with_hours(calendar, hours)
    assert other.hours == hours and other.edition != calendar.edition
    assert with_hours(calendar, hours) is other and with_hours(calendar, calendar.hours) is calendar
