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
TICKS = {"words": "标题和内容", "address": "地址", "name": "诉求人姓名", "phone": "联系电话"}
"""Personal columns of an export, each to be ticked."""
DAYS = {"since": "登记从", "until": "登记至"}
LABELS = {
    "unit": "承办单位（含下级）",
    "topic": "事项（含下级）",
    "area": "区域（含下级）",
    "kind": "诉求类型",
    "stage": "工单状态",
    "light": "承诺时限",
    "urgency": "紧急程度",
    "channel": "来源渠道",
    "tag": "标签",
    "solved": "是否解决",
    "satisfied": "结果满意度",
    "sort": "排序",
    **DAYS,
}
FILTERS = (*COMBOS, *TERMS, *DAYS)
MOST_WORDS, LONGEST = 5, 40
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_DIGITS = re.compile(r"\d{7,}")


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
        value = _value(who.world, name, typed.get(name, "").strip())
        if isinstance(value, Refusal):
            return value
        if value:
            found[name] = value
    parted = _words(words)
    if isinstance(parted, Refusal):
        return parted
    asked = Asked(words=parted, **found)
    if asked.since and asked.until and asked.since > asked.until:
        return _wrong("登记起止日期前后颠倒。", "请让“登记从”不晚于“登记至”。", "since")
    return asked


def _value(world: World, name: str, text: str) -> str | date | Refusal:
    if name in COMBOS:
        return choices.resolve(world, COMBOS[name], text, name)
    if name in DAYS:
        return _day(name, text)
    known = {term.value: term for term in TERMS[name]}
    if text and text not in known:
        return _wrong(f"“{LABELS[name]}”没有“{text[:20]}”这一项。", "请从列表中选择。", name)
    return known[text] if text else ""


def _day(name: str, text: str) -> str | date | Refusal:
    if not text:
        return ""
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        return _wrong(
            f"“{DAYS[name]}”的日期“{text[:20]}”无效。",
            "请按“2026-02-13”填写 2000 年以后的日期。",
            name,
        )


def _words(text: str) -> tuple[str, ...] | Refusal:
    """At most five words of two characters or more; long numbers are looked for as telephones."""
    found = tuple(dict.fromkeys(text.split()))
    if len(found) > MOST_WORDS or len(text) > LONGEST:
        return _wrong(f"关键词最多{MOST_WORDS}个、共{LONGEST}个字。", "请只留下最能区分的词。", "q")
    short = next((word for word in found if len(word) < FEWEST), "")
    if short:
        return _wrong(f"关键词“{short}”太短。", "每个关键词至少两个字，词之间用空格分开。", "q")
    if any(_DIGITS.search(word) for word in found):
        return _wrong("关键词里有长号码。", "电话号码请单独填写，按电话查找；工单号请填完整。", "q")
    return found


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
        found.append((LABELS[name].removesuffix("（含下级）"), str(value)))
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
            label=LABELS[name],
            widget="combo",
            value=text,
            listed=COMBOS[name],
            error=error,
        )
    if name in DAYS:
        return Control(name=name, label=LABELS[name], widget="date", value=text, error=error)
    given = (("", "不限"), *((term.value, term.zh) for term in TERMS[name]))
    return Control(
        name=name, label=LABELS[name], widget="select", value=text, choices=given, error=error
    )
