"""How the timeline tells what came from outside the case: limits reckoned again, and what a
province platform was asked and said.
"""

from collections.abc import Sequence

from hotline.handling.telling import Telling, by
from hotline.rules.case import province_events as p
from hotline.rules.case import recomputing as r
from hotline.rules.context import World
from hotline.rules.province_words import UpwardAsk
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say

WHAT = {
    "promise": say("对诉求人的承诺"),
    "limit": say("办理时限"),
    "procedure": say("法定程序期限"),
    "ruling": say("审核时限"),
    "sign": LimitName.SIGN.zh,
    "contact": LimitName.FIRST_CONTACT.zh,
    "return": LimitName.RETURN.zh,
    "desk": say("热线处置时限"),
    "follow_up": LimitName.FOLLOW_UP_START.zh,
}


def _title(event: r.ClockReckoned) -> str:
    what = WHAT[event.clock.partition(":")[0]]
    return say("{what}重新计算（{cause}）", what=what, cause=event.cause.zh)


def _both(event: r.ClockReckoned, world: World) -> Sequence[str]:
    """The old limit and the new, and what it is reckoned by now."""
    was, now = by(world, event.was), by(world, event.due_at)
    return (say("原为{was}，改为{now}", was=was, now=now), say("依据{basis}", basis=event.basis))


def _until(event: p.ForwardedUp, world: World) -> Sequence[str]:
    return (say("申请延至{until}", until=by(world, event.until)),) if event.until else ()


def _due(event: p.AnsweredFromAbove, world: World) -> Sequence[str]:
    """The province's limit since, or that the case goes back to it."""
    if event.due:
        return (say("省级时限改为{due}", due=by(world, event.due)),)
    back = event.agreed and event.ask is UpwardAsk.NOT_OURS
    return (say("省级收回，本市不再办理"),) if back else ()


OUTER: dict[type, Telling] = {
    p.ForwardedUp: Telling(
        lambda o: say("上报省级平台（{ask}）", ask=o.ask.zh),
        ((say("理由"), "explanation"),),
        _until,
    ),
    p.AnsweredFromAbove: Telling(
        lambda o: (
            say("省级平台同意（{ask}）", ask=o.ask.zh)
            if o.agreed
            else say("省级平台不同意（{ask}）", ask=o.ask.zh)
        ),
        ((say("省级答复"), "note"),),
        _due,
    ),
    r.ClockReckoned: Telling(_title, (), _both),
}
