"""答复模板的变量: what stands in braces in a template, what of it a case fills in, what is left.

A template is written once and inserted many times, so its blanks must never reach a citizen: what
is still in braces is refused wherever words go out (`no_blanks`), whoever typed it. A blank that
only a person can fill is written {填写：…}. The platform's own rule (product.md §4 Handling, reply
templates; pages.md, street officer).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from hotline.rules.case.state import Case, Leg
from hotline.rules.context import World
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import joined, say
from hotline.rules.words import Term

_IN_BRACES: Final = "{{{}}}"


class Variable(Term):
    """What a template may name; the Chinese term stands in the braces."""

    NUMBER = "number", "受理编号"
    UNIT = "unit", "承办单位"
    TOPIC = "topic", "事项"
    KIND = "kind", "诉求类型"
    AREA = "area", "区域"
    RECEIVED = "received", "受理日期"
    CONTACTED = "contacted", "联系日期"
    PROMISED = "promised", "承诺日期"
    DONE = "done", "办结时间"

    @property
    def token(self) -> str:
        """How it is written into a template, whatever language its writer reads."""
        return _IN_BRACES.format(self.zh)


# not said: signs of what people typed
BLANK: Final = re.compile(r"[{｛]([^{}｛｝\n]{1,60})[}｝]")
# not said: as above
_BEGUN: Final = re.compile(
    rf"[{{｛]\s*(?:填写|{'|'.join(str(one.zh) for one in Variable)})[^{{}}｛｝\n]{{0,20}}"
)
# not said: as above
_BRACES: Final = "{}｛｝"
# not said: as it is written whatever language its writer reads
BY_HAND: Final = "{填写：……}"
# not said: as above
_BY_HAND: Final = ("填写：", "填写:")
# not said: as it stands in an official answer
_DAY: Final = "{at.year}年{at.month}月{at.day}日"


def _known(name: str) -> Variable | None:
    return next((one for one in Variable if str(one.zh) == name.strip()), None)


def unsound(text: str) -> Refusal | None:
    """Refuses a template with a variable that nobody fills, or with braces that do not meet."""
    unknown = [
        name
        for name in BLANK.findall(text)
        if _known(name) is None and not name.startswith(_BY_HAND)
    ]
    known = joined("、", (one.token for one in Variable))
    if unknown:
        return Refusal(
            code=Code.INVALID,
            message=say("没有变量“{names}”。", names=joined("、", dict.fromkeys(unknown))),
            advice=say("可用的变量：{known}；由人填写的写成 {blank}。", known=known, blank=BY_HAND),
            field="text",
        )
    rest = BLANK.sub("", text)
    if any(sign in rest for sign in _BRACES):
        return Refusal(
            code=Code.INVALID,
            message=say("花括号没有成对，或括号里是空的、太长。"),
            advice=say("变量写成一对花括号，里面是变量名，如：{known}。", known=known),
            field="text",
        )
    return None


def filled(text: str, values: Mapping[Variable, str]) -> str:
    """The text with what is known put in; what is not stays in its braces, for a person."""

    def put(found: re.Match[str]) -> str:
        name = _known(found[1])
        return (values.get(name, "") if name else "") or found[0]

    return BLANK.sub(put, text)


def blanks(text: str) -> tuple[str, ...]:
    """What still stands in braces, each once, as it stands there; also what a person wrote so much
    into, or so much out of, that it is no whole blank any more: of that its beginning."""
    whole = [found[0] for found in BLANK.finditer(text)]
    begun = [f"{found[0]}……" for found in _BEGUN.finditer(BLANK.sub("", text))]
    return tuple(dict.fromkeys((*whole, *begun)))


def no_blanks(text: str, field: str) -> Refusal | None:
    """Refuses words for a citizen in which a template's blank is still open."""
    left = blanks(text)
    if not left:
        return None
    return Refusal(
        code=Code.INVALID,
        message=say("还有没填的变量：{left}。", left=joined("、", left)),
        advice=say("请填好或删去花括号里的内容，再提交；诉求人看到的答复里不能有。"),
        field=field,
    )


def values(case: Case, leg: Leg, world: World, now: datetime) -> dict[Variable, str]:
    """What this case puts in; "" where it has nothing to put there (nobody called yet)."""

    def day(at: datetime | None) -> str:
        return _DAY.format(at=world.calendar.local(at)) if at else ""

    return {
        Variable.NUMBER: case.number,
        Variable.UNIT: world.units.name(leg.unit),
        Variable.TOPIC: world.topics.get(case.topic, ""),
        Variable.KIND: str(case.kind.zh),
        Variable.AREA: world.areas.get(case.area, ""),
        Variable.RECEIVED: day(case.accepted_at),
        Variable.CONTACTED: day(leg.first_contact_at),
        Variable.PROMISED: day(case.promise.due_at if case.promise else None),
        Variable.DONE: day(now),
    }
