"""What comes to a case from outside, in a story's words: 放假安排, 省级平台."""

import re
from datetime import date

from hotline.rules.case import commands as c
from hotline.rules.case import province as p
from hotline.rules.case.fields import Command
from hotline.rules.case.recomputing import ReckonAgain
from hotline.rules.province_words import UpwardAsk
from hotline.rules.words import Channel, Kind
from tests.rules.case import build as b
from tests.rules.case import outer
from tests.stories.acting import WHY, does, plain
from tests.stories.given import given
from tests.stories.language import YEAR, NotUnderstood
from tests.stories.scene import Scene

_DAYS = re.compile(r"(\d+)月(\d+)日至(\d+)月(\d+)日")


def _days(text: str) -> tuple[date, ...]:
    found = _DAYS.fullmatch(text)
    if found is None:
        raise NotUnderstood(f"看不懂的日期：{text}")
    month, first, until, last = map(int, found.groups())
    start, end = date(YEAR, month, first), date(YEAR, until, last)
    return tuple(date.fromordinal(n) for n in range(start.toordinal(), end.toordinal() + 1))


@given("市里批准的放假安排增加{rest}放假")
def rests(scene: Scene, rest: str) -> None:
    scene.story.world = outer.with_days(scene.story.world, *_days(rest))


@given("市里批准的放假安排增加{rest}上班")
def works(scene: Scene, rest: str) -> None:
    scene.story.world = outer.with_days(scene.story.world, worked=_days(rest))


plain("重新计算时限", ReckonAgain())
plain("把不属本市上报省级平台", p.ForwardUp(ask=UpwardAsk.NOT_OURS, explanation=WHY))
plain("登记省级同意", p.RecordAnswerFromAbove(agreed=True, note=WHY))
plain("登记省级不同意", p.RecordAnswerFromAbove(agreed=False, note=WHY))


@does("向省级平台申请延期到{words}日")
def asks_more(scene: Scene, actor: object, words: str) -> Command:
    return p.ForwardUp(ask=UpwardAsk.EXTENSION, until=words, explanation=WHY)


@does("登记省级平台交办的{Kind}“{topic}”，省级时限{words}日，受理并派单")
def orders(scene: Scene, actor: object, kind: Kind, topic: str, words: str) -> Command:
    matter = b.matter(topic, kind=kind, triage=c.Accept(), dispatch=True)
    return c.msgspec.structs.replace(
        b.call(matter),
        channel=Channel.PLATFORM,
        source_platform="province",
        source_number="S-2026-7",
        source_due=words,
    )
