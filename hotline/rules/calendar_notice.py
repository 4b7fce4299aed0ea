"""放假安排 as people have it: the State Council's notice as it is printed, or a list of days.

    一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。

    日期,安排,节日                       (also with blanks or tabs between, and 至 for a stretch)
    2027-02-05 至 2027-02-11,休,春节
    2027-02-14,班,春节

Both may stand in one text; what is neither is left out if it says nothing of days (heads, the
closing sentence on safety) and a fault if it does. A weekday in brackets that is not that day's is
a fault: it is how a slip of the pen shows. Reading changes nothing and gives every fault with its
line.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from hotline.rules.calendar import ONE_DAY, WEEKDAYS, NamedDay, YearNotice
from hotline.rules.text import Said, say

MOST_LINES, LONGEST = 400, 20
# not said: as notices and lists are written
_PARAGRAPH = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、)?(?P<name>[^\d：:，,。\s]{2,20})[：:](?P<text>.+)$"
)
# not said: as notices are written
_STRETCH = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:[（(](?P<weekday>[^（）()]*)[）)])?"
    r"(?:\s*至\s*(?:(?P<to_year>\d{4})年)?(?:(?P<to_month>\d{1,2})月)?(?P<to_day>\d{1,2})日"
    r"(?:[（(](?P<to_weekday>[^（）()]*)[）)])?)?"
)
# not said: as lists are written
_LINE = re.compile(
    r"^\s*(?P<first>\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|~|—|–)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?"
    r"[\s,，\t]+(?P<what>休|休息|放假|班|上班|调休上班)[\s,，\t]+(?P<name>\S.*?)\s*$"
)
_WORKED = ("班", "上班", "调休上班")  # not said: as lists are written
_REST, _WORK = "放假", "上班"  # not said: as notices are written
_SENTENCE = "。"  # not said: ends a sentence
_DAY = re.compile(r"\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}")  # not said: a day in a text


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in a line of the text; 0 for the whole of it."""

    line: int
    message: str

    @property
    def said(self) -> Said:
        """The fault with its line."""
        if not self.line:
            return say("{message}", message=self.message)
        return say("第 {line} 行：{message}", line=self.line, message=self.message)


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as it was read, and what is wrong with the text; with faults it is not adopted."""

    notice: YearNotice
    slips: tuple[Slip, ...] = ()


class _Wrong(Exception):
    """A line that cannot be meant; its message."""


_Days = tuple[bool, str, date, date]
"""(worked, holiday, first day, last day)."""


def read_notice(text: str, year: int, number: str) -> Read:
    """The notice for `year` in a text, with every fault by line."""
    worked: dict[date, str] = {}
    rested: dict[date, str] = {}
    slips: list[Slip] = []
    lines = text.removeprefix("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        slips.append(Slip(line=0, message=say("超过 {most} 行", most=MOST_LINES)))
    for n, line in enumerate(lines[:MOST_LINES], start=1):
        try:
            for works, name, first, last in _read(line, year):
                _put(worked if works else rested, rested if works else worked, name, first, last)
        except _Wrong as wrong:
            slips.append(Slip(line=n, message=wrong.args[0]))
    if not rested and not slips:
        slips.append(Slip(line=0, message=say("没有读到一天放假")))
    notice = YearNotice(
        year=year, number=number, rest_days=_named(rested), work_days=_named(worked)
    )
    return Read(notice=notice, slips=tuple(slips))


def _named(days: dict[date, str]) -> tuple[NamedDay, ...]:
    return tuple(NamedDay(day=day, name=name) for day, name in sorted(days.items()))


def _put(into: dict[date, str], beside: dict[date, str], name: str, *stretch: date) -> None:
    day, last = stretch
    while day <= last:
        if day in into or day in beside:
            raise _Wrong(say("{day} 出现两次", day=day))
        into[day] = name
        day += ONE_DAY


def _read(line: str, year: int) -> Iterator[_Days]:
    listed = _LINE.match(line)
    if listed:
        first = _iso(listed["first"], year)
        last = _iso(listed["last"], year) if listed["last"] else first
        yield listed["what"] in _WORKED, _name(listed["name"]), first, _after(first, last)
        return
    paragraph = _PARAGRAPH.match(line)
    if paragraph and _DAY.search(line):
        yield from _sentences(_name(paragraph["name"]), paragraph["text"], year)
    elif _DAY.search(line) and (_REST in line or _WORK in line or line.strip()[:1].isdecimal()):
        raise _Wrong(say("看不懂“{line}”", line=line.strip()[:60]))


def _sentences(name: str, text: str, year: int) -> Iterator[_Days]:
    """放假 and 上班 of one holiday: each says what all days of its sentence before it are."""
    for sentence in text.split(_SENTENCE):
        start = 0
        for word in re.finditer(f"{_REST}|{_WORK}", sentence):
            for found in _STRETCH.finditer(sentence, start, word.start()):
                yield word[0] == _WORK, name, *_days(found, year)
            start = word.end()
        if _DAY.search(sentence) and not re.search(f"{_REST}|{_WORK}", sentence):
            raise _Wrong(say("“{sentence}”没有写明放假还是上班", sentence=sentence.strip()[:60]))


def _days(found: re.Match[str], year: int) -> tuple[date, date]:
    first = _date(int(found["year"] or year), int(found["month"]), int(found["day"]), year)
    _weekday(first, found["weekday"])
    if not found["to_day"]:
        return first, first
    month = int(found["to_month"] or first.month)
    to_year = int(found["to_year"] or (first.year + (month < first.month)))
    last = _date(to_year, month, int(found["to_day"]), year)
    _weekday(last, found["to_weekday"])
    return first, _after(first, last)


def _weekday(day: date, said: str | None) -> None:
    """A weekday in brackets has to be that day's; other words there (农历除夕) say nothing."""
    known = {str(one)[-1] for one in WEEKDAYS}
    # not said: as notices are written
    meant = re.search(r"(?:周|星期)(\S)", said or "")
    right = str(WEEKDAYS[day.weekday()])
    if meant and meant[1] in known and meant[1] != right[-1]:
        raise _Wrong(say("{day} 是{right}，不是{said}", day=day, right=right, said=said or ""))


def _iso(text: str, year: int) -> date:
    of_year, month, day = map(int, text.split("-"))
    return _date(of_year, month, day, year)


def _date(of_year: int, month: int, day: int, year: int) -> date:
    """A day that can stand in the notice of `year`: from December before to January after."""
    try:
        found = date(of_year, month, day)
    except ValueError:
        raise _Wrong(
            say("没有 {year}年{month}月{day}日 这一天", year=of_year, month=month, day=day)
        ) from None
    if not date(year - 1, 12, 1) <= found <= date(year + 1, 1, 31):
        raise _Wrong(say("{day} 不在 {year} 年", day=found, year=year))
    return found


def _after(first: date, last: date) -> date:
    if last < first:
        raise _Wrong(say("{last} 早于 {first}", last=last, first=first))
    if last - first > timedelta(days=LONGEST):
        raise _Wrong(say("{first} 至 {last} 超过 {most} 天", first=first, last=last, most=LONGEST))
    return last


def _name(name: str) -> str:
    if len(name) > LONGEST:
        raise _Wrong(say("节日名称“{name}”太长", name=name[:40]))
    return name.strip()
