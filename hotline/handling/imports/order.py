"""One order of another system, read from a row. Pure: every fault of the row is said at once.

Times without a zone are the city's. A day without an hour counts from its beginning, but never
before what came earlier on that day. No message repeats a caller's name, number or words.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

import msgspec

from hotline.handling.imports.fields import BY_NAME, FIELDS, TIMES, Arrived, Yes
from hotline.handling.imports.mapping import BLANK, Codes
from hotline.rules.calendar import Calendar
from hotline.rules.text import say
from hotline.rules.words import Channel, Kind, Satisfied, Solved, Truth, Urgency

Row = Mapping[str, str]
_PHONE: Final = re.compile(r"[0-9+*#() -]*")
_NUMBERS: Final = re.compile(
    r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:\D{0,2}?(\d{1,2})\D?(\d{2})(?:\D?(\d{2}))?)?\D*(?:\d*)?"
)
_STAGES: Final = (
    (Arrived.CLOSED, "closed_at"),
    (Arrived.FOLLOWED_UP, "followed_up_at"),
    (Arrived.COMPLETED, "completed_at"),
    (Arrived.REPLIED, "replied_at"),
    (Arrived.SIGNED, "signed_at"),
    (Arrived.DISPATCHED, "dispatched_at"),
    (Arrived.ACCEPTED, "accepted_at"),
)
ORDER: Final = (
    "registered_at", "accepted_at", "dispatched_at", "signed_at", "contacted_at", "replied_at",
    "completed_at", "followed_up_at", "closed_at",
)  # fmt: skip
EARLIEST: Final = 2000
"""Case numbers begin with the day in two digits of this century (rules/numbering.py)."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row, and what to do; `word` where a word of theirs is not mapped."""

    field: str
    message: str
    advice: str
    word: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it stood. Times that were not given are None; `steps.py` says what then holds."""

    number: str
    text: str
    kind: Kind
    status: Arrived
    times: dict[str, datetime]
    channel: Channel = Channel.OTHER
    title: str = ""
    topic: str = ""
    area: str = ""
    address: str = ""
    urgency: Urgency = Urgency.ORDINARY
    anonymous: bool = False
    confidential: bool = False
    caller_name: str = ""
    caller_phone: str = ""
    unit: str = ""
    answer: str = ""
    truth: Truth = Truth.NOT_APPLICABLE
    solved: Solved | None = None
    satisfied: Satisfied | None = None


class Reader:
    """Reads rows of one file under one mapping; `now` is the moment of the import."""

    def __init__(
        self, codes: Codes, columns: Mapping[str, str], calendar: Calendar, now: datetime
    ) -> None:
        self._codes, self._columns, self._calendar, self._now = codes, columns, calendar, now

    def read(self, row: Row) -> Order | tuple[Fault, ...]:
        """The order, or everything that is wrong with the row."""
        faults: list[Fault] = []
        told: dict[str, str] = {}
        for field in FIELDS:
            heading = self._columns.get(field.name)
            cell = row.get(heading, "").strip() if heading else ""
            value = self._mapped(field.name, cell, faults) if field.mapped else _blank(cell)
            told[field.name] = value
            if field.needed and not value:
                faults.append(_missing(field.name))
            if not field.mapped and not field.time and len(value) > field.longest:
                faults.append(_long(field.name, len(value), field.longest))
        if not any(char.isdigit() for char in told["caller_phone"]):
            told["caller_phone"] = ""  # 保密, 不愿透露 … say only that there is none
        times = self._times(told, faults)
        told["status"] = told["status"] or _furthest(times)
        faults += _fitting(told, times)
        return tuple(faults) if faults else _order(told, times)

    def _mapped(self, field: str, cell: str, faults: list[Fault]) -> str:
        code = self._codes.code(field, cell)
        if code is not None:
            return code
        faults.append(
            Fault(
                field=field,
                word=cell[:60],
                message=say("{field}“{word}”没有对应。", field=BY_NAME[field].zh, word=cell[:60]),
                advice=say("请在“取值对应”中为它选定一项，或选“不导入此值”。"),
            )
        )
        return ""

    def _times(self, told: Mapping[str, str], faults: list[Fault]) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        last: tuple[str, datetime] | None = None
        for name in ORDER:
            if not told[name]:
                continue
            read = moment(told[name], self._calendar)
            if read is None:
                faults.append(_no_time(name, told[name]))
                continue
            at, whole_day = read
            if whole_day and last and at < last[1] and _same_day(at, last[1], self._calendar):
                at = last[1]
            if wrong := self._wrong(name, at, last):
                faults.append(wrong)
                continue
            found[name] = at
            last = (name, at)
        return found

    def _wrong(self, name: str, at: datetime, last: tuple[str, datetime] | None) -> Fault | None:
        zh = BY_NAME[name].zh
        advice = say("请在原表中核对日期和时间。")
        if at > self._now:
            return Fault(field=name, message=say("{field}晚于现在。", field=zh), advice=advice)
        if self._calendar.local(at).year < EARLIEST:
            said = say("{field}早于 {year} 年。", field=zh, year=EARLIEST)
            return Fault(field=name, message=said, advice=advice)
        if last and at < last[1]:
            said = say("{field}早于{before}。", field=zh, before=BY_NAME[last[0]].zh)
            return Fault(field=name, message=said, advice=advice)
        return None


def moment(text: str, calendar: Calendar) -> tuple[datetime, bool] | None:
    """A time as people and systems write it, and whether it is a whole day; None for no time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        found = _NUMBERS.fullmatch(text)
        if found is None:
            return None
        year, month, day, hour, minute, second = (int(one or 0) for one in found.groups())
        try:
            at = calendar.moment(date(year, month, day), time(hour, minute, second))
        except ValueError:
            return None
        return at, found.group(4) is None
    if at.tzinfo is not None:
        return at, False
    whole_day = len(text) <= 10
    return calendar.moment(at.date(), at.time()), whole_day


def _same_day(one: datetime, other: datetime, calendar: Calendar) -> bool:
    return calendar.local(one).date() == calendar.local(other).date()


def _blank(cell: str) -> str:
    return "" if cell.lower() in BLANK else cell


def _furthest(times: Mapping[str, datetime]) -> str:
    """Without a status: how far its times say that it came."""
    return next((stage for stage, name in _STAGES if name in times), Arrived.REGISTERED)


_WITH_UNIT: Final = frozenset({Arrived.DISPATCHED, Arrived.SIGNED, Arrived.REPLIED,
                               Arrived.COMPLETED, Arrived.FOLLOWED_UP})  # fmt: skip
_ANSWERED: Final = frozenset({Arrived.REPLIED, Arrived.COMPLETED, Arrived.FOLLOWED_UP,
                              Arrived.CLOSED})  # fmt: skip
_DONE_BY: Final = {
    Arrived.REPLIED: ("replied_at",),
    Arrived.COMPLETED: ("completed_at", "replied_at"),
    Arrived.FOLLOWED_UP: ("completed_at", "replied_at", "followed_up_at"),
    Arrived.CLOSED: ("closed_at", "completed_at", "replied_at", "followed_up_at"),
}


def _fitting(told: Mapping[str, str], times: Mapping[str, datetime]) -> list[Fault]:
    """What this status needs besides."""
    status = next(one for one in Arrived if one == told["status"])
    faults: list[Fault] = []
    if not told["kind"]:
        faults.append(_missing("kind"))
    if status in _WITH_UNIT and not told["unit"]:
        faults.append(_missing("unit", status))
    if status in _ANSWERED and not told["answer"]:
        faults.append(_missing("answer", status))
    needed = _DONE_BY.get(status, ())
    if needed and not any(name in times for name in needed):
        faults.append(_missing(needed[0], status))
    if status is Arrived.FOLLOWED_UP and not told["solved"] and not told["satisfied"]:
        faults.append(_missing("solved", status))
    if not _PHONE.fullmatch(told["caller_phone"]):
        said = say("联系电话中有电话号码以外的文字。")
        advice = say("请在原表中改正，或在“列对应”中不导入联系电话。")
        faults.append(Fault(field="caller_phone", message=said, advice=advice))
    return faults


def _missing(field: str, status: Arrived | None = None) -> Fault:
    zh = BY_NAME[field].zh
    said = (
        say("状态为“{status}”，但没有{field}。", status=status.zh, field=zh)
        if status
        else say("没有{field}。", field=zh)
    )
    advice = say("请在原表中补上，或在“取值对应”中说明空白代表什么。")
    if not BY_NAME[field].mapped:
        advice = say("请在原表中补上，或核对“列对应”是否选对了列。")
    return Fault(field=field, message=said, advice=advice)


def _long(field: str, length: int, longest: int) -> Fault:
    said = say(
        "{field}有 {length} 字，最多 {longest} 字。",
        field=BY_NAME[field].zh, length=length, longest=longest,
    )  # fmt: skip
    return Fault(field=field, message=said, advice=say("请在原表中缩短，或核对是否选对了列。"))


def _no_time(field: str, word: str) -> Fault:
    said = say("{field}“{word}”不是日期时间。", field=BY_NAME[field].zh, word=word[:40])
    advice = say("请写成 2026-02-13 16:30 这样，或核对“列对应”是否选对了列。")
    return Fault(field=field, message=said, advice=advice)


def _order(told: Mapping[str, str], times: dict[str, datetime]) -> Order:
    chosen = {name: value for name, value in told.items() if value and name not in TIMES}
    for name in ("anonymous", "confidential"):
        chosen.pop(name, None)
    return msgspec.convert(
        {
            **chosen,
            "times": times,
            "anonymous": told["anonymous"] == Yes.YES,
            "confidential": told["confidential"] == Yes.YES,
        },
        Order,
    )
