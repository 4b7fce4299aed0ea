"""Time units of a rulebook: how long a duty may take, as a city writes it.

| written | read | counted in |
|---|---|---|
| `10min` | 10分钟 | minutes on the clock on the wall |
| `2h`, `0.5h` | 2小时 | hours on the clock on the wall (自然小时) |
| `4wh` | 4个工作小时 | hours of business only |
| `0.5wd`, `1wd` | 半个工作日、1个工作日 | working days of the official calendar |
| `7d` | 7日 | calendar days |
| `today` | 当日 | to the end of the day it starts on |

Source: product.md §4 "Time units"; 民法典第200条 (years, months, days and hours are counted).
Amounts are exact decimals in steps of a half (minutes and days: whole), above zero, at most
3,650: no rule is known that needs finer or longer, and a typing slip is refused rather than kept.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import msgspec

from hotline.rules.text import Said, say
from hotline.rules.words import Term

LONGEST = Decimal(3650)
_HALF = Decimal("0.5")
_SHAPE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,2})?) ?(min|h|wh|wd|d)")


class BadDuration(ValueError):
    """A text that is no duration; the message names it and what would be right (Chinese)."""


class TimeUnit(Term):
    """时间单位 of a duration."""

    MINUTES = "min", "分钟"
    HOURS = "h", "小时"
    WORKING_HOURS = "wh", "个工作小时"
    WORKING_DAYS = "wd", "个工作日"
    DAYS = "d", "日"
    TODAY = "today", "当日"


_UNITS = {unit.value: unit for unit in TimeUnit}
_WHOLE_ONLY = frozenset({TimeUnit.MINUTES, TimeUnit.DAYS})
_COUNTED: dict[TimeUnit, Callable[[Decimal], Said]] = {
    TimeUnit.MINUTES: lambda n: say("{n}分钟", n=n),
    TimeUnit.HOURS: lambda n: say("{n}小时", n=n),
    TimeUnit.WORKING_HOURS: lambda n: say("{n}个工作小时", n=n),
    TimeUnit.WORKING_DAYS: lambda n: say("{n}个工作日", n=n),
    TimeUnit.DAYS: lambda n: say("{n}日", n=n),
}
_HALF_OF = {
    TimeUnit.HOURS: say("半个小时"),
    TimeUnit.WORKING_HOURS: say("半个工作小时"),
    TimeUnit.WORKING_DAYS: say("半个工作日"),
}
_ON_THE_CLOCK = {
    TimeUnit.MINUTES: timedelta(minutes=1),
    TimeUnit.HOURS: timedelta(hours=1),
    TimeUnit.WORKING_HOURS: timedelta(hours=1),
}


class Duration(msgspec.Struct, frozen=True, kw_only=True):
    """An exact amount of one time unit; `today` has the amount 0. Made by `parse`."""

    amount: Decimal
    unit: TimeUnit

    def __str__(self) -> str:
        """As a rulebook writes it; `parse` reads it back to an equal value."""
        return "today" if self.unit is TimeUnit.TODAY else f"{self.amount}{self.unit.value}"

    @property
    def zh(self) -> Said:
        """As people read it: 5个工作日, 2小时, 半个工作日, 当日."""
        if self.unit is TimeUnit.TODAY:
            return self.unit.zh
        if self.amount == _HALF:
            return _HALF_OF[self.unit]
        return _COUNTED[self.unit](self.amount)

    @property
    def is_natural(self) -> bool:
        """Whether it runs straight through nights and holidays (minutes and hours)."""
        return self.unit in (TimeUnit.MINUTES, TimeUnit.HOURS)

    @property
    def span(self) -> timedelta:
        """The amount of minutes, hours or working hours as a span; days have none (ValueError)."""
        one = _ON_THE_CLOCK.get(self.unit)
        if one is None:
            raise ValueError(f"{self} is counted in days and has no span")
        return one * int(self.amount * 2) // 2

    @property
    def whole_days(self) -> int:
        """Full days (or working days) in the amount, without the half."""
        return int(self.amount)

    @property
    def has_half_day(self) -> bool:
        """Whether half a working day is left over beyond the full ones."""
        return self.amount % 1 == _HALF


def parse(text: str) -> Duration:
    """The duration a rulebook writes as `text`; refuses anything else with BadDuration."""
    written = text.strip()
    if written == TimeUnit.TODAY.value:
        return Duration(amount=Decimal(0), unit=TimeUnit.TODAY)
    match = _SHAPE.fullmatch(written)
    if match is None:
        raise BadDuration(
            say("“{text}”不是时限：应写作如 10min、2h、4wh、0.5wd、1wd、7d 或 today", text=text)
        )
    amount, unit = Decimal(match[1]), _UNITS[match[2]]
    step = Decimal(1) if unit in _WHOLE_ONLY else _HALF
    if amount % step:
        raise BadDuration(
            say(
                "“{text}”太细：{unit} 只能是 {step} 的整数倍", text=text, unit=unit.value, step=step
            )
        )
    if not 0 < amount <= LONGEST:
        raise BadDuration(
            say("“{text}”超出范围：数量应大于 0，不超过 {longest}", text=text, longest=LONGEST)
        )
    exact = amount.to_integral_value() if amount % 1 == 0 else amount.quantize(_HALF)
    return Duration(amount=exact, unit=unit)
