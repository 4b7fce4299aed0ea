"""The form of 查找工单: what was typed becomes what is asked, an address, and a line of words.

Units, topics and areas may be typed by name or code; everything else is chosen. Nothing is guessed:
what is not understood is refused at its field, with what was typed kept.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec

from hotline.desk import choices
from hotline.desk.choices import AREAS, TOPICS, UNITS
from hotline.desk.rows import zh
from hotline.handling.queries import Reader
from hotline.handling.search.asked import FEWEST, Asked, Light, Sort
from hotline.rules.context import World
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import (
    CaseStage,
    Channel,
    Kind,
    Satisfied,
    Solved,
    Tag,
    Term,
    Urgency,
)

COMBOS = {"unit": UNITS, "topic": TOPICS, "area": AREAS}
TERMS: dict[str, type[Term]] = {
    "kind": Kind,
    "stage": CaseStage,
    "light": Light,
    "urgency": Urgency,
    "channel": Channel,
    "tag": Tag,
    "solved": Solved,
    "satisfied": Satisfied,
    "sort": Sort,
}
TICKS = {
    "words": say("标题和内容"),
    "address": say("地址"),
    "name": say("诉求人姓名"),
    "phone": say("联系电话"),
}
"""Personal columns of an export, each to be ticked."""
DAYS = {"since": say("登记从"), "until": say("登记至")}
LABELS = {
    "unit": say("承办单位"),
    "topic": say("事项"),
    "area": say("区域"),
    "kind": say("诉求类型"),
    "stage": say("工单状态"),
    "light": say("承诺时限"),
    "urgency": say("紧急程度"),
    "channel": say("来源渠道"),
    "tag": say("标签"),
    "solved": say("是否解决"),
    "satisfied": say("结果满意度"),
    "sort": say("排序"),
    **DAYS,
}
FILTERS = (*COMBOS, *TERMS, *DAYS)
MOST_WORDS, LONGEST = 5, 40
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_DIGITS = re.compile(r"\d{7,}")
_SOME_DIGITS = re.compile(r"\d{4}")


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """One control of the form. `widget`: combo, select or date."""

    name: str
    label: str
    widget: str
    value: str = ""
    listed: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    error: Refusal | None = None


def read(who: Reader, typed: Mapping[str, str], words: str = "") -> Asked | Refusal:
    """What is asked, or the first thing that is not understood."""
    found: dict[str, Any] = {}
    for name in FILTERS:
        value = value_of(who.world, name, typed.get(name, "").strip())
        if isinstance(value, Refusal):
            return value
        if value:
            found[name] = value
    parted = words_of(words)
    if isinstance(parted, Refusal):
        return parted
    asked = Asked(words=parted, **found)
    if asked.since and asked.until and asked.since > asked.until:
        return _wrong(say("登记起止日期前后颠倒。"), say("请让“登记从”不晚于“登记至”。"), "since")
    return asked


def value_of(world: World, name: str, text: str) -> str | date | Refusal:
    """One condition as it was typed: a code, a day, "" for none."""
    if name in COMBOS:
        return choices.resolve(world, COMBOS[name], text, name)
    if name in DAYS:
        return _day(name, text)
    known = {term.value: term for term in TERMS[name]}
    if text and text not in known:
        said = say("“{label}”没有“{text}”这一项。", label=LABELS[name], text=text[:20])
        return _wrong(said, say("请从列表中选择。"), name)
    return known[text] if text else ""


def _day(name: str, text: str) -> str | date | Refusal:
    if not text:
        return ""
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        return _wrong(
            say("“{label}”的日期“{text}”无效。", label=DAYS[name], text=text[:20]),
            say("请按“2026-02-13”填写 2000 年以后的日期。"),
            name,
        )


def words_of(text: str) -> tuple[str, ...] | Refusal:
    """At most five words of two characters or more; long numbers are looked for as telephones."""
    found = tuple(dict.fromkeys(text.split()))
    if len(found) > MOST_WORDS or len(text) > LONGEST:
        said = say("关键词最多{most}个、共{longest}个字。", most=MOST_WORDS, longest=LONGEST)
        return _wrong(said, say("请只留下最能区分的词。"), "q")
    short = next((word for word in found if len(word) < FEWEST), "")
    if short:
        advice = say("每个关键词至少两个字，词之间用空格分开。")
        return _wrong(say("关键词“{short}”太短。", short=short), advice, "q")
    if any(_DIGITS.search(word) for word in found):
        advice = say("电话号码请单独填写，按电话查找；工单号请填完整。")
        return _wrong(say("关键词里有长号码。"), advice, "q")
    return found


def some_digits(text: str) -> bool:
    """Whether a part of somebody's number may stand in it: looking for that is counted."""
    return bool(_SOME_DIGITS.search(text))


def _wrong(message: str, advice: str, field: str) -> Refusal:
    return Refusal(code=Code.INVALID, message=message, advice=advice, field=field)


def address(asked: Asked, token: str = "") -> str:
    """The search as it stands in an address, without its words unless closed in `token`."""
    pairs = {name: getattr(asked, name) for name in FILTERS}
    pairs["w"] = token
    return urlencode({name: str(value) for name, value in pairs.items() if value})


def described(world: World, asked: Asked) -> tuple[tuple[str, str], ...]:
    """(label, what was chosen) of every condition except words and order."""
    found = []
    for name in FILTERS:
        value = getattr(asked, name)
        if not value or name == "sort":
            continue
        if name in COMBOS:
            value = choices.options(world, COMBOS[name]).get(value, value)
        elif name in TERMS:
            value = zh(TERMS[name], value)
        found.append((LABELS[name], value if isinstance(value, str) else str(value)))
    return tuple(found)


def controls(
    world: World, typed: Mapping[str, str], refusal: Refusal | None
) -> tuple[Control, ...]:
    """The form with what was typed; codes of an address are written out as names."""
    return tuple(
        _control(world, name, typed.get(name, ""), refusal) for name in FILTERS if name != "sort"
    )


def _control(world: World, name: str, text: str, refusal: Refusal | None) -> Control:
    error = refusal if refusal is not None and refusal.field == name else None
    if name in COMBOS:
        text = choices.written(world, COMBOS[name], text) or text
        return Control(
            name=name,
            label=say("{label}（含下级）", label=LABELS[name]),
            widget="combo",
            value=text,
            listed=COMBOS[name],
            error=error,
        )
    if name in DAYS:
        return Control(name=name, label=LABELS[name], widget="date", value=text, error=error)
    given = (("", say("不限")), *((term.value, term.zh) for term in TERMS[name]))
    return Control(
        name=name, label=LABELS[name], widget="select", value=text, choices=given, error=error
    )
