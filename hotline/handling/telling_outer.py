"""How the timeline tells what came from outside the case: limits reckoned again."""

from collections.abc import Sequence

from hotline.handling.telling import Telling, by
from hotline.rules.case import recomputing as r
from hotline.rules.context import World
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


OUTER: dict[type, Telling] = {
    r.ClockReckoned: Telling(_title, (), _both),
}
